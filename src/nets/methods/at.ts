import { randomStart } from '../attacks/ball';
import { crossEntropy, crossEntropyEach, errorLogOddsEach } from '../attacks/losses';
import type { Method } from './types';

export const at: Method = {
  label: 'AT',
  note: 'Adversarial training (Madry et al. 2018): cross-entropy on the images under PGD.',
  inner: {
    start: randomStart,
    clipStart: true,
    target: (_tf, labels) => labels,
    objective: crossEntropyEach,
    unsaturated: errorLogOddsEach,
  },
  loss: (tf, logits, _clean, attacked, labels) => crossEntropy(tf, logits(attacked), labels),
};
