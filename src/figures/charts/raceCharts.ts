import { niceCeiling } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { themeOf } from '../base/colours';
import { type Box, type DrawCommand, label, polyline, segment } from '../base/drawList';
import { shortenedText, thinnedLabels } from '../base/textMetrics';
import { fixedText, labelledTicks, sharedRange, ticks, tickText } from '../base/ticks';
import type { FigureStyle } from '../base/types';
import { framedPage, type PageFrame } from '../vector/composition';
import { planeMargins } from '../vector/contourPlane';
import { type ColourBar, colourBarCommands, colourBarWidth } from '../vector/legends';
import { type ChartFrame, chartPolylines, decadeTicks, gapRange, integerTicks, pixelX, pixelY, powerText } from './chartFrame';
import {
  markerCommands,
  racePathCommands,
  FLIP_WINDOW,
  flippingWeight,
  type RaceEntrant,
  type RaceSnapshot,
  rankEntrants,
  signFlipRate,
  thetaOf,
} from './raceStates';
import { ROW_HEIGHT, tableCommands, type TableRow } from './tableCommands';

/** One weight of every method over the last steps. */
interface WeightChart {
  readonly weight: 0 | 1;
  readonly name: 'θ₁' | 'θ₂';
  /** First and last step of the picture; the lines end at the step shown. */
  readonly span: Pair;
  /** Values that fit into the picture. */
  readonly ends: Pair;
  readonly ticks: readonly number[];
  /** θ by step, from step 0. */
  readonly lines: readonly { readonly racer: RaceEntrant; readonly values: Float64Array }[];
}

/** Chart of one weight: its range covers the smallest jumps across a crease where methods jump, else all their values, padded. */
export function weightChart(racers: readonly RaceEntrant[], step: number): WeightChart {
  const weight = flippingWeight(racers, step);
  const from = Math.max(0, step - FLIP_WINDOW);
  const lines = racers
    .filter(({ path }) => path.count > step)
    .map((racer) => ({ racer, values: Float64Array.from({ length: step + 1 }, (_, k) => thetaOf(racer.path, k)[weight]) }));
  const size = (values: Float64Array): number => values.subarray(from).reduce((max, v) => Math.max(max, Math.abs(v)), 0);
  const jumps = lines.filter(({ racer }) => signFlipRate(racer, step) > 0.5).map(({ values }) => size(values));
  const ends = jumps.length > 0 ? around(jumps) : between(lines.map(({ values }) => values.subarray(from)));
  const commands = jumps.length > 0 ? [ends[0], 0, ends[1]] : ticks(ends, 3);
  return { weight, name: weight === 0 ? 'θ₁' : 'θ₂', span: [from, from + FLIP_WINDOW], ends, ticks: commands, lines };
}

function around(sizes: readonly number[]): Pair {
  const smallest = Math.min(...sizes);
  const reach = niceCeiling(Math.max(1e-12, 1.1 * Math.max(...sizes.filter((size) => size <= 4 * smallest))));
  return [-reach, reach];
}

/** Padded range of the values below ten times the median amplitude, so that a diverging method does not flatten the others. */
function between(lines: readonly Float64Array[]): Pair {
  const sizes = lines.map((values) => values.reduce((max, v) => Math.max(max, Math.abs(v)), 0)).sort((a, b) => a - b);
  const limit = 10 * (sizes[Math.floor(sizes.length / 2)] ?? 1);
  const values = lines.flatMap((line) => Array.from(line)).filter((v) => Math.abs(v) <= limit);
  const [lo, hi] = [Math.min(...values), Math.max(...values)];
  if (!(lo <= hi)) return [-1, 1];
  const padding = 0.08 * (hi - lo) || 0.1 * Math.abs(hi) || 0.1;
  return [lo - padding, hi + padding];
}

/** Gap of every state to the lowest adversarial loss; NaN for the lowest itself. */
export const gapsOf = (racers: readonly RaceEntrant[], lowest: number): Float64Array[] =>
  racers.map(({ path }) => path.adversarial.map((loss) => (loss > lowest ? loss - lowest : NaN)));

