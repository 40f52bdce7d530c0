import type { Activation } from './kinds';

/** Where an attack ends up: the z it reaches, and whether that is an end of the attainable interval. */
export interface Extreme {
  readonly z: number;
  readonly side: 'lo' | 'hi' | 'inside';
}

/** The index of the first of some ascending numbers that is above z. */
export function firstAbove(ascending: ArrayLike<number>, z: number): number {
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
export function worst(activation: Activation, critical: readonly number[], y: 1 | -1, lo: number, hi: number): Extreme {
  let [z, side, least]: [number, Extreme['side'], number] = [hi, 'hi', y * activation.f(hi)];
  const atLo = y * activation.f(lo);
  if (atLo < least) [z, side, least] = [lo, 'lo', atLo];
  for (let k = firstAbove(critical, lo); k < critical.length && critical[k]! < hi; k += 1) {
    const value = y * activation.f(critical[k]!);
    if (value < least) [z, side, least] = [critical[k]!, 'inside', value];
  }
  return { z, side };
}

/** The least y φ over [lo, hi], as worst() but the value alone; surfaces call it at every node. */
export function leastValue(activation: Activation, critical: readonly number[]): (y: number, lo: number, hi: number) => number {
  const { f } = activation;
  if (critical.length === 0 && f(1) > f(0)) return (y, lo, hi) => (y > 0 ? f(lo) : -f(hi)); // rising throughout
  const [levels, values] = [Float64Array.from(critical), Float64Array.from(critical, f)];
  return (y, lo, hi) => {
    let least = Math.min(y * f(lo), y * f(hi));
    for (let k = firstAbove(levels, lo); k < levels.length && levels[k]! < hi; k += 1) least = Math.min(least, y * values[k]!);
    return least;
  };
}
