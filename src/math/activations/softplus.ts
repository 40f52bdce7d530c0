import { sigmoid, softplus as value } from '../core/logisticLoss';
import type { Activation } from '../core/types';

/** Softplus, log(1 + eᶻ): smooth, increasing and positive. */
export const softplus: Activation = {
  label: 'softplus',
  tex: '\\log(1+e^{z})',
  expression: 'log(1 + exp(-abs(z))) + (z + abs(z)) / 2',
  f: value,
  df: sigmoid,
  ddf: (z) => sigmoid(z) * sigmoid(-z),
  critical: () => [],
  slopeBound: () => 1,
};
