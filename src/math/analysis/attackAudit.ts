import { softplus } from '../core/logisticLoss';
import { goldenSection } from '../core/scalarSolvers';
import type { Pair, AdversarialProblem } from '../core/types';

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
export function attackGap({ points, activation, norm, epsilon }: AdversarialProblem, value: number, theta: Pair): number {
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
