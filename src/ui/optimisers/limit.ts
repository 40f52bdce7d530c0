import type { RaceResult } from '../../engine/protocol';
import { optimisers, type OptimiserName } from '../../math/optimisers';
import type { Values } from '../../math/optimisers/kinds';

/** 2/C of Eq. 4, marked on the slider of a step size. */
export interface Limit {
  /** Where the mark stands; none where Eq. 4 has no number for the method or the surface. */
  readonly value?: number;
  readonly tex: string;
  /** How far it can be trusted, or why there is none. */
  readonly note: string;
}

const none = (note: string): Limit => ({ tex: '2/C', note });

/** The mark for a method: 2/γ where it descends F of Eq. 10, else 2/C as the level set of the start has it. */
export function limitOf(name: OptimiserName, values: Values, bound: RaceResult['bound']): Limit {
  if (name === 'entropy-sgd') {
    const { gamma, form } = optimisers[name].settle(values);
    if (form === 'published') return { value: 2 / gamma, tex: '2/\\ga', note: 'since ∇²F ⪯ γI' };
    return { value: 2, tex: '2/C', note: 'since the code leaves out γ; without momentum' };
  }
  if (name === 'entropy-sgd-2') return { value: 2, tex: '2/C', note: 'for Newton’s step on a bowl' };
  if (name === 'adam') return none('Adam rescales every coordinate: Eq. 4 has no number for its step');
  if (!bound) return none('not known: the worst case over a ball has creases of its own');
  if (!Number.isFinite(bound.bound)) return none('unbounded: no curvature in the level set');
  const own = bound.creased ? 'off the creases; on one no C exists' : `Eq. 4, from ${bound.inside} nodes`;
  if (name !== 'momentum') return { value: bound.bound, tex: '2/C', note: own };
  const { momentum, form } = optimisers[name].settle(values);
  if (form === 'nesterov') return { value: bound.bound, tex: '2/C', note: `${own}, without momentum` };
  return { value: (1 + momentum) * bound.bound, tex: '2(1+\\mu)/C', note: `for a bowl; ${own}` };
}
