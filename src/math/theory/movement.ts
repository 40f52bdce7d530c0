import type { Scene } from '../adversarial';
import { none } from '../attacks/none';
import { dualDerivatives, LOCAL_SIZE, localOf } from '../curvature';
import { worst } from '../interval';
import type { Weights } from './region';
import type { Measure } from './search';

/**
 * Every optimal δ_n lies on one line, δ_n = τ_n s(θ) with s = ∇‖θ‖_q. Writes [s₁, s₂, τ₁, …, τ_N]; |τ_n| < ε means that the
 * attack rests inside its ball.
 */
export type Moves = (a: number, b: number, out: Float64Array) => void;

export function movesOf(scene: Scene): Moves {
  const { points, activation, critical } = scene;
  const epsilon = scene.attack === none ? 0 : scene.epsilon;
  const rising = critical.length === 0 && activation.f(1) > activation.f(0);
  const dual = dualDerivatives(scene.norm);
  const d = new Float64Array(LOCAL_SIZE);
  return (a, b, out) => {
    dual(a, b, d);
    out[0] = d[1]!;
    out[1] = d[2]!;
    const r = epsilon * d[0]!;
    for (const [n, { x, y }] of points.entries()) {
      if (rising) out[n + 2] = -y * epsilon;
      else {
        const centre = a * x[0] + b * x[1];
        const { z, side } = worst(activation, critical, y, centre - r, centre + r);
        out[n + 2] = side === 'lo' ? -epsilon : side === 'hi' ? epsilon : (z - centre) / d[0]!;
      }
    }
  };
}

/** ‖x′₁ − x′₂‖ of the linear model: how far the corner or the point of the circle moves, the same for every data point. */
export function linearMove(scene: Scene, epsilon: number, norm = scene.norm): (pair: Weights) => number {
  const dual = dualDerivatives(norm);
  const d = new Float64Array(LOCAL_SIZE);
  return (pair) => {
    dual(pair[0]!, pair[1]!, d);
    const [s1, s2] = [d[1]!, d[2]!];
    dual(pair[2]!, pair[3]!, d);
    return epsilon * Math.sqrt((s1 - d[1]!) ** 2 + (s2 - d[2]!) ** 2);
  };
}

/** ‖∇L(θ₁) − ∇L(θ₂)‖ of a pair; 0 where either weight lies on a crease. */
export function gradientMove(scene: Scene): (pair: Weights) => number {
  const [local, p, q] = [localOf(scene, 1), new Float64Array(LOCAL_SIZE), new Float64Array(LOCAL_SIZE)];
  return (pair) => {
    const smooth = local(pair[0]!, pair[1]!, p);
    return local(pair[2]!, pair[3]!, q) && smooth ? Math.sqrt((p[1]! - q[1]!) ** 2 + (p[2]! - q[2]!) ** 2) : 0;
  };
}

export const distanceOf = (pair: Weights): number => Math.sqrt((pair[0]! - pair[2]!) ** 2 + (pair[1]! - pair[3]!) ** 2);

/** left(pair) ≤ right(pair) as a measure. */
export const comparing =
  (left: (pair: Weights) => number, right: (pair: Weights) => number): Measure =>
  (pair, sides) => {
    sides[0] = left(pair);
    sides[1] = right(pair);
  };

/** left(pair) ≤ slope · ‖θ₁ − θ₂‖ + offset. */
export const lipschitz = (left: (pair: Weights) => number, slope: number, offset = 0): Measure =>
  comparing(left, (pair) => slope * distanceOf(pair) + offset);
