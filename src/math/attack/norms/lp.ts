import { illinois } from '../../core/scalarSolvers';
import type { Norm } from '../../core/types';

/** ‖v‖_p, scaled by the largest entry, so that no power over- or underflows. */
function pNorm(v: readonly number[], p: number): number {
  const max = v.reduce((m, c) => Math.max(m, Math.abs(c)), 0);
  if (max === 0) return 0;
  return (
    max *
    Math.pow(
      v.reduce((sum, c) => sum + Math.pow(Math.abs(c) / max, p), 0),
      1 / p,
    )
  );
}

/** The L_p norm for 1 < p < ∞; its dual norm is ‖θ‖_q with q = p/(p−1). */
export function lp(p: number): Norm {
  const q = p / (p - 1);
  return {
    p,
    tex: `L_{${String(Number(p.toFixed(3)))}}`,
    norm: (v) => pNorm(v, p),
    dual: (v) => pNorm(v, q),
    dualPair: (a, b) => {
      const max = Math.max(Math.abs(a), Math.abs(b));
      const min = Math.min(Math.abs(a), Math.abs(b));
      return min === 0 ? max : max * Math.pow(1 + Math.pow(min / max, q), 1 / q);
    },
    nondifferentiableAt: (v) => v.every((c) => c === 0),
    dualMaximiser: (v) => {
      const size = pNorm(v, q);
      return v.map((c) => (size > 0 ? Math.sign(c) * Math.pow(Math.abs(c) / size, q - 1) : 0));
    },
    project: (delta, r) => (pNorm(delta, p) <= r ? [...delta] : onSphere(delta, r, p)),
  };
}

/** Projection onto the sphere ‖·‖_p = r: each entry solves t + λ t^{p−1} = |δᵢ|, with the multiplier λ for which the norm is r. */
function onSphere(delta: readonly number[], r: number, p: number): number[] {
  if (r === 0) return delta.map(() => 0);
  const shrunk = (lambda: number): number[] => delta.map((c) => Math.sign(c) * shrink(Math.abs(c), lambda, p));
  const excess = (logLambda: number): number => pNorm(shrunk(Math.exp(logLambda)), p) - r;
  const low = -40;
  let high = 0;
  while (excess(high) > 0 && high < 600) high += 20;
  return rescale(shrunk(Math.exp(illinois(excess, low, high))), r, p);
}

/** t ≥ 0 with t + λ t^{p−1} = a: Newton's method from the right in whichever of t and t^{p−1} the equation is convex, so that it decreases monotonically. */
function shrink(a: number, lambda: number, p: number): number {
  if (a === 0) return 0;
  const exponent = p >= 2 ? p - 1 : 1 / (p - 1);
  const [linear, nonlinear] = p >= 2 ? [1, lambda] : [lambda, 1]; // linear·u + nonlinear·u^exponent = a
  let u = Math.min(a / linear, Math.pow(a / nonlinear, 1 / exponent));
  for (let k = 0; k < 60; k += 1) {
    const term = nonlinear * Math.pow(u, exponent);
    const next = u - (linear * u + term - a) / (linear + (exponent * term) / u);
    if (!(next < u)) break;
    u = next;
  }
  return p >= 2 ? u : Math.pow(u, exponent);
}

/** Removes the last rounding error, so that the projection is idempotent. */
function rescale(v: readonly number[], r: number, p: number): number[] {
  const size = pNorm(v, p);
  return size > r ? v.map((c) => c * (r / size)) : [...v];
}
