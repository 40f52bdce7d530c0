import { stepSizeSpec, weightDecay } from './specs';
import { defineOptimiser } from './types';
import { plus } from '../core/linearAlgebra';

/** Gradient descent with weight decay, θ ← θ − η(∇L + λθ); every step takes all points, so nothing is stochastic. */
export const sgd = defineOptimiser({
  label: 'SGD',
  note: 'Gradient descent, $\\theta\\leftarrow\\theta-\\eta\\nabla L$ on all points at once.',
  stroke: { light: '#3D4148', dark: '#D5D8DD', width: 1.8, dash: [], marker: 'circle' },
  specs: {
    stepSize: stepSizeSpec(0.9, 'Stable below $2/C$ (Eq. 4) where the gradient is $C$-Lipschitz; on a crease no fixed step settles.'),
    weightDecay,
  },
  choices: {},
  step(objective, { theta, memory }, { stepSize: eta, weightDecay: decay }) {
    return { theta: plus(theta, -eta, plus(objective.gradient(theta), decay, theta)), memory };
  },
});
