import { worst } from '../interval';
import type { Norm, Pair } from '../kinds';
import { softplus } from '../logistic';
import { bisect } from '../roots';
import { epsilonOf } from './assume';
import type { Study } from './kinds';

/** All δ with θ·(x + δ) = z* that fit in the ball: the set of best attacks when z* lies inside the attainable interval. */
export interface Slice {
  readonly theta: Pair;
  readonly ends: readonly [Pair, Pair];
  readonly loss: number;
}

/** The ends of {δ : θ·δ = reach, ‖δ‖_p ≤ ε}, |reach| < ε‖θ‖_q. */
export function sliceEnds(norm: Norm, epsilon: number, theta: Pair, reach: number): readonly [Pair, Pair] {
  const size = Math.hypot(...theta);
  const best = norm.steepest(theta);
  const tau = reach / norm.dual(theta);
  const base: Pair = [tau * (best[0] ?? 0), tau * (best[1] ?? 0)];
  const at = (t: number): Pair => [base[0] - (t * theta[1]) / size, base[1] + (t * theta[0]) / size];
  const excess = (t: number): number => norm.norm(at(t)) - epsilon;
  return [at(bisect((t) => excess(-t), 0, 3 * epsilon) * -1), at(bisect(excess, 0, 3 * epsilon))];
}

/** Weights of a coarse lattice at which the attack of the first such point rests inside its ball. */
export function slicesOf({ scene, theta1, theta2 }: Study): Slice[] {
  const epsilon = epsilonOf(scene);
  if (epsilon === 0 || scene.critical.length === 0) return [];
  const at = ([lo, hi]: Pair, k: number): number => lo + ((hi - lo) * (k + 0.5)) / 21;
  return Array.from({ length: 441 }, (_, k): Pair => [at(theta1, k % 21), at(theta2, Math.floor(k / 21))]).flatMap((theta) => {
    const r = epsilon * scene.norm.dual(theta);
    for (const { x, y } of scene.points) {
      const centre = theta[0] * x[0] + theta[1] * x[1];
      const { z, side } = worst(scene.activation, scene.critical, y, centre - r, centre + r);
      if (side === 'inside') return [{ theta, ends: sliceEnds(scene.norm, epsilon, theta, z - centre), loss: softplus(-y * scene.activation.f(z)) }];
    }
    return [];
  });
}
