import type { ParamSpec } from '../core/paramSpec';
import { entropyStep, unusedHyperparameters, displacementFromMean } from './entropyStep';
import { entropyChoices, entropySpecs, stepSizeSpec } from './specs';
import { defineOptimiser } from './types';

const minCurvature = {
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

/** Second-order EntropySGD (the paper's Eq. 77): θ ← θ − η (θ − μ)/(1 − γs) by coordinates with s = Var θ′ᵢ, a Newton step with the diagonal of ∇²F. */
export const entropySgd2 = defineOptimiser({
  label: 'EntropySGD, 2nd order',
  note: 'Eq. 77: $\\theta\\leftarrow\\theta-\\eta\\,(\\theta-\\mu)/(1-\\gamma s)$, a Newton step with the diagonal of $\\nabla^2F=\\gamma I-\\gamma^2\\Sigma$.',
  stroke: { light: '#2499D0', dark: '#8FD6F5', width: 1.8, dash: [9, 3], marker: 'ring' },
  specs: { stepSize: stepSizeSpec(0.3, 'A share of Newton’s step; 1 takes the whole of it.'), least: minCurvature, ...entropySpecs },
  choices: entropyChoices,
  step(objective, state, values, rng) {
    return entropyStep(
      objective,
      state,
      values,
      (theta, moments, gamma) =>
        displacementFromMean(theta, moments, gamma).map((c, i) => c / Math.max(values.least, 1 - gamma * (moments.variance[i] ?? 0))),
      rng,
    );
  },
  idle: unusedHyperparameters,
});
