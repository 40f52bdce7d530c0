import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { bandColours, themeOf } from '../base/colours';
import { arrowStrokes, descentArrows } from '../base/surfaceMarks';
import { type Box, label, type DrawCommand, polyline, rectangle, segment, type StrokeStyle } from '../base/drawList';
import { axesOf, isInPicture, pictureRangeOf } from '../base/gridSampling';
import { contourKinks } from '../base/kinks';
import { aspectMargins, boxWithin, dataToPixel } from '../base/pixelMapping';
import { textWidth, thinnedLabels } from '../base/textMetrics';
import { contourLevels, labelledTicks, tickTexts, weightTicks } from '../base/ticks';
import type { Figure, FigureStyle, Margins, Painting } from '../base/types';
import { bandPixels } from './contourRaster';

/** Dashes of curvature jumps, in pixels. */
const CURVATURE_JUMP_DASH = [3, 3];
/** Width of the white rim of a point on a kink, and of the minimum and the cursor, in pixels. */
const KINK_RIM = 1.2;
const MARKER_RIM = 2;

const TICK_TYPE = { size: 11, weight: 400 } as const;
const TITLE_TYPE = { size: 12, weight: 400 } as const;
/** Distances of tick labels and titles from the box, in pixels. */
const TICK_GAP = 8;
const TITLE_GAP = 6;

/** Room for tick labels and titles around a contour plot, on the left by the longest label. */
export function planeMargins(theta2: Pair): Margins {
  const longest = Math.max(...tickTexts(weightTicks(theta2)).map((text) => textWidth(text, TICK_TYPE)));
  return { l: TICK_GAP + longest + TITLE_GAP + 15, r: 12, t: 8, b: 42 };
}

/** Contour plot within `box`: filled bands, level lines, kinks, arrows, minimum and cursor, with axes around it. */
export function contourCommands(result: SurfaceResult, range: Pair, style: FigureStyle, box: Box): DrawCommand[] {
  const { grid } = result;
  const pixel = dataToPixel(box, ...rangesOf(grid));
  const [lowest, ...colours] = bandColours(range, style.colours, style.dark);
  const bands = contourLevels(range).flatMap((level, k): DrawCommand[] => {
    const rings = superlevelRings(grid, level).map((ring) => ring.map(pixel));
    if (rings.length === 0) return [];
    return [{ kind: 'shape', rings, closed: true, fill: colours[k]!, stroke: { colour: 'rgba(255,255,255,.45)', width: 0.7 } }];
  });
  return [{ kind: 'clip', box, commands: [rectangle(box, lowest!), ...bands] }, ...markCommands(result, style, box, themeOf(style.dark).theta)];
}

/** Fill of the cursor on the page, which marks θ once more above it. */
export const PAGE_CURSOR_FILL = 'rgba(52,80,200,.55)';

/** A contour plot as the page paints it, with Plotly's margins around it: its bands as pixels. */
export const contourPainting = (result: SurfaceResult, range: Pair, style: FigureStyle, margins: Margins): Painting => ({
  frame: () => [],
  body: (width, height, _eye, ratio) => {
    const box = boxWithin({ x: 0, y: 0, width, height }, aspectMargins(margins, width, height));
    return [bandPixels(result.grid, range, style, box, ratio), ...markCommands(result, style, box, PAGE_CURSOR_FILL)];
  },
});

/** The painting of a contour plot with the boundary of {z ≥ level} on top, in strokes from the lowest up. */
export const withOutline = (
  { painting, geometry }: Pick<Figure, 'painting' | 'geometry'>,
  grid: Grid,
  level: number,
  strokes: readonly StrokeStyle[],
): Painting => ({
  ...painting,
  body: (width, height, eye, ratio) => {
    const below = painting.body(width, height, eye, ratio);
    if (geometry.kind !== 'plane') return below;
    const box = boxWithin({ x: 0, y: 0, width, height }, aspectMargins(geometry.margins, width, height));
    const rings = superlevelRings(grid, level).map((ring) => ring.map(dataToPixel(box, ...rangesOf(grid))));
    return [...below, { kind: 'clip', box, commands: strokes.map((stroke) => ({ kind: 'shape', rings, closed: true, stroke })) }];
  },
});

