import type { SmoothingChoice, SurfaceChoice } from '../../documents/surfaceDocument';
import { activationOf } from '../../math/activations';
import { normOf } from '../../math/attack/norms';
import { attacks } from '../../math/attack/solvers';
import type { AdversarialProblem } from '../../math/core/types';
import { smoothings } from '../../math/smoothing';
import { type PreparedSurface, smoothedSurface, type SmoothingTask, surfaceProblem } from '../../math/surface/surfaceProblem';
import { requestKey } from '../rpc/latestRequest';

/** Smallest γ: below it the squares of weights in the integral overflow float64 (measured). */
const MIN_GAMMA = 1e-306;

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

/** The surface of a document, ready to compute. */
export const preparedSurface = (surface: SurfaceChoice): PreparedSurface =>
  smoothedSurface(adversarialProblem(surface), smoothedOf(surface.smoothing));

/** The problem of a surface: names resolved to rows, and how far its grid and its smoothing reach. */
export function adversarialProblem({ model, attack, points, seed, grid, smoothing }: SurfaceChoice): AdversarialProblem {
  const none = attack.norm === 'none';
  const epsilon = none ? 0 : attack.epsilon;
  const setting = {
    activation: activationOf(model),
    norm: normOf(attack.norm === 'none' || attack.norm === 'inf' ? Infinity : attack.norm),
    epsilon,
    attack: none ? attacks.none : attacks[attack.solver],
    values: { steps: attack.steps ?? attacks.pgd.specs.steps.default, stepSize: attack.stepSize ?? epsilon / 25, restarts: attack.restarts ?? 1 },
    points,
    seed,
  };
  return surfaceProblem(setting, grid, smoothedOf(smoothing));
}

/** Equality key of everything but the resolution. */
export const surfaceKey = (surface: SurfaceChoice): string => requestKey({ ...surface, grid: [surface.grid.theta1, surface.grid.theta2] });
