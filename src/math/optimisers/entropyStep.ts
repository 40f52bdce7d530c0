import type { Rng } from '../core/random';
import type { Vector } from '../core/types';
import type { entropyChoices, entropySpecs } from './specs';
import type { Objective, InnerLoop, Hyperparameters, OptimiserState } from './types';
import { gaussian, minus, plus, zeros } from './vectors';
import type { GibbsMoments } from '../smoothing/localMoments';

/** How the inner walk steps. */
export interface LangevinOptions {
  readonly gamma: number;
  /** L */
  readonly innerSteps: number;
  /** η′ */
  readonly innerStep: number;
  /** Weight of the newest θ′ in the running mean. */
  readonly sampleWeight: number;
  /** Standard deviation of the noise of one step. */
  readonly noiseDeviation: number;
  /** Nesterov momentum on the gradient of the loss alone; zeroed where a walk begins. */
  readonly momentum: number;
  readonly weightDecay: number;
}

/**
 * L Langevin steps on L(θ′) + γ/2 ‖θ − θ′‖² from θ (Chaudhari et al. 2017, Alg. 1). Mean and variance are exponential
 * averages that start at θ; the variance is taken about θ, where raw second moments would cancel to noise.
 */
export function langevin(ground: Objective, theta: Vector, rule: LangevinOptions, rng: Rng): InnerLoop {
  const { gamma, innerStep: eta, sampleWeight: newest, noiseDeviation: spread, momentum, weightDecay } = rule;
  const points: Vector[] = [];
  const means: Vector[] = [];
  const variances: Vector[] = [];
  const still = zeros(theta);
  let [at, mean, velocity, first, second, variance] = [theta, theta, still, still, still, still];
  for (let l = 0; l < rule.innerSteps; l += 1) {
    let drift = ground.gradient(at);
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

/** The walk of either convention: the noise of one step has deviation √η′ ε (published) or √(2η′) ε (code). */
export function langevinOptions({ form, ...knobs }: EntropyHyperparameters, gamma: number): LangevinOptions {
  const published = form === 'published';
  const { innerSteps, innerStep, alpha, noise, momentum, weightDecay } = knobs;
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

/** γ(1 + g₁)ᵗ; the Python file leaves t at 0. */
export const scopedGamma = ({ gamma, scoping, form }: EntropyHyperparameters, count: number): number =>
  form === 'python' ? gamma : gamma * (1 + scoping) ** count;

/** E θ′ and Var θ′ at θ, from quadrature or from a walk. */
function innerOf(ground: Objective, theta: Vector, knobs: EntropyHyperparameters, gamma: number, rng: Rng): InnerLoop {
  if (knobs.mean === 'langevin') return langevin(ground, theta, langevinOptions(knobs, gamma), rng);
  if (!ground.gibbsMoments) throw new Error('The exact mean of EntropySGD is taken on the loss itself, and this surface is none');
  return { ...ground.gibbsMoments(theta, gamma), points: [], means: [], variances: [] };
}

/** Where the mean points: θ − μ, or Eq. 77's Newton step. Published first order has a factor γ that the code leaves out. */
export type Direction = (theta: Vector, seen: GibbsMoments, gamma: number) => Vector;

/** One outer step. `direction` is what Nesterov momentum (code) or the bare step (published) takes for a gradient. */
export function entropyStep(
  ground: Objective,
  { theta, count, memory }: OptimiserState,
  knobs: EntropyHyperparameters,
  direction: Direction,
  rng: Rng,
): Omit<OptimiserState, 'count'> {
  const gamma = scopedGamma(knobs, count);
  const { stepSize: eta, form, weightDecay, momentum, innerSteps, mean } = knobs;
  if (form === 'published') {
    const inner = innerOf(ground, theta, knobs, gamma, rng);
    return { theta: plus(theta, -eta, direction(theta, inner, gamma)), memory, inner };
  }
  const bare = ground.gradient(theta); // taken at every step; used where L = 0, and to start the velocity
  const inner = innerOf(ground, theta, knobs, gamma, rng);
  let push = mean === 'langevin' && innerSteps === 0 ? bare : direction(theta, inner, gamma);
  if (weightDecay > 0) push = plus(push, weightDecay, theta);
  if (momentum === 0) return { theta: plus(theta, -eta, push), memory, inner };
  const velocity = plus(push, momentum, memory['velocity'] ?? bare);
  return { theta: plus(theta, -eta, plus(push, momentum, velocity)), memory: { velocity }, inner };
}

/** θ − μ */
export const towardsMean: Direction = (theta, { mean }) => minus(theta, mean);

/** Knobs that the chosen mean and convention leave unused. */
export function unusedHyperparameters({ mean, form }: EntropyHyperparameters): string[] {
  return [
    ...(mean === 'exact' ? ['innerSteps', 'innerStep', 'alpha', 'noise'] : []),
    ...(form === 'published' ? ['momentum', 'weightDecay'] : []),
    ...(form === 'python' ? ['scoping'] : []),
  ];
}
