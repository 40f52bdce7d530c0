import type { SmoothingChoice, SurfaceChoice } from '../../documents/surfaceDocument';
import { activationOf } from '../../math/activations';
import { normOf } from '../../math/attack/norms';
import { attacks } from '../../math/attack/solvers';
import type { Attack, Landscape, Norm, Pair, AdversarialProblem } from '../../math/core/types';
import { landscapeOf } from '../../math/loss/landscape';
import type { GaussianIntegral } from '../../math/quadrature/integrand';
import { smoothings } from '../../math/smoothing';
import { highestLoss } from '../../math/smoothing/smoothedSurface';
import { requestKey } from '../rpc/latestRequest';

/** Smallest γ: below it the squares of weights in the integral overflow float64 (measured). */
const MIN_GAMMA = 1e-306;

/** E‖z‖ of a standard normal pair. */
const MEAN_LENGTH = Math.sqrt(Math.PI / 2);
/** Difference of a Gaussian mean to the loss below which the loss itself is computed: a tenth of the promised accuracy. */
const NEGLIGIBLE_SMOOTHING = 1e-7;

/** A smoothing ready to compute: none, a Gaussian integral, or a worst case over a ball. */
export type SmoothingTask =
  | { readonly kind: 'none' }
  | { readonly kind: 'integral'; readonly integral: GaussianIntegral }
  | { readonly kind: 'ball'; readonly radius: number; readonly norm: Norm };

export function smoothedOf(choice: SmoothingChoice): SmoothingTask {
  switch (choice.kind) {
    case 'none':
      return { kind: 'none' };
    case 'entropy-sgd':
      if (choice.gamma < MIN_GAMMA) throw new Error(`smoothing.gamma: ${choice.gamma} is below ${MIN_GAMMA}, the least that float64 can integrate`);
      return { kind: 'integral', integral: smoothings['entropy-sgd'].integral(choice) };
    case 'gaussian-mean':
      return { kind: 'integral', integral: smoothings['gaussian-mean'].integral(choice) };
    case 'worst-case':
      return { kind: 'ball', radius: choice.radius, norm: normOf(choice.norm === 'inf' ? Infinity : choice.norm) };
  }
}

/** A surface ready to compute: its problem, landscape and smoothing. */
export interface PreparedSurface {
  readonly problem: AdversarialProblem;
  readonly landscape: Landscape;
  readonly smoothed: SmoothingTask;
  /** Error tolerance of a panel, where it differs from the default. */
  readonly tolerance?: number;
}

export function preparedSurface(surface: SurfaceChoice): PreparedSurface {
  const { smoothing } = surface;
  const problem = adversarialProblem(surface);
  const landscape = landscapeOf(problem);
  // |E L(θ + σz) − L(θ)| ≤ slope · σ E‖z‖
  const isLoss = smoothing.kind === 'gaussian-mean' && landscape.lipschitz * smoothing.sigma * MEAN_LENGTH <= NEGLIGIBLE_SMOOTHING;
  return { problem, landscape, smoothed: isLoss ? { kind: 'none' } : smoothedOf(smoothing) };
}

/** The problem of a surface: names resolved to rows, critical points for every z = θ·x that the grid and its smoothing reach. */
export function adversarialProblem(surface: SurfaceChoice): AdversarialProblem {
  const { attack: chosen, points, grid } = surface;
  const activation = activationOf(surface.model);
  const none = chosen.norm === 'none';
  const epsilon = none ? 0 : chosen.epsilon;
  const attack: Attack = none ? attacks.none : attacks[chosen.solver];
  const size = Math.max(...points.map(({ x }) => Math.hypot(...x))) + Math.SQRT2 * epsilon; // largest ‖x + δ‖₂ in any ball
  const corner = Math.hypot(furthest(grid.theta1), furthest(grid.theta2));
  const within = (reach: number): AdversarialProblem => ({
    activation,
    norm: normOf(chosen.norm === 'none' || chosen.norm === 'inf' ? Infinity : chosen.norm),
    epsilon,
    critical: activation.critical(reach),
    ...(activation.kinks && { kinks: activation.kinks(reach) }),
    points,
    attack,
    values: { steps: chosen.steps ?? attacks.pgd.specs.steps.default, stepSize: chosen.stepSize ?? epsilon / 25, restarts: chosen.restarts ?? 1 },
    seed: surface.seed,
    reach,
  });
  const reachOf = (distance: number): number => size * (corner + Math.SQRT2 * distance);
  const smoothed = smoothedOf(surface.smoothing);
  if (smoothed.kind !== 'integral') return within(reachOf(smoothed.kind === 'ball' ? smoothed.radius : 0));
  return within(reachOf(integrationRange(smoothed.integral, within(reachOf(0)), grid, reachOf)));
}

const furthest = ([lo, hi]: Pair): number => Math.max(Math.abs(lo), Math.abs(hi));

/**
 * Distance beyond the grid, along an axis, to which a smoothing integrates; it depends on the loss on the grid. A formula may be flat on
 * the grid and steep outside, so its slope is bounded over all that a loss ≥ 0 of any slope can make count; `reachOf` is |z| at a distance.
 */
function integrationRange(
  { range }: GaussianIntegral,
  onGrid: AdversarialProblem,
  { theta1, theta2 }: SurfaceChoice['grid'],
  reachOf: (distance: number) => number,
): number {
  const landscape = landscapeOf(onGrid);
  const highest = highestLoss(landscape, theta1, theta2);
  const steepest = onGrid.activation.enclosure === undefined ? landscape : landscapeOf({ ...onGrid, reach: reachOf(range(Infinity, highest)) });
  return range(steepest.lipschitz, highest);
}

/** Equality key of everything but the resolution. */
export const surfaceKey = (surface: SurfaceChoice): string => requestKey({ ...surface, grid: [surface.grid.theta1, surface.grid.theta2] });
