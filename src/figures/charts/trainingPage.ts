import { mean, spreadOf } from '../../math/core/statistics';
import type { Pair } from '../../math/core/types';
import type { LineStyle } from '../../math/optimisers/types';
import { themeOf } from '../base/colours';
import { type Box, label, type DrawCommand, polyline, rectangle, segment } from '../base/drawList';
import { ticks, tickText } from '../base/ticks';
import { PAGE_PADDING, wrapText } from '../vector/page';
import { type ChartFrame, pixelX, pixelY, integerTicks } from './chartFrame';
import type { Metrics } from '../../nets/training/types';

/** Metric of an epoch that a training curve shows. */
export type CurveMetric = 'testRobust' | 'testClean' | 'trainRobust' | 'trainClean' | 'trainLoss' | 'lr';

/** Several seeds of one method: their mean against epochs or seconds, and how far they spread. */
export interface TrainingCurve {
  readonly key: string;
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Sample standard deviation over the seeds that have this epoch; 0 for one of them. */
  readonly spread: readonly number[];
  readonly seeds: number;
}

interface Runs {
  readonly key: string;
  readonly label: string;
  readonly runs: readonly (readonly Metrics[])[];
}

/** The curve of a method: at every epoch that a seed has, the mean over those seeds (accuracies in %, losses in nats). */
export function trainingCurve({ key, label, runs }: Runs, shown: CurveMetric, against: 'epoch' | 'seconds'): TrainingCurve {
  const epochs = [...new Set(runs.flatMap((metrics) => metrics.map(({ epoch }) => epoch)))].sort((a, b) => a - b);
  const rows = epochs.map((epoch) => runs.flatMap((metrics) => metrics.filter((row) => row.epoch === epoch)));
  const scale = shown === 'trainLoss' || shown === 'lr' ? 1 : 100;
  return {
    key,
    label,
    x: rows.map((row) => mean(row.map((metrics) => metrics[against]))),
    y: rows.map((row) => scale * mean(row.map((metrics) => metrics[shown]))),
    spread: rows.map((row) => scale * (spreadOf(row.map((metrics) => metrics[shown])).std ?? 0)),
    seeds: runs.length,
  };
}

/** Axis ranges: from 0 to the last epoch or second, and to the highest value plus its deviation; percentages end at 100. */
export function curveRanges(curves: readonly TrainingCurve[], shown: CurveMetric, reach: number): { readonly x: Pair; readonly y: Pair } {
  const last = Math.max(reach, ...curves.flatMap(({ x }) => [...x]));
  const values = curves.flatMap(({ y, spread }) => y.map((value, i) => value + (spread[i] ?? 0)));
  const top = Math.max(...values, shown === 'trainLoss' ? 1 : shown === 'lr' ? 0.001 : 10) * 1.06;
  return { x: [0, last], y: [0, shown === 'trainLoss' || shown === 'lr' ? top : Math.min(100, top)] };
}

/** One method of a training page: its seeds, and its row of the table in words. */
export interface TrainedMethod {
  readonly key: string;
  readonly label: string;
  readonly stroke: LineStyle;
  readonly runs: readonly (readonly Metrics[])[];
  /** Under `columns`. */
  readonly cells: readonly string[];
}

/** Printed page of training runs. */
export interface TrainingPage {
  readonly title: string;
  readonly note: string;
  readonly caption: string;
  readonly methods: readonly TrainedMethod[];
  readonly columns: readonly string[];
  readonly dark: boolean;
}

/** Height of a table row, in pixels. */
const ROW_HEIGHT = 17;

const charts: readonly {
  readonly title: string;
  readonly shown: CurveMetric;
  readonly beside?: CurveMetric;
  readonly against: 'epoch' | 'seconds';
}[] = [
  { title: 'Robust accuracy, %', shown: 'testRobust', beside: 'trainRobust', against: 'epoch' },
  { title: 'Robust accuracy by wall time, %', shown: 'testRobust', beside: 'trainRobust', against: 'seconds' },
  { title: 'Clean accuracy, %', shown: 'testClean', beside: 'trainClean', against: 'epoch' },
  { title: 'Training loss, nats', shown: 'trainLoss', against: 'epoch' },
];

/** Four charts and the table, whose first column names the colours. */
export function trainingPageCommands(page: TrainingPage, width: number, height: number): DrawCommand[] {
  const theme = themeOf(page.dark);
  const caption = wrapText(page.caption, width - 2 * PAGE_PADDING);
  const text = (at: Pair, content: string, weight: 400 | 600 | 650, fill: string, size: number): DrawCommand =>
    label(at, content, { size, weight, fill, anchor: 'start' });
  const table = ROW_HEIGHT * (page.methods.length + 1) + 14;
  const [top, bottom] = [PAGE_PADDING + 48, height - PAGE_PADDING - 17 * caption.length - 8 - table];
  const [across, down] = [(width - 2 * PAGE_PADDING) / 2, (bottom - top) / 2];
  return [
    rectangle({ x: 0, y: 0, width, height }, theme.ground),
    text([PAGE_PADDING, PAGE_PADDING + 14], page.title, 650, theme.ink, 15),
    text([PAGE_PADDING, PAGE_PADDING + 34], page.note, 400, theme.ink3, 12),
    ...charts.flatMap(({ title, shown, beside, against }, k) => {
      const [x, y] = [PAGE_PADDING + (k % 2) * across, top + Math.floor(k / 2) * down];
      const box: Box = { x: x + 34, y: y + 26, width: across - 34 - 22, height: Math.max(20, down - 26 - 40) };
      const head = text([x, y + 13], `${String.fromCharCode(65 + k)}  ${title}`, 600, theme.ink, 13);
      return [head, ...chartMarks(page, box, shown, beside, against)];
    }),
    ...tableMarks(page, { x: PAGE_PADDING, y: bottom + 10, width: width - 2 * PAGE_PADDING, height: table }),
    ...caption.map((line, k) => text([PAGE_PADDING, height - PAGE_PADDING - 17 * (caption.length - 1 - k)], line, 400, theme.ink2, 12)),
  ];
}

