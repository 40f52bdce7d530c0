import type { Spread } from '../../math/core/statistics';
import type { Pair } from '../../math/core/types';
import type { LineStyle } from '../../math/optimisers/types';
import { themeOf } from '../base/colours';
import { type Box, type DrawCommand, label, segment } from '../base/drawList';
import { boxWithin } from '../base/pixelMapping';
import { textWidth, thinnedLabels } from '../base/textMetrics';
import { labelledTicks, ticks } from '../base/ticks';
import { type ChartFrame, pixelX } from './chartFrame';
import { methodLine } from './trainingPage';

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
