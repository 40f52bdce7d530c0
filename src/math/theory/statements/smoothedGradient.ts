import { linspace } from '../../core/grid';
import type { Rng } from '../../core/random';
import { eigenvalues, eigenvector, spectralNorm } from '../../core/linearAlgebra';
import type { Landscape, Pair } from '../../core/types';
import type { Hessian, GaussianIntegral } from '../../quadrature/integrand';
import { entropySgd } from '../../smoothing/entropySgd';
import {
  DERIVATIVE_TOLERANCE,
  highestLoss,
  smoothedDerivatives,
  smoothedDerivativesTask,
  type SmoothField,
  TOLERANCE,
} from '../../smoothing/smoothedSurface';
import type { ProgressiveTask, TheoremContext } from '../types';

/** F̂, ∇F and ∇²F of EntropySGD at one weight. */
export interface SmoothedPoint {
  readonly theta: Pair;
  /** F + (d/2) log(2π/γ) = −log E[e^{−L}] ≥ 0. */
  readonly value: number;
  readonly gradient: Pair;
  readonly hessian: Hessian;
}

/** EntropySGD of the context's loss with its quadrature rule. */
export interface SmoothedLoss {
  readonly context: TheoremContext;
  readonly landscape: Landscape;
  readonly integral: GaussianIntegral;
  /** Tolerance of a panel in a sample. */
  readonly tolerance: number;
  /** The same for weights whose curvature is near its bound. */
  readonly accurate: number;
  /** Truncation radius of the integrand about θ. */
  readonly range: number;
}

/** Tolerance of a sample, whose curvatures near a bound are computed again. */
const SAMPLE_TOLERANCE = 1e-7;
/** Points from which integrals are expensive, and the tolerance of their samples. */
const MANY_POINTS = 24;
const MANY_POINTS_TOLERANCE = 1e-5;

const manyPoints = ({ problem }: TheoremContext): boolean => problem.points.length >= MANY_POINTS;
/** Whether integrals are so expensive that few are computed. */
export const isExpensive = (context: TheoremContext): boolean => context.landscape.turningPoints !== undefined || manyPoints(context);

export function smoothedLoss(context: TheoremContext): SmoothedLoss {
  const { landscape, theta1, theta2, gamma } = context;
  const integral = entropySgd.integral({ gamma, normalised: true });
  const range = integral.range(landscape.lipschitz, highestLoss(landscape, theta1, theta2));
  const tolerances = manyPoints(context)
    ? { tolerance: MANY_POINTS_TOLERANCE, accurate: TOLERANCE }
    : { tolerance: SAMPLE_TOLERANCE, accurate: DERIVATIVE_TOLERANCE };
  return { context, landscape, integral, range, ...tolerances };
}

/** The same weight integrated with full accuracy. */
export function recomputed(smoothed: SmoothedLoss, point: SmoothedPoint): SmoothedPoint {
  const [a, b] = point.theta;
  const [accurate] = smoothedLattice({ ...smoothed, tolerance: smoothed.accurate }, Float64Array.of(a), Float64Array.of(b));
  return accurate ?? point;
}

/** Nodes a side of the lattice over the box, and of a patch. */
const LATTICE_SIZE = 33;
const PATCH_SIZE = 5;
/** Quadrature nodes of the lattice beyond which patches are cheaper. */
const MAX_LATTICE_NODES = 4e5;
/** Cost of all patches in losses of one point, and their number. */
const MAX_PATCH_LOSSES = 6e6;
const MIN_PATCHES = 6;
const MAX_PATCHES = 64;

