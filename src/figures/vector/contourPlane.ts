import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { colourAt, themeOf } from '../base/colours';
import { arrowStrokes, descentArrows } from '../base/descentArrows';
import { type Box, label, type DrawCommand, polyline, rectangle, segment } from '../base/drawList';
import { contourKinks } from '../base/kinkColours';
import { dataToPixel } from '../base/pixelMapping';
import { contourLevels, levelStep, tickText, weightTicks } from '../base/ticks';
import type { FigureStyle } from '../base/types';
import { superlevelRings } from './isobands';

/** Dashes of curvature jumps, in pixels. */
const CURVATURE_JUMP_DASH = [1.4, 2];
/** Width of the white rim of a point on a kink, and of the minimum and the cursor, in pixels. */
const KINK_RIM = 1.2;
const MARKER_RIM = 2;

/** Contour plot within `box`: filled bands, level lines, kinks, arrows, minimum and cursor, with axes around it. */
export function contourCommands(result: SurfaceResult, range: Pair, style: FigureStyle, box: Box): DrawCommand[] {
  const { grid } = result;
  const theme = themeOf(style.dark);
  const [theta1, theta2]: readonly [Pair, Pair] = [[grid.x[0]!, grid.x.at(-1)!], [grid.y[0]!, grid.y.at(-1)!]]; // prettier-ignore
  const pixel = dataToPixel(box, theta1, theta2);
  const step = levelStep(range);
  const bandColour = (level: number): string => colourAt(style.colours, (level + step / 2 - range[0]) / (range[1] - range[0]), style.dark);
  const levels = contourLevels(range);
  const point = (at: Pair, r: number, fill: string, rim: number): DrawCommand => ({
    kind: 'disc',
    at: pixel(at),
    r,
    fill,
    stroke: { colour: '#ffffff', width: rim },
  });
  const bands = levels.flatMap((level): DrawCommand[] => {
    const rings = superlevelRings(grid, level).map((ring) => ring.map(pixel));
    if (rings.length === 0) return [];
    return [{ kind: 'shape', rings, closed: true, fill: bandColour(level), stroke: { colour: 'rgba(255,255,255,.45)', width: 0.7 } }];
  });
  const kinks = contourKinks(result, style).flatMap((kink) => {
    if (kink.kind === 'point') return [point(kink.at, kink.diameter / 2, kink.colour, KINK_RIM)];
    const stroke = { colour: kink.colour, width: kink.width, ...(kink.dotted && { dash: [...CURVATURE_JUMP_DASH] }) };
    return kink.parts.map((part) => polyline(part.map(pixel), stroke));
  });
  const arrows = style.arrows ? descentArrows(result).map((points) => points.map(pixel)) : [];
  return [
    {
      kind: 'clip',
      box,
      commands: [
        rectangle(box, bandColour(levels[0]! - step)),
        ...bands,
        ...kinks,
        ...arrowStrokes.flatMap((stroke) => arrows.map((points) => polyline(points, { ...stroke }))),
      ],
    },
    ...axisCommands(theta1, theta2, box, pixel, style),
    ...(style.minimum ? [point(result.minimum.theta, 4.5, theme.ink, MARKER_RIM)] : []),
    ...(style.cursor ? [point(style.cursor, 5.5, theme.theta, MARKER_RIM)] : []),
  ];
}

/** Axes of both weights: ticks, their labels and the titles. */
function axisCommands(theta1: Pair, theta2: Pair, box: Box, pixel: (theta: Pair) => Pair, style: FigureStyle): DrawCommand[] {
  const theme = themeOf(style.dark);
  const textStyle = { size: 11, weight: 400, fill: theme.ink2 } as const;
  const tick = { colour: theme.ink3, width: 0.8 };
  const [bottom, left] = [box.y + box.height, box.x];
  return [
    ...weightTicks(theta1).flatMap((value): DrawCommand[] => {
      const [x] = pixel([value, theta2[0]]);
      return [segment([x, bottom], [x, bottom + 4], tick), label([x, bottom + 16], tickText(value), { ...textStyle, anchor: 'middle' })];
    }),
    ...weightTicks(theta2).flatMap((value): DrawCommand[] => {
      const [, y] = pixel([theta1[0], value]);
      return [segment([left - 4, y], [left, y], tick), label([left - 8, y + 4], tickText(value), { ...textStyle, anchor: 'end' })];
    }),
    label([left + box.width / 2, bottom + 33], 'θ₁', { ...textStyle, size: 12, anchor: 'middle' }),
    label([left - 32, box.y + box.height / 2], 'θ₂', { ...textStyle, size: 12, anchor: 'middle', turn: -90 }),
  ];
}
