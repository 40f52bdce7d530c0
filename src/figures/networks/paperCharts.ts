import type { Spread } from '../../math/core/statistics';
import type { Pair } from '../../math/core/types';
import type { LineStyle } from '../../math/optimisers/types';
import { themeOf } from '../base/colours';
import { type Box, type DrawCommand, label, polyline, segment, splitAtGaps } from '../base/drawList';
import { boxWithin } from '../base/pixelMapping';
import { textWidth, thinnedLabels } from '../base/textMetrics';
import { labelledTicks, ticks } from '../base/ticks';
import { type ChartFrame, pixelX, pixelY } from '../charts/chartFrame';
import { CHART_ROOM, methodLine } from './trainingPage';

/** A measurement over seeds: each of them, their mean and their deviation. */
export interface SpreadRow {
  readonly label: string;
  readonly stroke: LineStyle;
  readonly values: readonly number[];
  readonly spread: Spread;
}

const TYPE = { size: 11, weight: 400 } as const;
/** Greatest distance of two rows, and room for the tick labels, in pixels. */
const MAX_ROW = 38;
const AXIS_HEIGHT = 40;

/** Dot plot: a row a method with a disc at the mean, a whisker of ±1 standard deviation, and a ring for each seed. */
export function spreadChartCommands(rows: readonly SpreadRow[], unit: string, dark: boolean, box: Box): DrawCommand[] {
  const theme = themeOf(dark);
  const names = Math.max(0, ...rows.map((row) => textWidth(row.label, TYPE))) + 12;
  const inner = boxWithin(box, { l: names, r: 22, t: 6, b: AXIS_HEIGHT });
  const x = rangeOf(rows);
  const high = Math.min(MAX_ROW, inner.height / Math.max(1, rows.length));
  const frame: ChartFrame = { left: inner.x, top: inner.y, width: inner.width, height: high * rows.length, x, y: [0, 1] };
  const end = frame.top + frame.height;
  const at = (k: number): number => frame.top + high * (k + 0.5);
  const text = { ...TYPE, fill: theme.ink2 };
  return [
    ...ticks(x, 5).map((value) => segment([pixelX(frame, value), frame.top], [pixelX(frame, value), end], { colour: theme.line, width: 1 })),
    segment([frame.left, end], [frame.left + frame.width, end], { colour: theme.ink3, width: 0.8 }),
    ...thinnedLabels(
      labelledTicks(ticks(x, 5)).map(({ tick, text: words }) => label([pixelX(frame, tick), end + 15], words, { ...text, anchor: 'middle' })),
    ),
    label([frame.left + frame.width, end + 30], unit, { ...text, anchor: 'end' }),
    ...rows.flatMap(({ label: name, stroke, values, spread: { mean, std } }, k): DrawCommand[] => {
      const line = { ...methodLine(stroke, dark), width: 2 };
      const place = (value: number): Pair => [pixelX(frame, value), at(k)];
      return [
        label([box.x, at(k) + 4], name, { ...TYPE, fill: theme.ink, anchor: 'start' }),
        ...(std === null ? [] : [segment(place(mean - std), place(mean + std), line)]),
        ...values.map((value) => ({ kind: 'disc', at: place(value), r: 2.6, stroke: { colour: theme.ink3, width: 1 } }) as const),
        { kind: 'disc', at: place(mean), r: 4.2, fill: line.colour },
      ];
    }),
  ];
}

/** The range of all values and whiskers with some air. */
function rangeOf(rows: readonly SpreadRow[]): Pair {
  const ends = rows.flatMap(({ values, spread: { mean, std } }) => [...values, mean - (std ?? 0), mean + (std ?? 0)]);
  const [lo, hi] = [Math.min(...ends), Math.max(...ends)];
  const air = Math.max(0.5, 0.12 * (hi - lo));
  return rows.length === 0 ? [0, 1] : [lo - air, hi + air];
}

/** A curve over the coordinate of a direction in weight space. */
export interface SliceCurve {
  readonly stroke: LineStyle;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Greatest multiple of the least value that the axis shows: far from the weights a loss may grow without end. */
const MAX_RISE = 6;

/** Line chart of slices; lines leave the frame above its top. */
export function sliceChartCommands(curves: readonly SliceCurve[], y: Pair, dark: boolean, box: Box): DrawCommand[] {
  const theme = themeOf(dark);
  const inner = boxWithin(box, CHART_ROOM);
  const ends = curves.flatMap(({ x }) => [...x]);
  const x: Pair = ends.length === 0 ? [-1, 1] : [Math.min(...ends), Math.max(...ends)];
  const frame: ChartFrame = { left: inner.x, top: inner.y, width: inner.width, height: inner.height, x, y };
  const end = inner.y + inner.height;
  const text = { size: 11, weight: 400, fill: theme.ink2 } as const;
  return [
    ...ticks(y, 4).map((value) =>
      segment([inner.x, pixelY(frame, value)], [inner.x + inner.width, pixelY(frame, value)], { colour: theme.line, width: 1 }),
    ),
    ...thinnedLabels(
      labelledTicks(ticks(y, 4)).map(({ tick, text: words }) => label([inner.x - 6, pixelY(frame, tick) + 4], words, { ...text, anchor: 'end' })),
    ),
    segment([inner.x, end], [inner.x + inner.width, end], { colour: theme.ink3, width: 0.8 }),
    ...thinnedLabels(
      labelledTicks(ticks(x, 5)).map(({ tick, text: words }) => label([pixelX(frame, tick), end + 18], words, { ...text, anchor: 'middle' })),
    ),
    label([inner.x + inner.width, end + 32], 'α', { ...text, anchor: 'end' }),
    {
      kind: 'clip',
      box: inner,
      commands: curves.flatMap(({ stroke, x: at, y: values }) =>
        splitAtGaps(
          at.map((a, i): Pair | undefined => {
            const value = values[i] ?? NaN;
            return Number.isFinite(value) ? [pixelX(frame, a), pixelY(frame, value)] : undefined;
          }),
          2,
        ).map((points) => polyline(points, methodLine(stroke, dark))),
      ),
    },
  ];
}

/** The common range of charts of slices: from 0 to the greatest value, but not far above the least. */
export function sliceRange(curves: readonly SliceCurve[]): Pair {
  const values = curves.flatMap(({ y }) => y.filter(Number.isFinite));
  if (values.length === 0) return [0, 1];
  return [0, 1.05 * Math.min(Math.max(...values), MAX_RISE * Math.max(Math.min(...values), 0.1))];
}
