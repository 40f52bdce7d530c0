import type { ParamSpec } from '../core/paramSpec';
import { stepSizeSpec } from './specs';
import { defineOptimiser } from './types';
import { plus, scaledTo } from '../core/linearAlgebra';

const radius = {
  symbol: '\\rho',
  label: 'radius',
  hint: 'How far uphill the gradient is taken; the rule settles no nearer to a crease than that.',
  slider: [0, 2],
  allowed: { min: 0, max: 100 },
  default: 0.3,
  scale: 'linear',
  digits: 2,
  tone: 'gamma',
} as const satisfies ParamSpec;

/** Sharpness-aware minimisation (Foret et al. 2021, Alg. 1): θ moves by the gradient at θ + ρ ∇L/‖∇L‖. Two gradients a step; ρ = 0 is SGD. */
export const sam = defineOptimiser({
  label: 'SAM',
  note: 'Foret et al. 2021: $\\theta\\leftarrow\\theta-\\eta\\nabla L(\\theta+\\rho\\,\\nabla L/\\lVert\\nabla L\\rVert)$.',
  stroke: { light: '#B8478F', dark: '#E27BBB', width: 1.8, dash: [7, 3, 2, 3], marker: 'triangle' },
  specs: { stepSize: stepSizeSpec(0.9, 'Length of the step along the gradient found uphill.'), radius },
  choices: {},
  step(objective, { theta, memory }, { stepSize: eta, radius: rho }) {
    const perturbed = plus(theta, 1, scaledTo(objective.gradient(theta), rho));
    return { theta: plus(theta, -eta, objective.gradient(perturbed)), memory };
  },
});
