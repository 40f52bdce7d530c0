import type { Vector } from './kinds';
import { openBook } from './optimisers/book';
import type { Course } from './optimisers/course';
import type { Ground, Optimiser, Values } from './optimisers/kinds';
import { seeded } from './rng';
import type { Steps } from './steps';

/** Every state of a run; state 0 is the start. Losses in nats. Scrubbing reads these, and runs nothing again. */
export interface Trajectory {
  /** States, the start included. */
  readonly count: number;
  readonly theta: Float64Array; // [count, d]
  readonly loss: Float64Array; // [count]
  readonly adversarial: Float64Array; // [count]
  readonly clean: Float64Array; // [count]
  /** ‖∇L‖ of the loss that is descended; on a crease of the subgradient taken there. */
  readonly slope: Float64Array; // [count]
  /** Gradients that the method has taken so far; recording takes none of them. */
  readonly evaluations: Uint32Array; // [count]
  /** Integrals that stood in for gradients so far. */
  readonly integrals: Uint32Array; // [count]
  /** How often each weight has changed its sign so far. */
  readonly crossings: Uint32Array; // [count, d]
  /** For methods that look around first; entry k belongs to the step from state k to k + 1. */
  readonly inner?: InnerRecord;
  readonly end: 'finished' | 'diverged' | 'refused';
  /** Why it ended early, in one sentence; else empty. */
  readonly why: string;
}

export interface InnerRecord {
  readonly mean: Float64Array; // [count − 1, d]
  readonly variance: Float64Array; // [count − 1, d]
  /** Inner steps recorded; 0 where quadrature took the place of the walk. */
  readonly length: number;
  readonly points: Float64Array; // [count − 1, length, d]
  readonly means: Float64Array; // [count − 1, length, d]
}

/** Beyond this a weight has diverged. */
export const FAR = 1e6;

/** Runs a method and records every state. A breath after each step. */
export function* running(method: Optimiser, course: Course, start: Vector, values: Values, steps: number, seed: number): Steps<Trajectory> {
  const { ground, asked } = counting(course);
  const rng = seeded(seed);
  const book = openBook(course, steps + 1, start.length);
  let state = method.init(start);
  let why = '';
  for (let k = 0; k <= steps && why === ''; k += 1) {
    if (k > 0) state = method.step(ground, state, values, rng);
    const loss = course.loss(state.theta);
    why = astray(state.theta, loss, k);
    if (why === '') book.write(state.theta, loss, asked, state.inner);
    yield undefined;
  }
  return book.close(why);
}

/** A run that cannot begin, as a trajectory of no states. */
export const refused = (why: string, d = 2): Trajectory => ({ ...openBook(undefined, 0, d).close(why), end: 'refused' });

/** The same ground, with its questions counted. */
function counting(course: Course): { ground: Ground; asked: { gradients: number; integrals: number } } {
  const asked = { gradients: 0, integrals: 0 };
  const { gradient, around } = course;
  const ground: Ground = {
    gradient: (theta) => {
      asked.gradients += 1;
      return gradient(theta);
    },
    ...(around && {
      around: (theta: Vector, gamma: number) => {
        asked.integrals += 1;
        return around(theta, gamma);
      },
    }),
  };
  return { ground, asked };
}

/** Why θ is no place to go on from; '' when it is one. */
function astray(theta: Vector, loss: number, step: number): string {
  for (let i = 0; i < theta.length; i += 1) {
    if (Math.abs(theta[i]!) <= FAR) continue;
    const name = theta.length === 1 ? 'θ' : `θ${'₁₂₃₄₅₆₇₈₉'[i] ?? ''}`;
    return Number.isFinite(theta[i]) ? `${name} went beyond 10⁶ at step ${step}` : `${name} was no finite number at step ${step}`;
  }
  return Number.isFinite(loss) ? '' : `the loss was no finite number at step ${step}`;
}
