import type { ParamSpec } from '../core/paramSpec';
import type { GaussianIntegral, Precision } from '../quadrature/integrand';

const sigma = {
  symbol: '\\sigma',
  label: 'width',
  hint: 'Mean loss under Gaussian noise on the weights, $\\mathbb{E}\\,L(\\theta+\\sigma z)$; the same width as $\\gamma=1/\\sigma^2$.',
  slider: [0.01, 4.47],
  allowed: { min: 0, max: 100, open: true },
  default: 1,
  scale: 'log',
  digits: 3,
  tone: 'gamma',
} as const satisfies ParamSpec;

/** Truncation radius in σ: beyond 7.5 σ a Gaussian weighs less than 10⁻¹², beyond 6 σ less than 2·10⁻⁸. */
const WIDTHS: Readonly<Record<Precision, number>> = { float64: 7.5, float32: 6 };

/** E[L(θ + σz)], z ~ N(0, I): exp of the integral of exp(log L − γ/2 ‖·‖²) with γ = 1/σ², so one sweep serves both smoothings. */
export const gaussianMean = {
  label: 'mean',
  specs: { sigma },
  integral: ({ sigma: width }: { readonly sigma: number }): GaussianIntegral => {
    const g = 1 / (width * width);
    return {
      gamma: g,
      density: 'log-loss',
      value: (logZ) => Math.exp(logZ + Math.log(g / (2 * Math.PI))),
      gradient: (value, { mean }) => [value * g * mean[0], value * g * mean[1]],
      hessian: (value, { second: [aa, ab, bb] }) => {
        const mixed = value * g * g * ab;
        return [value * (g * g * aa - g), mixed, mixed, value * (g * g * bb - g)];
      },
      range: (_slope, _highest, precision = 'float64') => WIDTHS[precision] * width,
    };
  },
};