function chartMarks(
  { methods, dark }: TrainingPage,
  box: Box,
  shown: CurveMetric,
  beside: CurveMetric | undefined,
  against: 'epoch' | 'seconds',
): DrawCommand[] {
  const theme = themeOf(dark);
  const of = (what: CurveMetric): TrainingCurve[] => methods.map((method) => trainingCurve(method, what, against));
  const [curves, thin] = [of(shown), beside ? of(beside) : []];
  const frame: ChartFrame = { left: box.x, top: box.y, width: box.width, height: box.height, ...curveRanges([...curves, ...thin], shown, 1) };
  const textStyle = { size: 11, weight: 400, fill: theme.ink2 } as const;
  const end = box.y + box.height;
  const colour = (k: number): string => methods[k]?.stroke[dark ? 'dark' : 'light'] ?? theme.ink;
  const points = ({ x, y }: TrainingCurve): Pair[] => x.map((at, i): Pair => [pixelX(frame, at), pixelY(frame, y[i] ?? 0)]);
  return [
    ...ticks(frame.y, 4).flatMap((value) => [
      segment([box.x, pixelY(frame, value)], [box.x + box.width, pixelY(frame, value)], { colour: theme.line, width: 1 }),
      label([box.x - 6, pixelY(frame, value) + 4], tickText(value), { ...textStyle, anchor: 'end' }),
    ]),
    segment([box.x, end], [box.x + box.width, end], { colour: theme.ink3, width: 0.8 }),
    ...(against === 'epoch' ? integerTicks(frame.x, 5) : ticks(frame.x, 5)).map((value) =>
      label([pixelX(frame, value), end + 15], tickText(value), { ...textStyle, anchor: 'middle' }),
    ),
    label([box.x + box.width, end + 30], against === 'epoch' ? 'epoch' : 'seconds', { ...textStyle, anchor: 'end' }),
    ...curves.flatMap((curve, k) => bandMarks(frame, curve, `${colour(k)}24`)),
    ...thin.map((curve, k) => polyline(points(curve), { colour: `${colour(k)}99`, width: 1 })),
    ...curves.flatMap((curve, k): DrawCommand[] => {
      const { dash = [], width = 1.8 } = methods[k]?.stroke ?? {};
      const last = points(curve).at(-1);
      return [
        polyline(points(curve), { colour: colour(k), width, ...(dash.length > 0 && { dash }) }),
        ...(last ? [{ kind: 'disc', at: last, r: 2.6, fill: colour(k) } as const] : []),
      ];
    }),
  ];
}

/** Band of mean ± standard deviation; none for a single seed. */
function bandMarks(frame: ChartFrame, { x, y, spread }: TrainingCurve, fill: string): DrawCommand[] {
  if (spread.every((value) => value === 0)) return [];
  const side = (sign: 1 | -1): Pair[] =>
    x.map((at, i): Pair => [pixelX(frame, at), pixelY(frame, Math.max(0, (y[i] ?? 0) + sign * (spread[i] ?? 0)))]);
  return [{ kind: 'shape', rings: [[...side(1), ...side(-1).reverse()]], closed: true, fill }];
}

function tableMarks({ methods, columns, dark }: TrainingPage, { x, y, width }: Box): DrawCommand[] {
  const theme = themeOf(dark);
  const stop = (k: number): number => x + width * (1 - 0.115 * (columns.length - 1 - k));
  const row = (cells: readonly string[], at: number, fill: string): DrawCommand[] =>
    cells.map((cell, k) => label([stop(k), at], cell, { size: 11, weight: 400, fill, anchor: 'end' }));
  return [
    ...row(columns, y + 11, theme.ink3),
    segment([x, y + ROW_HEIGHT - 1], [x + width, y + ROW_HEIGHT - 1], { colour: theme.line, width: 1 }),
    ...methods.flatMap(({ stroke, label: name, cells }, k) => {
      const at = y + ROW_HEIGHT * (k + 2) - 5;
      const dash = stroke.dash.length > 0 && { dash: stroke.dash };
      return [
        segment([x, at - 4], [x + 26, at - 4], { colour: dark ? stroke.dark : stroke.light, width: stroke.width, ...dash }),
        label([x + 34, at], name, { size: 11, weight: 400, fill: theme.ink, anchor: 'start' }),
        ...row(cells, at, theme.ink),
      ];
    }),
  ];
}