/** The gaps on a log axis, with a line at the step shown. */
export function gapChartCommands({ racers, lowest, step, last }: RaceSnapshot, dark: boolean, box: Box): DrawCommand[] {
  const gaps = gapsOf(racers, lowest);
  const ends = gapRange(gaps);
  const frame = frameIn(box, [0, Math.max(1, last)], ends, true);
  const theme = themeOf(dark);
  const at = pixelX(frame, step);
  return [
    ...axes(
      frame,
      decadeTicks(ends).map((tick) => ({ tick, text: powerText(tick) })),
      dark,
    ),
    clip(
      box,
      racers.flatMap((racer, k) => lineOf(frame, racer, gaps[k] ?? new Float64Array(), 0, dark)),
    ),
    segment([at, box.y], [at, box.y + box.height], { colour: theme.ink, width: 1 }),
  ];
}

/** One weight over the last steps: what a fixed step does on a crease. */
export function weightChartCommands({ racers, step }: RaceSnapshot, dark: boolean, box: Box): DrawCommand[] {
  const { span, ends, ticks, lines } = weightChart(racers, step);
  const frame = frameIn(box, span, ends);
  const zero = pixelY(frame, 0);
  const crease = segment([box.x, zero], [box.x + box.width, zero], { colour: themeOf(dark).crease, width: 1.2 });
  return [
    ...axes(frame, labelledTicks(ticks), dark),
    clip(box, [crease, ...lines.flatMap(({ racer, values }) => lineOf(frame, racer, values, span[0], dark))]),
  ];
}

const frameIn = ({ x, y, width, height }: Box, span: Pair, ends: Pair, log = false): ChartFrame => ({
  left: x,
  top: y,
  width,
  height,
  x: span,
  y: ends,
  log,
});
const clip = (box: Box, commands: readonly DrawCommand[]): DrawCommand => ({ kind: 'clip', box, commands });

/** A method's line in its colour and dash. */
function lineOf(frame: ChartFrame, { stroke }: RaceEntrant, values: Float64Array, first: number, dark: boolean): DrawCommand[] {
  const line = { colour: dark ? stroke.dark : stroke.light, width: stroke.width - 0.4, ...(stroke.dash.length > 0 && { dash: stroke.dash }) };
  return chartPolylines(frame, values, first).map((points) => polyline(points, line));
}

/** Hairlines at the values, whole steps below, the word under their right end. */
function axes(frame: ChartFrame, labels: ReturnType<typeof labelledTicks>, dark: boolean): DrawCommand[] {
  const theme = themeOf(dark);
  const textStyle = { size: 11, weight: 400, fill: theme.ink2 } as const;
  const [right, bottom] = [frame.left + frame.width, frame.top + frame.height];
  const at = (value: number): number => pixelY(frame, value);
  return [
    ...labels.map(({ tick }) => segment([frame.left, at(tick)], [right, at(tick)], { colour: theme.line, width: 1 })),
    ...thinnedLabels(labels.map(({ tick, text }) => label([frame.left - 6, at(tick) + 4], text, { ...textStyle, anchor: 'end' }))),
    segment([frame.left, bottom], [right, bottom], { colour: theme.ink3, width: 0.8 }),
    ...thinnedLabels(
      integerTicks(frame.x, 4).map((value) => label([pixelX(frame, value), bottom + 15], String(value), { ...textStyle, anchor: 'middle' })),
    ),
    label([right, bottom + 32], 'step', { ...textStyle, anchor: 'end' }),
  ];
}

/** Printed page of a race. */
export interface RacePage extends RaceSnapshot, Omit<PageFrame, 'dark'> {
  readonly result: SurfaceResult;
  readonly style: FigureStyle;
}

const HEAD = { size: 13, weight: 600 } as const;
/** Room for a chart's tick labels on the left, its head above, and its labels below, in pixels. */
const CHART_ROOM = { l: 44, t: 26, b: 42 };

