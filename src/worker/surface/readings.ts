import type { SurfaceChoice } from '../../documents/surfaceDocument';
import { linear } from '../../math/activations/linear';
import { kinksOnLine } from '../../math/analysis/kinkSet';
import { boundaryLines, levelLines, windowOf } from '../../math/attack/inputContours';
import { attackSet, ballOutline } from '../../math/attack/optimalPerturbations';
import { attacks } from '../../math/attack/solvers';
import { exact } from '../../math/attack/solvers/exact';
import { softplus } from '../../math/core/logisticLoss';
import type { AdversarialProblem, Landscape, Pair } from '../../math/core/types';
import type { Line } from '../../math/loss/intervalEnds';
import { landscapeOf, perturbedPoint } from '../../math/loss/landscape';
import { smoothedDerivatives, smoothedDerivativesTask } from '../../math/smoothing/smoothedSurface';
import { worstCase } from '../../math/smoothing/worstCase';
import type { PreparedSurface, SmoothingTask } from '../../math/surface/surfaceProblem';
import type { InputBound, InputPoint, InputRequest, InputResult, LineCurve, LineRequest, LineResult, PointResult } from '../rpc/protocol';
import type { JobTable } from '../rpc/server';
import { pauseTimer } from './sampledSurface';
import { adversarialProblem, preparedSurface } from './surfaceProblem';

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
function problemReaching(surface: SurfaceChoice, thetas: readonly Pair[]): AdversarialProblem {
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
function boundOf({ attack }: SurfaceChoice, problem: AdversarialProblem, theta: Pair, second: Pair): InputBound {
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

/** Values, gradient and perturbations at one θ, in float64. */
export function pointResult(prepared: PreparedSurface, theta: Pair): PointResult {
  const { problem, landscape } = prepared;
  const readings = problem.points.map(({ x, y }) => perturbedPoint(problem, theta, x, y));
  return {
    theta,
    adversarial: landscape.value(...theta),
    clean: landscapeOf({ ...problem, attack: attacks.none }).value(...theta),
    ...shownAt(prepared, theta),
    deltas: readings.map(({ delta: [a = 0, b = 0] }) => [a, b]),
    u: readings.map(({ u }) => u),
  };
}

/** Value, gradient and Hessian of the surface as it is shown. */
function shownAt({ landscape, smoothed }: PreparedSurface, theta: Pair): Pick<PointResult, 'shown' | 'gradient' | 'hessian'> {
  if (smoothed.kind === 'integral') {
    const { value, g1, g2, hessian } = smoothedDerivatives(landscape, smoothed.integral, Float64Array.of(theta[0]), Float64Array.of(theta[1]));
    return { shown: value[0] ?? NaN, gradient: [g1[0] ?? NaN, g2[0] ?? NaN], hessian: hessian(0) };
  }
  const { value, v } =
    smoothed.kind === 'ball' ? worstCase.at(landscape, theta, smoothed.radius, smoothed.norm) : { value: landscape.value(...theta), v: [0, 0] };
  const gradient = landscape.gradient(theta[0] + (v[0] ?? 0), theta[1] + (v[1] ?? 0));
  return gradient ? { shown: value, gradient } : { shown: value };
}

/** Nodes of the loss itself, and of its smoothing, which bends less and costs an integral a node. */
const NODES = 241;
const SMOOTH_NODES = 61;

const at = ({ from, direction }: Line, t: number): Pair => [from[0] + t * direction[0], from[1] + t * direction[1]];

/** The loss along the line through two weights, from border to border of the grid. */
export function* lineResult({ surface, smoothing, from, to, frozenAt }: LineRequest): Generator<undefined, LineResult> {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const direction: Pair = length > 0 ? [(to[0] - from[0]) / length, (to[1] - from[1]) / length] : [1, 0];
  const line: Line = { from, direction };
  const span = spanOf(line, length, surface.grid.theta1, surface.grid.theta2);
  const problem = problemReaching(
    { ...surface, smoothing: { kind: 'none' } },
    span.map((t) => at(line, t)),
  );
  const landscape = landscapeOf(problem);
  const kinks = kinksOf(problem, landscape, line, span);
  const still =
    frozenAt &&
    landscapeOf(
      problemReaching(
        frozenSurface({ ...surface, smoothing: { kind: 'none' } }, frozenAt),
        span.map((t) => at(line, t)),
      ),
    );
  const { landscape: wide, smoothed } = preparedSurface({ ...surface, smoothing });
  return {
    span,
    length,
    plain: curve(
      landscape,
      line,
      span,
      kinks.map(({ t }) => t),
    ),
    smoothed: yield* smoothCurve(wide, smoothed, line, span),
    ...(still && { frozen: curve(still, line, span, []) }),
    kinks,
  };
}

/** Where the line leaves the grid, and both weights in any case. */
function spanOf({ from, direction }: Line, length: number, ...box: readonly Pair[]): Pair {
  let [lo, hi] = [-Infinity, Infinity];
  for (const [k, [a, b]] of box.entries()) {
    const [start, step] = [from[k] ?? 0, direction[k] ?? 0];
    if (step === 0) continue;
    const [s, t] = [(a - start) / step, (b - start) / step];
    lo = Math.max(lo, Math.min(s, t));
    hi = Math.min(hi, Math.max(s, t));
  }
  const inside = lo < hi && Number.isFinite(hi - lo);
  return inside ? [Math.min(lo, 0), Math.max(hi, length)] : [0, Math.max(length, 1)];
}

/** One-sided slope along the line at t + offset; a central difference where the loss has no gradient there. */
function slopeAt(landscape: Landscape, line: Line, t: number, offset: number): number {
  const gradient = landscape.gradient(...at(line, t + offset));
  if (gradient) return gradient[0] * line.direction[0] + gradient[1] * line.direction[1];
  const h = 1e-6 * Math.max(1, Math.abs(t));
  const value = (s: number): number => landscape.value(...at(line, s));
  return offset === 0
    ? (value(t + h) - value(t - h)) / (2 * h)
    : (value(t + offset + Math.sign(offset) * h) - value(t + offset)) / (Math.sign(offset) * h);
}

/** Places on the line where the slope really jumps. */
function kinksOf(problem: AdversarialProblem, landscape: Landscape, line: Line, span: Pair): LineResult['kinks'] {
  const offset = 1e-7 * (span[1] - span[0]);
  const size = Math.max(...problem.points.map(({ x }) => Math.hypot(...x))) + problem.epsilon;
  return kinksOnLine(problem, line, span)
    .map((t) => ({ t, left: slopeAt(landscape, line, t, -offset), right: slopeAt(landscape, line, t, offset) }))
    .filter(({ left, right }) => Math.abs(right - left) > 1e-5 * size);
}

function curve(landscape: Landscape, line: Line, [lo, hi]: Pair, kinks: readonly number[]): LineCurve {
  const even = Array.from({ length: NODES }, (_, k) => ({ t: lo + ((hi - lo) * k) / (NODES - 1), side: 0 }));
  const nodes = [...even, ...kinks.flatMap((t) => [-1, 1].map((side) => ({ t, side })))].sort((p, q) => p.t - q.t || p.side - q.side);
  const offset = 1e-7 * (hi - lo);
  return {
    t: Float64Array.from(nodes, ({ t }) => t),
    value: Float64Array.from(nodes, ({ t }) => landscape.value(...at(line, t))),
    slope: Float64Array.from(nodes, ({ t, side }) => slopeAt(landscape, line, t, side * offset)),
  };
}

function* smoothCurve(landscape: Landscape, smoothed: SmoothingTask, line: Line, [lo, hi]: Pair): Generator<undefined, LineCurve> {
  const t = Float64Array.from({ length: SMOOTH_NODES }, (_, k) => lo + ((hi - lo) * k) / (SMOOTH_NODES - 1));
  const [value, slope] = [new Float64Array(t.length), new Float64Array(t.length)];
  const due = pauseTimer();
  for (const [k, s] of t.entries()) {
    const [a, b] = at(line, s);
    if (smoothed.kind === 'integral') {
      const field = yield* smoothedDerivativesTask(landscape, smoothed.integral, Float64Array.of(a), Float64Array.of(b));
      value[k] = field.value[0] ?? NaN;
      slope[k] = (field.g1[0] ?? NaN) * line.direction[0] + (field.g2[0] ?? NaN) * line.direction[1];
    } else {
      const { value: worst, v } =
        smoothed.kind === 'ball'
          ? worstCase.at(landscape, [a, b], smoothed.radius, smoothed.norm)
          : { value: landscape.value(a, b), v: [0, 0] as const };
      value[k] = worst;
      slope[k] = slopeAt(landscape, { ...line, from: [line.from[0] + v[0], line.from[1] + v[1]] }, s, 0);
    }
    if (due()) yield undefined;
  }
  return { t, value, slope };
}

/** The jobs of input space and of lines between two weights; stateless. */
export const inputJobs: Pick<JobTable, 'input' | 'line'> = {
  *input(request) {
    yield inputResult(request);
  },
  *line(request) {
    yield yield* lineResult(request);
  },
};
