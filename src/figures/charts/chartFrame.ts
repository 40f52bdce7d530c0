import type { Pair } from '../../math/core/types';
import { ticks } from '../base/ticks';

/** Frame of a line chart: the plotted rectangle in pixels and the axis ranges; `log` for a logarithmic y axis. */
export interface ChartFrame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: Pair;
  readonly y: Pair;
  readonly log?: boolean;
}

const fractionOf = (value: number, [lo, hi]: Pair): number => (value - lo) / (hi - lo || 1);

export const pixelX = ({ left, width, x }: ChartFrame, value: number): number => left + fractionOf(value, x) * width;
export function pixelY({ top, height, y, log }: ChartFrame, value: number): number {
  const [v, ends] = log ? [Math.log10(value), [Math.log10(y[0]), Math.log10(y[1])] as const] : [value, y];
  return top + (1 - fractionOf(v, ends)) * height;
}

/** Lines through values[first…] by step; they break where a value is no number and stay within a box's height of the frame. */
export function chartPolylines(frame: ChartFrame, values: ArrayLike<number>, first = 0, stop = values.length): Pair[][] {
  const [high, low] = [frame.top - frame.height, frame.top + 2 * frame.height];
  const lines: Pair[][] = [];
  let line: Pair[] | undefined;
  for (let k = first; k < stop; k += 1) {
    const y = pixelY(frame, values[k] ?? NaN);
    if (Number.isNaN(y)) {
      line = undefined;
      continue;
    }
    if (!line) lines.push((line = []));
    line.push([pixelX(frame, k), Math.min(low, Math.max(high, y))]);
  }
  return lines;
}

/** strokes() as the path of an SVG. */
export const chartPath = (...of: Parameters<typeof chartPolylines>): string =>
  chartPolylines(...of)
    .map((points) => `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`)
    .join('');

/** Powers of ten within the ends, and the ends rounded outwards to keep them few. */
export function decadeTicks([lo, hi]: Pair): number[] {
  const [from, to] = [Math.ceil(Math.log10(lo) - 1e-9), Math.floor(Math.log10(hi) + 1e-9)];
  const every = Math.max(1, Math.ceil((to - from + 1) / 6));
  return Array.from({ length: Math.max(0, Math.floor((to - from) / every) + 1) }, (_, i) => 10 ** (from + i * every));
}

const raised: Readonly<Record<string, string>> = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' };
/** 10⁻³ */
export function powerText(value: number): string {
  const exponent = Math.round(Math.log10(value));
  return exponent === 0 ? '1' : exponent === 1 ? '10' : `10${String(exponent).replace(/./g, (c) => raised[c] ?? c)}`;
}

/** Whole steps worth a tick. */
export const integerTicks = ([lo, hi]: Pair, count: number): number[] => ticks([lo, hi], count).filter(Number.isInteger);

/** Ends of the log axis of a gap: the greatest of all, and no lower than where most of the least ones lie. */
export function gapRange(gaps: readonly ArrayLike<number>[]): Pair {
  const all = gaps
    .flatMap((gap) => Array.from(gap))
    .filter((v) => v > 0 && Number.isFinite(v))
    .sort((a, b) => a - b);
  const at = (part: number): number => all[Math.min(all.length - 1, Math.floor(part * all.length))] ?? 1;
  const hi = Math.min(at(1), 1e3 * Math.max(at(0.9), 1e-12)); // a method on its way out must not flatten the rest
  const lo = Math.max(at(0.02), hi * 1e-8, 1e-12);
  return hi > lo * 10 ? [lo / 1.6, hi * 1.3] : [hi / 10, hi * 1.3];
}

/** Labels at least `gap` apart, near their places and no lower than `bottom`: [place, …] → shifted places, in the same order. */
export function spreadLabels(places: readonly number[], gap: number, bottom = Infinity): number[] {
  const order = places.map((_, i) => i).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  const out = [...places];
  let before = -Infinity;
  for (const i of order) {
    before = Math.max(out[i] ?? 0, before + gap);
    out[i] = before;
  }
  let after = bottom + gap;
  for (const i of order.reverse()) {
    after = Math.min(out[i] ?? 0, after - gap);
    out[i] = after;
  }
  return out;
}
