import type { Pair } from '../core/types';

/** A Hessian by rows: ∂₁₁, ∂₁₂, ∂₂₁, ∂₂₂. */
export type Hessian = readonly [number, number, number, number];

/** Moments of θ′ − θ at one θ. */
export interface LocalMoments {
  readonly mean: Pair;
  /** E of d₁², d₁d₂, d₂². */
  readonly second: readonly [number, number, number];
}

/**
 * A smoothing that is a Gaussian integral: value(log ∫ exp(density(L(θ′)) − γ/2 ‖θ − θ′‖²) dθ′). Both the float64 sweep and
 * the GPU read it, so the two cannot differ in what they compute.
 */
export interface GaussianIntegral {
  readonly gamma: number;
  /** What is exponentiated: −L (EntropySGD) or log L (Gaussian mean). */
  readonly density: 'minus-loss' | 'log-loss';
  /** The smoothed loss from the logarithm of that integral. */
  value(logZ: number): number;
  gradient(value: number, moments: LocalMoments): Pair;
  hessian(value: number, moments: LocalMoments): Hessian;
  /** Truncation radius: beyond it the integrand is below exp(−TRUNCATION_EXPONENT[precision]) of its value at θ. */
  range(slope: number, highest: number, precision?: Precision): number;
}

/** log L for L ≥ 0, bounded below where L underflows. */
export const logLoss = (loss: number): number => (loss > 1e-300 ? Math.log(loss) : -690.7755278982137);

/** density() of an integral as a function of the loss. */
export const densityOf = (density: GaussianIntegral['density']): ((loss: number) => number) => (density === 'minus-loss' ? (loss) => -loss : logLoss);

/** The number format in which an integral is summed; float32 has seven digits, so fewer nodes over a smaller range do. */
export type Precision = 'float64' | 'float32';

/** exp(−TRUNCATION_EXPONENT) is what may be left out of an integral. */
const TRUNCATION_EXPONENT: Readonly<Record<Precision, number>> = { float64: 26, float32: 17 };

/**
 * How far from θ the integrand can matter. With a loss of slope G the exponent at distance d is at most G d − γ d²/2 above
 * that at θ; with a loss ≥ 0 it is at most L(θ) − γ d²/2 above it. Both must still exceed −TRUNCATION_EXPONENT.
 */
export function truncationRadius(slope: number, highest: number, gamma: number, precision: Precision = 'float64'): number {
  const exponent = TRUNCATION_EXPONENT[precision];
  return Math.min((slope + Math.sqrt(slope * slope + 2 * exponent * gamma)) / gamma, Math.sqrt((2 * (highest + exponent)) / gamma));
}
