import { attacks } from '../attack/solvers';
import type { CooperativeTask } from '../core/cooperative';
import { seeded } from '../core/random';
import type { AdversarialProblem, Landscape, Pair, Vector } from '../core/types';
import { DERIVATIVES_SIZE, hasClosedForm, lossDerivatives } from '../loss/derivatives';
import { landscapeOf } from '../loss/landscape';
import { gibbsMoments } from '../smoothing/localMoments';
import type { HyperparameterValues, InnerLoop, Objective, Optimiser } from './types';

/** An objective with the losses that a trajectory records. */
export interface RecordedObjective extends Objective {
  /** The loss that is minimised. */
  loss(theta: Vector): number;
  /** The adversarial loss, without any smoothing. */
  adversarial(theta: Vector): number;
  /** The loss without an attack. */
  clean(theta: Vector): number;
}

/** The objective of a landscape over two weights; on a crease the gradient is a one-sided limit, see subgradient(). */
export function recordedObjective(landscape: Landscape, clean: Landscape): RecordedObjective {
  const loss = memoiseLast((a, b) => landscape.value(a, b));
  return {
    loss,
    adversarial: loss,
    clean: memoiseLast((a, b) => clean.value(a, b)),
    gradient: memoiseLast((a, b) => subgradient(landscape, [a, b])),
    gibbsMoments: gibbsMoments(landscape),
  };
}

/** The objective of an adversarial problem; for exact attacks loss and gradient come from one pass over the points. */
export function adversarialObjective(problem: AdversarialProblem, landscape: Landscape): RecordedObjective {
  const general = recordedObjective(landscape, landscapeOf({ ...problem, attack: attacks.none }));
  if (!hasClosedForm(problem)) return general;
  const [derivatives, out] = [lossDerivatives(problem, 1), new Float64Array(DERIVATIVES_SIZE)];
  let [lastA, lastB, smooth] = [NaN, NaN, false];
  const evaluate = ([a = NaN, b = NaN]: Vector): void => {
    if (a === lastA && b === lastB) return;
    smooth = derivatives(a, b, out);
    [lastA, lastB] = [a, b];
  };
  const loss = (theta: Vector): number => {
    evaluate(theta);
    return out[0]!;
  };
  return {
    ...general,
    loss,
    adversarial: loss,
    gradient: (theta) => {
      evaluate(theta);
      return smooth ? [out[1]!, out[2]!] : general.gradient(theta);
    },
  };
}

/** A subgradient: ∇L, on a crease its limit along (1, 2), a direction parallel to no crease of a norm. */
export function subgradient({ gradient }: Pick<Landscape, 'gradient'>, [a, b]: Pair): Pair {
  const exact = gradient(a, b);
  if (exact) return exact;
  const h = 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
  return gradient(a + h, b + 2 * h) ?? gradient(a + 2 * h, b + h) ?? [NaN, NaN];
}

/** Memoisation of the last argument: the θ that is recorded is the θ at which the next step starts. */
export function memoiseLast<T>(compute: (a: number, b: number) => T): (theta: Vector) => T {
  let last: { readonly a: number; readonly b: number; readonly value: T } | undefined;
  return ([a = NaN, b = NaN]) => {
    if (!last || last.a !== a || last.b !== b) last = { a, b, value: compute(a, b) };
    return last.value;
  };
}

/** All states of a run, state 0 the start; losses in nats. */
export interface Trajectory {
  /** Number of states, the start included. */
  readonly count: number;
  readonly theta: Float64Array; // [count, d]
  readonly loss: Float64Array; // [count]
  readonly adversarial: Float64Array; // [count]
  readonly clean: Float64Array; // [count]
  /** ‖∇L‖ of the loss that is minimised, on a crease of the subgradient. */
  readonly slope: Float64Array; // [count]
  /** Gradient evaluations of the optimiser so far, those of recording excluded. */
  readonly evaluations: Uint32Array; // [count]
  /** Evaluations of Gibbs moments by quadrature so far. */
  readonly integrals: Uint32Array; // [count]
  /** Sign changes of each weight so far. */
  readonly crossings: Uint32Array; // [count, d]
  /** The inner loops, for methods that have one; entry k belongs to the step from state k to k + 1. */
  readonly inner?: InnerRecord;
  readonly end: 'finished' | 'diverged' | 'refused';
  /** The reason for an early end, in one sentence; else empty. */
  readonly why: string;
}

interface InnerRecord {
  readonly mean: Float64Array; // [count − 1, d]
  readonly variance: Float64Array; // [count − 1, d]
  /** Inner steps of each loop; 0 for moments by quadrature. */
  readonly length: number;
  readonly points: Float64Array; // [count − 1, length, d]
  readonly means: Float64Array; // [count − 1, length, d]
}

