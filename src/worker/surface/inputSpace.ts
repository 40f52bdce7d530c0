import type { SurfaceChoice } from '../../documents/surfaceDocument';
import { linear } from '../../math/activations/linear';
import { boundaryLines, levelLines, windowOf } from '../../math/attack/inputContours';
import { attackSet, ballOutline } from '../../math/attack/optimalPerturbations';
import { exact } from '../../math/attack/solvers/exact';
import { softplus } from '../../math/core/logisticLoss';
import type { Pair, AdversarialProblem } from '../../math/core/types';
import { perturbedPoint } from '../../math/loss/landscape';
import type { InputBound, InputPoint, InputRequest, InputResult } from '../rpc/protocol';
import { adversarialProblem } from './surfaceProblem';

/** Everything that the plane of inputs shows at one weight, and at a second one. */
export function inputResult({ surface, theta, second, window: wanted }: InputRequest): InputResult {
  const problem = problemReaching(surface, second ? [theta, second] : [theta]);
  const { activation, norm, epsilon } = problem;
  const window = wanted ?? windowOf(problem.points, epsilon);
  const labels = ([1, -1] as const).filter((y) => problem.points.some((point) => point.y === y));
  const points = pointsAt(problem, theta);
  return {
    theta,
    window,
    ball: epsilon === 0 ? [] : ballOutline(norm.p, epsilon),
    other: epsilon === 0 ? [] : ballOutline(norm.p === 2 ? Infinity : 2, epsilon),
    levels: labels.flatMap((y) => levelLines(activation, theta, y, window)),
    boundary: boundaryLines(activation, theta, window),
    points,
    ...(second && { second: secondOf(surface, problem, theta, second, points) }),
  };
}

/** The problem, with critical points as far as these weights reach: a pinned θ may lie outside the grid. */
export function problemReaching(surface: SurfaceChoice, thetas: readonly Pair[]): AdversarialProblem {
  const wide = (k: 0 | 1): Pair => {
    const [lo, hi] = k === 0 ? surface.grid.theta1 : surface.grid.theta2;
    return [Math.min(lo, ...thetas.map((theta) => theta[k])), Math.max(hi, ...thetas.map((theta) => theta[k]))];
  };
  return adversarialProblem({ ...surface, grid: { ...surface.grid, theta1: wide(0), theta2: wide(1) } });
}

function pointsAt(problem: AdversarialProblem, theta: Pair): InputPoint[] {
  return problem.points.map((point) => {
    const { delta, u } = perturbedPoint(problem, theta, point.x, point.y);
    const best = problem.attack === exact ? u : perturbedPoint({ ...problem, attack: exact }, theta, point.x, point.y).u;
    return {
      delta: [delta[0] ?? 0, delta[1] ?? 0],
      set: attackSet(problem, theta, point),
      loss: softplus(u),
      worst: softplus(problem.epsilon === 0 ? u : best),
    };
  });
}

function secondOf(
  surface: SurfaceChoice,
  problem: AdversarialProblem,
  theta: Pair,
  second: Pair,
  points: readonly InputPoint[],
): NonNullable<InputResult['second']> {
  const others = pointsAt(problem, second);
  return {
    theta: second,
    points: others,
    weights: Math.hypot(theta[0] - second[0], theta[1] - second[1]),
    distances: points.map(({ delta }, i) => Math.hypot(delta[0] - (others[i]?.delta[0] ?? 0), delta[1] - (others[i]?.delta[1] ?? 0))),
    bound: boundOf(surface, problem, theta, second),
  };
}

/** Lemmas 2 and 3 speak of the exact attack on the linear model under L2 and L∞. */
export function boundOf({ attack }: SurfaceChoice, problem: AdversarialProblem, theta: Pair, second: Pair): InputBound {
  const none = (why: string): InputBound => ({ lemma: undefined, why });
  if (attack.norm === 'none') return none('Nothing is attacked.');
  if (problem.activation !== linear) return none('Lemmas 2 and 3 speak of the linear model.');
  if (problem.attack !== exact) return none('Lemmas 2 and 3 speak of the exact attack.');
  const { epsilon } = problem;
  if (attack.norm === 'inf') {
    const flips = [0, 1].filter((k) => Math.sign(theta[k] ?? 0) !== Math.sign(second[k] ?? 0)).length;
    return { lemma: 3, flips, limit: 2 * epsilon * Math.sqrt(flips) };
  }
  if (attack.norm !== 2) return none('The paper bounds the attack under L2 and L∞ only.');
  const [a, b] = [Math.hypot(...theta), Math.hypot(...second)];
  if (Math.min(a, b) === 0) return none('Lemma 2 leaves out θ = 0.');
  return { lemma: 2, constant: epsilon / Math.min(a, b), sharper: (2 * epsilon) / (a + b) };
}

/** The loss with every δ frozen at its optimum for θ₀: the standard loss of the moved points. Nowhere above the adversarial loss, and equal at θ₀. */
export function frozenSurface(surface: SurfaceChoice, at: Pair): SurfaceChoice {
  const problem = problemReaching(surface, [at]);
  const points = problem.points.map(({ x, y }) => {
    const [d1 = 0, d2 = 0] = perturbedPoint(problem, at, x, y).delta;
    return { x: [x[0] + d1, x[1] + d2] as const, y };
  });
  return { ...surface, points, attack: { norm: 'none', epsilon: surface.attack.epsilon, solver: 'exact' } };
}
