import type { Pair } from '../math/kinds';
import { themeOf } from './colours';
import { acrossAt } from './raceAcross';
import { decades, gapEnds, pixelX, pixelY, powerText, stepTicks, strokes, type Frame } from './raceFrame';
import type { Racer } from './raceStates';
import { tickText } from './range';
import { label, polyline, segment, type Box, type Mark } from './vector/marks';

/** What a chart of a race is drawn from. */
export interface RaceMoment {
  readonly racers: readonly Racer[];
  /** The least loss that anything has seen. */
  readonly least: number;
  /** The step that is shown, and the last one recorded. */
  readonly step: number;
  readonly last: number;
}

/** How far above the least adversarial loss every state of every method lies; NaN for the lowest itself. */
export const gapsOf = (racers: readonly Racer[], least: number): Float64Array[] =>
  racers.map(({ path }) => path.adversarial.map((loss) => (loss > least ? loss - least : NaN)));

/** The gaps on a log axis, with a line at the step shown. */
export function gapMarks({ racers, least, step, last }: RaceMoment, dark: boolean, box: Box): Mark[] {
  const gaps = gapsOf(racers, least);
  const ends = gapEnds(gaps);
  const frame = frameIn(box, [0, Math.max(1, last)], ends, true);
  const theme = themeOf(dark);
  const at = pixelX(frame, step);
  return [
    ...axes(frame, decades(ends), powerText, dark),
    clip(
      box,
      racers.flatMap((racer, k) => lineOf(frame, racer, gaps[k] ?? new Float64Array(), 0, dark)),
    ),
    segment([at, box.y], [at, box.y + box.height], { stroke: theme.ink, width: 1 }),
  ];
}

/** One weight over the last steps: what a fixed step does on a crease. */
export function acrossMarks({ racers, step }: RaceMoment, dark: boolean, box: Box): Mark[] {
  const { span, ends, ticks, lines } = acrossAt(racers, step);
  const frame = frameIn(box, span, ends);
  const zero = pixelY(frame, 0);
  const crease = segment([box.x, zero], [box.x + box.width, zero], { stroke: themeOf(dark).crease, width: 1.2 });
  return [
    ...axes(frame, ticks, tickText, dark),
    clip(box, [crease, ...lines.flatMap(({ racer, values }) => lineOf(frame, racer, values, span[0], dark))]),
  ];
}

const frameIn = ({ x, y, width, height }: Box, span: Pair, ends: Pair, log = false): Frame => ({
  left: x,
  top: y,
  width,
  height,
  x: span,
  y: ends,
  log,
});
const clip = (box: Box, marks: readonly Mark[]): Mark => ({ kind: 'clip', box, marks });

/** A method's line in its colour and dash. */
function lineOf(frame: Frame, { stroke }: Racer, values: Float64Array, first: number, dark: boolean): Mark[] {
  const pen = { stroke: dark ? stroke.dark : stroke.light, width: stroke.width - 0.4, ...(stroke.dash.length > 0 && { dash: stroke.dash }) };
  return strokes(frame, values, first).map((points) => polyline(points, pen));
}

/** Hairlines at the values, whole steps below, the word under their right end. */
function axes(frame: Frame, values: readonly number[], text: (value: number) => string, dark: boolean): Mark[] {
  const theme = themeOf(dark);
  const style = { size: 11, weight: 400, fill: theme.ink2 } as const;
  const [right, bottom] = [frame.left + frame.width, frame.top + frame.height];
  return [
    ...values.flatMap((value) => {
      const y = pixelY(frame, value);
      return [
        segment([frame.left, y], [right, y], { stroke: theme.line, width: 1 }),
        label([frame.left - 6, y + 4], text(value), { ...style, anchor: 'end' }),
      ];
    }),
    segment([frame.left, bottom], [right, bottom], { stroke: theme.ink3, width: 0.8 }),
    ...stepTicks(frame.x, 4).map((value) => label([pixelX(frame, value), bottom + 15], String(value), { ...style, anchor: 'middle' })),
    label([right, bottom + 30], 'step', { ...style, anchor: 'end' }),
  ];
}
