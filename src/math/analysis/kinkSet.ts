import { linear } from '../activations/linear';
import { worstInInterval } from '../attack/attainableInterval';
import { none } from '../attack/solvers';
import { exact } from '../attack/solvers/exact';
import { runToCompletion, type CooperativeTask } from '../core/cooperative';
import { pointLoss } from '../core/logisticLoss';
import type { Pair, AdversarialProblem, Kink, Crease } from '../core/types';
import { hasClosedForm } from '../loss/derivatives';
import { lossAndGradient } from '../loss/landscape';
import { kinkCurves } from './kinkCurves';

/** Odd; so many that the size of a jump between two of them is right to five decimals. */
const VERTICES = 241;
const DIAGONAL = Math.SQRT1_2;

/** Every place of the rectangle where the loss of the exact attack is not twice differentiable; up to order 1, where it has no gradient. */
export const findKinks = (...of: Parameters<typeof findKinksTask>): Kink[] => runToCompletion(findKinksTask(...of));

/** kinksOf(), point by point. */
export function* findKinksTask(scene: AdversarialProblem, theta1: Pair, theta2: Pair, order: 1 | 2 = 2): CooperativeTask<Kink[]> {
  const taken: AdversarialProblem = scene.attack === none ? { ...scene, epsilon: 0 } : { ...scene, attack: exact };
  const straight = taken.epsilon > 0 ? normKinks(taken, theta1, theta2) : [];
  const curves = yield* kinkCurves(taken, theta1, theta2, order);
  return [...straight, ...curves.filter((kink) => kink.order <= order)];
}

/** The axes under L∞, the diagonals under L1, the origin under every other norm. */
function normKinks(scene: AdversarialProblem, theta1: Pair, theta2: Pair): Kink[] {
  const { p } = scene.norm;
  if (p === Infinity) {
    return [
      ...along(scene, axis(0, theta1), [0, 1], '\\theta_2=0', theta1, theta2),
      ...along(scene, axis(1, theta2), [1, 0], '\\theta_1=0', theta1, theta2),
    ];
  }
  if (p === 1) {
    return [
      ...along(scene, diagonal(1, theta1), [DIAGONAL, -DIAGONAL], '\\theta_1=\\theta_2', theta1, theta2),
      ...along(scene, diagonal(-1, theta1), [DIAGONAL, DIAGONAL], '\\theta_1=-\\theta_2', theta1, theta2),
    ];
  }
  const jump = originJump(scene);
  const inside = [theta1, theta2].every(([lo, hi]) => lo <= 0 && hi >= 0);
  if (!inside || jump === 0) return [];
  const formula =
    scene.activation === linear
      ? '\\varepsilon\\max_v\\lVert\\nabla\\lVert v\\rVert_q\\rVert'
      : `${pullTex(scene)}\\max_v\\lVert\\nabla\\lVert v\\rVert_q\\rVert`;
  return [
    { kind: 'origin', order: 1, place: '\\theta=0', formula, located: 'closed form', theta: [[0, 0]], jump: [jump], across: [[DIAGONAL, DIAGONAL]] },
  ];
}

/** (2ε/N) |Σ ∓ψ′(z_n)| at θ = 0, times the largest ‖∇‖v‖_q‖ over directions v. */
const originJump = (scene: AdversarialProblem): number => pull(scene, 0, 0) * (scene.norm.p > 2 ? Math.pow(2, 0.5 - 1 / scene.norm.p) : 1);

/**
 * (2ε/N) |Σ_n ±ψ_n′(z_n)|, + where the attack takes the upper end of its interval and − for the lower: how much the part of
 * the gradient that is a multiple of ∇‖θ‖_q changes when that vector turns round. 2εσ(u) for the linear model.
 */
function pull({ points, activation, critical, norm, epsilon }: AdversarialProblem, a: number, b: number): number {
  const { first } = pointLoss(activation);
  const r = epsilon * norm.dualPair(a, b);
  let sum = 0;
  for (const { x, y } of points) {
    const centre = a * x[0] + b * x[1];
    if (r === 0)
      sum += Math.abs(first(y, centre)); // at θ = 0 the worse end is the one the loss rises towards
    else {
      const { z, side } = worstInInterval(activation, critical, y, centre - r, centre + r);
      sum += side === 'inside' ? 0 : (side === 'hi' ? 1 : -1) * first(y, z);
    }
  }
  return Math.abs((2 * epsilon * sum) / points.length);
}

