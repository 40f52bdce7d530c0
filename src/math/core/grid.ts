import type { Pair } from './types';

/** Samples of a function on a square lattice: z[i·n + j] belongs to (x[j], y[i]), x = θ₁, y = θ₂. */
export interface Grid {
  readonly n: number;
  readonly x: Float64Array; // [n]
  readonly y: Float64Array; // [n]
  readonly z: Float64Array; // [n, n]
}

/** n equally spaced nodes of [lo, hi], ends included; exactly 0 where a symmetric range passes it. */
export function linspace(lo: number, hi: number, n: number): Float64Array {
  const nodes = new Float64Array(n);
  for (let i = 0; i < n; i += 1) nodes[i] = (lo * (n - 1 - i) + hi * i) / (n - 1);
  return nodes;
}

/** Mantissas of round numbers on a 1-2-5 axis (Heckbert, "Nice numbers for graph labels", Graphics Gems, 1990). */
const MANTISSAS_125 = [1, 2, 5] as const;

/** Round numbers mantissa × 10ᵏ of the decade that contains a positive value, ascending, the first of the next decade included. */
function decade(value: number, mantissas: readonly number[]): readonly number[] {
  const [first = 1] = mantissas;
  const power = 10 ** Math.floor(Math.log10(value / first));
  return [...mantissas, 10 * first].map((mantissa) => mantissa * power);
}

/** Axis step: the round number nearest to span / count in ratio. */
export function niceStep(span: number, count: number, mantissas: readonly number[] = MANTISSAS_125): number {
  const rough = Math.max(span, Number.MIN_VALUE) / count;
  const distance = (step: number): number => Math.abs(Math.log(step / rough));
  return decade(rough, mantissas).reduce((best, step) => (distance(step) < distance(best) ? step : best));
}

/** Least round number that is at least a positive value, up to a relative tolerance. */
export function niceCeiling(value: number, mantissas: readonly number[] = MANTISSAS_125, tolerance = 1e-9): number {
  const steps = decade(value, mantissas);
  return steps.find((step) => step >= value * (1 - tolerance)) ?? steps.at(-1)!;
}

/** Decimals that tell positions in a range apart: a 200th of its width, and at least `least` of them; `least` of an empty range. */
export const rangeDecimals = ([lo, hi]: Pair, least = 2): number =>
  hi > lo ? Math.min(15, Math.max(least, Math.ceil(-Math.log10((hi - lo) / 200) - 1e-9))) : least;
