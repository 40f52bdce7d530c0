import type { Activation } from './kinds';

/** Where an attack ends up: the z it reaches, and whether that is an end of the attainable interval. */
export interface Extreme {
  readonly z: number;
  readonly side: 'lo' | 'hi' | 'inside';
}

/**
 * The worst z in [lo, hi] for label y: where y φ(z) is least. The attainable z = θ·(x + δ) fill an interval, so the extreme
 * lies at an end or at a critical point of φ inside it. `critical` ascends; ties go to hi, then lo.
 */
export function worst(activation: Activation, critical: readonly number[], y: 1 | -1, lo: number, hi: number): Extreme {
  let [z, side, least]: [number, Extreme['side'], number] = [hi, 'hi', y * activation.f(hi)];
  const atLo = y * activation.f(lo);
  if (atLo < least) [z, side, least] = [lo, 'lo', atLo];
  for (const c of critical) {
    if (c <= lo || c >= hi) continue;
    const value = y * activation.f(c);
    if (value < least) [z, side, least] = [c, 'inside', value];
  }
  return { z, side };
}

/** The least y φ over [lo, hi], as worst() but the value alone; surfaces call it at every node. */
export function leastValue(activation: Activation, critical: readonly number[]): (y: number, lo: number, hi: number) => number {
  const { f } = activation;
  if (critical.length === 0 && f(1) > f(0)) return (y, lo, hi) => (y > 0 ? f(lo) : -f(hi)); // rising throughout
  return (y, lo, hi) => {
    let least = Math.min(y * f(lo), y * f(hi));
    for (const c of critical) if (c > lo && c < hi) least = Math.min(least, y * f(c));
    return least;
  };
}
