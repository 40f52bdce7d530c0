import type { SurfaceResult } from '../../worker/rpc/protocol';
import type { Pair } from '../../math/core/types';
import { themeOf } from '../base/colours';
import { type Box, label, type DrawCommand, polyline, segment } from '../base/drawList';
import { axisNames, type CurveStyle, curveStyles, lineProfile } from '../base/lineProfile';
import { dataToPixel } from '../base/pixelMapping';
import { lossTicks, tickText, weightTicks } from '../base/ticks';
import type { FigureStyle } from '../base/types';

/** Dash patterns in pixels. */
const dashes: Readonly<Record<CurveStyle['dash'], readonly number[] | undefined>> = {
  solid: undefined,
  dash: [6, 4],
  dot: [2, 3],
  dashdot: [9, 3, 2, 3],
};

/** Line profile within `box`: horizontal hairlines, the curves with the first on top, kinks as dotted lines with a ring. */
export function profileCommands(results: readonly SurfaceResult[], style: FigureStyle, box: Box): DrawCommand[] {
  const { along, span, values, curves, kinks } = lineProfile(results, style);
  const theme = themeOf(style.dark);
  const pixel = dataToPixel(box, span, values);
  const textStyle = { size: 11, weight: 400, fill: theme.ink2 } as const;
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  const styles = curveStyles(style.dark);
  const lines = curves.map(({ t, loss }, k): DrawCommand => {
    const { color: colour, dash, width } = styles[k % styles.length]!;
    const pattern = dashes[dash];
    const points = t.map((at, i): Pair => [at, loss[i]!]).filter(([, value]) => Number.isFinite(value));
    return polyline(points.map(pixel), { colour, width, ...(pattern && { dash: pattern }) });
  });
  return [
    ...lossTicks(values).flatMap((value) => {
      const [, y] = pixel([span[0], value]);
      return [
        segment([box.x, y], [right, y], { colour: theme.line, width: 1 }),
        label([box.x - 8, y + 4], tickText(value), { ...textStyle, anchor: 'end' }),
      ];
    }),
    ...weightTicks(span).map((value) => label([pixel([value, 0])[0], bottom + 16], tickText(value), { ...textStyle, anchor: 'middle' })),
    label([box.x - 30, box.y - 8], 'loss', { ...textStyle, anchor: 'start' }),
    label([right, bottom + 33], axisNames[along], { ...textStyle, anchor: 'end' }),
    ...lines.reverse(),
    ...(style.creases ? kinks : []).flatMap(({ at, loss }): DrawCommand[] => {
      const [x, y] = pixel([at, loss]);
      return [
        segment([x, box.y], [x, bottom], { colour: theme.crease, width: 1, dash: [2, 3] }),
        { kind: 'disc', at: [x, y], r: 3.5, fill: theme.ground, stroke: { colour: theme.crease, width: 1.5 } },
      ];
    }),
  ];
}