const pullTex = ({ activation, points }: AdversarialProblem): string =>
  activation === linear
    ? points.length === 1
      ? '2\\varepsilon\\,\\sigma(u)'
      : '\\tfrac{2\\varepsilon}{N}\\textstyle\\sum_n\\sigma(u_n)'
    : points.length === 1
      ? "2\\varepsilon\\,|\\psi'(z)|"
      : "\\tfrac{2\\varepsilon}{N}\\bigl|\\textstyle\\sum_n\\pm\\psi_n'(z_n)\\bigr|";

/** Even numbers of intervals keep the origin off the vertices of a symmetric range: there two lines cross. */
const steps = ([lo, hi]: Pair): number[] => Array.from({ length: VERTICES + 1 }, (_, k) => lo + ((hi - lo) * k) / VERTICES);
const axis = (which: 0 | 1, range: Pair): Pair[] => steps(range).map((t) => (which === 0 ? [t, 0] : [0, t]));
const diagonal = (sign: 1 | -1, range: Pair): Pair[] => steps(range).map((t) => [t, sign * t]);

/** Stretches of a straight line on which the gradient jumps; left out where it does not (plateaus). */
function along(scene: AdversarialProblem, line: readonly Pair[], normal: Pair, place: string, theta1: Pair, theta2: Pair): Kink[] {
  const diagonals = scene.norm.p === 1;
  const share = diagonals ? DIAGONAL : 1; // half of 2ε, times ‖sign θ_j e_j − sign θ_k e_k‖ = √2
  const kept = line.map((theta) => {
    const inside = theta[0] >= theta1[0] && theta[0] <= theta1[1] && theta[1] >= theta2[0] && theta[1] <= theta2[1];
    return { theta, jump: inside ? share * pull(scene, ...theta) : 0 };
  });
  const formula = diagonals ? `\\tfrac1{\\sqrt2}\\cdot${pullTex(scene)}` : pullTex(scene);
  return runsOf(kept, ({ jump }) => jump > 1e-9 * scene.epsilon).map((run) => ({
    kind: diagonals ? 'diagonal' : 'axis',
    order: 1,
    place,
    formula,
    located: 'closed form',
    theta: run.map(({ theta }) => theta),
    jump: run.map(({ jump }) => jump),
    across: run.map(() => normal),
  }));
}

/** Runs of at least two neighbours that pass. */
function runsOf<T>(items: readonly T[], passes: (item: T) => boolean): T[][] {
  const runs: T[][] = [[]];
  for (const item of items) {
    if (passes(item)) runs.at(-1)?.push(item);
    else runs.push([]);
  }
  return runs.filter((run) => run.length > 1);
}

const STEP = 1e-6;
const CREASES_VERTICES = 61;

/**
 * Where the loss has no gradient. For the exact attack, and for none, all of it; for FGSM and PGD the axes under L∞, the diagonals
 * under L1 and the origin, by the difference of the two one-sided gradients. Stretches without a jump (plateaus) are left out.
 */
export const findCreases = (...of: Parameters<typeof findCreasesTask>): Crease[] => runToCompletion(findCreasesTask(...of));

/** creasesOf(), point by point. */
export function* findCreasesTask(scene: AdversarialProblem, theta1: Pair, theta2: Pair): CooperativeTask<Crease[]> {
  if (hasClosedForm(scene)) return (yield* findKinksTask(scene, theta1, theta2, 1)).map(({ theta, jump }) => ({ theta, jump }));
  if (scene.epsilon === 0) return [];
  const { p } = scene.norm;
  const lines =
    p === Infinity
      ? [axisCreases(0, theta1), axisCreases(1, theta2)]
      : p === 1
        ? [diagonalCreases(1, theta1, theta2), diagonalCreases(-1, theta1, theta2)]
        : [];
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
const stepsCreases = ([lo, hi]: Pair): number[] => Array.from({ length: CREASES_VERTICES + 1 }, (_, k) => lo + ((hi - lo) * k) / CREASES_VERTICES);

const axisCreases = (along: 0 | 1, range: Pair): Line => ({
  points: stepsCreases(range).map((t): Pair => (along === 0 ? [t, 0] : [0, t])),
  across: along === 0 ? [0, 1] : [1, 0],
});

const diagonalCreases = (sign: 1 | -1, theta1: Pair, theta2: Pair): Line => ({
  points: stepsCreases(theta1)
    .map((t): Pair => [t, sign * t])
    .filter(([, t]) => t >= theta2[0] && t <= theta2[1]),
  across: [Math.SQRT1_2, -sign * Math.SQRT1_2],
});

/** Length of the difference of the gradients a step to either side. */
function jumpAcross(scene: AdversarialProblem, [a, b]: Pair, [n1, n2]: Pair): number {
  const side = (h: number): readonly number[] => {
    const parts = scene.points.map(({ x, y }) => lossAndGradient(scene, [a + h * n1, b + h * n2], x, y).gradient ?? [0, 0]);
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
