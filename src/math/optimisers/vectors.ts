import type { Rng } from '../core/random';
import type { Vector } from '../core/types';

/** a + s·b */
export const plus = (a: Vector, s: number, b: Vector): Vector => a.map((v, i) => v + s * (b[i] ?? 0));
export const minus = (a: Vector, b: Vector): Vector => a.map((v, i) => v - (b[i] ?? 0));
export const zeros = (like: Vector): Vector => like.map(() => 0);

/** v scaled to a Euclidean length; 0 stays 0. */
export function scaledTo(v: Vector, length: number): Vector {
  const size = Math.hypot(...v);
  return v.map((c) => (size > 0 ? (length * c) / size : 0));
}

/** Independent samples of N(0, 1) in the shape of a vector (Box and Muller 1958). */
export const gaussian = (like: Vector, rng: Rng): Vector => like.map(() => Math.sqrt(-2 * Math.log(1 - rng())) * Math.cos(2 * Math.PI * rng()));
