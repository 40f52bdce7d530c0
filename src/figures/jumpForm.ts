import type { SurfaceRequest } from '../engine/protocol';
import type { Pair } from '../math/kinds';
import { sigmoid } from '../math/logistic';
import { normOf } from '../math/norms';

/** A closed form of a jump of the gradient: its letters, and its value at a weight of the crease. */
export interface JumpForm {
  readonly text: string;
  at(theta: Pair): number;
}

/**
 * The jump of the linear model's gradient under the exact attack, u = −y θ·x + ε‖θ‖_q: across an axis for p = ∞, a diagonal
 * for p = 1, at the origin for p between 1 and 2. Nothing for any other loss.
 */
export function jumpForm({ model, attack, points }: SurfaceRequest['surface']): JumpForm | undefined {
  const { norm, solver, epsilon } = attack;
  if (model !== 'linear' || solver !== 'exact' || norm === 'none' || (norm !== 'inf' && norm > 2)) return undefined;
  const share = norm === 1 ? Math.SQRT2 : 2;
  const { dual } = normOf(norm === 'inf' ? Infinity : norm);
  return {
    text: `${norm === 1 ? '√2 ε' : '2ε'}${points.length === 1 ? 'σ(u)' : ' mean σ(uₙ)'}`,
    at: (theta) => {
      const u = points.map(({ x, y }) => epsilon * dual([theta[0], theta[1]]) - y * (theta[0] * x[0] + theta[1] * x[1]));
      return (share * epsilon * u.reduce((sum, one) => sum + sigmoid(one), 0)) / points.length;
    },
  };
}
