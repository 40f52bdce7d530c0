import { exact } from '../../math/attack/solvers/exact';
import type { CooperativeTask } from '../../math/core/cooperative';
import { softplus } from '../../math/core/logisticLoss';
import { goldenSection } from '../../math/core/scalarSolvers';
import type { AdversarialProblem, Pair } from '../../math/core/types';
import { smoothedValuesTask, type SurfaceErrors } from '../../math/smoothing/smoothedSurface';
import { worstCase } from '../../math/smoothing/worstCase';
import type { PreparedSurface } from '../../math/surface/surfaceProblem';
import { type Lattice, overLattice } from './sampledSurface';

/** Samples for one θ over all points, and the bounds of their number for one point. */
const TOTAL_SAMPLES = 20_000;
const MIN_SAMPLES = 64;
const MAX_SAMPLES = 1500;
/** Steps of golden section about the lowest sample. */
const REFINEMENT_STEPS = 30;
/** Multiples of the golden ratio modulo 1 are equidistributed without a period. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/**
 * Brute-force audit of the exact attack at θ: by how much the mean loss is higher if each attainable interval is sampled instead of read at
 * the turning points of φ. 0 where the exact attack missed nothing that the samples reach.
 */
function attackGap({ points, activation, norm, epsilon }: AdversarialProblem, value: number, theta: Pair): number {
  const r = epsilon * norm.dualPair(...theta);
  const count = Math.max(MIN_SAMPLES, Math.min(MAX_SAMPLES, Math.floor(TOTAL_SAMPLES / points.length)));
  let sum = 0;
  for (const { x, y } of points) {
    const centre = theta[0] * x[0] + theta[1] * x[1];
    sum += softplus(-sampledMinimum((z) => y * activation.f(z), centre - r, centre + r, count));
  }
  return Math.max(0, sum / points.length - value);
}

/** The minimum of g over both ends of [lo, hi], aperiodic samples between them, and golden section about the lowest. */
function sampledMinimum(g: (z: number) => number, lo: number, hi: number, count: number): number {
  let [best, at] = g(lo) < g(hi) ? [g(lo), lo] : [g(hi), hi];
  for (let k = 1; k <= count; k += 1) {
    const z = lo + (hi - lo) * ((k * GOLDEN_RATIO) % 1);
    const value = g(z);
    if (value < best) [best, at] = [value, z];
  }
  const neighbourhood = (2 * (hi - lo)) / count;
  return Math.min(best, goldenSection(g, [Math.max(lo, at - neighbourhood), Math.min(hi, at + neighbourhood)], REFINEMENT_STEPS).value);
}

/** Nodes a side of the lattice of samples. */
const SIDE = 8;

/** How far a surface may be trusted: the greatest errors on `checked` of its nodes, relative to max(1, |value|). */
export interface Accuracy {
  /** From float64. */
  readonly difference: number;
  /** Of float64 itself: of an integral the error estimate of its quadrature; else from a closer search over the ball of weights and a dense search of a formula's attack. */
  readonly estimate: number;
  /** Error estimate of the gradient of an integral in float64, in nats per unit of θ; 0 for closed forms, and where the gradient is not float64's. */
  readonly gradientEstimate: number;
  readonly checked: number;
}

/**
 * Compares 64 nodes with float64: a spread lattice but for two of its corners, and the least and the greatest node. The estimate of an
 * integral in float64 comes with it, as `errors`, so that nothing is integrated again.
 */
export function* checkAccuracyTask(
  prepared: PreparedSurface,
  lattice: Lattice,
  z: Float64Array,
  isFloat64: boolean,
  errors?: SurfaceErrors,
): CooperativeTask<Accuracy> {
  const n1 = lattice.theta1.length;
  const [columns, rows] = [spread(n1), spread(lattice.theta2.length)];
  const spots = rows.flatMap((i) => columns.map((j) => i * n1 + j));
  const left = spots.length < SIDE * SIDE ? [] : [0, spots.length - 1];
  const node = (k: number): Lattice => at(lattice, [k % n1], [Math.floor(k / n1)]);
  const isFormula = prepared.problem.attack === exact && prepared.problem.activation.enclosure !== undefined;

  function* compare(sample: Lattice, values: readonly number[], skip: readonly number[]): CooperativeTask<Accuracy> {
    const best = errors ? { values, estimate: errors.value } : yield* reference(prepared, sample, isFloat64);
    const missed = isFormula ? missedOn(prepared, sample) : undefined;
    const compared = values.map((_, k) => k).filter((k) => !skip.includes(k));
    const worst = (error: (k: number) => number): number =>
      compared.reduce((most, k) => Math.max(most, error(k) / Math.max(1, Math.abs(best.values[k] ?? 0))), 0);
    const apart = worst((k) => Math.abs((values[k] ?? NaN) - (best.values[k] ?? NaN)));
    return {
      difference: isFloat64 ? 0 : apart,
      estimate: Math.max(isFloat64 ? apart : 0, best.estimate, missed ? worst((k) => missed[k] ?? NaN) : 0),
      gradientEstimate: errors?.gradient ?? 0,
      checked: compared.length,
    };
  }

  const parts = [
    yield* compare(
      at(lattice, columns, rows),
      spots.map((k) => z[k] ?? NaN),
      left,
    ),
  ];
  for (const k of [indexOfMinimum(z), indexOfMaximum(z)]) parts.push(yield* compare(node(k), [z[k] ?? NaN], []));
  return parts.reduce(join);
}

const join = (a: Accuracy, b: Accuracy): Accuracy => ({
  difference: Math.max(a.difference, b.difference),
  estimate: Math.max(a.estimate, b.estimate),
  gradientEstimate: Math.max(a.gradientEstimate, b.gradientEstimate),
  checked: a.checked + b.checked,
});

/** Float64 values at the nodes of a lattice with what is known of their error: closed forms, integrals, and a closer search over the ball than that of the surface. */
function* reference(
  { landscape, smoothed }: PreparedSurface,
  sample: Lattice,
  isFloat64: boolean,
): CooperativeTask<{ readonly values: ArrayLike<number>; readonly estimate: number }> {
  if (smoothed.kind === 'none') return { values: overLattice(sample, landscape.value), estimate: 0 };
  if (smoothed.kind === 'integral') {
    const { value, errors } = yield* smoothedValuesTask(landscape, smoothed.integral, sample.theta1, sample.theta2);
    return { values: value, estimate: errors.value };
  }
  const { radius, norm } = smoothed;
  const [values, again]: [number[], number[]] = [[], []];
  for (const b of sample.theta2) {
    for (const a of sample.theta1) {
      values.push(worstCase.at(landscape, [a, b], radius, norm, 2).value);
      if (!isFloat64) again.push(worstCase.at(landscape, [a, b], radius, norm).value);
    }
    yield undefined;
  }
  return { values: values, estimate: again.reduce((most, v, k) => Math.max(most, Math.abs(v - values[k]!) / Math.max(1, Math.abs(v))), 0) };
}

/** What the attack on a formula misses at the nodes, before any smoothing. */
const missedOn = ({ problem, landscape }: PreparedSurface, sample: Lattice): Float64Array =>
  overLattice(sample, (a, b) => attackGap(problem, landscape.value(a, b), [a, b]));

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

export const indexOfMinimum = (z: Float64Array): number => z.reduce((best, v, k) => (v < (z[best] ?? Infinity) ? k : best), 0);
const indexOfMaximum = (z: Float64Array): number => z.reduce((best, v, k) => (v > (z[best] ?? -Infinity) ? k : best), 0);
