import type { Norm } from '../../core/types';

/** The L∞ norm; its ball is a square, its dual norm ‖θ‖₁. */
export const linf: Norm = {
  p: Infinity,
  tex: 'L_\\infty',
  norm: (v) => v.reduce((max, c) => Math.max(max, Math.abs(c)), 0),
  dual: (v) => v.reduce((sum, c) => sum + Math.abs(c), 0),
  dualPair: (a, b) => Math.abs(a) + Math.abs(b),
  nondifferentiableAt: (v) => v.includes(0),
  dualMaximiser: (v) => v.map(Math.sign),
  project: (delta, r) => delta.map((c) => Math.min(r, Math.max(-r, c))),
};
