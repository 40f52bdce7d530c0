import type { Activation } from '../core/types';

/** Where an attack ends up: the z it reaches, and whether that is an end of the attainable interval. */
export interface Extreme {
  readonly z: number;
  readonly side: 'lo' | 'hi' | 'inside';
}

/** The index of the first of some ascending numbers that is above z. */
export function upperBound(ascending: ArrayLike<number>, z: number): number {
  let [from, to] = [0, ascending.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ascending[middle]! > z) to = middle;
    else from = middle + 1;
  }
  return from;
}

/**
 * The worst z in [lo, hi] for label y: where y φ(z) is least. The attainable z = θ·(x + δ) fill an interval, so the extreme
 * lies at an end or at a critical point of φ inside it. `critical` ascends; ties go to hi, then lo.
 */
export function worstInInterval(activation: Activation, critical: readonly number[], y: 1 | -1, lo: number, hi: number): Extreme {
  let [z, side, least]: [number, Extreme['side'], number] = [hi, 'hi', y * activation.f(hi)];
  const atLo = y * activation.f(lo);
  if (atLo < least) [z, side, least] = [lo, 'lo', atLo];
  for (let k = upperBound(critical, lo); k < critical.length && critical[k]! < hi; k += 1) {
    const value = y * activation.f(critical[k]!);
    if (value < least) [z, side, least] = [critical[k]!, 'inside', value];
  }
  return { z, side };
}

/** The least of values[from … to − 1] in constant time, by a table over powers of two (Bender, Farach-Colton 2000); Infinity of none. */
export function rangeMinimum(values: readonly number[]): (from: number, to: number) => number {
  const table = [Float64Array.from(values)];
  for (let half = 1; 2 * half <= values.length; half *= 2) {
    const below = table.at(-1)!;
    table.push(Float64Array.from({ length: values.length - 2 * half + 1 }, (_, k) => Math.min(below[k]!, below[k + half]!)));
  }
  return (from, to) => {
    if (to <= from) return Infinity;
    const level = 31 - Math.clz32(to - from);
    const row = table[level]!;
    return Math.min(row[from]!, row[to - (1 << level)]!);
  };
}

/** The least y φ over [lo, hi], as worst() but the value alone; surfaces call it at every node. */
export function worstValueInInterval(activation: Activation, critical: readonly number[]): (y: number, lo: number, hi: number) => number {
  const { f } = activation;
  if (critical.length === 0 && f(1) > f(0)) return (y, lo, hi) => (y > 0 ? f(lo) : -f(hi)); // rising throughout
  const levels = Float64Array.from(critical);
  const [up, down] = [rangeMinimum(critical.map(f)), rangeMinimum(critical.map((z) => -f(z)))];
  return (y, lo, hi) => {
    const ends = Math.min(y * f(lo), y * f(hi));
    const from = upperBound(levels, lo);
    if (!(levels[from]! < hi)) return ends; // also where there is none above lo
    return Math.min(ends, (y > 0 ? up : down)(from, upperBound(levels, hi)));
  };
}
