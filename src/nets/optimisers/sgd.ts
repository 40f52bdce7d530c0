import { each, plus } from '../weights';
import { listOf, type NetOptimiser } from './kinds';
import { sgdSpecs } from './knobs';
import { stepped } from './momentum';

/** PyTorch's SGD: d = g + λw; b ← μb + d, b = d at first; w ← w − ηb, or w − η(d + μb) with Nesterov. */
export const sgd: NetOptimiser = {
  label: 'SGD',
  note: 'Stochastic gradient descent with momentum and weight decay.',
  specs: sgdSpecs,
  init: (tf, weights) => ({ lists: { weights: weights.map((w) => tf.clone(w)) }, count: 0 }),
  at: (state) => listOf(state, 'weights'),
  centre: (state) => listOf(state, 'weights'),
  update(tf, state, gradients, values) {
    const weights = listOf(state, 'weights');
    const { step, velocity } = stepped(tf, plus(tf, gradients, values.weightDecay, weights), state.lists['velocity'], values);
    return { lists: { weights: each((w, d) => tf.sub(w, tf.mul(d, values.lr)), weights, step), ...velocity }, count: state.count + 1 };
  },
};
