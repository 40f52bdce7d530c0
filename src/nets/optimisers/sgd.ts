import type { Weights } from '../models/types';
import { zipTensors, addScaled } from '../models/weights';
import { sgdSpecs, requireList, type NetOptimiser, type NetHyperparameters } from './types';
import type { Tf } from '../../tensors/convKernels';

/** The momentum update of a gradient d: b ← μb + d (b = d at first); the step is b, or d + μb with Nesterov. Without momentum there is no b. */
export function momentumStep(
  tf: Tf,
  d: Weights,
  previous: Weights | undefined,
  { momentum, nesterov }: Pick<NetHyperparameters, 'momentum' | 'nesterov'>,
): { step: Weights; velocity: { velocity?: Weights } } {
  if (momentum === 0) return { step: d, velocity: {} };
  const velocity = previous ? zipTensors((b, g) => tf.add(tf.mul(b, momentum), g), previous, d) : d;
  return { step: nesterov ? addScaled(tf, d, momentum, velocity) : velocity, velocity: { velocity } };
}

/** SGD as in PyTorch: d = g + λw; b ← μb + d, b = d at first; w ← w − ηb, or w − η(d + μb) with Nesterov. */
export const sgd: NetOptimiser = {
  label: 'SGD',
  note: 'Stochastic gradient descent with momentum and weight decay.',
  specs: sgdSpecs,
  init: (tf, weights) => ({ lists: { weights: weights.map((w) => tf.clone(w)) }, count: 0 }),
  gradientPoint: (state) => requireList(state, 'weights'),
  centre: (state) => requireList(state, 'weights'),
  update(tf, state, gradients, values) {
    const weights = requireList(state, 'weights');
    const { step, velocity } = momentumStep(tf, addScaled(tf, gradients, values.weightDecay, weights), state.lists['velocity'], values);
    return { lists: { weights: zipTensors((w, d) => tf.sub(w, tf.mul(d, values.lr)), weights, step), ...velocity }, count: state.count + 1 };
  },
};
