import type { ParamSpec } from '../core/paramSpec';
import { type GaussianIntegral, truncationRadius } from '../quadrature/integrand';

const gamma = {
  symbol: '\\gamma',
  label: 'tightness',
  hint: "How tightly $\\theta'$ is held to $\\theta$: a larger $\\gamma$ smooths less, over a width of $1/\\sqrt{\\gamma}$; as $\\gamma\\to\\infty$ the loss itself returns.",
  slider: [0.05, 10000],
  allowed: { min: 0, max: 1e6, open: true },
  default: 1,
  scale: 'log',
  digits: 2,
  tone: 'gamma',
} as const satisfies ParamSpec;

/**
 * EntropySGD (Chaudhari et al. 2017; the paper's Eqs. 10, 11, 46): F = −log ∫ exp(−L(θ′) − γ/2 ‖θ − θ′‖²) dθ′,
 * ∇F = γ(θ − E θ′), ∇²F = γI − γ² Cov θ′. Normalised: F + log(2π/γ), which tends to L as γ grows.
 */
export const entropySgd = {
  label: 'EntropySGD',
  specs: { gamma },
  integral: ({ gamma: g, normalised }: { readonly gamma: number; readonly normalised: boolean }): GaussianIntegral => ({
    gamma: g,
    density: 'minus-loss',
    value: (logZ) => (normalised ? Math.log(2 * Math.PI) - Math.log(g) : 0) - logZ,
    gradient: (_value, { mean }) => [-g * mean[0], -g * mean[1]],
    hessian: (_value, { mean: [a, b], second: [aa, ab, bb] }) => {
      const mixed = -g * g * (ab - a * b);
      return [g - g * g * (aa - a * a), mixed, mixed, g - g * g * (bb - b * b)];
    },
    range: (slope, highest, precision) => truncationRadius(slope, highest, g, precision),
  }),
};
