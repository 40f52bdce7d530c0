import type { Activation } from '../core/types';

/** φ(z) = z: the linear model of the paper's Sec. 3.1. */
export const linear: Activation = {
  label: 'linear',
  tex: 'z',
  expression: 'z',
  f: (z) => z,
  df: () => 1,
  ddf: () => 0,
  critical: () => [],
  slopeBound: () => 1,
};
