import type { Scene } from './adversarial';
import { lossOf } from './adversarial';
import { isClosedForm } from './curvature';
import type { Pair } from './kinds';
import { kinking } from './kinks';
import { finish, type Steps } from './steps';

/** A place where the gradient jumps: a polyline with the size of the jump at each vertex, or a single point. */
export interface Crease {
  readonly theta: readonly Pair[];
  readonly jump: readonly number[];
}

const STEP = 1e-6;
const VERTICES = 61;

/**
 * Where the loss has no gradient. For the exact attack, and for none, all of it; for FGSM and PGD the axes under L∞, the diagonals
 * under L1 and the origin, by the difference of the two one-sided gradients. Stretches without a jump (plateaus) are left out.
 */
export const creasesOf = (...of: Parameters<typeof creasing>): Crease[] => finish(creasing(...of));

/** creasesOf(), point by point. */
export function* creasing(scene: Scene, theta1: Pair, theta2: Pair): Steps<Crease[]> {
  if (isClosedForm(scene)) return (yield* kinking(scene, theta1, theta2, 1)).map(({ theta, jump }) => ({ theta, jump }));
  if (scene.epsilon === 0) return [];
  const { p } = scene.norm;
  const lines = p === Infinity ? [axis(0, theta1), axis(1, theta2)] : p === 1 ? [diagonal(1, theta1, theta2), diagonal(-1, theta1, theta2)] : [];
  const found = lines.flatMap(({ points, across }) =>
    stretches(
      points,
      points.map((theta) => jumpAcross(scene, theta, across)),
    ),
  );
  const holdsOrigin = [theta1, theta2].every(([lo, hi]) => lo <= 0 && hi >= 0);
  const atOrigin = jumpAcross(scene, [0, 0], [Math.SQRT1_2, Math.SQRT1_2]);
  return lines.length === 0 && holdsOrigin && atOrigin > 0 ? [{ theta: [[0, 0]], jump: [atOrigin] }] : found;
}

interface Line {
  readonly points: readonly Pair[];
  /** Unit normal. */
  readonly across: Pair;
}

/** Even numbers of intervals keep the origin off the vertices of a symmetric range: there two lines cross. */
const steps = ([lo, hi]: Pair): number[] => Array.from({ length: VERTICES + 1 }, (_, k) => lo + ((hi - lo) * k) / VERTICES);

const axis = (along: 0 | 1, range: Pair): Line => ({
  points: steps(range).map((t): Pair => (along === 0 ? [t, 0] : [0, t])),
  across: along === 0 ? [0, 1] : [1, 0],
});

const diagonal = (sign: 1 | -1, theta1: Pair, theta2: Pair): Line => ({
  points: steps(theta1)
    .map((t): Pair => [t, sign * t])
    .filter(([, t]) => t >= theta2[0] && t <= theta2[1]),
  across: [Math.SQRT1_2, -sign * Math.SQRT1_2],
});

/** Length of the difference of the gradients a step to either side. */
function jumpAcross(scene: Scene, [a, b]: Pair, [n1, n2]: Pair): number {
  const side = (h: number): readonly number[] => {
    const parts = scene.points.map(({ x, y }) => lossOf(scene, [a + h * n1, b + h * n2], x, y).gradient ?? [0, 0]);
    return [0, 1].map((k) => parts.reduce((sum, part) => sum + (part[k] ?? 0), 0) / parts.length);
  };
  const [left, right] = [side(-STEP), side(STEP)];
  const size = Math.hypot(...left.map((v, k) => v - (right[k] ?? 0)));
  return size > 1e-4 * scene.epsilon ? size : 0;
}

/** Runs of consecutive points with a jump. */
function stretches(points: readonly Pair[], jumps: readonly number[]): Crease[] {
  const runs: { theta: Pair[]; jump: number[] }[] = [];
  points.forEach((theta, k) => {
    const jump = jumps[k] ?? 0;
    if (jump === 0) return;
    const joined = k > 0 && (jumps[k - 1] ?? 0) > 0 ? runs.at(-1) : undefined;
    if (joined) {
      joined.theta.push(theta);
      joined.jump.push(jump);
    } else runs.push({ theta: [theta], jump: [jump] });
  });
  return runs.filter((run) => run.theta.length > 1);
}
