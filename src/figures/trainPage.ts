import type { Metrics } from '../engine/netProtocol';
import type { Pair } from '../math/kinds';
import type { Stroke } from '../math/optimisers/kinds';
import { themeOf } from './colours';
import { pixelX, pixelY, stepTicks, type Frame } from './raceFrame';
import { tickText, ticks } from './range';
import { curveOf, reachOf, type Curve, type Shown } from './trainCurves';
import { label, polyline, rectangle, segment, type Box, type Mark } from './vector/marks';
import { wrapped } from './vector/page';

/** One method of a training page: its seeds, and its row of the table in words. */
export interface TrainedMethod {
  readonly key: string;
  readonly label: string;
  readonly stroke: Stroke;
  readonly runs: readonly (readonly Metrics[])[];
  /** Under `columns`. */
  readonly cells: readonly string[];
}

/** Runs ready to print. */
export interface TrainPage {
  readonly title: string;
  readonly note: string;
  readonly caption: string;
  readonly methods: readonly TrainedMethod[];
  readonly columns: readonly string[];
  readonly dark: boolean;
}

const [AIR, ROW] = [24, 17];

const charts: readonly { readonly title: string; readonly shown: Shown; readonly beside?: Shown; readonly against: 'epoch' | 'seconds' }[] = [
  { title: 'Robust accuracy, %', shown: 'testRobust', beside: 'trainRobust', against: 'epoch' },
  { title: 'Robust accuracy by wall time, %', shown: 'testRobust', beside: 'trainRobust', against: 'seconds' },
  { title: 'Clean accuracy, %', shown: 'testClean', beside: 'trainClean', against: 'epoch' },
  { title: 'Training loss, nats', shown: 'trainLoss', against: 'epoch' },
];

/** Four charts and the table, whose first column names the colours. */
export function trainPageMarks(page: TrainPage, width: number, height: number): Mark[] {
  const theme = themeOf(page.dark);
  const caption = wrapped(page.caption, width - 2 * AIR);
  const text = (at: Pair, words: string, weight: 400 | 600 | 650, fill: string, size: number): Mark =>
    label(at, words, { size, weight, fill, anchor: 'start' });
  const table = ROW * (page.methods.length + 1) + 14;
  const [top, bottom] = [AIR + 48, height - AIR - 17 * caption.length - 8 - table];
  const [across, down] = [(width - 2 * AIR) / 2, (bottom - top) / 2];
  return [
    rectangle({ x: 0, y: 0, width, height }, theme.ground),
    text([AIR, AIR + 14], page.title, 650, theme.ink, 15),
    text([AIR, AIR + 34], page.note, 400, theme.ink3, 12),
    ...charts.flatMap(({ title, shown, beside, against }, k) => {
      const [x, y] = [AIR + (k % 2) * across, top + Math.floor(k / 2) * down];
      const box: Box = { x: x + 34, y: y + 26, width: across - 34 - 22, height: Math.max(20, down - 26 - 40) };
      const head = text([x, y + 13], `${String.fromCharCode(65 + k)}  ${title}`, 600, theme.ink, 13);
      return [head, ...chartMarks(page, box, shown, beside, against)];
    }),
    ...tableMarks(page, { x: AIR, y: bottom + 10, width: width - 2 * AIR, height: table }),
    ...caption.map((line, k) => text([AIR, height - AIR - 17 * (caption.length - 1 - k)], line, 400, theme.ink2, 12)),
  ];
}

function chartMarks({ methods, dark }: TrainPage, box: Box, shown: Shown, beside: Shown | undefined, against: 'epoch' | 'seconds'): Mark[] {
  const theme = themeOf(dark);
  const of = (what: Shown): Curve[] => methods.map((method) => curveOf(method, what, against));
  const [curves, thin] = [of(shown), beside ? of(beside) : []];
  const frame: Frame = { left: box.x, top: box.y, width: box.width, height: box.height, ...reachOf([...curves, ...thin], shown, 1) };
  const style = { size: 11, weight: 400, fill: theme.ink2 } as const;
  const end = box.y + box.height;
  const colour = (k: number): string => methods[k]?.stroke[dark ? 'dark' : 'light'] ?? theme.ink;
  const points = ({ x, y }: Curve): Pair[] => x.map((at, i): Pair => [pixelX(frame, at), pixelY(frame, y[i] ?? 0)]);
  return [
    ...ticks(frame.y, 4).flatMap((value) => [
      segment([box.x, pixelY(frame, value)], [box.x + box.width, pixelY(frame, value)], { stroke: theme.line, width: 1 }),
      label([box.x - 6, pixelY(frame, value) + 4], tickText(value), { ...style, anchor: 'end' }),
    ]),
    segment([box.x, end], [box.x + box.width, end], { stroke: theme.ink3, width: 0.8 }),
    ...(against === 'epoch' ? stepTicks(frame.x, 5) : ticks(frame.x, 5)).map((value) =>
      label([pixelX(frame, value), end + 15], tickText(value), { ...style, anchor: 'middle' }),
    ),
    label([box.x + box.width, end + 30], against === 'epoch' ? 'epoch' : 'seconds', { ...style, anchor: 'end' }),
    ...curves.flatMap((curve, k) => bandMarks(frame, curve, `${colour(k)}24`)),
    ...thin.map((curve, k) => polyline(points(curve), { stroke: `${colour(k)}99`, width: 1 })),
    ...curves.flatMap((curve, k): Mark[] => {
      const { dash = [], width = 1.8 } = methods[k]?.stroke ?? {};
      const last = points(curve).at(-1);
      return [
        polyline(points(curve), { stroke: colour(k), width, ...(dash.length > 0 && { dash }) }),
        ...(last ? [{ kind: 'disc', at: last, r: 2.6, fill: colour(k) } as const] : []),
      ];
    }),
  ];
}

/** Mean ± standard deviation as an area; nothing of a single seed. */
function bandMarks(frame: Frame, { x, y, spread }: Curve, fill: string): Mark[] {
  if (spread.every((value) => value === 0)) return [];
  const side = (sign: 1 | -1): Pair[] =>
    x.map((at, i): Pair => [pixelX(frame, at), pixelY(frame, Math.max(0, (y[i] ?? 0) + sign * (spread[i] ?? 0)))]);
  return [{ kind: 'shape', rings: [[...side(1), ...side(-1).reverse()]], closed: true, fill }];
}

function tableMarks({ methods, columns, dark }: TrainPage, { x, y, width }: Box): Mark[] {
  const theme = themeOf(dark);
  const stop = (k: number): number => x + width * (1 - 0.115 * (columns.length - 1 - k));
  const row = (words: readonly string[], at: number, fill: string): Mark[] =>
    words.map((word, k) => label([stop(k), at], word, { size: 11, weight: 400, fill, anchor: 'end' }));
  return [
    ...row(columns, y + 11, theme.ink3),
    segment([x, y + ROW - 1], [x + width, y + ROW - 1], { stroke: theme.line, width: 1 }),
    ...methods.flatMap(({ stroke, label: name, cells }, k) => {
      const at = y + ROW * (k + 2) - 5;
      const dash = stroke.dash.length > 0 && { dash: stroke.dash };
      return [
        segment([x, at - 4], [x + 26, at - 4], { stroke: dark ? stroke.dark : stroke.light, width: stroke.width, ...dash }),
        label([x + 34, at], name, { size: 11, weight: 400, fill: theme.ink, anchor: 'start' }),
        ...row(cells, at, theme.ink),
      ];
    }),
  ];
}
