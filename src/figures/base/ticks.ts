import { niceStep } from '../../math/core/niceStep';
import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';

/** The least and the greatest finite number; [0, 1] of nothing. */
export function extremes(values: ArrayLike<number>): Pair {
  let [lo, hi] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i += 1) {
    const v = values[i]!;
    if (v > -Infinity && v < lo) lo = v;
    if (v < Infinity && v > hi) hi = v;
  }
  return lo <= hi ? [lo, hi] : [0, 1];
}

/** One loss range for several surfaces: from 0 when a loss comes near it, else from the least value; never empty. */
export function sharedRange(results: readonly SurfaceResult[]): Pair {
  const ends = results.map((result) => extremes(result.grid.z));
  const lo = Math.min(...ends.map((end) => end[0]));
  const hi = Math.max(...ends.map((end) => end[1]));
  if (!(lo <= hi)) return [0, 1];
  if (lo >= 0 && lo < 0.6 * hi) return [0, hi];
  const room = hi - lo > 1e-9 * Math.max(1, Math.abs(hi)) ? 0 : 0.5 * Math.max(1e-6, Math.abs(hi));
  return [lo - room, hi + room];
}

/** Equal ends around 0, for differences. */
export function balancedRange(results: readonly SurfaceResult[]): Pair {
  const reach = Math.max(1e-12, ...results.flatMap((result) => extremes(result.grid.z).map(Math.abs)));
  return [-reach, reach];
}

/** Round numbers within [lo, hi]. */
export function ticks([lo, hi]: Pair, count: number, mantissas?: readonly number[]): number[] {
  const step = niceStep(hi - lo, count, mantissas);
  const found: number[] = [];
  for (let k = Math.ceil(lo / step - 1e-9); k * step <= hi + 1e-9 * step && found.length < 50; k += 1) found.push(k === 0 ? 0 : k * step);
  return found;
}

/** Shortest text of a tick, with the true minus. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  const text = size !== 0 && (size >= 1e5 || size < 1e-4) ? value.toExponential(1) : String(Number(value.toPrecision(6)));
  return text.replaceAll('-', '−');
}

/** A number with fixed decimals and the true minus. */
export const fixed = (value: number, digits: number): string => value.toFixed(digits).replace('-', '−');

/** Spacing of the level lines, in nats: the figure's head names it. */
export const levelStep = (range: Pair): number => niceStep(range[1] - range[0], 18);

/** The levels strictly inside the range. */
export function levels(range: Pair): number[] {
  const step = levelStep(range);
  const first = Math.floor(range[0] / step + 1 + 1e-9);
  const last = Math.ceil(range[1] / step - 1 - 1e-9);
  return Array.from({ length: Math.max(1, last - first + 1) }, (_, k) => (first + k) * step);
}
