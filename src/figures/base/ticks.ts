import { niceStep, rangeDecimals } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';

/** Least and greatest finite number; [0, 1] where there is none. */
export function finiteRange(values: ArrayLike<number>): Pair {
  let [lo, hi] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i += 1) {
    const v = values[i]!;
    if (v > -Infinity && v < lo) lo = v;
    if (v < Infinity && v > hi) hi = v;
  }
  return lo <= hi ? [lo, hi] : [0, 1];
}

/** Whether a non-negative axis starts at 0: its least value is below 60 % of its greatest. */
const startsAtZero = (lo: number, hi: number): boolean => lo >= 0 && lo < 0.6 * hi;

/** Axis range of values in [lo, hi]: padded at both ends, or from 0 where a non-negative axis starts there. */
export const paddedRange = (lo: number, hi: number, padding: number): Pair => [startsAtZero(lo, hi) ? 0 : lo - padding, hi + padding];

/** Least and greatest finite value of several surfaces. */
export function valueRange(results: readonly SurfaceResult[]): Pair {
  const ends = results.map((result) => finiteRange(result.grid.z));
  return [Math.min(...ends.map(([lo]) => lo)), Math.max(...ends.map(([, hi]) => hi))];
}

/** Loss range shared by several surfaces, never empty: from 0 where the axis starts there, else from the least value. */
export function sharedRange(results: readonly SurfaceResult[]): Pair {
  const [lo, hi] = valueRange(results);
  if (!(lo <= hi)) return [0, 1];
  if (startsAtZero(lo, hi)) return [0, hi];
  const padding = hi - lo > 1e-9 * Math.max(1, Math.abs(hi)) ? 0 : 0.5 * Math.max(1e-6, Math.abs(hi));
  return [lo - padding, hi + padding];
}

/** Loss range of all results, padded by 0.4 % at the top: a plateau in the top plane of the axes box would flicker (z-fighting). */
export function sceneRange(results: readonly SurfaceResult[]): Pair {
  const [lo, hi] = sharedRange(results);
  return [lo, hi + 0.004 * (hi - lo)];
}

/** Loss range of differences, symmetric about 0. */
export function symmetricRange(results: readonly SurfaceResult[]): Pair {
  const reach = Math.max(1e-12, ...results.flatMap((result) => finiteRange(result.grid.z).map(Math.abs)));
  return [-reach, reach];
}

const MAX_TICKS = 50;

/** Axis ticks: multiples of a round step within [lo, hi], about `count` of them and at most MAX_TICKS. */
export function ticks([lo, hi]: Pair, count: number, mantissas?: readonly number[]): number[] {
  const step = niceStep(hi - lo, count, mantissas);
  const values: number[] = [];
  for (let k = Math.ceil(lo / step - 1e-9); k * step <= hi + 1e-9 * step && values.length < MAX_TICKS; k += 1) values.push(k === 0 ? 0 : k * step);
  return values;
}

/** Ticks of an axis of a weight, of the loss beside a surface or a profile. */
export const weightTicks = (range: Pair): number[] => ticks(range, 6);
export const lossTicks = (range: Pair): number[] => ticks(range, 4);

/** Shortest text of a tick, with the typographic minus. */
export function tickText(value: number): string {
  if (!Number.isFinite(value)) return fixedText(value, 0);
  const size = Math.abs(value);
  const text = size !== 0 && (size >= 1e5 || size < 1e-4) ? value.toExponential(1) : String(Number(value.toPrecision(6)));
  return text.replaceAll('-', '−');
}

/**
 * Texts of ascending ticks: their shortest texts where these differ as the ticks do, else as many decimals as their steps need, so that
 * neighbouring labels never read alike.
 */
export function tickTexts(values: readonly number[]): string[] {
  const step = values.slice(1).reduce((least, value, k) => Math.min(least, value - values[k]!), Infinity);
  const isExact = (texts: readonly string[]): boolean =>
    texts.every((text, k) => Math.abs(Number(text.replaceAll('−', '-')) - values[k]!) <= 0.01 * step);
  const shortest = values.map(tickText);
  if (isExact(shortest)) return shortest;
  const isPlain = values.every((value) => Math.abs(value) < 1e7);
  for (let digits = 1; digits < 16; digits += 1) {
    const texts = values.map((value) => (isPlain ? value.toFixed(digits) : value.toExponential(digits)).replaceAll('-', '−'));
    if (isExact(texts)) return texts;
  }
  return shortest;
}

/** Ticks with their texts. */
export function labelledTicks(values: readonly number[]): { readonly tick: number; readonly text: string }[] {
  const texts = tickTexts(values);
  return values.map((tick, k) => ({ tick, text: texts[k]! }));
}

/** Texts of both ends of a range, rounded to `digits` significant digits where that moves them by little of its width. */
export function rangeTexts(range: Pair, digits: number): [string, string] {
  const rounded = range.map((end) => Number(end.toPrecision(digits)));
  const isClose = rounded.every((end, k) => Math.abs(end - range[k]!) <= 0.1 * (range[1] - range[0]));
  const [lo, hi] = isClose ? rounded.map(tickText) : tickTexts(range);
  return [lo!, hi!];
}

/** A position in a range, with as many decimals as tell positions there apart. */
export const positionText = (value: number, range: Pair): string => fixedText(value, rangeDecimals(range));

/** A number with fixed decimals and the typographic minus; a dash where there is none. */
export const fixedText = (value: number, digits: number): string =>
  Number.isNaN(value) ? '–' : value.toFixed(digits).replace('-', '−').replace('Infinity', '∞');

/** Spacing of the contour levels in nats, which the figure's head names. */
export const levelStep = (range: Pair): number => niceStep(range[1] - range[0], 18);

/** Contour levels strictly inside the range. */
export function contourLevels(range: Pair): number[] {
  const step = levelStep(range);
  const first = Math.floor(range[0] / step + 1 + 1e-9);
  const last = Math.ceil(range[1] / step - 1 - 1e-9);
  return Array.from({ length: Math.max(1, last - first + 1) }, (_, k) => (first + k) * step);
}
