import { attacks } from '../attack/solvers';
import type { Landscape, Pair, Vector, AdversarialProblem } from '../core/types';
import { hasClosedForm, DERIVATIVES_SIZE, lossDerivatives } from '../loss/derivatives';
import { landscapeOf } from '../loss/landscape';
import { gibbsMoments } from '../smoothing/localMoments';
import type { Objective } from './types';

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
