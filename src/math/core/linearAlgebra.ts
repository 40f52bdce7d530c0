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

/** Eigenvalues of a symmetric matrix, ascending, and unit eigenvectors: `vectors[k]` belongs to `values[k]`. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: readonly Float64Array[];
}

/** Entries beside the diagonal that are smaller than this, relative to the matrix, are 0: the square of rounding, since Jacobi converges quadratically. */
const NEGLIGIBLE = 1e-30;
/** Sweeps after which the method of Jacobi has converged for any matrix: it is quadratic, and ten are rare. */
const MAX_SWEEPS = 60;

/**
 * All eigenpairs of a symmetric n × n matrix, given by rows, by the cyclic method of Jacobi (Golub and Van Loan, Matrix Computations, 8.5): to
 * rounding, beside the largest of them; vectors are orthogonal to rounding. Takes some n³ steps, so it is for n up to some hundreds.
 */
export function symmetricEigen(rows: readonly ArrayLike<number>[]): SymmetricEigen {
  const n = rows.length;
  const a = rows.map((row) => Float64Array.from(row));
  const v = rows.map((_, i) => Float64Array.from({ length: n }, (_unused, j) => (i === j ? 1 : 0))); // eigenvectors as rows
  const negligible = NEGLIGIBLE * Math.max(...a.map((row) => row.reduce((most, value) => Math.max(most, Math.abs(value)), 0)));
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep += 1) {
    let rotated = false;
    for (let p = 0; p < n - 1; p += 1) for (let q = p + 1; q < n; q += 1) rotated = annihilate(a, v, p, q, negligible) || rotated;
    if (!rotated) break;
  }
  const order = Array.from({ length: n }, (_, k) => k).sort((i, j) => a[i]![i]! - a[j]![j]!);
  return { values: Float64Array.from(order, (k) => a[k]![k]!), vectors: order.map((k) => v[k]!) };
}

/** Rotates rows and columns p and q so that the entry (p, q) vanishes; false where it is negligible. */
function annihilate(a: readonly Float64Array[], v: readonly Float64Array[], p: number, q: number, negligible: number): boolean {
  const [ap, aq] = [a[p]!, a[q]!];
  const off = ap[q]!;
  if (Math.abs(off) <= negligible) return false;
  const theta = (aq[q]! - ap[p]!) / (2 * off);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < a.length; k += 1) {
    if (k === p || k === q) continue;
    const row = a[k]!;
    const [x, y] = [row[p]!, row[q]!];
    row[p] = ap[k] = c * x - s * y;
    row[q] = aq[k] = s * x + c * y;
  }
  ap[p] = ap[p]! - t * off;
  aq[q] = aq[q]! + t * off;
  ap[q] = aq[p] = 0;
  const [vp, vq] = [v[p]!, v[q]!];
  for (let k = 0; k < a.length; k += 1) {
    const [x, y] = [vp[k]!, vq[k]!];
    vp[k] = c * x - s * y;
    vq[k] = s * x + c * y;
  }
  return true;
}
