import { worstInInterval } from '../attack/attainableInterval';
import { none } from '../attack/solvers';
import { dualDerivatives, DERIVATIVES_SIZE, lossDerivatives } from '../loss/derivatives';
import { landscapeOf } from '../loss/landscape';
import type { InequalitySides } from './counterexampleSearch';
import type { WeightPair } from './pairSampling';
import type { AdversarialProblem } from '../core/types';

/**
 * A quantity of two weights, split into features of each weight alone (expensive, computed once a weight) and a value from the
 * features of both (cheap, computed once a pair).
 */
export interface PairQuantity {
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
export type ShiftFunction = (a: number, b: number, out: Float64Array, at?: number) => void;

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
