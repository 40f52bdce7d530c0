import type { ParamSpec } from '../core/paramSpec';
import type { EnumSpec } from './types';

/** The step size η of an optimiser, with its default and hint. */
export const stepSizeSpec = (value: number, hint: string) =>
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

/** The momentum μ, with its default. */
export const momentumSpec = (value: number) =>
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

const gamma = {
  symbol: '\\gamma',
  label: 'tightness',
  hint: "How tightly $\\theta'$ is held to $\\theta$: a larger $\\gamma$ smooths less, over a width of $1/\\sqrt\\gamma$.",
  slider: [0.01, 1000],
  allowed: { min: 0, max: 1e6, open: true },
  default: 1,
  scale: 'log',
  digits: 2,
  tone: 'gamma',
} as const satisfies ParamSpec;

const innerSteps = {
  symbol: 'L',
  label: 'inner steps',
  hint: 'Langevin steps behind one outer step, each with a gradient of its own.',
  slider: [0, 100],
  allowed: { min: 0, max: 1000 },
  default: 20,
  scale: 'linear',
  integer: true,
  digits: 0,
  tone: 'gamma',
} as const satisfies ParamSpec;

const innerStep = {
  symbol: "\\eta'",
  label: 'inner step',
  hint: "Step of the Langevin walk; the walk is stable where $\\eta'(C+\\gamma)<2$.",
  slider: [0.001, 1],
  allowed: { min: 0, max: 100, open: true },
  default: 0.1,
  scale: 'log',
  digits: 3,
  tone: 'gamma',
} as const satisfies ParamSpec;

const alpha = {
  symbol: '\\alpha',
  label: 'averaging',
  hint: 'Published form: weight of the newest sample in the mean. The authors’ code: weight of the old mean.',
  slider: [0, 1],
  allowed: { min: 0, max: 1 },
  default: 0.75,
  scale: 'linear',
  digits: 2,
  tone: 'gamma',
} as const satisfies ParamSpec;

const noise = {
  symbol: '\\epsilon_n',
  label: 'noise',
  hint: 'Temperature $\\epsilon_n^2/2$ (published) or $\\epsilon_n^2$ (code). Only $\\sqrt2$ or $1$ samples the integral; $10^{-4}$, the authors’ default, is descent to the proximal point.',
  slider: [1e-4, 2],
  allowed: { min: 0, max: 100 },
  default: 1e-4,
  scale: 'log',
  digits: 4,
  tone: 'gamma',
} as const satisfies ParamSpec;

const scoping = {
  symbol: 'g_1',
  label: 'scoping',
  hint: '$\\gamma_t=\\gamma(1+g_1)^t$. The authors’ Python file never counts $t$, so that there it does nothing.',
  slider: [0, 0.1],
  allowed: { min: 0, max: 10 },
  default: 0,
  scale: 'linear',
  digits: 4,
  tone: 'gamma',
} as const satisfies ParamSpec;

/** Hyperparameters of both orders of EntropySGD but their step size. */
export const entropySpecs = {
  gamma,
  innerSteps,
  innerStep,
  alpha,
  noise,
  scoping,
  momentum: momentumSpec(0.9),
  weightDecay,
};

export const entropyChoices = {
  mean: {
    label: 'mean of θ′',
    hint: 'Exact: by quadrature of the integral itself. Langevin: from the last few of a noisy walk, as in practice.',
    options: { exact: 'exact mean', langevin: 'Langevin' },
    default: 'exact',
  },
  form: {
    label: 'convention',
    hint: 'Published (Chaudhari et al. 2017): $\\theta\\leftarrow\\theta-\\eta\\gamma(\\theta-\\mu)$. The authors’ code leaves out $\\gamma$, adds Nesterov momentum inside and outside, and weights the old mean by $\\alpha$; its Lua version counts the steps of scoping.',
    options: { published: 'published', python: 'authors’ code', lua: 'authors’ code, Lua' },
    default: 'published',
  },
} as const satisfies Record<string, EnumSpec>;