const rangesOf = ({ x, y }: Grid): readonly [Pair, Pair] => [[x[0]!, x.at(-1)!], [y[0]!, y.at(-1)!]]; // prettier-ignore

/** What a contour plot has above its bands: kinks, arrows, minimum and cursor, and the axes around it. */
function markCommands(result: SurfaceResult, style: FigureStyle, box: Box, cursorFill: string): DrawCommand[] {
  const { grid } = result;
  const theme = themeOf(style.dark);
  const [theta1, theta2] = rangesOf(grid);
  const pixel = dataToPixel(box, theta1, theta2);
  const point = (at: Pair, r: number, fill: string, rim: number, colour = '#ffffff'): DrawCommand => ({
    kind: 'disc',
    at: pixel(at),
    r,
    fill,
    stroke: { colour, width: rim },
  });
  const inside = (at: Pair | undefined, r: number, fill: string, colour?: string): DrawCommand[] =>
    at && isInPicture(pictureRangeOf(grid), at) ? [point(at, r, fill, MARKER_RIM, colour)] : [];
  const kinks = contourKinks(result, style).flatMap((kink) => {
    if (kink.kind === 'point') return [point(kink.at, kink.diameter / 2, kink.colour, KINK_RIM)];
    const stroke = { colour: kink.colour, width: kink.width, ...(kink.dotted && { dash: [...CURVATURE_JUMP_DASH] }) };
    return kink.parts.map((part) => polyline(part.map(pixel), stroke));
  });
  const arrows = style.arrows ? descentArrows(result).map((points) => points.map(pixel)) : [];
  return [
    { kind: 'clip', box, commands: [...kinks, ...arrowStrokes.flatMap((stroke) => arrows.map((points) => polyline(points, { ...stroke })))] },
    ...axisCommands(theta1, theta2, box, pixel, style),
    ...(style.along && style.cursor ? [profileLine(style.cursor, style.along, box, pixel)] : []),
    ...(style.minimum ? inside(result.minimum.theta, 4.5, theme.ink) : []),
    ...inside(style.partner, 5.5, '#ffffff', theme.theta),
    ...inside(style.cursor, 5.5, cursorFill),
  ];
}

/** Dotted line along which the profile is taken. */
function profileLine(cursor: Pair, along: 'theta1' | 'theta2', box: Box, pixel: (theta: Pair) => Pair): DrawCommand {
  const [x, y] = pixel(cursor);
  const ends: readonly [Pair, Pair] = along === 'theta1' ? [[box.x, y], [box.x + box.width, y]] : [[x, box.y], [x, box.y + box.height]]; // prettier-ignore
  return { kind: 'clip', box, commands: [segment(...ends, { colour: 'rgba(255,255,255,.85)', width: 1.2, dash: [3, 3] })] };
}

/** Axes of both weights: the titles, ticks and their labels, which thin out where they would touch. */
function axisCommands(theta1: Pair, theta2: Pair, box: Box, pixel: (theta: Pair) => Pair, style: FigureStyle): DrawCommand[] {
  const theme = themeOf(style.dark);
  const textStyle = { ...TICK_TYPE, fill: theme.ink2 } as const;
  const titleStyle = { ...TITLE_TYPE, fill: theme.ink2, anchor: 'middle' } as const;
  const tick = { colour: theme.ink3, width: 0.8 };
  const [bottom, left] = [box.y + box.height, box.x];
  const [across, up] = [weightTicks(theta1), weightTicks(theta2)];
  const titleAt = left - planeMargins(theta2).l + TITLE_TYPE.size + 3;
  return [
    label([left + box.width / 2, bottom + 33], axesOf(style)[0], titleStyle),
    label([titleAt, box.y + box.height / 2], axesOf(style)[1], { ...titleStyle, turn: -90 }),
    ...across.map((value) => segment([pixel([value, theta2[0]])[0], bottom], [pixel([value, theta2[0]])[0], bottom + 4], tick)),
    ...up.map((value) => segment([left - 4, pixel([theta1[0], value])[1]], [left, pixel([theta1[0], value])[1]], tick)),
    ...thinnedLabels(
      labelledTicks(across).map(({ tick, text }) => label([pixel([tick, theta2[0]])[0], bottom + 18], text, { ...textStyle, anchor: 'middle' })),
      across.indexOf(0),
    ),
    ...thinnedLabels(
      labelledTicks(up).map(({ tick, text }) => label([left - TICK_GAP, pixel([theta1[0], tick])[1] + 4], text, { ...textStyle, anchor: 'end' })),
      up.indexOf(0),
    ),
  ];
}

