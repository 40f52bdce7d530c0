import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { colourAt, themeOf } from '../base/colours';
import { descents, stroke } from '../base/descentArrows';
import { isPoint } from '../base/gridSampling';
import { BEND, byJump, jumpColour, jumpStrokes, partsOf } from '../base/kinkColours';
import { type Box, label, type DrawCommand, type StrokeStyle, polyline, rectangle, segment } from '../base/marks';
import { ticks, tickText, levels, levelStep } from '../base/ticks';
import type { FigureStyle } from '../base/types';
import { isoband } from './isobands';

/** Filled bands, level lines, creases, arrows and marks of a contour plot within `box`, ticks around it. */
export function planeMarks(result: SurfaceResult, range: Pair, look: FigureStyle, box: Box): DrawCommand[] {
  const { grid } = result;
  const theme = themeOf(look.dark);
  const ends = [grid.x[0]!, grid.x.at(-1)!, grid.y[0]!, grid.y.at(-1)!] as const;
  const pixel = ([a, b]: Pair): Pair => [
    box.x + ((a - ends[0]) / (ends[1] - ends[0])) * box.width,
    box.y + (1 - (b - ends[2]) / (ends[3] - ends[2])) * box.height,
  ];
  const step = levelStep(range);
  const band = (lowest: number): string => colourAt(look.colours, (lowest + step / 2 - range[0]) / (range[1] - range[0]), look.dark);
  const inside = levels(range);
  const marks: DrawCommand[] = [rectangle(box, band(inside[0]! - step))];
  for (const level of inside) {
    const rings = isoband(grid, level).map((ring) => ring.map(pixel));
    if (rings.length > 0) marks.push({ kind: 'shape', rings, closed: true, fill: band(level), pen: { stroke: 'rgba(255,255,255,.45)', width: 0.7 } });
  }
  const curve = (theta: readonly Pair[], pen: StrokeStyle): DrawCommand => polyline(theta.map(pixel), pen);
  const spot = (theta: Pair, r: number, fill: string, width: number): DrawCommand => ({
    kind: 'disc',
    at: pixel(theta),
    r,
    fill,
    pen: { stroke: '#ffffff', width },
  });
  if (look.jumps) {
    const { spots, bends } = byJump(result.creases, grid);
    const strokes = jumpStrokes(result.creases, grid, look.jumps);
    for (const part of partsOf(bends)) marks.push(curve(part, { stroke: BEND, width: 1.4, dash: [1.4, 2] }));
    for (const { parts } of strokes) for (const part of parts) marks.push(curve(part, { stroke: 'rgba(255,255,255,.85)', width: 5 }));
    for (const { parts, colour } of strokes) for (const part of parts) marks.push(curve(part, { stroke: colour, width: 2.8 }));
    spots.theta.forEach((theta, k) => marks.push(spot(theta, 4.5, jumpColour(spots.jump[k] ?? NaN, look.jumps ?? [0, 1]), 1.2)));
  } else if (look.creases && !look.smoothed)
    for (const crease of result.creases) {
      if (isPoint(crease)) marks.push(spot(crease.theta[0]!, 4, theme.creaseOnMap, 1.2));
      else marks.push(curve(crease.theta, { stroke: theme.creaseOnMap, width: 2 }));
    }
  if (look.arrows) {
    const strokes = descents(result).map((arrow) => stroke(arrow, [ends[1] - ends[0], ends[3] - ends[2]]));
    for (const pen of [
      { stroke: 'rgba(10,14,30,.55)', width: 3.6 },
      { stroke: '#ffffff', width: 1.4 },
    ])
      // prettier-ignore
      for (const points of strokes) marks.push(curve(points, pen));
  }
  const spots: DrawCommand[] = [];
  if (look.minimum) spots.push(spot(result.minimum.theta, 4.5, theme.ink, 2));
  if (look.cursor) spots.push(spot(look.cursor, 5.5, theme.theta, 2));
  return [{ kind: 'clip', box, marks }, ...planeAxes(ends, box, pixel, look), ...spots];
}

function planeAxes(ends: readonly [number, number, number, number], box: Box, pixel: (theta: Pair) => Pair, look: FigureStyle): DrawCommand[] {
  const theme = themeOf(look.dark);
  const style = { size: 11, weight: 400, fill: theme.ink2 } as const;
  const pen = { stroke: theme.ink3, width: 0.8 };
  const [bottom, left] = [box.y + box.height, box.x];
  return [
    ...ticks([ends[0], ends[1]], 6).flatMap((value): DrawCommand[] => {
      const [x] = pixel([value, ends[2]]);
      return [segment([x, bottom], [x, bottom + 4], pen), label([x, bottom + 16], tickText(value), { ...style, anchor: 'middle' })];
    }),
    ...ticks([ends[2], ends[3]], 6).flatMap((value): DrawCommand[] => {
      const [, y] = pixel([ends[0], value]);
      return [segment([left - 4, y], [left, y], pen), label([left - 8, y + 4], tickText(value), { ...style, anchor: 'end' })];
    }),
    label([left + box.width / 2, bottom + 33], 'θ₁', { ...style, size: 12, anchor: 'middle' }),
    label([left - 32, box.y + box.height / 2], 'θ₂', { ...style, size: 12, anchor: 'middle', turn: -90 }),
  ];
}
