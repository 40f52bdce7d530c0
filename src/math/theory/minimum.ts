import { findMinimum } from '../analysis/minimumSearch';
import { spectralNorm } from '../core/linearAlgebra';
import type { Pair } from '../core/types';
import { singleEvaluator } from '../loss/batchLoss';
import { DERIVATIVES_SIZE, lossDerivatives } from '../loss/derivatives';
import { epsilonOf } from './assumptions';
import { perturbationShifts } from './measures';
import type { TheoremContext } from './types';
import type { BenchOptions } from './options';

/** The minimum of the loss over the range of weights, and the derivatives there and within α of it. */
export interface Minimum {
  readonly theta: Pair;
  readonly loss: number;
  /** ‖∇L‖; ∞ on a crease. */
  readonly slope: number;
  /** ‖∇²L‖ at the minimum, and its largest value within α. */
  readonly curvature: number;
  readonly highest: number;
  /** A crease lies within α. */
  readonly creased: boolean;
}

/** Minima by context, for the last α of each: every part of a statement reads them. */
const cache = new WeakMap<TheoremContext, { readonly alpha: number; readonly minimum: Minimum }>();

export function minimumOf(context: TheoremContext, { alpha }: BenchOptions): Minimum {
  const cached = cache.get(context);
  if (cached?.alpha === alpha) return cached.minimum;
  const minimum = minimumWithin(context, alpha);
  cache.set(context, { alpha, minimum });
  return minimum;
}

/** Polar lattice within α on which the largest ‖∇²L‖ is sampled; coarser above MANY_POINTS points. */
const MANY_POINTS = 24;
const LATTICE = { rings: 32, spokes: 64 };
const COARSE_LATTICE = { rings: 12, spokes: 48 };
/** Allowance for a ‖∇²L‖ between the samples. */
const SAMPLING_MARGIN = 1.001;

function minimumWithin(context: TheoremContext, alpha: number): Minimum {
  const { landscape, theta1, theta2, problem } = context;
  const { theta, loss } = findMinimum(landscape.value, landscape.convex, theta1, theta2, singleEvaluator(landscape));
  const [derivatives, out] = [lossDerivatives(problem), new Float64Array(DERIVATIVES_SIZE)];
  const smooth = derivatives(theta[0], theta[1], out);
  const slope = smooth ? Math.hypot(out[1]!, out[2]!) : Infinity;
  const curvature = smooth ? spectralNorm(out[3]!, out[4]!, out[5]!) : 0;
  let highest = curvature;
  const { rings, spokes } = problem.points.length > MANY_POINTS ? COARSE_LATTICE : LATTICE;
  for (let k = 0; k < rings * spokes; k += 1) {
    const [r, angle] = [alpha * Math.sqrt((Math.floor(k / spokes) + 1) / rings), (2 * Math.PI * (k % spokes)) / spokes];
    if (!derivatives(theta[0] + r * Math.cos(angle), theta[1] + r * Math.sin(angle), out)) continue;
    const norm = spectralNorm(out[3]!, out[4]!, out[5]!);
    if (Number.isFinite(norm)) highest = Math.max(highest, norm);
  }
  return { theta, loss, slope, curvature, highest: highest * SAMPLING_MARGIN, creased: !smooth || creaseWithin(context, theta, alpha) };
}

/** Radii and directions of the disc on which changes of the active end are sampled. */
const RADII = 8;
const DIRECTIONS = 32;

/** Whether an axis (p > 2), a diagonal (L1), the origin or a tie of both ends of some attainable interval lies within α of a weight. */
function creaseWithin({ problem }: TheoremContext, [a, b]: Pair, alpha: number): boolean {
  const epsilon = epsilonOf(problem);
  if (epsilon === 0) return false;
  const { p } = problem.norm;
  if (p > 2 && Math.min(Math.abs(a), Math.abs(b)) <= alpha) return true; // for 2 < p < ∞ the curvature is infinite there
  if (p === 1 && Math.abs(Math.abs(a) - Math.abs(b)) <= Math.SQRT2 * alpha) return true;
  if (Math.hypot(a, b) <= alpha) return true;
  if (problem.critical.length === 0) return false;
  const [shifts, out] = [perturbationShifts(problem), new Float64Array(problem.points.length + 2)];
  const lastShift = problem.points.map(() => 0);
  for (let k = 0; k < RADII * DIRECTIONS; k += 1) {
    const [r, angle] = [alpha * Math.sqrt((k % RADII) / (RADII - 1)), (2 * Math.PI * Math.floor(k / RADII)) / DIRECTIONS];
    shifts(a + r * Math.cos(angle), b + r * Math.sin(angle), out);
    for (let n = 0; n < lastShift.length; n += 1) {
      const shift = out[n + 2]!;
      if (Math.abs(shift) !== epsilon) continue;
      if (lastShift[n]! * shift < 0) return true; // the active end changes from one side of the interval to the other
      lastShift[n] = shift;
    }
  }
  return false;
}
