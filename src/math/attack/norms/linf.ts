import type { Norm } from '../../core/types';

/** The attack's L∞ ball: a square; the loss sees ‖θ‖₁. */
export const linf: Norm = {
  p: Infinity,
  tex: 'L_\\infty',
  norm: (v) => v.reduce((most, c) => Math.max(most, Math.abs(c)), 0),
  dual: (v) => v.reduce((sum, c) => sum + Math.abs(c), 0),
  dualPair: (a, b) => Math.abs(a) + Math.abs(b),
  nondifferentiableAt: (v) => v.includes(0),
  dualMaximiser: (v) => v.map(Math.sign),
  project: (delta, r) => delta.map((c) => Math.min(r, Math.max(-r, c))),
};
