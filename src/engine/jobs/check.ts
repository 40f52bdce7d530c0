import { CHECK_ORDER, integrate, ORDER } from '../../math/smoothings/integrate';
import { worstCase } from '../../math/smoothings/worstCase';
import { overLattice, type Lattice } from './field';
import type { Problem } from '../problem';

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
  const n1 = lattice.theta1.length;
  const [columns, rows] = [spread(n1), spread(lattice.theta2.length)];
  const spots = rows.flatMap((i) => columns.map((j) => i * n1 + j));
  const left = spots.length < SIDE * SIDE ? [] : [0, spots.length - 1];
  const node = (k: number): Lattice => at(lattice, [k % n1], [Math.floor(k / n1)]);
  const fine = referenceOf(problem, CHECK_ORDER);
  const coarse = exact || problem.smoothed.kind !== 'integral' ? undefined : referenceOf(problem, ORDER);

  const compare = (sample: Lattice, values: readonly number[], skip: readonly number[]): Trust => {
    const best = fine(sample);
    const same = coarse ? coarse(sample) : best;
    const kept = values.map((_, k) => k).filter((k) => !skip.includes(k));
    const worst = (a: (k: number) => number | undefined, b: (k: number) => number | undefined): number =>
      kept.reduce((most, k) => Math.max(most, Math.abs((a(k) ?? NaN) - (b(k) ?? NaN)) / Math.max(1, Math.abs(best[k] ?? 0))), 0);
    return {
      difference: exact
        ? 0
        : worst(
            (k) => values[k],
            (k) => same[k],
          ),
      estimate: worst(
        (k) => best[k],
        (k) => (exact ? values[k] : same[k]),
      ),
      checked: kept.length,
    };
  };

  const lowAndHigh = [least(z), greatest(z)].map((k) => compare(node(k), [z[k] ?? NaN], []));
  return lowAndHigh.reduce(
    join,
    compare(
      at(lattice, columns, rows),
      spots.map((k) => z[k] ?? NaN),
      left,
    ),
  );
}

const join = (a: Trust, b: Trust): Trust => ({
  difference: Math.max(a.difference, b.difference),
  estimate: Math.max(a.estimate, b.estimate),
  checked: a.checked + b.checked,
});

/** Float64 values at any nodes of a lattice; where there is no closed form, by quadrature of that order. */
function referenceOf({ landscape, smoothed }: Problem, order: number): (sample: Lattice) => Float64Array {
  if (smoothed.kind === 'none') return (sample) => overLattice(sample, landscape.value);
  if (smoothed.kind === 'ball')
    return (sample) => overLattice(sample, (a, b) => worstCase.at(landscape, [a, b], smoothed.radius, smoothed.norm).value);
  const { integral } = smoothed;
  return ({ theta1, theta2 }) => integrate(landscape, integral, theta1, theta2, order);
}

/** Up to SIDE equally spaced indices in the middle of n. */
function spread(n: number): number[] {
  const count = Math.min(SIDE, n);
  const stride = Math.floor((n - 1) / Math.max(1, count - 1));
  const first = Math.floor((n - 1 - stride * (count - 1)) / 2);
  return Array.from({ length: count }, (_, k) => first + k * stride);
}

const at = ({ theta1, theta2 }: Lattice, columns: readonly number[], rows: readonly number[]): Lattice => ({
  theta1: Float64Array.from(columns, (j) => theta1[j] ?? NaN),
  theta2: Float64Array.from(rows, (i) => theta2[i] ?? NaN),
});

export const least = (z: Float64Array): number => z.reduce((best, v, k) => (v < (z[best] ?? Infinity) ? k : best), 0);
const greatest = (z: Float64Array): number => z.reduce((best, v, k) => (v > (z[best] ?? -Infinity) ? k : best), 0);
