import type { SurfaceResult } from '../../worker/rpc/protocol';
import type { Pair } from '../../math/core/types';
import { type Theme, themeOf } from '../base/colours';
import { type Box, label, type DrawCommand, polyline, rectangle, segment, splitAtGaps, type StrokeStyle } from '../base/drawList';
import { axisNames, type CurveStyle, curveStyles, isWithin, type LineProfile, lineProfile } from '../base/gridSampling';
import { boxWithin, dataToPixel } from '../base/pixelMapping';
import { textWidth, thinnedLabels } from '../base/textMetrics';
import { labelledTicks, lossTicks, tickTexts, weightTicks } from '../base/ticks';
import type { FigureStyle, Margins, Painting } from '../base/types';

/** Dash patterns in pixels, as Plotly has them for lines of at most 3. */
const dashes: Readonly<Record<CurveStyle['dash'], readonly number[] | undefined>> = {
  solid: undefined,
  dash: [9, 9],
  dot: [3, 3],
  dashdot: [9, 3, 3, 3],
};

/** Stroke of a curve. */
export function dashedStroke({ color: colour, dash, width }: CurveStyle): StrokeStyle {
  const pattern = dashes[dash];
  return { colour, width, ...(pattern && { dash: pattern }) };
}

const TICK_TYPE = { size: 11, weight: 400 } as const;
/** Line height of the text shown in place of curves, in pixels. */
const GAP_LINE = 16;
/** Distance of the title of the losses from the box, at most, in pixels. */
const LOSS_SHIFT = 30;
/** Line height of a note and its distance from its kink, in pixels. */
const NOTE_LINE = 14.3;
const NOTE_SHIFT = 9;

/** Room for tick labels and titles around a profile of these losses, on the left by the longest label. */
export function profileMargins(values: Pair): Margins {
  const longest = Math.max(...tickTexts(lossTicks(values)).map((text) => textWidth(text, TICK_TYPE)));
  return { l: longest + 10, r: 12, t: 22, b: 40 };
}

/** Line profile within `box`, margins included: horizontal hairlines, the curves with the first on top, kinks as dotted lines with a ring. */
export function profileCommands(results: readonly SurfaceResult[], style: FigureStyle, outer: Box): DrawCommand[] {
  const profile = lineProfile(results, style);
  return chartCommands(profile, style, outer, profileMargins(profile.values));
}

/** A sentence about a kink, beside its dotted line: the lines of its text, to the right or left of `at`, centred on a height of the box as a fraction. */
export interface KinkNote {
  readonly lines: readonly string[];
  readonly at: number;
  readonly right: boolean;
  readonly height: number;
}

/** A line profile as the page paints it, with Plotly's margins around it: also the cursor, where its loss is finite, and a note. */
export const profilePainting = (
  profile: LineProfile,
  style: FigureStyle,
  margins: Margins,
  cursor: Pair | undefined,
  note: KinkNote | undefined,
): Painting => ({
  frame: () => [],
  body: (width, height) => {
    const theme = themeOf(style.dark);
    const outer: Box = { x: 0, y: 0, width, height };
    const box = boxWithin(outer, margins);
    const pixel = dataToPixel(box, profile.span, profile.values);
    return [
      ...chartCommands(profile, style, outer, margins),
      ...(cursor ? [{ kind: 'disc', at: pixel(cursor), r: 5, fill: theme.theta, stroke: { colour: theme.ground, width: 1.5 } } as const] : []),
      ...(note ? noteCommands(note, pixel([note.at, 0])[0], box, theme) : []),
    ];
  },
});

function noteCommands({ lines, right, height }: KinkNote, x: number, box: Box, theme: Theme): DrawCommand[] {
  const width = Math.max(...lines.map((line) => textWidth(line, TICK_TYPE)));
  const left = right ? x + NOTE_SHIFT : x - NOTE_SHIFT - width;
  const middle = box.y + (1 - height) * box.height;
  const top = middle - (NOTE_LINE * lines.length) / 2;
  return [
    rectangle({ x: left - 1, y: top - 1, width: width + 2, height: NOTE_LINE * lines.length + 2 }, theme.ground),
    ...lines.map((line, k) =>
      label([right ? left : left + width, top + NOTE_LINE * k + 11], line, { ...TICK_TYPE, fill: theme.ink, anchor: right ? 'start' : 'end' }),
    ),
  ];
}

function chartCommands({ along, span, values, curves, kinks, gap }: LineProfile, style: FigureStyle, outer: Box, margins: Margins): DrawCommand[] {
  const theme = themeOf(style.dark);
  const box = boxWithin(outer, margins);
  const pixel = dataToPixel(box, span, values);
  const textStyle = { ...TICK_TYPE, fill: theme.ink2 } as const;
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  const styles = curveStyles(style.dark);
  const lines = curves.map(({ t, loss }, k): DrawCommand[] => {
    const stroke = dashedStroke(styles[k % styles.length]!);
    const points = t.map((at, i): Pair | undefined => (Number.isFinite(loss[i]) ? pixel([at, loss[i]!]) : undefined));
    return splitAtGaps(points, 2).map((part) => polyline(part, stroke));
  });
  const [losses, weights] = [lossTicks(values), weightTicks(span)];
  return [
    label([Math.max(outer.x, box.x - LOSS_SHIFT), box.y - 9], 'loss', { ...textStyle, anchor: 'start' }),
    label([right, bottom + 33], axisNames[along], { ...textStyle, anchor: 'end' }),
    ...losses.map((value) => segment([box.x, pixel([span[0], value])[1]], [right, pixel([span[0], value])[1]], { colour: theme.line, width: 1 })),
    ...thinnedLabels(
      labelledTicks(losses).map(({ tick, text }) => label([box.x - 8, pixel([span[0], tick])[1] + 4], text, { ...textStyle, anchor: 'end' })),
    ),
    ...thinnedLabels(
      labelledTicks(weights).map(({ tick, text }) => label([pixel([tick, 0])[0], bottom + 19], text, { ...textStyle, anchor: 'middle' })),
      weights.indexOf(0),
    ),
    ...gap.map((line, k) =>
      label([box.x + box.width / 2, box.y + box.height / 2 + GAP_LINE * (k - (gap.length - 1) / 2)], line, { ...textStyle, anchor: 'middle' }),
    ),
    { kind: 'clip', box, commands: lines.reverse().flat() },
    ...(style.creases ? kinks.filter(({ loss }) => isWithin(values, loss)) : []).flatMap(({ at, loss }): DrawCommand[] => {
      const [x, y] = pixel([at, loss]);
      return [
        segment([x, box.y], [x, bottom], { colour: theme.crease, width: 1, dash: [3, 3] }),
        { kind: 'disc', at: [x, y], r: 3.5, fill: theme.ground, stroke: { colour: theme.crease, width: 1.5 } },
      ];
    }),
  ];
}
