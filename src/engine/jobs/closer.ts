import { finestCut } from '../../math/smoothings/integrate';
import type { Steps } from '../../math/sweep';
import type { Problem } from '../problem';
import { trusting, type Trust } from './check';
import type { Field, Lattice } from './field';
import { float64Field } from './float64';

/** Estimated error above which an integral is computed again: a fifth of what is promised. */
const AIM = 2e-7;

/** A surface, the milliseconds it took in all its attempts, and how far it may be trusted. */
interface Judged {
  readonly field: Field;
  readonly ms: number;
  readonly trust: Trust;
}

/**
 * A float64 surface, computed again with its rows cut finer while its estimate exceeds AIM and the budget of panels allows.
 * Where breaks of a formula meet, a row's integral has a jump in a derivative; the error falls about with the cube of the cut.
 */
export function* closer(problem: Problem, lattice: Lattice, gradient: boolean, first: Pick<Judged, 'field' | 'ms'>): Steps<Judged> {
  const { landscape, smoothed } = problem;
  let judged: Judged = { ...first, trust: yield* trusting(problem, lattice, first.field.z, true) };
  if (smoothed.kind !== 'integral' || judged.trust.estimate <= AIM) return judged;
  const finest = finestCut(landscape, smoothed.integral, lattice.theta1, lattice.theta2);
  for (let cut = 1; judged.trust.estimate > AIM && cut < finest;) {
    const wanted = Math.ceil(Math.log2(judged.trust.estimate / AIM) / 3) || 1;
    cut = Math.min(finest, cut * 2 ** wanted);
    const start = performance.now();
    const again = yield* float64Field(problem, lattice, gradient, undefined, cut);
    judged = { field: again, ms: judged.ms + performance.now() - start, trust: yield* trusting(problem, lattice, again.z, true, cut) };
  }
  return judged;
}
