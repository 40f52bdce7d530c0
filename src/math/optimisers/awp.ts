import type { ParamSpec } from '../core/paramSpec';
import { stepSizeSpec, weightDecay } from './specs';
import { defineOptimiser } from './types';
import { plus, scaledTo } from '../core/linearAlgebra';

const size = {
  symbol: '\\gamma_{\\mathrm{AWP}}',
  label: 'size',
  hint: 'Length of the ascent step as a share of $\\lVert\\theta\\rVert$: it vanishes at $\\theta=0$.',
  slider: [0, 0.5],
  allowed: { min: 0, max: 10 },
  default: 0.1,
  scale: 'linear',
  digits: 3,
  tone: 'gamma',
} as const satisfies ParamSpec;

/**
 * Adversarial weight perturbation (Wu et al. 2020; the paper's Eq. 76): one ascent step of a proxy, scaled to ‖v‖ = γ‖θ‖, then a descent
 * step with the gradient and the weight decay of θ + v, applied to θ. All weights count as one layer.
 */
export const awp = defineOptimiser({
  label: 'AWP',
  note: 'Wu et al. 2020: $v=\\gamma_{\\mathrm{AWP}}\\lVert\\theta\\rVert\\,\\nabla L/\\lVert\\nabla L\\rVert,\\ \\theta\\leftarrow\\theta-\\eta\\nabla L(\\theta+v)$.',
  stroke: { light: '#C64A00', dark: '#F07C3C', width: 1.8, dash: [3, 3], marker: 'cross' },
  specs: { stepSize: stepSizeSpec(0.9, 'Length of the step along the gradient found at $\\theta+v$.'), size, weightDecay },
  choices: {},
  step(objective, { theta, memory }, { stepSize: eta, size: relativeSize, weightDecay: decay }) {
    const perturbed = plus(theta, 1, scaledTo(objective.gradient(theta), relativeSize * Math.hypot(...theta)));
    const gradient = plus(objective.gradient(perturbed), decay, perturbed);
    return { theta: plus(theta, -eta, gradient), memory };
  },
});
