import type { SurfaceResult } from '../../worker/rpc/protocol';

/** Nodes whose numbers stand in a script: one in each row and column of 9 × 9, spread out, and the lowest. */
const SPREAD = 9;
const ROW_STEP = 4;

/** A node of a surface: column, row and loss; it lies at (x[column], y[row]). */
export interface Sample {
  readonly column: number;
  readonly row: number;
  readonly loss: number;
}

/** The nodes of a surface that stand in its scripts. */
export function samplesOf({ grid: { n, z } }: SurfaceResult): readonly Sample[] {
  const place = (k: number): number => Math.round(((k % SPREAD) * (n - 1)) / (SPREAD - 1));
  const spread = Array.from({ length: SPREAD }, (_, k) => place(ROW_STEP * k + 2) * n + place(k));
  const lowest = z.reduce((best, value, k) => (value < (z[best] ?? Infinity) ? k : best), 0);
  return [...new Set([...spread, lowest])].map((k) => ({ column: k % n, row: Math.floor(k / n), loss: z[k] ?? NaN }));
}

/** How the page computed a surface, in one line. */
export const computedBy = ({ report: { backend, adapter, precision, difference, estimate } }: SurfaceResult): string =>
  `Smoothscape ${__VERSION__}, ${backend}${adapter === '' ? '' : ` (${adapter.replace(/\s+/g, ' ')})`}, ${precision}, own estimate of its error ${Math.max(difference, estimate).toPrecision(2)}`;