/** Paths over the contour, the gaps, the weight across the crease and the standings, which name the colours. */
export function racePageCommands(page: RacePage, width: number, height: number): DrawCommand[] {
  const { style, result, step, racers } = page;
  const theme = themeOf(style.dark);
  const range: Pair = style.range ?? sharedRange([result]);
  const bar: ColourBar = { range, colours: style.colours, unit: 'nats' };
  return framedPage({ ...page, dark: style.dark }, width, height, ({ x, y: top, width: across, height: down }) => {
    const [split, bottom] = [x + across * 0.5, top + down];
    const margins = planeMargins([result.grid.y[0]!, result.grid.y.at(-1)!]);
    const head = (letter: string, words: string, at: Pair, room: number): DrawCommand =>
      label(at, shortenedText(`${letter}  ${words}`, room, HEAD), { ...HEAD, fill: theme.ink, anchor: 'start' });
    const side = Math.max(1, Math.min(split - x - margins.l - colourBarWidth(bar) - 40, down - CHART_ROOM.t - margins.b));
    const plane: Box = { x: x + margins.l, y: top + CHART_ROOM.t, width: side, height: side };
    const right = { x: split + CHART_ROOM.l, width: Math.max(1, x + across - split - CHART_ROOM.l) };
    const table = 24 + ROW_HEIGHT * (racers.length + 1);
    const chart = Math.max(1, (down - table - 2 * (CHART_ROOM.t + CHART_ROOM.b)) / 2);
    const second = top + CHART_ROOM.t + 1.15 * chart + CHART_ROOM.b;
    const name = flippingWeight(racers, step) === 0 ? 'θ₁' : 'θ₂';
    return [
      head('A', `Paths to step ${step}`, [x, top + 13], split - x - 12),
      head('B', 'Gap to the least loss, nats', [split, top + 13], x + across - split),
      head('C', `${name} over the last steps`, [split, second + 13], x + across - split),
      head('D', `At step ${step}`, [split, bottom - table + 13], x + across - split),
      ...standingCommands(page, { x: split, y: bottom - table + 24, width: x + across - split, height: table - 24 }),
      ...racePathCommands(result, range, style, page, plane),
      ...colourBarCommands(bar, style.dark, { x: plane.x + side + 16, y: plane.y + side * 0.5, width: 0, height: side * 0.5 }),
      ...gapChartCommands(page, style.dark, { ...right, y: top + CHART_ROOM.t, height: 1.15 * chart }),
      ...weightChartCommands(page, style.dark, { ...right, y: second + CHART_ROOM.t, height: 0.85 * chart }),
    ];
  });
}

/** A number with fixed decimals, or its power of ten where a run has diverged. */
const shortNumber = (value: number, digits: number): string => (Math.abs(value) < 1e5 ? fixedText(value, digits) : tickText(value));

/** The table's first columns: method, adversarial loss, ‖∇L‖, gradients (integrals in their place), steps. */
function standingCommands({ racers, step, style }: RacePage, box: Box): DrawCommand[] {
  const rows = rankEntrants(racers, step).map(({ racer, adversarial, slope, evaluations, integrals, steps, ended }): TableRow => {
    const { stroke, label: name } = racer;
    const line = { colour: style.dark ? stroke.dark : stroke.light, width: stroke.width, ...(stroke.dash.length > 0 && { dash: stroke.dash }) };
    const taken = [evaluations > 0 || integrals === 0 ? String(evaluations) : '', integrals > 0 ? `${integrals} ∫` : ''].filter(Boolean).join(' + ');
    return {
      mark: ([x, y]) => [segment([x, y], [x + 26, y], line), ...markerCommands(stroke, style.dark, [x + 13, y], 0.8)],
      name: ended === '' ? name : `${name.replace(', 2nd order', ' 2nd')}, ${racer.path.end}`,
      cells: [shortNumber(adversarial, 5), shortNumber(slope, 3), taken, String(steps)],
    };
  });
  return tableCommands(['adv. loss', '‖∇L‖', 'gradients', 'steps'], rows, box, themeOf(style.dark));
}
