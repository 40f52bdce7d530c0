import type { Activation } from '../math/kinds';

/** The sign of φ′ on the line: `first` left of all breaks, then signs[i] right of breaks[i]. */
export interface Signs {
  readonly first: number;
  readonly breaks: readonly number[];
  readonly signs: readonly number[];
}

const SAMPLES = 2001; // odd, so that 0 is one of them
/** A stretch of zeros that is shorter is a single point where φ′ touches 0. */
const POINT = 1e-6;

/** Where the sign of φ′ changes on [−reach, reach], from float64; flat stretches (sign 0) included. */
export function signsOf({ df }: Activation, reach: number): Signs {
  const stretch = Math.asinh(reach);
  const at = Array.from({ length: SAMPLES }, (_, i) => Math.sinh(stretch * ((2 * i) / (SAMPLES - 1) - 1)));
  const sign = (z: number): number => Math.sign(df(z)) || 0;
  const first = sign(at[0] ?? 0);
  const found: { z: number; sign: number }[] = [];
  for (let i = 1; i < at.length; i += 1) {
    const [left, right] = [at[i - 1] ?? 0, at[i] ?? 0];
    if (sign(left) !== sign(right)) found.push({ z: border(sign, left, right), sign: sign(right) });
  }
  const kept = found.filter(({ z, sign: s }, i) => !(s === 0 && (found[i + 1]?.z ?? Infinity) - z < POINT));
  return { first, breaks: kept.map(({ z }) => z), signs: kept.map(({ sign: s }) => s) };
}

/** Halves [left, right] down to where the sign leaves that of `left`. */
function border(sign: (z: number) => number, left: number, right: number): number {
  const start = sign(left);
  let [lo, hi] = [left, right];
  for (let step = 0; step < 60; step += 1) {
    const middle = (lo + hi) / 2;
    if (sign(middle) === start) lo = middle;
    else hi = middle;
  }
  return hi;
}
