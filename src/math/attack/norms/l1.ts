import type { Norm } from '../../core/types';

/** The L1 norm; its ball is a diamond, its dual norm max|θᵢ|. */
export const l1: Norm = {
  p: 1,
  tex: 'L_1',
  norm: (v) => v.reduce((sum, c) => sum + Math.abs(c), 0),
  dual: (v) => v.reduce((max, c) => Math.max(max, Math.abs(c)), 0),
  dualPair: (a, b) => Math.max(Math.abs(a), Math.abs(b)),
  nondifferentiableAt: (v) => {
    const [first = 0, second = 0] = v.map(Math.abs).sort((a, b) => b - a);
    return first === second;
  },
  dualMaximiser: (v) => {
    const top = v.reduce((best, c, i) => (Math.abs(c) > Math.abs(v[best] ?? 0) ? i : best), 0);
    return v.map((c, i) => (i === top ? Math.sign(c) : 0));
  },
  project: (delta, r) => {
    if (l1.norm(delta) <= r) return [...delta];
    const lambda = threshold(delta, r);
    return delta.map((c) => Math.sign(c) * Math.max(0, Math.abs(c) - lambda));
  },
};

/** The soft threshold λ with Σ max(0, |δᵢ| − λ) = r (Held, Wolfe, Crowder 1974). */
function threshold(delta: readonly number[], r: number): number {
  const sizes = delta.map(Math.abs).sort((a, b) => b - a);
  let sum = 0;
  let lambda = 0;
  sizes.forEach((size, i) => {
    sum += size;
    if (size >= (sum - r) / (i + 1)) lambda = (sum - r) / (i + 1);
  });
  return lambda;
}
