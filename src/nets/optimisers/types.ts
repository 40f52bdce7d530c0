import type { ParamSpec, Specs } from '../../math/core/paramSpec';
import type { Tf } from '../../tensors/convKernels';
import type { Weights } from '../models/types';

/** The state of an optimiser: named lists of tensors shaped like the weights, and the number of gradient calls. */
export interface OptState {
  readonly lists: Readonly<Record<string, Weights>>;
  readonly count: number;
}

/** The hyperparameters of all optimisers, defaults filled in. */
export interface NetHyperparameters {
  /** Learning rate η of this epoch, after the schedule. */
  readonly lr: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  /** EntropySGD: γ = gamma·(1 + scoping)^t at outer step t. */
  readonly gamma: number;
  readonly scoping: number;
  readonly innerLr: number;
  readonly noise: number;
  readonly alpha: number;
  /** Gradient calls of one outer step. */
  readonly L: number;
  /** Second order: lower bound of the denominator 1 − γs. */
  readonly minDenominator: number;
  /** 'published': Chaudhari et al. 2017. 'code': their Python file, an extra call included. 'paper': Algorithm 1 (code averaging, no extra call). */
  readonly form: 'published' | 'code' | 'paper';
}

/** A pair of pure functions init/update over gradient calls. Both run in a tidy; the new state may share tensors with the old one. */
export interface NetOptimiser {
  readonly label: string;
  readonly note: string;
  /** Hyperparameters, by their keys in documents. */
  readonly specs: Specs;
  init(tf: Tf, weights: Weights): OptState;
  /** The weights at which the next gradient is evaluated. */
  gradientPoint(state: OptState): Weights;
  /** The state after one gradient call. `noise` draws standard normals, shaped like the weights. */
  update(tf: Tf, state: OptState, gradients: Weights, values: NetHyperparameters, noise: () => Weights): OptState;
  /** The weights that are evaluated and saved. */
  centre(state: OptState): Weights;
}

/** A list of the state by name; throws when it is missing. */
export function requireList({ lists }: OptState, name: string): Weights {
  const list = lists[name];
  if (!list) throw new Error(`The optimiser's memory has no ${name}`);
  return list;
}

/** A ParamSpec with the defaults that all hyperparameters share. */
const paramSpec = (
  symbol: string,
  label: string,
  hint: string,
  slider: readonly [min: number, max: number],
  value: number,
  more: Partial<ParamSpec> = {},
): ParamSpec => ({
  symbol,
  label,
  hint,
  slider,
  allowed: { min: 0, max: 1e6 },
  default: value,
  scale: 'linear',
  digits: 4,
  tone: 'ink',
  ...more,
});
const positive = { scale: 'log', allowed: { min: 0, max: 1e6, open: true } } as const;

export const sgdSpecs = {
  lr: paramSpec('\\eta', 'learning rate', 'Before the milestones of the schedule.', [0.001, 1], 0.1, { ...positive, digits: 3 }),
  momentum: paramSpec('\\mu', 'momentum', 'Share of the velocity that is kept.', [0, 0.99], 0.9, { allowed: { min: 0, max: 0.9999 }, digits: 2 }),
  weightDecay: paramSpec('\\lambda', 'weight decay', 'Adds $\\lambda w$ to the gradient.', [0, 0.01], 5e-4),
};

export const entropySpecs = {
  ...sgdSpecs,
  gamma: paramSpec(
    '\\gamma',
    'tightness',
    "How tightly the walk $\\theta'$ is held to $\\theta$: a larger $\\gamma$ smooths less.",
    [1e-4, 10],
    0.03,
    { ...positive, tone: 'gamma' },
  ),
  L: paramSpec('L', 'inner steps', 'Gradient calls behind one outer step; each counts as a call of the epoch.', [1, 50], 20, {
    allowed: { min: 1, max: 1000 },
    integer: true,
    digits: 0,
    tone: 'gamma',
  }),
  innerLr: paramSpec("\\eta'", 'inner rate', 'Step of the walk.', [0.001, 1], 0.1, { ...positive, digits: 3, tone: 'gamma' }),
  noise: paramSpec('\\epsilon_n', 'noise', 'Of the walk: temperature $\\epsilon_n^2$, or half of it in the published form.', [0, 0.1], 1e-4, {
    digits: 5,
    tone: 'gamma',
  }),
  alpha: paramSpec('\\alpha', 'averaging', 'Weight of the old mean; in the published form of the newest sample.', [0, 1], 0.75, {
    allowed: { min: 0, max: 1 },
    digits: 2,
    tone: 'gamma',
  }),
  scoping: paramSpec('g_1', 'scoping', '$\\gamma_t=\\gamma(1+g_1)^t$ at outer step $t$.', [0, 0.1], 0, {
    allowed: { min: 0, max: 10 },
    tone: 'gamma',
  }),
};
