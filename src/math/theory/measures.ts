import { worstInInterval } from '../attack/attainableInterval';
import { none } from '../attack/solvers';
import { dualDerivatives, DERIVATIVES_SIZE, lossDerivatives } from '../loss/derivatives';
import { landscapeOf } from '../loss/landscape';
import type { InequalitySides } from './counterexampleSearch';
import type { Weights } from './pairSampling';
import type { AdversarialProblem } from '../core/types';

/**
 * A quantity of two weights, in two steps: what is read off each weight alone (dear, done once a weight), and what is made of
 * two such readings (cheap, done once a pair).
 */
export interface PairQuantity {
  /** Numbers read off one weight. */
  readonly size: number;
  /** What a reading costs, in losses of one point. */
  readonly cost: number;
  read(a: number, b: number, out: Float64Array, at: number): void;
  /** From the readings at p and q. */
  value(pair: Weights, read: Float64Array, p: number, q: number): number;
}

/**
 * Every optimal δ_n lies on one line, δ_n = τ_n s(θ) with s = ∇‖θ‖_q. Writes [s₁, s₂, τ₁, …, τ_N]; |τ_n| < ε means that the
 * attack rests inside its ball.
 */
export type Moves = (a: number, b: number, out: Float64Array, at?: number) => void;

export function perturbationShifts(scene: AdversarialProblem): Moves {
  const { points, activation, critical } = scene;
  const epsilon = scene.attack === none ? 0 : scene.epsilon;
  const rising = critical.length === 0 && activation.f(1) > activation.f(0);
  const dual = dualDerivatives(scene.norm);
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

/** ‖x′₁ − x′₂‖ of the linear model: how far the corner or the point of the circle moves, the same for every data point. */
export function linearMove(scene: AdversarialProblem, epsilon: number, norm = scene.norm): PairQuantity {
  const dual = dualDerivatives(norm);
  const d = new Float64Array(DERIVATIVES_SIZE);
  return {
    size: 2,
    cost: 1,
    read: (a, b, out, at) => {
      dual(a, b, d);
      out[at] = d[1]!;
      out[at + 1] = d[2]!;
    },
    value: (_pair, read, p, q) => epsilon * Math.sqrt((read[p]! - read[q]!) ** 2 + (read[p + 1]! - read[q + 1]!) ** 2),
  };
}

/** ‖∇L(θ₁) − ∇L(θ₂)‖ of a pair; 0 where either weight lies on a crease. */
export function gradientMove(scene: AdversarialProblem): PairQuantity {
  const [local, d] = [lossDerivatives(scene, 1), new Float64Array(DERIVATIVES_SIZE)];
  return {
    size: 3,
    cost: costOf(scene),
    read: (a, b, out, at) => {
      out[at + 2] = local(a, b, d) ? 1 : 0;
      out[at] = d[1]!;
      out[at + 1] = d[2]!;
    },
    value: (_pair, read, p, q) => read[p + 2]! * read[q + 2]! * Math.sqrt((read[p]! - read[q]!) ** 2 + (read[p + 1]! - read[q + 1]!) ** 2),
  };
}

/** |L(θ₁) − L(θ₂)|. */
export function lossMove(scene: AdversarialProblem): PairQuantity {
  const { value } = landscapeOf(scene);
  return {
    size: 1,
    cost: costOf(scene),
    read: (a, b, out, at) => {
      out[at] = value(a, b);
    },
    value: (_pair, read, p, q) => Math.abs(read[p]! - read[q]!),
  };
}

/** What a loss, gradient or attack of all points costs, in losses of one point of the linear model. */
export const costOf = ({ points, critical, activation }: AdversarialProblem): number =>
  points.length * (activation.kinks ? 8 : critical.length > 0 ? 2 : 1);

export const distanceOf = (pair: Weights): number => Math.sqrt((pair[0]! - pair[2]!) ** 2 + (pair[1]! - pair[3]!) ** 2);

/** A quantity that the two weights give without any reading. */
export const ofPair = (value: (pair: Weights) => number): PairQuantity => ({ size: 0, cost: 1, read: () => undefined, value });

/** left ≤ right. */
export function comparing(left: PairQuantity, right: PairQuantity): InequalitySides {
  return {
    size: left.size + right.size,
    cost: Math.max(left.cost, right.cost),
    read: (a, b, out, at) => {
      left.read(a, b, out, at);
      right.read(a, b, out, at + left.size);
    },
    sides: (pair, read, p, q, sides) => {
      sides[0] = left.value(pair, read, p, q);
      sides[1] = right.value(pair, read, p + left.size, q + left.size);
    },
  };
}

/** left ≤ slope · ‖θ₁ − θ₂‖ + offset. */
export const lipschitz = (left: PairQuantity, slope: number, offset = 0): InequalitySides =>
  comparing(
    left,
    ofPair((pair) => slope * distanceOf(pair) + offset),
  );
