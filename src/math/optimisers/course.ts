import { landscapeOf, type Scene } from '../adversarial';
import { attacks } from '../attacks';
import { isClosedForm, localOf, LOCAL_SIZE } from '../curvature';
import type { Landscape, Pair, Vector } from '../kinds';
import type { Ground } from './kinds';
import { openSurroundings } from './surroundings';

/** A surface to run on: what optimisers ask for, and the losses that are recorded. */
export interface Course extends Ground {
  /** The loss that is descended. */
  loss(theta: Vector): number;
  /** The adversarial loss, without any smoothing. */
  adversarial(theta: Vector): number;
  /** The loss without an attack. */
  clean(theta: Vector): number;
}

/** A course over two weights; on a crease the gradient is the limit from the side of growing θ. */
export function courseOf(landscape: Landscape, clean: Landscape): Course {
  const loss = remembered((a, b) => landscape.value(a, b));
  return {
    loss,
    adversarial: loss,
    clean: remembered((a, b) => clean.value(a, b)),
    gradient: remembered((a, b) => subgradient(landscape, [a, b])),
    around: openSurroundings(landscape),
  };
}

/** The course of a scene: where the attack is exact, loss and gradient come from one pass over the points. */
export function sceneCourse(scene: Scene, landscape: Landscape): Course {
  const plain = courseOf(landscape, landscapeOf({ ...scene, attack: attacks.none }));
  if (!isClosedForm(scene)) return plain;
  const [local, out] = [localOf(scene, 1), new Float64Array(LOCAL_SIZE)];
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
export function remembered<T>(at: (a: number, b: number) => T): (theta: Vector) => T {
  let last: { readonly a: number; readonly b: number; readonly value: T } | undefined;
  return ([a = NaN, b = NaN]) => {
    if (!last || last.a !== a || last.b !== b) last = { a, b, value: at(a, b) };
    return last.value;
  };
}
