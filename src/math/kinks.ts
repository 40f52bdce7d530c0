import type { Scene } from './adversarial';
import { exact } from './attacks/exact';
import { none } from './attacks/none';
import { linear } from './activations/linear';
import type { Crease } from './creases';
import { worst } from './interval';
import { kinkCurves } from './kinkCurves';
import type { Pair } from './kinds';
import { pointLoss } from './pointLoss';
import { finish, type Steps } from './steps';

/** A place where the loss is not smooth: what jumps there, how much, and by which formula. */
export interface Kink extends Crease {
  /** axis: L∞; diagonal: L1; branch: the attack leaves the rim; corner: φ′ jumps; tie: two best attacks. */
  readonly kind: 'axis' | 'diagonal' | 'origin' | 'branch' | 'corner' | 'tie';
  /** 1: the gradient jumps. 2: the gradient is continuous and the Hessian jumps. */
  readonly order: 1 | 2;
  /** Where it lies, as TeX. */
  readonly place: string;
  /** Size of the jump, as TeX. */
  readonly formula: string;
  readonly located: 'closed form' | 'numerical';
  /** Unit normal at each vertex. */
  readonly across: readonly Pair[];
}

/** Odd; so many that the size of a jump between two of them is right to five decimals. */
const VERTICES = 241;
const DIAGONAL = Math.SQRT1_2;

/** Every place of the rectangle where the loss of the exact attack is not twice differentiable; up to order 1, where it has no gradient. */
export const kinksOf = (...of: Parameters<typeof kinking>): Kink[] => finish(kinking(...of));

/** kinksOf(), point by point. */
export function* kinking(scene: Scene, theta1: Pair, theta2: Pair, order: 1 | 2 = 2): Steps<Kink[]> {
  const taken: Scene = scene.attack === none ? { ...scene, epsilon: 0 } : { ...scene, attack: exact };
  const straight = taken.epsilon > 0 ? normKinks(taken, theta1, theta2) : [];
  const curves = yield* kinkCurves(taken, theta1, theta2, order);
  return [...straight, ...curves.filter((kink) => kink.order <= order)];
}

/** The axes under L∞, the diagonals under L1, the origin under every other norm. */
function normKinks(scene: Scene, theta1: Pair, theta2: Pair): Kink[] {
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
const originJump = (scene: Scene): number => pull(scene, 0, 0) * (scene.norm.p > 2 ? Math.pow(2, 0.5 - 1 / scene.norm.p) : 1);

/**
 * (2ε/N) |Σ_n ±ψ_n′(z_n)|, + where the attack takes the upper end of its interval and − for the lower: how much the part of
 * the gradient that is a multiple of ∇‖θ‖_q changes when that vector turns round. 2εσ(u) for the linear model.
 */
function pull({ points, activation, critical, norm, epsilon }: Scene, a: number, b: number): number {
  const { first } = pointLoss(activation);
  const r = epsilon * norm.dualPair(a, b);
  let sum = 0;
  for (const { x, y } of points) {
    const centre = a * x[0] + b * x[1];
    if (r === 0)
      sum += Math.abs(first(y, centre)); // at θ = 0 the worse end is the one the loss rises towards
    else {
      const { z, side } = worst(activation, critical, y, centre - r, centre + r);
      sum += side === 'inside' ? 0 : (side === 'hi' ? 1 : -1) * first(y, z);
    }
  }
  return Math.abs((2 * epsilon * sum) / points.length);
}

const pullTex = ({ activation, points }: Scene): string =>
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
function along(scene: Scene, line: readonly Pair[], normal: Pair, place: string, theta1: Pair, theta2: Pair): Kink[] {
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
