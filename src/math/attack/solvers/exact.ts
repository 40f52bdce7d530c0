import type { Attack } from '../../core/types';
import { worstInInterval } from '../attainableInterval';

/**
 * The exact maximiser for every p and every φ: the attainable z = θ·(x+δ) are θ·x ± ε‖θ‖_q (Hölder), and δ = τ·dualMaximiser(θ)
 * reaches each of them. Of an optimal chord inside the ball the point on the ray of dualMaximiser(θ) is returned.
 */
export const exact = {
  label: 'exact',
  specs: {},
  delta: ({ activation, norm, epsilon, critical }, theta, x, y) => {
    const centre = theta.reduce((sum, t, i) => sum + t * (x[i] ?? 0), 0);
    const dual = norm.dual(theta);
    const { z, side } = worstInInterval(activation, critical, y, centre - epsilon * dual, centre + epsilon * dual);
    const reach = side === 'inside' ? (z - centre) / dual : side === 'hi' ? epsilon : -epsilon;
    return norm.dualMaximiser(theta).map((s) => (s === 0 ? 0 : reach * s));
  },
} satisfies Attack;
