import { momentumSpec, stepSizeSpec, weightDecay } from './specs';
import { defineOptimiser } from './types';
import { plus, zeros } from '../core/linearAlgebra';

/** Heavy-ball and Nesterov momentum: v ← μv + ∇L; θ ← θ − ηv (Polyak 1964), or θ ← θ − η(∇L + μv) (Nesterov 1983, as Sutskever et al. 2013 write it). */
export const momentum = defineOptimiser({
  label: 'Momentum',
  note: 'Heavy ball (Polyak 1964): $v\\leftarrow\\mu v+\\nabla L,\\ \\theta\\leftarrow\\theta-\\eta v$.',
  stroke: { light: '#8E939C', dark: '#8E939C', width: 1.8, dash: [2, 3], marker: 'square' },
  specs: {
    stepSize: stepSizeSpec(0.08, 'The velocity makes it $1/(1-\\mu)$ times as long in the end.'),
    momentum: momentumSpec(0.9),
    weightDecay,
  },
  choices: {
    form: {
      label: 'form',
      hint: 'Nesterov takes the gradient once more on top of the velocity.',
      options: { heavyBall: 'heavy ball', nesterov: 'Nesterov' },
      default: 'heavyBall',
    },
  },
  step(objective, { theta, memory }, { stepSize: eta, momentum: mu, weightDecay: decay, form }) {
    const gradient = plus(objective.gradient(theta), decay, theta);
    const velocity = plus(gradient, mu, memory['velocity'] ?? zeros(theta));
    return { theta: plus(theta, -eta, form === 'nesterov' ? plus(gradient, mu, velocity) : velocity), memory: { velocity } };
  },
});
