import type { ParamSpec } from '../core/paramSpec';
import { entropyStep, unusedHyperparameters, towardsMean } from './entropyStep';
import { entropyChoices, entropySpecs, stepSizeSpec } from './specs';
import { defineOptimiser } from './types';

const least = {
  symbol: '\\kappa',
  label: 'least curvature',
  hint: '$1-\\gamma s$ is held at this or more: where $s\\ge1/\\gamma$ the smoothed loss is not convex and Eq. 77 would step uphill.',
  slider: [0.01, 1],
  allowed: { min: 0, max: 1, open: true },
  default: 0.1,
  scale: 'log',
  digits: 2,
  tone: 'gamma',
} as const satisfies ParamSpec;

/** Second-order EntropySGD (the paper's Eq. 77): θ ← θ − η (θ − μ)/(1 − γs) by coordinates, s = Var θ′ᵢ, Newton's step with the diagonal of ∇²F. */
export const entropySgd2 = defineOptimiser({
  label: 'EntropySGD, 2nd order',
  note: 'Eq. 77: $\\theta\\leftarrow\\theta-\\eta\\,(\\theta-\\mu)/(1-\\gamma s)$, a Newton step with the diagonal of $\\nabla^2F=\\gamma I-\\gamma^2\\Sigma$.',
  stroke: { light: '#2499D0', dark: '#8FD6F5', width: 1.8, dash: [9, 3], marker: 'ring' },
  specs: { stepSize: stepSizeSpec(0.3, 'A share of Newton’s step; 1 takes the whole of it.'), least, ...entropySpecs },
  choices: entropyChoices,
  step(ground, state, knobs, rng) {
    return entropyStep(
      ground,
      state,
      knobs,
      (theta, seen, gamma) => towardsMean(theta, seen, gamma).map((c, i) => c / Math.max(knobs.least, 1 - gamma * (seen.variance[i] ?? 0))),
      rng,
    );
  },
  idle: unusedHyperparameters,
});
