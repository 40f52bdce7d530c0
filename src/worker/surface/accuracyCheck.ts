import { attackGap } from '../../math/analysis/attackAudit';
import { exact } from '../../math/attack/solvers/exact';
import type { CooperativeTask } from '../../math/core/cooperative';
import type { QuadratureRule } from '../../math/quadrature/panels';
import { CHECK, FULL, smoothedValuesTask } from '../../math/smoothing/smoothedSurface';
import { worstCase } from '../../math/smoothing/worstCase';
import { type Lattice, overLattice } from './float64Surface';
import type { SurfaceProblem } from './surfaceProblem';

/** Nodes a side of the lattice of samples. */
const SIDE = 8;

/** How far a surface may be trusted: the greatest errors on `checked` of its nodes, relative to max(1, |value|). */
export interface Accuracy {
  /** From float64. */
  readonly difference: number;
  /** Of float64 itself: from a finer quadrature, a closer search over the ball of weights, a dense search of a formula's attack. */
  readonly estimate: number;
  readonly checked: number;
}

/** Compares 64 nodes with float64: a spread lattice but for two of its corners, and the least and the greatest node. */
export function* checkAccuracyTask(problem: SurfaceProblem, lattice: Lattice, z: Float64Array, isFloat64: boolean): CooperativeTask<Accuracy> {
  const n1 = lattice.theta1.length;
  const [columns, rows] = [spread(n1), spread(lattice.theta2.length)];
  const spots = rows.flatMap((i) => columns.map((j) => i * n1 + j));
  const left = spots.length < SIDE * SIDE ? [] : [0, spots.length - 1];
  const node = (k: number): Lattice => at(lattice, [k % n1], [Math.floor(k / n1)]);

  function* compare(sample: Lattice, values: readonly number[], skip: readonly number[]): CooperativeTask<Accuracy> {
    const best = yield* better(problem, sample);
    const same = isFloat64 ? values : yield* again(problem, sample, best);
    const missed = problem.scene.attack === exact && problem.landscape.mayHideExtrema ? missedOn(problem, sample) : undefined;
    const kept = values.map((_, k) => k).filter((k) => !skip.includes(k));
    const worst = (error: (k: number) => number): number =>
      kept.reduce((most, k) => Math.max(most, error(k) / Math.max(1, Math.abs(best[k] ?? 0))), 0);
    const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number => worst((k) => Math.abs((a[k] ?? NaN) - (b[k] ?? NaN)));
    return {
      difference: isFloat64 ? 0 : apart(values, same),
      estimate: Math.max(apart(best, same), missed ? worst((k) => missed[k] ?? NaN) : 0),
      checked: kept.length,
    };
  }

  const parts = [
    yield* compare(
      at(lattice, columns, rows),
      spots.map((k) => z[k] ?? NaN),
      left,
    ),
  ];
  for (const k of [least(z), greatest(z)]) parts.push(yield* compare(node(k), [z[k] ?? NaN], []));
  return parts.reduce(join);
}

const join = (a: Accuracy, b: Accuracy): Accuracy => ({
  difference: Math.max(a.difference, b.difference),
  estimate: Math.max(a.estimate, b.estimate),
  checked: a.checked + b.checked,
});

/** Float64 values at the nodes of a lattice, computed with more effort than the surface; where there is a closed form, by it. */
const better = (problem: SurfaceProblem, sample: Lattice): CooperativeTask<Float64Array> => valuesOf(problem, sample, CHECK, 2);

/** As float64 computes the surface itself. */
function* again(problem: SurfaceProblem, sample: Lattice, best: Float64Array): CooperativeTask<Float64Array> {
  return problem.smoothed.kind === 'none' ? best : yield* valuesOf(problem, sample, FULL, 1);
}

function* valuesOf({ landscape, smoothed }: SurfaceProblem, sample: Lattice, rule: QuadratureRule, effort: number): CooperativeTask<Float64Array> {
  if (smoothed.kind === 'none') return overLattice(sample, landscape.value);
  if (smoothed.kind === 'integral') return yield* smoothedValuesTask(landscape, smoothed.integral, sample.theta1, sample.theta2, rule);
  const values: number[] = [];
  for (const b of sample.theta2) {
    for (const a of sample.theta1) values.push(worstCase.at(landscape, [a, b], smoothed.radius, smoothed.norm, effort).value);
    yield undefined;
  }
  return Float64Array.from(values);
}

/** What the attack on a formula misses at the nodes, before any smoothing. */
const missedOn = ({ scene, landscape }: SurfaceProblem, sample: Lattice): Float64Array =>
  overLattice(sample, (a, b) => attackGap(scene, landscape.value(a, b), [a, b]));

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
