import { sigmoid } from '../core/logisticLoss';
import type { Activation } from '../core/types';

/** The minimiser of swish, z* = −1 − W₀(1/e), with s(z*) = −W₀(1/e). */
export const SWISH_MINIMISER = -1.278464542761074;

/** s(z) = z σ(z) (Ramachandran et al. 2017): the paper's model for Fig. 2(d)–(f). */
export const swish: Activation = {
  label: 'swish',
  tex: 'z\\,\\sigma(z)',
  expression: 'z / (1 + exp(-z))',
  f: (z) => z * sigmoid(z),
  df: (z) => {
    const s = sigmoid(z);
    return s * (1 + z * (1 - s));
  },
  ddf: (z) => {
    const s = sigmoid(z);
    return s * (1 - s) * (2 + z * (1 - 2 * s));
  },
  critical: (reach) => (reach >= -SWISH_MINIMISER ? [SWISH_MINIMISER] : []),
  slopeBound: () => 1.0998393194, // the maximum of s′, at z = 2.3994
};
