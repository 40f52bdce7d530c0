import type { ParamSpec } from '../params';

/** η of a row, with its own default and hint. */
export const stepSize = (value: number, hint: string) =>
  ({
    symbol: '\\eta',
    label: 'step size',
    hint,
    slider: [0.001, 10],
    allowed: { min: 0, max: 1e4 },
    default: value,
    scale: 'log',
    digits: 3,
    tone: 'ink',
  }) as const satisfies ParamSpec;

export const weightDecay = {
  symbol: '\\lambda',
  label: 'weight decay',
  hint: 'Adds $\\lambda\\theta$ to the gradient, and so moves the minimum.',
  slider: [0, 0.1],
  allowed: { min: 0, max: 10 },
  default: 0,
  scale: 'linear',
  digits: 4,
  tone: 'ink',
} as const satisfies ParamSpec;

/** Share of the old velocity that is kept. */
export const momentumShare = (value: number) =>
  ({
    symbol: '\\mu',
    label: 'momentum',
    hint: 'Share of the velocity that is kept from step to step.',
    slider: [0, 0.99],
    allowed: { min: 0, max: 0.9999 },
    default: value,
    scale: 'linear',
    digits: 2,
    tone: 'ink',
  }) as const satisfies ParamSpec;
