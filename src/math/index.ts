/**
 * Loss landscapes of adversarial training in float64, as Smoothscape computes them: no DOM, no tensors.
 *
 * A surface is made in three steps: {@link surfaceProblem} from data, model and attack, {@link smoothedSurface} under a smoothing,
 * {@link surfaceValues} at its nodes.
 *
 * ```ts
 * const grid = { theta1: [-3, 3], theta2: [-3, 3] } as const;
 * const setting = { activation: activations.linear, norm: normOf(Infinity), epsilon: 0.5, attack: attacks.exact, values: {}, points: [{ x: [1, 1], y: 1 }], seed: 1 } as const;
 * const smoothed = { kind: 'integral', integral: smoothings['entropy-sgd'].integral({ gamma: 1, normalised: true }) } as const;
 * const surface = smoothedSurface(surfaceProblem(setting, grid, smoothed), smoothed);
 * const loss = surfaceValues(surface, linspace(-3, 3, 101), linspace(-3, 3, 101));
 * ```
 *
 * @packageDocumentation
 */
export type {
  Activation,
  AdversarialProblem,
  Attack,
  AttackProblem,
  Crease,
  Kink,
  Landscape,
  Norm,
  Pair,
  PerturbedPoint,
  Point,
  Vector,
} from './core/types';
export type { ParamSpec, Range, Specs, ValuesOf } from './core/paramSpec';
export type { CooperativeTask, ProgressCallback } from './core/cooperative';
export { linspace } from './core/grid';
export { sigmoid, softplus as logisticLoss } from './core/logisticLoss';
export { type Rng, seeded } from './core/random';
export { activationOf, activations } from './activations';
export { formulaActivation } from './activations/formula';
export { namedFormulas } from './activations/namedFormulas';
export { normOf, norms } from './attack/norms';
export { attacks, type SolverName } from './attack/solvers';
export { type AttackSet, attackSet } from './attack/optimalPerturbations';
export { gradientOf, landscapeOf, lossAndGradient, perturbedPoint } from './loss/landscape';
export type { GaussianIntegral, Hessian, LocalMoments, Precision } from './quadrature/integrand';
export { smoothings } from './smoothing';
export { smoothedDerivatives, type SmoothField, type SmoothValues, type SurfaceErrors } from './smoothing/smoothedSurface';
export { type Maximum, worstCase } from './smoothing/worstCase';
export {
  type PreparedSurface,
  type ProblemSetting,
  smoothedSurface,
  type SmoothingTask,
  surfaceProblem,
  surfaceValues,
  type WeightRange,
} from './surface/surfaceProblem';
export { findCreases } from './analysis/kinkSet';
export { findMinimum, type Loss, type RegionMinimum } from './analysis/minimumSearch';
