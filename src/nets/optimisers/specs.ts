import type { ParamSpec } from '../../math/core/paramSpec';

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
