import { runToCompletion } from '../core/cooperative';
import type { AdversarialProblem, Landscape, Norm, Pair } from '../core/types';
import { landscapeOf } from '../loss/landscape';
import type { GaussianIntegral } from '../quadrature/integrand';
import { highestLoss, smoothedValuesTask } from '../smoothing/smoothedSurface';
import { worstCase } from '../smoothing/worstCase';

/** E‖z‖ of a standard normal pair. */
const MEAN_LENGTH = Math.sqrt(Math.PI / 2);
/** Difference of a Gaussian mean to the loss below which the loss itself is computed: a tenth of the promised accuracy. */
const NEGLIGIBLE_SMOOTHING = 1e-7;

/** A smoothing ready to compute: none, a Gaussian integral, or a worst case over a ball. */
export type SmoothingTask =
  | { readonly kind: 'none' }
  | { readonly kind: 'integral'; readonly integral: GaussianIntegral }
  | { readonly kind: 'ball'; readonly radius: number; readonly norm: Norm };

/** Data, model and attack: an adversarial problem before it is known which weights it must reach. `epsilon` is 0 without an attack. */
export type ProblemSetting = Omit<AdversarialProblem, 'critical' | 'kinks' | 'reach'>;

/** The rectangle of weights that a surface covers. */
export interface WeightRange {
  readonly theta1: Pair;
  readonly theta2: Pair;
}

/** The problem of a surface: critical points for every z = θ·x that the rectangle and its smoothing reach. */
export function surfaceProblem(setting: ProblemSetting, range: WeightRange, smoothed: SmoothingTask): AdversarialProblem {
  const { activation, points, epsilon } = setting;
  const size = Math.max(...points.map(({ x }) => Math.hypot(...x))) + Math.SQRT2 * epsilon; // largest ‖x + δ‖₂ in any ball
  const corner = Math.hypot(furthest(range.theta1), furthest(range.theta2));
  const within = (reach: number): AdversarialProblem => ({
    ...setting,
    critical: activation.critical(reach),
    ...(activation.kinks && { kinks: activation.kinks(reach) }),
    reach,
  });
  const reachOf = (distance: number): number => size * (corner + Math.SQRT2 * distance);
  if (smoothed.kind !== 'integral') return within(reachOf(smoothed.kind === 'ball' ? smoothed.radius : 0));
  return within(reachOf(integrationRange(smoothed.integral, within(reachOf(0)), range, reachOf)));
}

const furthest = ([lo, hi]: Pair): number => Math.max(Math.abs(lo), Math.abs(hi));

/**
 * Distance beyond the grid, along an axis, to which a smoothing integrates; it depends on the loss on the grid. A formula may be flat on
 * the grid and steep outside, so its slope is bounded over all that a loss ≥ 0 of any slope can make count; `reachOf` is |z| at a distance.
 */
function integrationRange(
  { range }: GaussianIntegral,
  onGrid: AdversarialProblem,
  { theta1, theta2 }: WeightRange,
  reachOf: (distance: number) => number,
): number {
  const landscape = landscapeOf(onGrid);
  const highest = highestLoss(landscape, theta1, theta2);
  const steepest = onGrid.activation.enclosure === undefined ? landscape : landscapeOf({ ...onGrid, reach: reachOf(range(Infinity, highest)) });
  return range(steepest.lipschitz, highest);
}

/** A surface ready to compute: its problem, landscape and smoothing. */
export interface PreparedSurface {
  readonly problem: AdversarialProblem;
  readonly landscape: Landscape;
  readonly smoothed: SmoothingTask;
  /** Error tolerance of a panel, where it differs from the default. */
  readonly tolerance?: number;
}

/** The surface of a problem under a smoothing; a Gaussian mean that is too narrow to differ from the loss in float64 is the loss. */
export function smoothedSurface(problem: AdversarialProblem, smoothed: SmoothingTask): PreparedSurface {
  const landscape = landscapeOf(problem);
  // |E L(θ + σz) − L(θ)| ≤ slope · σ E‖z‖
  const isLoss =
    smoothed.kind === 'integral' &&
    smoothed.integral.density === 'log-loss' &&
    (landscape.lipschitz * MEAN_LENGTH) / Math.sqrt(smoothed.integral.gamma) <= NEGLIGIBLE_SMOOTHING;
  return { problem, landscape, smoothed: isLoss ? { kind: 'none' } : smoothed };
}

/** The values of a surface at every pair of weights: [n2, n1], at (theta1[j], theta2[i]); each equally spaced. */
export function surfaceValues({ landscape, smoothed, tolerance }: PreparedSurface, theta1: Float64Array, theta2: Float64Array): Float64Array {
  if (smoothed.kind === 'integral') return runToCompletion(smoothedValuesTask(landscape, smoothed.integral, theta1, theta2, tolerance)).value;
  const values = new Float64Array(theta1.length * theta2.length);
  theta2.forEach((b, i) => theta1.forEach((a, j) => (values[i * theta1.length + j] = valueAt(landscape, smoothed, [a, b]))));
  return values;
}

function valueAt(landscape: Landscape, smoothed: Exclude<SmoothingTask, { kind: 'integral' }>, theta: Pair): number {
  return smoothed.kind === 'none' ? landscape.value(...theta) : worstCase.at(landscape, theta, smoothed.radius, smoothed.norm).value;
}
