import type { RaceResult } from '../../engine/protocol';
import { optimisers, type OptimiserName } from '../../math/optimisers';
import type { Values } from '../../math/optimisers/kinds';

/** 2/C of Eq. 4, marked on the slider of a step size. */
export interface Limit {
  readonly value: number;
  readonly tex: string;
  /** How far it can be trusted, or where it holds. */
  readonly note: string;
}

/** Methods that step by ηC directly; where memory or a scale of its own comes between, Eq. 4 says nothing. */
const direct: readonly OptimiserName[] = ['sgd', 'sam', 'awp'];

/** The mark for a method: 2/γ where it descends F of Eq. 10, else 2/C as the level set of the start has it. */
export function limitOf(name: OptimiserName, values: Values, bound: RaceResult['bound']): Limit | undefined {
  if (name === 'entropy-sgd') {
    const { gamma, form } = optimisers[name].settle(values);
    return form === 'published' ? { value: 2 / gamma, tex: '2/\\ga', note: 'as C ≤ γ for F' } : undefined;
  }
  if (!direct.includes(name) || !bound || !Number.isFinite(bound.bound)) return undefined;
  return { value: bound.bound, tex: '2/C', note: bound.creased ? 'off the creases; on one no C exists' : `Eq. 4, from ${bound.inside} nodes` };
}
