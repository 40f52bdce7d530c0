import type { Attack } from '../../core/types';

/** The fast gradient sign method (Goodfellow et al. 2015): one step of length ε in the direction of steepest ascent, for any p by the dual norm. */
export const fgsm = {
  label: 'FGSM',
  specs: {},
  delta: ({ activation, norm, epsilon }, theta, x, y) => {
    const slope = -y * activation.df(theta.reduce((sum, t, i) => sum + t * (x[i] ?? 0), 0));
    return norm.dualMaximiser(theta.map((t) => slope * t)).map((s) => epsilon * s);
  },
} satisfies Attack;
