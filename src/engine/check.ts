import { CHECK_ORDER, integrate, ORDER } from '../math/smoothings/integrate';
import { worstCase } from '../math/smoothings/worstCase';
import type { Lattice } from './field';
import type { Problem } from './problem';

/** Nodes a side of the lattice of samples. */
const SIDE = 8;

/** How far a surface may be trusted: the greatest errors on `checked` of its nodes, relative to max(1, |value|). */
export interface Trust {
  readonly difference: number;
  readonly estimate: number;
  readonly checked: number;
}

/** Compares 64 nodes with float64: a spread lattice but for two of its corners, and the least and the greatest node. */
export function trustOf(problem: Problem, lattice: Lattice, z: Float64Array, exact: boolean): Trust {
  const [columns, rows] = [spread(lattice.theta1.length), spread(lattice.theta2.length)];
  const sample: Lattice = { theta1: pick(lattice.theta1, columns), theta2: pick(lattice.theta2, rows) };
  const spots = rows.flatMap((i) => columns.map((j) => i * lattice.theta1.length + j));
  const total: Trust = compare(
    problem,
    sample,
    spots.map((k) => z[k] ?? NaN),
    exact,
    spots.length >= SIDE * SIDE ? [0, spots.length - 1] : [],
  );
  return [least(z), greatest(z)].reduce((sum, k) => {
    const [i, j] = [Math.floor(k / lattice.theta1.length), k % lattice.theta1.length];
    const one: Lattice = { theta1: lattice.theta1.slice(j, j + 1), theta2: lattice.theta2.slice(i, i + 1) };
    return join(sum, compare(problem, one, [z[k] ?? NaN], exact, []));
  }, total);
}

const join = (a: Trust, b: Trust): Trust => ({
  difference: Math.max(a.difference, b.difference),
  estimate: Math.max(a.estimate, b.estimate),
  checked: a.checked + b.checked,
});

function compare(problem: Problem, lattice: Lattice, values: readonly number[], exact: boolean, left: readonly number[]): Trust {
  const { fine, coarse } = references(problem, lattice, exact);
  const kept = values.map((_, k) => k).filter((k) => !left.includes(k));
  const worst = (of: (k: number) => number): number => kept.reduce((most, k) => Math.max(most, of(k) / Math.max(1, Math.abs(fine[k] ?? 0))), 0);
  return {
    difference: exact ? 0 : worst((k) => Math.abs((values[k] ?? NaN) - (coarse[k] ?? NaN))),
    estimate: worst((k) => Math.abs((fine[k] ?? NaN) - (exact ? (values[k] ?? NaN) : (coarse[k] ?? NaN)))),
    checked: kept.length,
  };
}

/** Float64 values at the resolution of surfaces and at a finer one; the same where there is a closed form. */
function references({ landscape, smoothed }: Problem, { theta1, theta2 }: Lattice, exact: boolean): { coarse: Float64Array; fine: Float64Array } {
  if (smoothed.kind === 'integral') {
    const fine = integrate(landscape, smoothed.integral, theta1, theta2, CHECK_ORDER);
    return { fine, coarse: exact ? fine : integrate(landscape, smoothed.integral, theta1, theta2, ORDER) };
  }
  const value =
    smoothed.kind === 'none' ? landscape.value : (a: number, b: number) => worstCase.at(landscape, [a, b], smoothed.radius, smoothed.norm).value;
  const out = new Float64Array(theta1.length * theta2.length);
  theta2.forEach((b, i) => theta1.forEach((a, j) => (out[i * theta1.length + j] = value(a, b))));
  return { coarse: out, fine: out };
}

/** Up to SIDE equally spaced indices in the middle of n. */
function spread(n: number): number[] {
  const count = Math.min(SIDE, n);
  const stride = Math.floor((n - 1) / Math.max(1, count - 1));
  const first = Math.floor((n - 1 - stride * (count - 1)) / 2);
  return Array.from({ length: count }, (_, k) => first + k * stride);
}

const pick = (values: Float64Array, indices: readonly number[]): Float64Array => Float64Array.from(indices, (i) => values[i] ?? NaN);
export const least = (z: Float64Array): number => z.reduce((best, v, k) => (v < (z[best] ?? Infinity) ? k : best), 0);
const greatest = (z: Float64Array): number => z.reduce((best, v, k) => (v > (z[best] ?? -Infinity) ? k : best), 0);
