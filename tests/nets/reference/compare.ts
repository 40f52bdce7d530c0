import type { Entry, Reference } from './data';

/** How far a result is from its entry, and how far it may be. For fractions: the share outside, and how large it may be. */
export interface Verdict {
  readonly id: string;
  readonly deviation: number;
  readonly limit: number;
  readonly passed: boolean;
}

/** `slack` multiplies the tolerances with a floor of 1e-4 (WebGL computes exp and quotients less exactly). */
export function compare(reference: Reference, entry: Entry, got: ArrayLike<number>, slack = 1): Verdict {
  const want = entry.value ?? reference.tensor('finals', entry.id).values;
  const off = Array.from(want, (value, i) => Math.abs((got[i] ?? NaN) - value));
  const { deviation, limit } = measured(entry, want, off, slack);
  return { id: entry.id, deviation, limit, passed: got.length === want.length && deviation <= limit };
}

function measured(entry: Entry, want: ArrayLike<number>, off: readonly number[], slack: number): { deviation: number; limit: number } {
  const { metric, tol = 0, thr = 0, min_fraction = 0 } = entry;
  const limit = slack > 1 ? Math.max(1e-4, slack * tol) : tol;
  if (metric === 'fraction_within') {
    const outside = off.filter((d) => !(d <= thr)).length / off.length;
    return { deviation: outside, limit: (1 - min_fraction) * slack };
  }
  const largest = Math.max(...Array.from(want, Math.abs), 1e-30);
  if (metric === 'median_abs') {
    const sorted = [...off].sort((a, b) => a - b);
    return { deviation: sorted[Math.floor(sorted.length / 2)] ?? NaN, limit };
  }
  const deviation = off.reduce((most, d) => (Number.isNaN(d) ? Infinity : Math.max(most, d)), 0) / largest;
  return { deviation, limit: metric === 'informational' ? Infinity : limit };
}
