import { crossEntropy } from '../attacks/losses';
import type { Method } from './types';

export const standard: Method = {
  label: 'Standard',
  note: 'Cross-entropy on the images as they are.',
  loss: (tf, logits, clean, _attacked, labels) => crossEntropy(tf, logits(clean), labels),
};
