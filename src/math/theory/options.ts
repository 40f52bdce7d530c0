import { defaultsOf, type ParamSpec, type ValuesOf } from '../core/paramSpec';
import type { Pair } from '../core/types';

const thetaMin = {
  symbol: '\\theta_{\\min}',
  label: 'smallest norm',
  hint: 'Lemma 2 and Theorem 1 speak of weights with $\\lVert\\theta\\rVert\\ge\\theta_{\\min}$ only.',
  slider: [0.01, 3],
  allowed: { min: 1e-6, max: 1e4 },
  default: 0.25,
  scale: 'log',
  digits: 2,
  tone: 'theta',
} as const satisfies ParamSpec;

const pairs = {
  symbol: 'N',
  label: 'pairs a card',
  hint: 'Pairs of weights drawn by the seed; the worst one is then made worse by a search.',
  slider: [1000, 1000000],
  allowed: { min: 100, max: 1e6 },
  default: 100_000,
  scale: 'log',
  integer: true,
  digits: 0,
  tone: 'ink',
} as const satisfies ParamSpec;

const seed = {
  symbol: 's',
  label: 'seed',
  hint: 'The same seed draws the same pairs.',
  slider: [1, 99],
  allowed: { min: 0, max: 4294967295 },
  default: 7,
  scale: 'linear',
  integer: true,
  digits: 0,
  tone: 'ink',
} as const satisfies ParamSpec;

const gamma = {
  symbol: '\\gamma',
  label: 'EntropySGD',
  hint: 'Used by Theorem 3 where the document smooths otherwise.',
  slider: [0.05, 10000],
  allowed: { min: 0, max: 1e6, open: true },
  default: 1,
  scale: 'log',
  digits: 2,
  tone: 'gamma',
} as const satisfies ParamSpec;

const alpha = {
  symbol: '\\alpha',
  label: 'sharpness radius',
  hint: 'Definition 2 looks for the highest loss within $\\alpha$ of a minimum.',
  slider: [0.001, 1],
  allowed: { min: 1e-4, max: 10 },
  default: 0.1,
  scale: 'log',
  digits: 3,
  tone: 'theta',
} as const satisfies ParamSpec;

/** Slider of the flatness experiment: the norm of θ. No check depends on it. */
export const flatSpec = {
  symbol: '\\lVert\\theta\\rVert',
  label: 'length of the weight',
  hint: 'A shorter weight flattens the loss in input space.',
  slider: [0.02, 3],
  allowed: { min: 0.02, max: 1e4 },
  default: 1,
  scale: 'log',
  digits: 2,
  tone: 'theta',
} as const satisfies ParamSpec;

/** Sliders of the bench. */
export const benchSpecs = { thetaMin, pairs, seed, gamma, alpha };

export const benchDefaults: BenchOptions = { ...defaultsOf(benchSpecs), search: 'both', inputs: 2 };

/** Options of a check: the sliders' values, which searches run, and the choices of single theorems. */
export interface BenchOptions extends ValuesOf<typeof benchSpecs> {
  readonly search: 'inside' | 'outside' | 'both';
  /** Input dimension of Lemma 4; with 1 only x₁ is perturbed, and θ = θ₁. */
  readonly inputs: 1 | 2;
  /** Starting point θ⁰ of Eq. 4; defaultStart() of both ranges where absent. */
  readonly theta0?: Pair;
}

/** Default coordinate of θ⁰ in a range: three quarters of the way up. */
export const defaultStart = ([lo, hi]: Pair): number => lo + 0.75 * (hi - lo);