/** |θᵢ| above which a run has diverged. */
const DIVERGENCE_BOUND = 1e6;

/** Runs an optimiser and records every state; yields after each step. */
export function* optimiseTask(
  optimiser: Optimiser,
  recorded: RecordedObjective,
  start: Vector,
  values: HyperparameterValues,
  steps: number,
  seed: number,
): CooperativeTask<Trajectory> {
  const { objective, counts } = countEvaluations(recorded);
  const rng = seeded(seed);
  const recorder = trajectoryRecorder(recorded, steps + 1, start.length);
  let state = optimiser.init(start);
  let why = '';
  for (let k = 0; k <= steps && why === ''; k += 1) {
    if (k > 0) state = optimiser.step(objective, state, values, rng);
    const loss = recorded.loss(state.theta);
    why = divergenceReason(state.theta, loss, k);
    if (why === '') recorder.write(state.theta, loss, counts, state.inner);
    yield undefined;
  }
  return recorder.close(why);
}

/** The trajectory without states of a run that cannot begin. */
export const rejectedTrajectory = (why: string, d = 2): Trajectory => ({ ...trajectoryRecorder(undefined, 0, d).close(why), end: 'refused' });

/** The objective with counters of its evaluations. */
function countEvaluations(recorded: RecordedObjective): { objective: Objective; counts: { gradients: number; integrals: number } } {
  const counts = { gradients: 0, integrals: 0 };
  const { gradient, gibbsMoments } = recorded;
  const objective: Objective = {
    gradient: (theta) => {
      counts.gradients += 1;
      return gradient(theta);
    },
    ...(gibbsMoments && {
      gibbsMoments: (theta: Vector, gamma: number) => {
        counts.integrals += 1;
        return gibbsMoments(theta, gamma);
      },
    }),
  };
  return { objective, counts };
}

/** Divergence check: the reason why the run ends at θ, or ''. */
function divergenceReason(theta: Vector, loss: number, step: number): string {
  for (let i = 0; i < theta.length; i += 1) {
    if (Math.abs(theta[i]!) <= DIVERGENCE_BOUND) continue;
    const name = theta.length === 1 ? 'θ' : `θ${'₁₂₃₄₅₆₇₈₉'[i] ?? ''}`;
    return Number.isFinite(theta[i]) ? `${name} went beyond 10⁶ at step ${step}` : `${name} was no finite number at step ${step}`;
  }
  return Number.isFinite(loss) ? '' : `the loss was no finite number at step ${step}`;
}

/** A recorder of at most `capacity` states. */
function trajectoryRecorder(recorded: RecordedObjective | undefined, capacity: number, d: number) {
  const field = (width = 1): Float64Array => new Float64Array(capacity * width);
  const [theta, loss, adversarial, clean, slope] = [field(d), field(), field(), field(), field()];
  const [evaluations, integrals, crossings] = [new Uint32Array(capacity), new Uint32Array(capacity), new Uint32Array(capacity * d)];
  const signs = new Int8Array(d); // last non-zero sign of each weight
  const inner = innerRecorder(capacity - 1, d);
  let count = 0;
  return {
    write(at: Vector, lossAt: number, counts: { readonly gradients: number; readonly integrals: number }, innerLoop?: InnerLoop): void {
      const k = count;
      at.forEach((t, i) => {
        const sign = Math.sign(t);
        const changed = sign !== 0 && (signs[i] ?? 0) === -sign;
        if (sign !== 0) signs[i] = sign;
        theta[k * d + i] = t;
        crossings[k * d + i] = (k > 0 ? (crossings[(k - 1) * d + i] ?? 0) : 0) + (changed ? 1 : 0);
      });
      if (recorded) {
        loss[k] = lossAt;
        adversarial[k] = recorded.adversarial === recorded.loss ? lossAt : recorded.adversarial(at);
        clean[k] = recorded.clean(at);
        slope[k] = Math.hypot(...recorded.gradient(at));
      }
      [evaluations[k], integrals[k]] = [counts.gradients, counts.integrals];
      if (innerLoop) inner.write(k - 1, innerLoop);
      count += 1;
    },
    close(why: string): Trajectory {
      const innerRecord = inner.close(count - 1);
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
        ...(innerRecord && { inner: innerRecord }),
        end: why === '' ? 'finished' : 'diverged',
        why,
      };
    },
  };
}

/** A recorder of inner loops, allocated when the first one gives their length. */
function innerRecorder(capacity: number, d: number) {
  let record: InnerRecord | undefined;
  return {
    write(k: number, { mean, variance, points, means }: InnerLoop): void {
      const length = points.length;
      record ??= {
        mean: new Float64Array(capacity * d),
        variance: new Float64Array(capacity * d),
        length,
        points: new Float64Array(capacity * length * d),
        means: new Float64Array(capacity * length * d),
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
