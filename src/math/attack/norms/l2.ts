import type { Norm } from '../../core/types';

const length = (v: readonly number[]): number => Math.hypot(...v);

/** The L2 norm; its ball is a disc, and it is its own dual norm. */
export const l2: Norm = {
  p: 2,
  tex: 'L_2',
  norm: length,
  dual: length,
  dualPair: (a, b) => Math.sqrt(a * a + b * b),
  nondifferentiableAt: (v) => v.every((c) => c === 0),
  dualMaximiser: (v) => {
    const size = length(v);
    return v.map((c) => (size > 0 ? c / size : 0));
  },
  project: (delta, r) => {
    const size = length(delta);
    return size <= r ? [...delta] : delta.map((c) => (c * r) / size);
  },
};
