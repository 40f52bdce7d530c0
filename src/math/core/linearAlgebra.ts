import type { Rng } from './random';
import type { Vector } from './types';

/** Smallest and largest eigenvalue of [[a, b], [b, c]]. */
export function eigenvalues(a: number, b: number, c: number): readonly [number, number] {
  const [middle, spread] = [(a + c) / 2, Math.hypot((a - c) / 2, b)];
  return [middle - spread, middle + spread];
}

/** Unit eigenvector of [[a, b], [b, c]] for its eigenvalue. */
export function eigenvector(a: number, b: number, c: number, value: number): readonly [number, number] {
  const [first, second] = [Math.hypot(b, value - a), Math.hypot(value - c, b)];
  if (first === 0 && second === 0) return [1, 0];
  return first >= second ? [b / first, (value - a) / first] : [(value - c) / second, b / second];
}

/** Largest |eigenvalue| of [[a, b], [b, c]]: its spectral norm. */
export const spectralNorm = (a: number, b: number, c: number): number => Math.max(...eigenvalues(a, b, c).map(Math.abs));

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
