import type { Activation } from '../core/types';

/** The hyperbolic tangent: increasing and bounded. */
export const tanh: Activation = {
  label: 'tanh',
  tex: '\\tanh z',
  expression: 'tanh(z)',
  f: Math.tanh,
  df: (z) => 1 - Math.tanh(z) ** 2,
  ddf: (z) => -2 * Math.tanh(z) * (1 - Math.tanh(z) ** 2),
  critical: () => [],
  slopeBound: () => 1,
};
