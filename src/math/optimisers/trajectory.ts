import type { CooperativeTask } from '../core/cooperative';
import { seeded } from '../core/random';
import type { Vector } from '../core/types';
import type { RecordedObjective } from './objective';
import type { Objective, InnerLoop, Optimiser, HyperparameterValues } from './types';

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
export const DIVERGENCE_BOUND = 1e6;

/** Runs a method and records every state. A breath after each step. */
export function* optimiseTask(
  method: Optimiser,
  course: RecordedObjective,
  start: Vector,
  values: HyperparameterValues,
  steps: number,
  seed: number,
): CooperativeTask<Trajectory> {
  const { ground, asked } = counting(course);
  const rng = seeded(seed);
  const book = trajectoryRecorder(course, steps + 1, start.length);
  let state = method.init(start);
  let why = '';
  for (let k = 0; k <= steps && why === ''; k += 1) {
    if (k > 0) state = method.step(ground, state, values, rng);
    const loss = course.loss(state.theta);
    why = divergenceReason(state.theta, loss, k);
    if (why === '') book.write(state.theta, loss, asked, state.inner);
    yield undefined;
  }
  return book.close(why);
}

/** A run that cannot begin, as a trajectory of no states. */
export const rejectedTrajectory = (why: string, d = 2): Trajectory => ({ ...trajectoryRecorder(undefined, 0, d).close(why), end: 'refused' });

/** The same ground, with its questions counted. */
function counting(course: RecordedObjective): { ground: Objective; asked: { gradients: number; integrals: number } } {
  const asked = { gradients: 0, integrals: 0 };
  const { gradient, gibbsMoments: around } = course;
  const ground: Objective = {
    gradient: (theta) => {
      asked.gradients += 1;
      return gradient(theta);
    },
    ...(around && {
      gibbsMoments: (theta: Vector, gamma: number) => {
        asked.integrals += 1;
        return around(theta, gamma);
      },
    }),
  };
  return { ground, asked };
}

/** Why θ is no place to go on from; '' when it is one. */
function divergenceReason(theta: Vector, loss: number, step: number): string {
  for (let i = 0; i < theta.length; i += 1) {
    if (Math.abs(theta[i]!) <= DIVERGENCE_BOUND) continue;
    const name = theta.length === 1 ? 'θ' : `θ${'₁₂₃₄₅₆₇₈₉'[i] ?? ''}`;
    return Number.isFinite(theta[i]) ? `${name} went beyond 10⁶ at step ${step}` : `${name} was no finite number at step ${step}`;
  }
  return Number.isFinite(loss) ? '' : `the loss was no finite number at step ${step}`;
}

/** Room for `most` states, cut to what was written when it is closed. */
export function trajectoryRecorder(course: RecordedObjective | undefined, most: number, d: number) {
  const field = (width = 1): Float64Array => new Float64Array(most * width);
  const [theta, loss, adversarial, clean, slope] = [field(d), field(), field(), field(), field()];
  const [evaluations, integrals, crossings] = [new Uint32Array(most), new Uint32Array(most), new Uint32Array(most * d)];
  const sides = new Int8Array(d); // sign of each weight when it last had one
  const inner = openInner(most - 1, d);
  let count = 0;
  return {
    write(at: Vector, here: number, asked: { readonly gradients: number; readonly integrals: number }, seen?: InnerLoop): void {
      const k = count;
      at.forEach((t, i) => {
        const side = Math.sign(t);
        const crossed = side !== 0 && (sides[i] ?? 0) === -side;
        if (side !== 0) sides[i] = side;
        theta[k * d + i] = t;
        crossings[k * d + i] = (k > 0 ? (crossings[(k - 1) * d + i] ?? 0) : 0) + (crossed ? 1 : 0);
      });
      if (course) {
        loss[k] = here;
        adversarial[k] = course.adversarial === course.loss ? here : course.adversarial(at);
        clean[k] = course.clean(at);
        slope[k] = Math.hypot(...course.gradient(at));
      }
      [evaluations[k], integrals[k]] = [asked.gradients, asked.integrals];
      if (seen) inner.write(k - 1, seen);
      count += 1;
    },
    close(why: string): Trajectory {
      const looked = inner.close(count - 1);
      return {
        count,
        theta: theta.slice(0, count * d),
        loss: loss.slice(0, count),
        adversarial: adversarial.slice(0, count),
        clean: clean.slice(0, count),
        slope: slope.slice(0, count),
        evaluations: evaluations.slice(0, count),
        integrals: integrals.slice(0, count),
        crossings: crossings.slice(0, count * d),
        ...(looked && { inner: looked }),
        end: why === '' ? 'finished' : 'diverged',
        why,
      };
    },
  };
}

/** The inner record, laid when the first walk has shown its length. */
function openInner(most: number, d: number) {
  let record: InnerRecord | undefined;
  return {
    write(k: number, { mean, variance, points, means }: InnerLoop): void {
      const length = points.length;
      record ??= {
        mean: new Float64Array(most * d),
        variance: new Float64Array(most * d),
        length,
        points: new Float64Array(most * length * d),
        means: new Float64Array(most * length * d),
      };
      record.mean.set(mean, k * d);
      record.variance.set(variance, k * d);
      for (let l = 0; l < length; l += 1) {
        record.points.set(points[l] ?? [], (k * length + l) * d);
        record.means.set(means[l] ?? [], (k * length + l) * d);
      }
    },
    close(count: number): InnerRecord | undefined {
      if (!record) return undefined;
      const { length } = record;
      return {
        mean: record.mean.slice(0, count * d),
        variance: record.variance.slice(0, count * d),
        length,
        points: record.points.slice(0, count * length * d),
        means: record.means.slice(0, count * length * d),
      };
    },
  };
}
