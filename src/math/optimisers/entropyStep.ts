import type { Vector } from '../kinds';
import type { Rng } from '../rng';
import type { entropyChoices, entropySpecs } from './entropyKnobs';
import type { Ground, Inner, Knobs, State, Surrounding } from './kinds';
import { langevin, type WalkRule } from './langevin';
import { minus, plus } from './vectors';

export type EntropyKnobs = Knobs<typeof entropySpecs, typeof entropyChoices> & { readonly stepSize: number };

/** The walk of either convention: the noise of one step has deviation √η′ ε (published) or √(2η′) ε (code). */
export function walkRule({ form, ...knobs }: EntropyKnobs, gamma: number): WalkRule {
  const published = form === 'published';
  const { innerSteps, innerStep, alpha, noise, momentum, weightDecay } = knobs;
  return {
    gamma,
    innerSteps,
    innerStep,
    newest: published ? alpha : 1 - alpha,
    spread: noise * Math.sqrt(published ? innerStep : 2 * innerStep),
    momentum: published ? 0 : momentum,
    weightDecay: published ? 0 : weightDecay,
  };
}

/** γ(1 + g₁)ᵗ; the Python file leaves t at 0. */
export const scopedGamma = ({ gamma, scoping, form }: EntropyKnobs, count: number): number =>
  form === 'python' ? gamma : gamma * (1 + scoping) ** count;

/** E θ′ and Var θ′ at θ, from quadrature or from a walk. */
function innerOf(ground: Ground, theta: Vector, knobs: EntropyKnobs, gamma: number, rng: Rng): Inner {
  if (knobs.mean === 'langevin') return langevin(ground, theta, walkRule(knobs, gamma), rng);
  if (!ground.around) throw new Error('The exact mean of EntropySGD is taken on the loss itself, and this surface is none');
  return { ...ground.around(theta, gamma), points: [], means: [], variances: [] };
}

/** Where the mean points: θ − μ, or Eq. 77's Newton step. Published first order has a factor γ that the code leaves out. */
export type Direction = (theta: Vector, seen: Surrounding, gamma: number) => Vector;

/** One outer step. `direction` is what Nesterov momentum (code) or the bare step (published) takes for a gradient. */
export function entropyStep(
  ground: Ground,
  { theta, count, memory }: State,
  knobs: EntropyKnobs,
  direction: Direction,
  rng: Rng,
): Omit<State, 'count'> {
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
export function idleKnobs({ mean, form }: EntropyKnobs): string[] {
  return [
    ...(mean === 'exact' ? ['innerSteps', 'innerStep', 'alpha', 'noise'] : []),
    ...(form === 'published' ? ['momentum', 'weightDecay'] : []),
    ...(form === 'python' ? ['scoping'] : []),
  ];
}
