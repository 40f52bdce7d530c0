import { activeBranch } from '../attack/attainableInterval';
import { none } from '../attack/solvers';
import { exact } from '../attack/solvers/exact';
import type { Norm, AdversarialProblem } from '../core/types';

/**
 * Loss, gradient and Hessian of the mean adversarial loss at (θ₁, θ₂), written as
 * [L, ∂₁, ∂₂, ∂₁₁, ∂₁₂, ∂₂₂]. Answers false on a crease, where only L is written.
 */
export type LossDerivatives = (a: number, b: number, out: Float64Array) => boolean;
export const DERIVATIVES_SIZE = 6;

/** Writes ‖θ‖_q, ∇‖θ‖_q and ∇²‖θ‖_q as [value, ∂₁, ∂₂, ∂₁₁, ∂₁₂, ∂₂₂]; false where the norm has no gradient. */
export function dualDerivatives({ p, dualPair }: Norm): (a: number, b: number, out: Float64Array) => boolean {
  const write = (out: Float64Array, value: number, g1: number, g2: number, h11: number, h12: number, h22: number): void => {
    out[0] = value;
    out[1] = g1;
    out[2] = g2;
    out[3] = h11;
    out[4] = h12;
    out[5] = h22;
  };
  if (p === Infinity)
    return (a, b, out) => {
      write(out, Math.abs(a) + Math.abs(b), Math.sign(a), Math.sign(b), 0, 0, 0);
      return a !== 0 && b !== 0;
    };
  if (p === 1)
    return (a, b, out) => {
      const first = Math.abs(a) >= Math.abs(b);
      write(out, dualPair(a, b), first ? Math.sign(a) : 0, first ? 0 : Math.sign(b), 0, 0, 0);
      return Math.abs(a) !== Math.abs(b);
    };
  const q = p / (p - 1);
  return (a, b, out) => {
    const n = dualPair(a, b);
    if (n === 0) {
      write(out, 0, 0, 0, 0, 0, 0);
      return false;
    }
    const [w1, w2] = [Math.abs(a) / n, Math.abs(b) / n];
    // (q − 1)/n (w₁w₂)^{q−2} t tᵀ with t = (w₂, ∓w₁): infinite on the axes for 2 < p < ∞
    const k = q === 2 ? 1 / n : ((q - 1) / n) * Math.pow(w1 * w2, q - 2);
    const [s1, s2] = [Math.sign(a), Math.sign(b)];
    const flat = q > 2 && w1 * w2 === 0;
    write(
      out,
      n,
      q === 2 ? a / n : s1 * Math.pow(w1, q - 1),
      q === 2 ? b / n : s2 * Math.pow(w2, q - 1),
      flat ? 0 : k * w2 * w2,
      flat ? 0 : -k * w1 * w2 * s1 * s2 || 0,
      flat ? 0 : k * w1 * w1,
    );
    return true;
  };
}

/** Whether the attack is the exact one or none, so that everything here is closed-form. */
export const hasClosedForm = (problem: AdversarialProblem): boolean => problem.attack === exact || problem.attack === none;

/**
 * The closed form by Danskin's theorem: with z the worst of θ·x ∓ ε‖θ‖_q, ∇ = ψ′(z)(x ∓ ε∇‖θ‖_q) and
 * ∇² = ψ″(z) e eᵀ ∓ ψ′(z) ε∇²‖θ‖_q, e = x ∓ ε∇‖θ‖_q; zero where z rests inside. Exact attack (or none) only.
 */
export function lossDerivatives(problem: AdversarialProblem, order: 1 | 2 = 2): LossDerivatives {
  const { points, activation } = problem;
  const epsilon = problem.attack === none ? 0 : problem.epsilon;
  const branch = activeBranch(problem, epsilon);
  const count = points.length;
  const dual = dualDerivatives(problem.norm);
  const [d, s] = [new Float64Array(DERIVATIVES_SIZE), [0, 0]];
  return (a, b, out) => {
    const unique = epsilon === 0 || dual(a, b, d);
    const r = epsilon * d[0]!;
    [s[0], s[1]] = [d[1]!, d[2]!];
    const [m11, m12, m22] = [epsilon * d[3]!, epsilon * d[4]!, epsilon * d[5]!];
    let [loss, g1, g2, h11, h12, h22, smooth] = [0, 0, 0, 0, 0, 0, true];
    for (let n = 0; n < count; n += 1) {
      const { x, y } = points[n]!;
      const taken = branch(x, y, a * x[0] + b * x[1], r, s, unique);
      const u = -y * taken.value;
      const e = Math.exp(-Math.abs(u));
      loss += (u > 0 ? u : 0) + Math.log1p(e);
      if (!taken.smooth) smooth = false;
      const { side, slope } = taken;
      if (side === 0) continue;
      const share = u > 0 ? 1 / (1 + e) : e / (1 + e);
      const first = -y * share * slope;
      const e1 = x[0] + side * epsilon * d[1]!;
      const e2 = x[1] + side * epsilon * d[2]!;
      g1 += first * e1;
      g2 += first * e2;
      if (order === 1) continue;
      const second = share * (1 - share) * slope * slope - y * share * activation.ddf(taken.z);
      const bend = side * first;
      h11 += second * e1 * e1 + (m11 === 0 ? 0 : bend * m11);
      h12 += second * e1 * e2 + (m12 === 0 ? 0 : bend * m12);
      h22 += second * e2 * e2 + (m22 === 0 ? 0 : bend * m22);
    }
    out[0] = loss / count;
    out[1] = g1 / count + 0; // + 0: no −0
    out[2] = g2 / count + 0;
    out[3] = h11 / count;
    out[4] = h12 / count;
    out[5] = h22 / count;
    return smooth;
  };
}
