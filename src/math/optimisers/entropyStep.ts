import type { Rng } from '../core/random';
import type { Vector } from '../core/types';
import type { entropyChoices, entropySpecs } from './specs';
import type { Objective, InnerLoop, Hyperparameters, OptimiserState } from './types';
import { gaussian, minus, plus, zeros } from '../core/linearAlgebra';
import type { GibbsMoments } from '../smoothing/localMoments';

/** Parameters of the Langevin dynamics. */
export interface LangevinOptions {
  readonly gamma: number;
  /** L */
  readonly innerSteps: number;
  /** η′ */
  readonly innerStep: number;
  /** Weight of the newest θ′ in the exponential average. */
  readonly sampleWeight: number;
  /** Standard deviation of the noise of a step. */
  readonly noiseDeviation: number;
  /** Nesterov momentum of the gradient of the loss alone; the velocity starts at 0. */
  readonly momentum: number;
  readonly weightDecay: number;
}

/**
 * Langevin dynamics: L steps on L(θ′) + γ/2 ‖θ − θ′‖² from θ (Chaudhari et al. 2017, Alg. 1). Mean and variance are exponential
 * averages that start at θ; the variance is taken about θ, where raw second moments would cancel to noise.
 */
export function langevin(objective: Objective, theta: Vector, options: LangevinOptions, rng: Rng): InnerLoop {
  const { gamma, innerStep: eta, sampleWeight: newest, noiseDeviation: spread, momentum, weightDecay } = options;
  const points: Vector[] = [];
  const means: Vector[] = [];
  const variances: Vector[] = [];
  const zero = zeros(theta);
  let [at, mean, velocity, first, second, variance] = [theta, theta, zero, zero, zero, zero];
  for (let l = 0; l < options.innerSteps; l += 1) {
    let drift = objective.gradient(at);
    if (weightDecay > 0) drift = plus(drift, weightDecay, at);
    if (momentum > 0) {
      velocity = plus(drift, momentum, velocity);
      drift = plus(drift, momentum, velocity);
    }
    drift = plus(drift, -gamma, minus(theta, at));
    at = plus(at, -eta, drift);
    if (spread > 0) at = plus(at, spread, gaussian(at, rng));
    const offset = minus(at, theta);
    mean = mean.map((m, i) => (1 - newest) * m + newest * (at[i] ?? 0));
    first = first.map((m, i) => (1 - newest) * m + newest * (offset[i] ?? 0));
    second = second.map((m, i) => (1 - newest) * m + newest * (offset[i] ?? 0) ** 2);
    variance = second.map((m, i) => m - (first[i] ?? 0) ** 2);
    points.push(at);
    means.push(mean);
    variances.push(variance);
  }
  return { mean, variance, points, means, variances };
}

export type EntropyHyperparameters = Hyperparameters<typeof entropySpecs, typeof entropyChoices> & { readonly stepSize: number };

/** Langevin parameters of either convention: the noise of one step has deviation √η′ ε (published) or √(2η′) ε (code). */
export function langevinOptions({ form, ...values }: EntropyHyperparameters, gamma: number): LangevinOptions {
  const published = form === 'published';
  const { innerSteps, innerStep, alpha, noise, momentum, weightDecay } = values;
  return {
    gamma,
    innerSteps,
    innerStep,
    sampleWeight: published ? alpha : 1 - alpha,
    noiseDeviation: noise * Math.sqrt(published ? innerStep : 2 * innerStep),
    momentum: published ? 0 : momentum,
    weightDecay: published ? 0 : weightDecay,
  };
}

/** The scoping schedule γ(1 + g₁)ᵗ (Chaudhari et al. 2017); the authors' Python file leaves t at 0. */
export const scopedGamma = ({ gamma, scoping, form }: EntropyHyperparameters, count: number): number =>
  form === 'python' ? gamma : gamma * (1 + scoping) ** count;

/** E θ′ and Var θ′ at θ, by quadrature or Langevin dynamics. */
function innerLoop(objective: Objective, theta: Vector, values: EntropyHyperparameters, gamma: number, rng: Rng): InnerLoop {
  if (values.mean === 'langevin') return langevin(objective, theta, langevinOptions(values, gamma), rng);
  if (!objective.gibbsMoments) throw new Error('The exact mean of EntropySGD is taken on the loss itself, and this surface is none');
  return { ...objective.gibbsMoments(theta, gamma), points: [], means: [], variances: [] };
}

/** The direction of an outer step: θ − μ, or Eq. 77's Newton step. The published first order has a factor γ that the code omits. */
export type Direction = (theta: Vector, moments: GibbsMoments, gamma: number) => Vector;

/** One outer step. `direction` takes the place of the gradient, in the authors' code with Nesterov momentum. */
export function entropyStep(
  objective: Objective,
  { theta, count, memory }: OptimiserState,
  values: EntropyHyperparameters,
  direction: Direction,
  rng: Rng,
): Omit<OptimiserState, 'count'> {
  const gamma = scopedGamma(values, count);
  const { stepSize: eta, form, weightDecay, momentum, innerSteps, mean } = values;
  if (form === 'published') {
    const inner = innerLoop(objective, theta, values, gamma, rng);
    return { theta: plus(theta, -eta, direction(theta, inner, gamma)), memory, inner };
  }
  const lossGradient = objective.gradient(theta); // computed at every step, as in the code; used for L = 0 and as the first velocity
  const inner = innerLoop(objective, theta, values, gamma, rng);
  let update = mean === 'langevin' && innerSteps === 0 ? lossGradient : direction(theta, inner, gamma);
  if (weightDecay > 0) update = plus(update, weightDecay, theta);
  if (momentum === 0) return { theta: plus(theta, -eta, update), memory, inner };
  const velocity = plus(update, momentum, memory['velocity'] ?? lossGradient);
  return { theta: plus(theta, -eta, plus(update, momentum, velocity)), memory: { velocity }, inner };
}

/** θ − μ */
export const displacementFromMean: Direction = (theta, { mean }) => minus(theta, mean);

/** Hyperparameters that the chosen mean and convention do not use. */
export function unusedHyperparameters({ mean, form }: EntropyHyperparameters): string[] {
  return [
    ...(mean === 'exact' ? ['innerSteps', 'innerStep', 'alpha', 'noise'] : []),
    ...(form === 'published' ? ['momentum', 'weightDecay'] : []),
    ...(form === 'python' ? ['scoping'] : []),
  ];
}
