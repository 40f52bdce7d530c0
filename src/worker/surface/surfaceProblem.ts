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

/** Below it the integral reaches weights whose squares float64 cannot hold (measured). */
const LEAST_GAMMA = 1e-306;

/** E‖z‖ of a standard normal pair. */
const MEAN_LENGTH = Math.sqrt(Math.PI / 2);
/** A Gaussian mean that is nearer to the loss itself than this is computed as the loss: a tenth of what is promised. */
const UNSEEN = 1e-7;

/** The rows that a smoothing choice names: nothing, an integral, or a worst case over a ball. */
export type SmoothingTask =
  | { readonly kind: 'none' }
  | { readonly kind: 'integral'; readonly integral: GaussianIntegral }
  | { readonly kind: 'ball'; readonly radius: number; readonly norm: Norm };

export function smoothedOf(choice: SmoothingChoice): SmoothingTask {
  switch (choice.kind) {
    case 'none':
      return { kind: 'none' };
    case 'entropy-sgd':
      if (choice.gamma < LEAST_GAMMA)
        throw new Error(`smoothing.gamma: ${choice.gamma} is below ${LEAST_GAMMA}, the least that float64 can integrate`);
      return { kind: 'integral', integral: smoothings['entropy-sgd'].integral(choice) };
    case 'gaussian-mean':
      return { kind: 'integral', integral: smoothings['gaussian-mean'].integral(choice) };
    case 'worst-case':
      return { kind: 'ball', radius: choice.radius, norm: normOf(choice.norm === 'inf' ? Infinity : choice.norm) };
  }
}

/** A choice made ready to compute. */
export interface PreparedSurface {
  readonly problem: AdversarialProblem;
  readonly landscape: Landscape;
  readonly smoothed: SmoothingTask;
  /** What a panel may leave of an integral, where not the usual. */
  readonly tolerance?: number;
}

export function preparedSurface(surface: SurfaceChoice): PreparedSurface {
  const { smoothing } = surface;
  const problem = adversarialProblem(surface);
  const landscape = landscapeOf(problem);
  // |E L(θ + σz) − L(θ)| ≤ slope · σ E‖z‖
  const isLoss = smoothing.kind === 'gaussian-mean' && landscape.lipschitz * smoothing.sigma * MEAN_LENGTH <= UNSEEN;
  return { problem, landscape, smoothed: isLoss ? { kind: 'none' } : smoothedOf(smoothing) };
}

/** The problem that a choice describes: names replaced by rows, critical points found once for all θ that can matter. */
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
  const bare = within(size * corner);
  const reachOf = (further: number): number => size * (corner + Math.SQRT2 * further);
  const further = smoothingRange(surface, bare, reachOf);
  return further === 0 ? bare : within(reachOf(further));
}

const furthest = ([lo, hi]: Pair): number => Math.max(Math.abs(lo), Math.abs(hi));

/**
 * How far outside the grid the smoothing looks, along an axis. A formula may be flat over the grid and steep outside, so its slope is
 * taken over all that a loss ≥ 0 of any slope could make count; `reachOf` is the |z| at that distance.
 */
function smoothingRange({ smoothing, grid }: SurfaceChoice, problem: AdversarialProblem, reachOf: (further: number) => number): number {
  const smoothed = smoothedOf(smoothing);
  if (smoothed.kind === 'none') return 0;
  if (smoothed.kind === 'ball') return smoothed.radius;
  const { range } = smoothed.integral;
  const landscape = landscapeOf(problem);
  const highest = highestLoss(landscape, grid.theta1, grid.theta2);
  const steepest = problem.activation.enclosure === undefined ? landscape : landscapeOf({ ...problem, reach: reachOf(range(Infinity, highest)) });
  return range(steepest.lipschitz, highest);
}

/** Equality key of everything but the resolution. */
export const surfaceKey = (surface: SurfaceChoice): string => requestKey({ ...surface, grid: [surface.grid.theta1, surface.grid.theta2] });
