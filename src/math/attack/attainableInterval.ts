import type { Activation } from '../core/types';

/** The worst z of an attack, and whether it is an end of the attainable interval. */
export interface Extreme {
  readonly z: number;
  readonly side: 'lo' | 'hi' | 'inside';
}

/** Binary search: the index of the first of ascending numbers that is greater than z, their count if none is. */
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
 * The worst z in [lo, hi] for label y, the minimiser of y φ(z). The attainable z = θ·(x + δ) fill an interval, so the minimum
 * lies at an end or at an interior critical point of φ. `critical` ascends; ties go to hi, then lo.
 */
export function worstInInterval(activation: Activation, critical: readonly number[], y: 1 | -1, lo: number, hi: number): Extreme {
  let [z, side, minimum]: [number, Extreme['side'], number] = [hi, 'hi', y * activation.f(hi)];
  const atLo = y * activation.f(lo);
  if (atLo < minimum) [z, side, minimum] = [lo, 'lo', atLo];
  for (let k = upperBound(critical, lo); k < critical.length && critical[k]! < hi; k += 1) {
    const value = y * activation.f(critical[k]!);
    if (value < minimum) [z, side, minimum] = [critical[k]!, 'inside', value];
  }
  return { z, side };
}

/** Range-minimum queries: the minimum of values[from … to − 1] in constant time by a sparse table (Bender, Farach-Colton 2000); Infinity if empty. */
export function rangeMinimum(values: readonly number[]): (from: number, to: number) => number {
  const table = [Float64Array.from(values)];
  for (let half = 1; 2 * half <= values.length; half *= 2) {
    const previous = table.at(-1)!;
    table.push(Float64Array.from({ length: values.length - 2 * half + 1 }, (_, k) => Math.min(previous[k]!, previous[k + half]!)));
  }
  return (from, to) => {
    if (to <= from) return Infinity;
    const level = 31 - Math.clz32(to - from);
    const row = table[level]!;
    return Math.min(row[from]!, row[to - (1 << level)]!);
  };
}

/** The minimum of y φ over [lo, hi], the value of worstInInterval(); surfaces call it at every node. */
export function worstValueInInterval(activation: Activation, critical: readonly number[]): (y: number, lo: number, hi: number) => number {
  const { f } = activation;
  if (critical.length === 0 && f(1) > f(0)) return (y, lo, hi) => (y > 0 ? f(lo) : -f(hi)); // increasing
  const levels = Float64Array.from(critical);
  const [minima, negatedMinima] = [rangeMinimum(critical.map(f)), rangeMinimum(critical.map((z) => -f(z)))];
  return (y, lo, hi) => {
    const ends = Math.min(y * f(lo), y * f(hi));
    const from = upperBound(levels, lo);
    if (!(levels[from]! < hi)) return ends; // also if none is above lo
    return Math.min(ends, (y > 0 ? minima : negatedMinima)(from, upperBound(levels, hi)));
  };
}