/**
 * Marching squares: closed rings around {z ≥ level}, to be filled by the even-odd rule. The lattice is padded with a rim of −∞ on its border,
 * so that every ring closes there. Saddle cells are resolved by the mean of their corners.
 */
export function superlevelRings(grid: Grid, level: number): Pair[][] {
  const paddedSize = grid.n + 2;
  const clamp = (k: number): number => Math.min(grid.n - 1, Math.max(0, k - 1));
  const value = (i: number, j: number): number => {
    if (i === 0 || j === 0 || i === paddedSize - 1 || j === paddedSize - 1) return -Infinity;
    const z = grid.z[(i - 1) * grid.n + j - 1]!;
    return Number.isFinite(z) ? z : -Infinity;
  };
  const node = (i: number, j: number): Pair => [grid.x[clamp(j)]!, grid.y[clamp(i)]!];
  const next = new Map<number, number>(); // start edge of a ring segment → end edge
  const across = (i: number, j: number): number => 2 * (i * paddedSize + j);
  const upright = (i: number, j: number): number => 2 * (i * paddedSize + j) + 1;
  for (let i = 0; i < paddedSize - 1; i += 1)
    for (let j = 0; j < paddedSize - 1; j += 1) {
      const corners = [value(i, j), value(i, j + 1), value(i + 1, j + 1), value(i + 1, j)];
      const sides = [across(i, j), upright(i, j + 1), across(i + 1, j), upright(i, j)];
      link(corners, sides, level, next);
    }
  const crossing = (edge: number): Pair => {
    const [at, up] = [edge >> 1, edge & 1];
    const [i, j] = [Math.floor(at / paddedSize), at % paddedSize];
    const [k, l] = up ? [i + 1, j] : [i, j + 1];
    const [a, b] = [value(i, j), value(k, l)];
    const [p, q] = [node(i, j), node(k, l)];
    const fraction = Number.isFinite(a) && Number.isFinite(b) ? (level - a) / (b - a) : Number.isFinite(a) ? 0 : 1;
    return [p[0] + fraction * (q[0] - p[0]), p[1] + fraction * (q[1] - p[1])];
  };
  const rings: Pair[][] = [];
  while (next.size > 0) {
    const ring: Pair[] = [];
    let edge = next.keys().next().value;
    while (edge !== undefined && next.has(edge)) {
      ring.push(crossing(edge));
      const following: number | undefined = next.get(edge);
      next.delete(edge);
      edge = following;
    }
    rings.push(straightened(ring));
  }
  return rings;
}

/** Ring segments of one cell, the superlevel set on the left of each. Side k is between corners k and k + 1. */
function link(corners: readonly number[], sides: readonly number[], level: number, next: Map<number, number>): void {
  const high = corners.map((v) => v >= level);
  const enter = sides.filter((_, k) => high[k] && !high[(k + 1) % 4]);
  const exit = sides.filter((_, k) => !high[k] && high[(k + 1) % 4]);
  if (enter.length === 1) next.set(enter[0]!, exit[0]!);
  if (enter.length !== 2) return;
  const joined = corners.reduce((sum, v) => sum + v, 0) / 4 >= level;
  for (const from of enter) {
    const k = sides.indexOf(from);
    next.set(from, sides[(k + (joined ? 1 : 3)) % 4]!);
  }
}

/** Ring without repeated and collinear vertices. */
function straightened(ring: readonly Pair[]): Pair[] {
  const distinct = ring.filter((at, k) => {
    const before = ring.at(k - 1)!;
    return at[0] !== before[0] || at[1] !== before[1];
  });
  return distinct.filter((at, k) => {
    const [a, b] = [distinct.at(k - 1)!, distinct[(k + 1) % distinct.length]!];
    const [ux, uy, vx, vy] = [at[0] - a[0], at[1] - a[1], b[0] - at[0], b[1] - at[1]];
    return Math.abs(ux * vy - uy * vx) > 1e-9 * Math.hypot(ux, uy) * Math.hypot(vx, vy) || ux * vx + uy * vy < 0;
  });
}
