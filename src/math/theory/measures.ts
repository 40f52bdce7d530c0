import { findMinimum } from '../analysis/minimumSearch';
import { worstInInterval } from '../attack/attainableInterval';
import { none } from '../attack/solvers';
import { spectralNorm } from '../core/linearAlgebra';
import type { AdversarialProblem, Pair } from '../core/types';
import { singleEvaluator } from '../loss/batchLoss';
import { DERIVATIVES_SIZE, dualDerivatives, lossDerivatives } from '../loss/derivatives';
import { landscapeOf } from '../loss/landscape';
import { epsilonOf } from './constants';
import type { InequalitySides } from './counterexampleSearch';
import type { BenchOptions } from './options';
import type { WeightPair } from './pairSampling';
import type { TheoremContext } from './types';

/**
 * A quantity of two weights, split into features of each weight alone (expensive, computed once a weight) and a value from the
 * features of both (cheap, computed once a pair).
 */
interface PairQuantity {
  /** Numbers per weight. */
  readonly featureCount: number;
  /** Cost of one feature evaluation, in losses of one point. */
  readonly cost: number;
  features(a: number, b: number, out: Float64Array, at: number): void;
  /** From the features at offsets p and q. */
  value(pair: WeightPair, features: Float64Array, p: number, q: number): number;
}

/**
 * Writes the optimal perturbations as [s₁, s₂, τ₁, …, τ_N]: δ_n = τ_n s(θ) with the common direction s = ∇‖θ‖_q; |τ_n| < ε means that
 * the maximiser lies inside the ball.
 */
type ShiftFunction = (a: number, b: number, out: Float64Array, at?: number) => void;

export function perturbationShifts(problem: AdversarialProblem): ShiftFunction {
  const { points, activation, critical } = problem;
  const epsilon = problem.attack === none ? 0 : problem.epsilon;
  const rising = critical.length === 0 && activation.f(1) > activation.f(0);
  const dual = dualDerivatives(problem.norm);
  const d = new Float64Array(DERIVATIVES_SIZE);
  return (a, b, out, from = 0) => {
    dual(a, b, d);
    out[from] = d[1]!;
    out[from + 1] = d[2]!;
    const r = epsilon * d[0]!;
    for (let n = 0; n < points.length; n += 1) {
      const { x, y } = points[n]!;
      if (rising) out[from + n + 2] = -y * epsilon;
      else {
        const centre = a * x[0] + b * x[1];
        const { z, side } = worstInInterval(activation, critical, y, centre - r, centre + r);
        out[from + n + 2] = side === 'lo' ? -epsilon : side === 'hi' ? epsilon : (z - centre) / d[0]!;
      }
    }
  };
}

/** ‖x′₁ − x′₂‖ of the linear model, the same for every data point. */
export function linearAttackShift(problem: AdversarialProblem, epsilon: number, norm = problem.norm): PairQuantity {
  const dual = dualDerivatives(norm);
  const d = new Float64Array(DERIVATIVES_SIZE);
  return {
    featureCount: 2,
    cost: 1,
    features: (a, b, out, at) => {
      dual(a, b, d);
      out[at] = d[1]!;
      out[at + 1] = d[2]!;
    },
    value: (_pair, features, p, q) => epsilon * Math.sqrt((features[p]! - features[q]!) ** 2 + (features[p + 1]! - features[q + 1]!) ** 2),
  };
}

/** ‖∇L(θ₁) − ∇L(θ₂)‖ of a pair; 0 where either weight lies on a kink. */
export function gradientDifference(problem: AdversarialProblem): PairQuantity {
  const [local, d] = [lossDerivatives(problem, 1), new Float64Array(DERIVATIVES_SIZE)];
  return {
    featureCount: 3,
    cost: costOf(problem),
    features: (a, b, out, at) => {
      out[at + 2] = local(a, b, d) ? 1 : 0;
      out[at] = d[1]!;
      out[at + 1] = d[2]!;
    },
    value: (_pair, features, p, q) =>
      features[p + 2]! * features[q + 2]! * Math.sqrt((features[p]! - features[q]!) ** 2 + (features[p + 1]! - features[q + 1]!) ** 2),
  };
}

/** |L(θ₁) − L(θ₂)|. */
export function lossDifference(problem: AdversarialProblem): PairQuantity {
  const { value } = landscapeOf(problem);
  return {
    featureCount: 1,
    cost: costOf(problem),
    features: (a, b, out, at) => {
      out[at] = value(a, b);
    },
    value: (_pair, features, p, q) => Math.abs(features[p]! - features[q]!),
  };
}

/** Cost of a loss, gradient or attack over all points, in losses of one point of the linear model. */
export const costOf = ({ points, critical, activation }: AdversarialProblem): number =>
  points.length * (activation.kinks ? 8 : critical.length > 0 ? 2 : 1);

export const distanceOf = (pair: WeightPair): number => Math.sqrt((pair[0]! - pair[2]!) ** 2 + (pair[1]! - pair[3]!) ** 2);

/** A quantity computed from the two weights directly. */
export const featureless = (value: (pair: WeightPair) => number): PairQuantity => ({ featureCount: 0, cost: 1, features: () => undefined, value });

/** The inequality left ≤ right. */
export function inequality(left: PairQuantity, right: PairQuantity): InequalitySides {
  return {
    featureCount: left.featureCount + right.featureCount,
    cost: Math.max(left.cost, right.cost),
    features: (a, b, out, at) => {
      left.features(a, b, out, at);
      right.features(a, b, out, at + left.featureCount);
    },
    sides: (pair, features, p, q, sides) => {
      sides[0] = left.value(pair, features, p, q);
      sides[1] = right.value(pair, features, p + left.featureCount, q + left.featureCount);
    },
  };
}

/** The inequality left ≤ slope · ‖θ₁ − θ₂‖ + offset. */
export const lipschitzInequality = (left: PairQuantity, slope: number, offset = 0): InequalitySides =>
  inequality(
    left,
    featureless((pair) => slope * distanceOf(pair) + offset),
  );

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
