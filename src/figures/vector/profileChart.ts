import type { SurfaceResult } from '../../worker/rpc/protocol';
import type { Pair } from '../../math/core/types';
import { themeOf } from '../base/colours';
import { type Box, label, type DrawCommand, polyline, segment, splitAtGaps, type StrokeStyle } from '../base/drawList';
import { axisNames, type CurveStyle, curveStyles, isWithin, lineProfile } from '../base/gridSampling';
import { boxWithin, dataToPixel } from '../base/pixelMapping';
import { textWidth, thinnedLabels } from '../base/textMetrics';
import { labelledTicks, lossTicks, tickTexts, weightTicks } from '../base/ticks';
import type { FigureStyle, Margins } from '../base/types';

/** Dash patterns in pixels. */
const dashes: Readonly<Record<CurveStyle['dash'], readonly number[] | undefined>> = {
  solid: undefined,
  dash: [6, 4],
  dot: [2, 3],
  dashdot: [9, 3, 2, 3],
};

/** Stroke of a curve. */
export function dashedStroke({ color: colour, dash, width }: CurveStyle): StrokeStyle {
  const pattern = dashes[dash];
  return { colour, width, ...(pattern && { dash: pattern }) };
}

const TICK_TYPE = { size: 11, weight: 400 } as const;
/** Line height of what stands in place of curves, in pixels. */
const GAP_LINE = 16;

/** Room for tick labels and titles around a profile of these losses, on the left by the longest label. */
export function profileMargins(values: Pair): Margins {
  const longest = Math.max(...tickTexts(lossTicks(values)).map((text) => textWidth(text, TICK_TYPE)));
  return { l: longest + 10, r: 12, t: 22, b: 40 };
}

/** Line profile within `box`, margins included: horizontal hairlines, the curves with the first on top, kinks as dotted lines with a ring. */
export function profileCommands(results: readonly SurfaceResult[], style: FigureStyle, outer: Box): DrawCommand[] {
  const { along, span, values, curves, kinks, gap } = lineProfile(results, style);
  const theme = themeOf(style.dark);
  const box = boxWithin(outer, profileMargins(values));
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
    label([outer.x, box.y - 10], 'loss', { ...textStyle, anchor: 'start' }),
    label([right, bottom + 36], axisNames[along], { ...textStyle, anchor: 'end' }),
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
        segment([x, box.y], [x, bottom], { colour: theme.crease, width: 1, dash: [2, 3] }),
        { kind: 'disc', at: [x, y], r: 3.5, fill: theme.ground, stroke: { colour: theme.crease, width: 1.5 } },
      ];
    }),
  ];
}
