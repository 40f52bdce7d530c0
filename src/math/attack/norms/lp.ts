import { illinois } from '../../core/scalarSolvers';
import type { Norm } from '../../core/types';

/** ‖v‖_p scaled by its largest entry, so that no power over- or underflows. */
function power(v: readonly number[], p: number): number {
  const most = v.reduce((m, c) => Math.max(m, Math.abs(c)), 0);
  if (most === 0) return 0;
  return (
    most *
    Math.pow(
      v.reduce((sum, c) => sum + Math.pow(Math.abs(c) / most, p), 0),
      1 / p,
    )
  );
}

/** The attack's L_p ball for 1 < p < ∞; the loss sees ‖θ‖_q with q = p/(p−1). */
export function lp(p: number): Norm {
  const q = p / (p - 1);
  return {
    p,
    tex: `L_{${String(Number(p.toFixed(3)))}}`,
    norm: (v) => power(v, p),
    dual: (v) => power(v, q),
    dualPair: (a, b) => {
      const most = Math.max(Math.abs(a), Math.abs(b));
      const least = Math.min(Math.abs(a), Math.abs(b));
      return least === 0 ? most : most * Math.pow(1 + Math.pow(least / most, q), 1 / q);
    },
    nondifferentiableAt: (v) => v.every((c) => c === 0),
    dualMaximiser: (v) => {
      const size = power(v, q);
      return v.map((c) => (size > 0 ? Math.sign(c) * Math.pow(Math.abs(c) / size, q - 1) : 0));
    },
    project: (delta, r) => (power(delta, p) <= r ? [...delta] : onSphere(delta, r, p)),
  };
}

/** Nearest point of ‖·‖_p = r: each entry solves t + λ t^{p−1} = |δᵢ|, and λ is found so that the norm is r. */
function onSphere(delta: readonly number[], r: number, p: number): number[] {
  if (r === 0) return delta.map(() => 0);
  const shrunk = (lambda: number): number[] => delta.map((c) => Math.sign(c) * shrink(Math.abs(c), lambda, p));
  const excess = (logLambda: number): number => power(shrunk(Math.exp(logLambda)), p) - r;
  const low = -40;
  let high = 0;
  while (excess(high) > 0 && high < 600) high += 20;
  return rescale(shrunk(Math.exp(illinois(excess, low, high))), r, p);
}

/** t ≥ 0 with t + λ t^{p−1} = a: Newton from the right on the convex one of t and t^{p−1}, where it falls monotonically. */
function shrink(a: number, lambda: number, p: number): number {
  if (a === 0) return 0;
  const curved = p >= 2 ? p - 1 : 1 / (p - 1);
  const [flat, steep] = p >= 2 ? [1, lambda] : [lambda, 1]; // flat·u + steep·u^curved = a
  let u = Math.min(a / flat, Math.pow(a / steep, 1 / curved));
  for (let k = 0; k < 60; k += 1) {
    const rise = steep * Math.pow(u, curved);
    const next = u - (flat * u + rise - a) / (flat + (curved * rise) / u);
    if (!(next < u)) break;
    u = next;
  }
  return p >= 2 ? u : Math.pow(u, curved);
}

/** Takes away the last rounding, so that projecting twice is projecting once. */
function rescale(v: readonly number[], r: number, p: number): number[] {
  const size = power(v, p);
  return size > r ? v.map((c) => c * (r / size)) : [...v];
}
