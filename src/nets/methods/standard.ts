import { crossEntropy } from '../losses';
import type { Method } from './kinds';

export const standard: Method = {
  label: 'Standard',
  note: 'Cross-entropy on the images as they are.',
  loss: (tf, logits, clean, _attacked, labels) => crossEntropy(tf, logits(clean), labels),
};