/** A sample of weights with F̂, ∇F and ∇²F: one lattice over the box, or random patches where γ is large for the box. Consecutive weights are neighbours. */
export function* sampleSmoothed(smoothed: SmoothedLoss, rng: Rng): ProgressiveTask<SmoothedPoint[]> {
  const { theta1, theta2, gamma, problem } = smoothed.context;
  const nodesAlong = (length: number): number => ((length + 2 * smoothed.range) * Math.sqrt(gamma) * 10) / 4;
  if (nodesAlong(theta1[1] - theta1[0]) * nodesAlong(theta2[1] - theta2[0]) > MAX_LATTICE_NODES) {
    const half = 1 / Math.sqrt(gamma);
    const count = Math.round(Math.min(MAX_PATCHES, Math.max(MIN_PATCHES, MAX_PATCH_LOSSES / (nodesAlong(2 * half) ** 2 * problem.points.length))));
    const points: SmoothedPoint[] = [];
    for (let k = 0; k < count; k += 1) {
      points.push(...smoothedLattice(smoothed, ...patch(smoothed.context, drawWeight(smoothed.context, rng, k), half)));
      yield k / count;
    }
    return points;
  }
  const [x, y] = [linspace(...theta1, LATTICE_SIZE), linspace(...theta2, LATTICE_SIZE)];
  const task = smoothedDerivativesTask(smoothed.landscape, smoothed.integral, x, y, smoothed.tolerance);
  for (let steps = 1; ; steps += 1) {
    const { done, value } = task.next();
    if (!done) {
      if (steps % 4 === 0) yield steps / (steps + 100);
      continue;
    }
    return pointsOf(value, x, y);
  }
}

/** Axes of a small lattice about a weight, clipped to the box. */
function patch({ theta1, theta2 }: TheoremContext, theta: Pair, half: number): readonly [Float64Array, Float64Array] {
  const around = (t: number, [lo, hi]: Pair): Float64Array => linspace(Math.max(lo, t - half), Math.min(hi, t + half), PATCH_SIZE);
  return [around(theta[0], theta1), around(theta[1], theta2)];
}

/** A random weight of the box; every third lies on an axis, where L∞ attacks have their kinks. */
function drawWeight({ theta1, theta2 }: TheoremContext, rng: Rng, k: number): Pair {
  const draw = ([lo, hi]: Pair): number => lo + (hi - lo) * rng();
  const nearestToZero = ([lo, hi]: Pair): number => Math.min(hi, Math.max(lo, 0));
  const [a, b] = [draw(theta1), draw(theta2)];
  return k % 3 === 0 ? (k % 2 === 0 ? [a, nearestToZero(theta2)] : [nearestToZero(theta1), b]) : [a, b];
}

/** The weights of the lattice x × y. */
export const smoothedLattice = ({ landscape, integral, tolerance }: SmoothedLoss, x: Float64Array, y: Float64Array): SmoothedPoint[] =>
  pointsOf(smoothedDerivatives(landscape, integral, x, y, tolerance), x, y);

const pointsOf = ({ value, g1, g2, hessian }: SmoothField, x: Float64Array, y: Float64Array): SmoothedPoint[] =>
  Array.from(value, (v, k) => ({
    theta: [x[k % x.length] ?? 0, y[Math.floor(k / x.length)] ?? 0],
    value: v,
    gradient: [g1[k] ?? 0, g2[k] ?? 0],
    hessian: hessian(k),
  }));

/** ‖∇²F‖. */
export const curvatureOf = ({ hessian: [a, b, , c] }: SmoothedPoint): number => spectralNorm(a, b, c);

/** Two weights one step on both sides along the eigenvector of the largest |eigenvalue|. */
export function pairAlongCurvature({ theta, hessian: [a, b, , c] }: SmoothedPoint, step: number): readonly [Pair, Pair] {
  const [min, max] = eigenvalues(a, b, c);
  const [v1, v2] = eigenvector(a, b, c, Math.abs(min) > Math.abs(max) ? min : max);
  return [
    [theta[0] - step * v1, theta[1] - step * v2],
    [theta[0] + step * v1, theta[1] + step * v2],
  ];
}

/** Refinements of refinedMaximum(): fewer where integrals are expensive. */
const refinementsFor = (context: TheoremContext): number => (context.landscape.turningPoints ? 1 : manyPoints(context) ? 2 : 3);

/** The largest score near `start`, by patches of halving width about the best weight. */
export function refinedMaximum(smoothed: SmoothedLoss, start: SmoothedPoint, score: (point: SmoothedPoint) => number): SmoothedPoint {
  const { theta1, gamma } = smoothed.context;
  let best = start;
  let half = Math.min((theta1[1] - theta1[0]) / (LATTICE_SIZE - 1), 1 / Math.sqrt(gamma));
  for (let k = refinementsFor(smoothed.context); k > 0; k -= 1) {
    const around = smoothedLattice(smoothed, ...patch(smoothed.context, best.theta, half));
    best = around.reduce((top, next) => (score(next) > score(top) ? next : top), best);
    half /= 2;
  }
  return best;
}
