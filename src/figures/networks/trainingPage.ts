import { mean, spreadOf } from '../../math/core/statistics';
import type { Pair } from '../../math/core/types';
import type { LineStyle } from '../../math/optimisers/types';
import type { Metrics } from '../../nets/training/types';
import { themeOf } from '../base/colours';
import { type Box, type DrawCommand, label, polyline, segment, type StrokeStyle } from '../base/drawList';
import { boxWithin } from '../base/pixelMapping';
import { shortenedText, thinnedLabels } from '../base/textMetrics';
import { labelledTicks, ticks } from '../base/ticks';
import type { Margins } from '../base/types';
import { type ChartFrame, integerTicks, pixelX, pixelY } from '../charts/chartFrame';
import { ROW_HEIGHT, tableCommands, type TableRow } from '../charts/tableCommands';
import { framedPage, type PageFrame } from '../vector/composition';

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

/** The curve of a method: at every epoch that a seed has, the mean over those seeds (accuracies in %, losses in nats), where it is finite. */
export function trainingCurve({ key, label, runs }: Runs, shown: CurveMetric, against: 'epoch' | 'seconds'): TrainingCurve {
  const epochs = [...new Set(runs.flatMap((metrics) => metrics.map(({ epoch }) => epoch)))].sort((a, b) => a - b);
  const scale = shown === 'trainLoss' || shown === 'lr' ? 1 : 100;
  const states = epochs
    .map((epoch) => runs.flatMap((metrics) => metrics.filter((row) => row.epoch === epoch)))
    .map((rows) => ({ x: mean(rows.map((row) => row[against])), ...spreadOf(rows.map((row) => scale * row[shown])) }))
    .filter(({ x, mean: y }) => Number.isFinite(x) && Number.isFinite(y)); // a run that has diverged has no place in a chart
  return {
    key,
    label,
    x: states.map(({ x }) => x),
    y: states.map(({ mean: y }) => y),
    spread: states.map(({ std }) => std ?? 0),
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

/** A chart of a printed page under its title. */
export interface TitledChart {
  readonly title: string;
  /** Draws it with its tick labels into a box. */
  readonly draw: (box: Box) => DrawCommand[];
}

/** Printed page of training runs. */
export interface TrainingPage extends PageFrame {
  readonly methods: readonly TrainedMethod[];
  readonly columns: readonly string[];
  readonly charts: readonly TitledChart[];
}

interface CurveChart {
  readonly title: string;
  readonly shown: CurveMetric;
  readonly beside?: CurveMetric;
  readonly against: 'epoch' | 'seconds';
}
const charts = {
  robust: { title: 'Robust accuracy, %', shown: 'testRobust', beside: 'trainRobust', against: 'epoch' },
  robustByTime: { title: 'Robust accuracy by wall time, %', shown: 'testRobust', beside: 'trainRobust', against: 'seconds' },
  clean: { title: 'Clean accuracy, %', shown: 'testClean', beside: 'trainClean', against: 'epoch' },
  loss: { title: 'Training loss, nats', shown: 'trainLoss', against: 'epoch' },
} as const satisfies Record<string, CurveChart>;

/** Charts of training curves; all four unless some are named. */
export const curveCharts = (
  page: Pick<TrainingPage, 'methods' | 'dark'>,
  names: readonly (keyof typeof charts)[] = ['robust', 'robustByTime', 'clean', 'loss'],
): readonly TitledChart[] =>
  names.map((name) => ({ title: charts[name].title, draw: (box) => chartCommands(page, boxWithin(box, CHART_ROOM), charts[name]) }));

const HEAD = { size: 13, weight: 600 } as const;
/** Height of the title of a chart, and the room around its axes for tick labels, in pixels. */
const TITLE_HEIGHT = 20;
export const CHART_ROOM: Margins = { l: 34, r: 22, t: 6, b: 40 };

/** The line of a method as a chart strokes it. */
export function methodLine(stroke: LineStyle, dark: boolean): StrokeStyle {
  return { colour: dark ? stroke.dark : stroke.light, width: stroke.width, ...(stroke.dash.length > 0 && { dash: stroke.dash }) };
}

/** Charts, two in a row, and the table, whose first column names the colours. */
export function trainingPageCommands(page: TrainingPage, width: number, height: number): DrawCommand[] {
  const theme = themeOf(page.dark);
  return framedPage(page, width, height, (area) => {
    const table = ROW_HEIGHT * (page.methods.length + 1) + 14;
    const across = page.charts.length > 1 ? 2 : 1;
    const [wide, down] = [area.width / across, (area.height - table) / Math.ceil(page.charts.length / across)];
    const rows = page.methods.map(({ stroke, label: name, cells }): TableRow => {
      const line = methodLine(stroke, page.dark);
      return { mark: ([x, y]) => [segment([x, y], [x + 26, y], line)], name, cells };
    });
    return [
      ...page.charts.flatMap(({ title, draw }, k) => {
        const [x, y] = [area.x + (k % across) * wide, area.y + Math.floor(k / across) * down];
        const head = shortenedText(`${String.fromCharCode(65 + k)}  ${title}`, wide - 12, HEAD);
        return [
          label([x, y + 13], head, { ...HEAD, fill: theme.ink, anchor: 'start' }),
          ...draw({ x, y: y + TITLE_HEIGHT, width: wide, height: down - TITLE_HEIGHT }),
        ];
      }),
      ...tableCommands(page.columns, rows, { x: area.x, y: area.y + area.height - table + 10, width: area.width, height: table }, theme),
    ];
  });
}

function chartCommands({ methods, dark }: Pick<TrainingPage, 'methods' | 'dark'>, box: Box, { shown, beside, against }: CurveChart): DrawCommand[] {
  const theme = themeOf(dark);
  const of = (what: CurveMetric): TrainingCurve[] => methods.map((method) => trainingCurve(method, what, against));
  const [curves, thin] = [of(shown), beside ? of(beside) : []];
  const frame: ChartFrame = { left: box.x, top: box.y, width: box.width, height: box.height, ...curveRanges([...curves, ...thin], shown, 1) };
  const textStyle = { size: 11, weight: 400, fill: theme.ink2 } as const;
  const [end, losses] = [box.y + box.height, ticks(frame.y, 4)];
  const colour = (k: number): string => methods[k]?.stroke[dark ? 'dark' : 'light'] ?? theme.ink;
  const points = ({ x, y }: TrainingCurve): Pair[] => x.map((at, i): Pair => [pixelX(frame, at), pixelY(frame, y[i] ?? 0)]);
  return [
    label([box.x + box.width, end + 30], against === 'epoch' ? 'epoch' : 'seconds', { ...textStyle, anchor: 'end' }),
    ...losses.map((value) => segment([box.x, pixelY(frame, value)], [box.x + box.width, pixelY(frame, value)], { colour: theme.line, width: 1 })),
    ...thinnedLabels(
      labelledTicks(losses).map(({ tick, text }) => label([box.x - 6, pixelY(frame, tick) + 4], text, { ...textStyle, anchor: 'end' })),
    ),
    segment([box.x, end], [box.x + box.width, end], { colour: theme.ink3, width: 0.8 }),
    ...thinnedLabels(
      labelledTicks(against === 'epoch' ? integerTicks(frame.x, 5) : ticks(frame.x, 5)).map(({ tick, text }) =>
        label([pixelX(frame, tick), end + 15], text, { ...textStyle, anchor: 'middle' }),
      ),
    ),
    ...curves.flatMap((curve, k) => bandCommands(frame, curve, `${colour(k)}24`)),
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
function bandCommands(frame: ChartFrame, { x, y, spread }: TrainingCurve, fill: string): DrawCommand[] {
  if (spread.every((value) => value === 0)) return [];
  const side = (sign: 1 | -1): Pair[] =>
    x.map((at, i): Pair => [pixelX(frame, at), pixelY(frame, Math.max(0, (y[i] ?? 0) + sign * (spread[i] ?? 0)))]);
  return [{ kind: 'shape', rings: [[...side(1), ...side(-1).reverse()]], closed: true, fill }];
}
