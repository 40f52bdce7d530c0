import { attacks } from '../attack/solvers';
import type { Landscape, Pair, Vector, AdversarialProblem } from '../core/types';
import { hasClosedForm, DERIVATIVES_SIZE, lossDerivatives } from '../loss/derivatives';
import { landscapeOf } from '../loss/landscape';
import { gibbsMoments } from '../smoothing/localMoments';
import type { Objective } from './types';

/** A surface to run on: what optimisers ask for, and the losses that are recorded. */
export interface RecordedObjective extends Objective {
  /** The loss that is descended. */
  loss(theta: Vector): number;
  /** The adversarial loss, without any smoothing. */
  adversarial(theta: Vector): number;
  /** The loss without an attack. */
  clean(theta: Vector): number;
}

/** A course over two weights; on a crease the gradient is the limit from the side of growing θ. */
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

/** The course of a scene: where the attack is exact, loss and gradient come from one pass over the points. */
export function adversarialObjective(scene: AdversarialProblem, landscape: Landscape): RecordedObjective {
  const plain = recordedObjective(landscape, landscapeOf({ ...scene, attack: attacks.none }));
  if (!hasClosedForm(scene)) return plain;
  const [local, out] = [lossDerivatives(scene, 1), new Float64Array(DERIVATIVES_SIZE)];
  let [atA, atB, smooth] = [NaN, NaN, false];
  const look = ([a = NaN, b = NaN]: Vector): void => {
    if (a === atA && b === atB) return;
    smooth = local(a, b, out);
    [atA, atB] = [a, b];
  };
  const loss = (theta: Vector): number => {
    look(theta);
    return out[0]!;
  };
  return {
    ...plain,
    loss,
    adversarial: loss,
    gradient: (theta) => {
      look(theta);
      return smooth ? [out[1]!, out[2]!] : plain.gradient(theta);
    },
  };
}

/** ∇L, and on a crease its limit along (1, 2): a direction along which no crease runs, so that one side is taken. */
export function subgradient({ gradient }: Pick<Landscape, 'gradient'>, [a, b]: Pair): Pair {
  const there = gradient(a, b);
  if (there) return there;
  const h = 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
  return gradient(a + h, b + 2 * h) ?? gradient(a + 2 * h, b + h) ?? [NaN, NaN];
}

/** The same function, asked once where it is asked twice in a row: what is recorded at θ is what the next step starts from. */
export function memoiseLast<T>(at: (a: number, b: number) => T): (theta: Vector) => T {
  let last: { readonly a: number; readonly b: number; readonly value: T } | undefined;
  return ([a = NaN, b = NaN]) => {
    if (!last || last.a !== a || last.b !== b) last = { a, b, value: at(a, b) };
    return last.value;
  };
}
