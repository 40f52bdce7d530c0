import type { Vector } from '../kinds';
import type { Rng } from '../rng';
import type { Ground, Inner } from './kinds';
import { gaussian, minus, plus, zeros } from './vectors';

/** How the inner walk steps. */
export interface WalkRule {
  readonly gamma: number;
  /** L */
  readonly innerSteps: number;
  /** η′ */
  readonly innerStep: number;
  /** Weight of the newest θ′ in the running mean. */
  readonly newest: number;
  /** Standard deviation of the noise of one step. */
  readonly spread: number;
  /** Nesterov momentum on the gradient of the loss alone; zeroed where a walk begins. */
  readonly momentum: number;
  readonly weightDecay: number;
}

/**
 * L Langevin steps on L(θ′) + γ/2 ‖θ − θ′‖² from θ (Chaudhari et al. 2017, Alg. 1). Mean and variance are exponential
 * averages that start at θ; the variance is taken about θ, where raw second moments would cancel to noise.
 */
export function langevin(ground: Ground, theta: Vector, rule: WalkRule, rng: Rng): Inner {
  const { gamma, innerStep: eta, newest, spread, momentum, weightDecay } = rule;
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
