import type { Pair } from '../../math/core/types';
import { colourAt, type MapName, type Theme, themeOf } from '../base/colours';
import { type Box, label, type DrawCommand, type StrokeStyle, rectangle, segment } from '../base/drawList';
import { jumpUnit, type KinkLegend } from '../base/kinks';
import { textWidth, thinnedLabels, wrapText } from '../base/textMetrics';
import { labelledTicks, rangeTexts, ticks, tickTexts } from '../base/ticks';

/** Colour bar of a range of values. */
export interface ColourBar {
  readonly range: Pair;
  readonly colours: MapName;
  readonly unit: string;
}

/** Coloured rectangles of a colour bar, its width, and the distance of its labels, in pixels. */
const BAR_STEPS = 64;
const BAR_WIDTH = 9;
const BAR_LABEL_GAP = 6;
const TICK_TYPE = { size: 11, weight: 400 } as const;
/** Height of the unit's lines under a bar. */
const UNIT_LINE = 14;
/** Width to which the unit is wrapped. */
const UNIT_WIDTH = 62;

/** Width that a colour bar takes with its labels and its unit. */
export function colourBarWidth({ range, unit }: ColourBar): number {
  const labels = tickTexts(ticks(range, 3)).map((text) => textWidth(text, TICK_TYPE));
  const lines = wrapText(unit, UNIT_WIDTH, TICK_TYPE).map((line) => textWidth(line, TICK_TYPE));
  return Math.max(BAR_WIDTH + BAR_LABEL_GAP + Math.max(0, ...labels), ...lines);
}

/** Colour bar within a box: ticks at the right, the unit below. */
export function colourBarCommands({ range, colours, unit }: ColourBar, dark: boolean, { x, y, height }: Box): DrawCommand[] {
  const textStyle = { ...TICK_TYPE, fill: themeOf(dark).ink2, anchor: 'start' } as const;
  const lines = wrapText(unit, UNIT_WIDTH, TICK_TYPE);
  const tall = height - UNIT_LINE * lines.length - 8;
  if (tall < 20) return [];
  const parts = Array.from({ length: BAR_STEPS }, (_, k) => {
    const top = y + (tall * (BAR_STEPS - 1 - k)) / BAR_STEPS;
    return rectangle({ x, y: top, width: BAR_WIDTH, height: tall / BAR_STEPS + (k === 0 ? 0 : 0.5) }, colourAt(colours, (k + 0.5) / BAR_STEPS, dark));
  });
  const labels = labelledTicks(ticks(range, 3)).map(({ tick, text }) =>
    label([x + BAR_WIDTH + BAR_LABEL_GAP, y + tall * (1 - (tick - range[0]) / (range[1] - range[0])) + 4], text, textStyle),
  );
  return [...lines.map((line, k) => label([x, y + tall + 20 + UNIT_LINE * k], line, textStyle)), ...parts, ...thinnedLabels(labels)];
}

/** Entry of a legend: its width, and its drawing from the left end of its baseline. */
export interface LegendItem {
  readonly width: number;
  readonly draw: (at: Pair) => DrawCommand[];
}

const ENTRY_TYPE = { size: 12, weight: 400 } as const;
/** Length of a line sample, and pixels between two entries of a legend and between its rows. */
const SAMPLE_LENGTH = 18;
const ENTRY_GAP = 20;
export const LEGEND_ROW = 18;

/** Legend entry: a line sample, or none, before a text. */
export function lineEntry(text: string, theme: Theme, stroke?: StrokeStyle): LegendItem {
  const start = stroke ? SAMPLE_LENGTH + 6 : 0;
  return {
    width: start + textWidth(text, ENTRY_TYPE),
    draw: ([x, y]) => [
      ...(stroke ? [segment([x, y - 4], [x + SAMPLE_LENGTH, y - 4], stroke)] : []),
      label([x + start, y], text, { ...ENTRY_TYPE, fill: theme.ink2, anchor: 'start' }),
    ],
  };
}

/** Legend entry of a scale of jumps: the unit, the least value, the colours, the greatest value. */
function scaleEntry(range: Pair, unit: string, theme: Theme): LegendItem {
  const [least, after] = rangeTexts(range, 3);
  const before = `${unit}  ${least}`;
  const from = textWidth(before, ENTRY_TYPE) + 6;
  const style = { ...ENTRY_TYPE, fill: theme.ink2, anchor: 'start' } as const;
  return {
    width: from + 40 + 6 + textWidth(after, ENTRY_TYPE),
    draw: ([x, y]) => [
      label([x, y], before, style),
      ...Array.from({ length: 10 }, (_, k) =>
        segment([x + from + 4 * k, y - 4], [x + from + 4 * (k + 1), y - 4], { colour: colourAt('jump', (k + 0.5) / 10), width: 4 }),
      ),
      label([x + from + 46, y], after, style),
    ],
  };
}

/** Legend of the kink lines: colours of jumps and dashes of curvature jumps, or the plain crease. */
export function kinkLegendItems(legend: KinkLegend | undefined, creased: boolean, theme: Theme): LegendItem[] {
  if (!legend) return creased ? [lineEntry('creases', theme, { colour: theme.crease, width: 2 })] : [];
  return [
    ...(legend.jumps ? [scaleEntry(legend.jumps, jumpUnit(false), theme)] : []),
    ...(legend.curvature ? [scaleEntry(legend.curvature, jumpUnit(true), theme)] : []),
    ...(!legend.curvature && !legend.jumps ? [lineEntry('no jump of ∇L', theme)] : []),
    ...(legend.bends ? [lineEntry('curvature jumps', theme, { colour: theme.ink, width: 1.4, dash: [3, 3] })] : []),
  ];
}

/** Rows of legend entries, each at most `width` wide. */
export function legendRows(items: readonly LegendItem[], width: number): LegendItem[][] {
  const rows: LegendItem[][] = [];
  for (const item of items) {
    const last = rows.at(-1);
    if (last && rowWidth(last) + ENTRY_GAP + item.width <= width) last.push(item);
    else rows.push([item]);
  }
  return rows;
}

export const rowWidth = (row: readonly LegendItem[]): number => row.reduce((sum, { width }) => sum + width, 0) + ENTRY_GAP * (row.length - 1);

/** A row of legend entries from the left end of its baseline. */
export function legendRowCommands(row: readonly LegendItem[], [x, y]: Pair): DrawCommand[] {
  let left = x;
  return row.flatMap((item) => {
    const drawn = item.draw([left, y]);
    left += item.width + ENTRY_GAP;
    return drawn;
  });
}
