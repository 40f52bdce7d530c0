import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import {
  type Camera,
  ASPECT,
  cross,
  isVisible,
  type SceneBox,
  sceneBoxOf,
  sub,
  type Vec3,
  CREASE_LIFT,
  HALF_BOX_HEIGHT,
  MESH_INTERVALS,
} from '../base/camera';
import { shadedColour, rgbAt, themeOf } from '../base/colours';
import { densify, isPoint, valueAt } from '../base/gridSampling';
import { CURVATURE_JUMP_COLOUR, kinkLayers, jumpStrokes } from '../base/kinks';
import { type Box, type DrawCommand, type StrokeStyle, polyline, splitAtGaps, translated } from '../base/drawList';
import { clampTo } from '../base/pixelMapping';
import { withoutCollisions } from '../base/textMetrics';
import { sceneAxisCommands, sceneCamera } from './sceneAxes';
import { surfaceSpots } from '../base/surfaceMarks';
import { finiteRange } from '../base/ticks';
import { facingOf, lampOf, shadingOf } from './shading';
import { surfacePicture } from './surfaceRaster';
import type { FigureStyle, Painting } from '../base/types';

/** Step of the channels of cells: half of it cannot be seen, and cells of one colour are one path in a file. */
const COLOUR_STEP = 4;

/** Indices of about `maxCells` nodes: every k-th, the last, and the node at 0. */
export function stridedIndices(nodes: Float64Array, maxCells: number): number[] {
  const last = nodes.length - 1;
  const step = Math.max(1, Math.ceil(last / (maxCells - 1)));
  const indices = new Set<number>([last]);
  for (let i = 0; i < last; i += step) indices.add(i);
  const axis = nodes.indexOf(0);
  if (axis >= 0) indices.add(axis);
  return [...indices].sort((a, b) => a - b);
}

/** Factor of the width of creases that a word points at. */
const EMPHASIS = 2.6;

/** Surface as shaded cells with mesh and creases. */
export function surfaceCommands(result: SurfaceResult, range: Pair, style: FigureStyle, camera: Camera, maxCells: number): DrawCommand[] {
  const space = sceneBoxOf(result.grid, range);
  const isInSight = (at: Vec3): boolean => isVisible(space, camera, at);
  return [...cells(result.grid, range, style, camera, space, maxCells), ...lineCommands(result, range, style, camera, isInSight)];
}

/** A scene as the page paints it: its axes as the frame, its surface as pixels with mesh and creases. */
export const scenePainting = (result: SurfaceResult, range: Pair, style: FigureStyle): Painting => ({
  frame: (width, height, eye) => sceneFrame(result, range, style, { width, height }, sceneCamera({ ...style, eye }, width, height)),
  body: (width, height, eye, ratio) => {
    const camera = sceneCamera({ ...style, eye }, width, height);
    const { pixels, isInSight } = surfacePicture(result.grid, range, style, camera, [width, height], ratio);
    return [pixels, ...lineCommands(result, range, style, camera, isInSight)];
  },
});

/** Mesh and creases, as far as they are in sight. */
function lineCommands(result: SurfaceResult, range: Pair, style: FigureStyle, camera: Camera, isInSight: (at: Vec3) => boolean): DrawCommand[] {
  const { grid } = result;
  const theme = themeOf(style.dark);
  const space = sceneBoxOf(grid, range);
  const lift = CREASE_LIFT * (range[1] - range[0]);
  const small = style.size !== 'large';
  const creaseWidth = (small ? 1.8 : 2.6) * (style.emphasis ? EMPHASIS : 1);
  const runs = (theta: readonly Pair[], up: number, stroke: StrokeStyle): DrawCommand[] =>
    visibleRuns(grid, space, camera, theta, up, isInSight).map((points) => polyline(points, stroke));
  const mesh = { colour: style.colours === 'diverging' && !style.dark ? 'rgba(90,96,110,.4)' : theme.mesh, width: small ? 0.8 : 1 };
  const commands = meshLines(grid).flatMap((theta) => runs(theta, 0.001 * (range[1] - range[0]), mesh));
  if (style.jumps) {
    const { bends } = kinkLayers(result.creases, grid);
    for (const part of splitAtGaps(bends, 2)) commands.push(...runs(part, lift, { colour: CURVATURE_JUMP_COLOUR, width: 1.2, dash: [3, 3] }));
    for (const { parts, colour } of jumpStrokes(result.creases, grid, style.jumps))
      for (const part of parts) commands.push(...runs(part, lift, { colour: colour, width: small ? 1.8 : 2.8 }));
  } else if (style.creases && !style.smoothed)
    for (const crease of result.creases)
      if (!isPoint(crease)) commands.push(...runs(densify(crease.theta, grid).theta, lift, { colour: theme.crease, width: creaseWidth }));
  return commands;
}

/** Spots of a surface that it does not hide, as discs. */
export function spotCommands(result: SurfaceResult, range: Pair, style: FigureStyle, camera: Camera): DrawCommand[] {
  const { grid } = result;
  const space = sceneBoxOf(grid, range);
  const lift = CREASE_LIFT * (range[1] - range[0]);
  return surfaceSpots(result, style).flatMap(({ theta, radius, fill, rim, ring = '#ffffff' }): DrawCommand[] => {
    const at = space.toBox(theta, clampTo(range, valueAt(grid, theta)) + lift);
    if (!Number.isFinite(at[2]) || !isVisible(space, camera, at)) return [];
    return [{ kind: 'disc', at: camera.project(at), r: radius, fill, stroke: { colour: ring, width: rim } }];
  });
}

/** Axes within a viewport; labels that leave it or overlap others are left out. */
export const sceneFrame = (
  result: SurfaceResult,
  range: Pair,
  style: FigureStyle,
  { width, height }: Pick<Box, 'width' | 'height'>,
  camera: Camera,
): DrawCommand[] => withoutCollisions(sceneAxisCommands(result, range, style, camera), { x: 0, y: 0, width, height });

/** Axes and surface within a viewport. */
export function sceneCommands(
  result: SurfaceResult,
  range: Pair,
  style: FigureStyle,
  { x, y, width, height }: Box,
  maxCells: number,
  camera: Camera,
): DrawCommand[] {
  const axes = sceneFrame(result, range, style, { width, height }, camera);
  const isText = ({ kind }: DrawCommand): boolean => kind === 'text';
  const drawn = [...axes.filter((command) => !isText(command)), ...surfaceCommands(result, range, style, camera, maxCells)];
  return translated([{ kind: 'clip', box: { x: 0, y: 0, width, height }, commands: drawn }, ...axes.filter(isText)], [x, y]);
}

/** How far a cell reaches under those that are painted after it, in pixels, so that the ground shows through no joint. */
const CELL_OVERLAP = 0.7;

/** Cells in painter's order: along each axis from the farthest to the nearest, which is exact for the graph of a function. */
function cells(grid: Grid, range: Pair, style: FigureStyle, camera: Camera, space: SceneBox, maxCells: number): DrawCommand[] {
  const [columns, rows] = [stridedIndices(grid.x, maxCells), stridedIndices(grid.y, maxCells)];
  const corners = rows.map((i) => columns.map((j) => space.toBox([grid.x[j]!, grid.y[i]!], grid.z[i * grid.n + j]!)));
  const [lowest, highest] = finiteRange(corners.flat().map((at) => at[2] / ASPECT[2]));
  const lamp = lampOf(camera, highest > lowest ? highest - lowest : 1);
  /** Cells along an axis in the order in which they are painted, and at which of their ends the next one stands: 1, 0, or −1 where there is none. */
  const order = (count: number, end: (k: number) => number, eye: number): (readonly [cell: number, next: number])[] => {
    const middle = (k: number): number => (end(k) + end(k + 1)) / 2;
    const nearest = Array.from({ length: count }, (_, k) => k).sort((a, b) => Math.abs(middle(b) - eye) - Math.abs(middle(a) - eye));
    return nearest.map((k) => [k, k === nearest.at(-1) ? -1 : middle(k) < eye ? 1 : 0]);
  };
  const across = order(columns.length - 1, (k) => corners[0]![k]![0], camera.eye[0]);
  const along = order(rows.length - 1, (k) => corners[k]![0]![1], camera.eye[1]);
  return along.flatMap(([i, below]) =>
    across.flatMap(([j, beside]): DrawCommand[] => {
      const ring: Vec3[] = [corners[i]![j]!, corners[i]![j + 1]!, corners[i + 1]![j + 1]!, corners[i + 1]![j]!];
      const mean = ring.reduce((sum, at) => sum + at[2], 0) / 4;
      if (!Number.isFinite(mean)) return [];
      const value = [grid.n * rows[i]! + columns[j]!, grid.n * rows[i + 1]! + columns[j + 1]!].reduce((sum, at) => sum + grid.z[at]! / 2, 0);
      const { light, gloss } = shadingOf(cellFacing(ring, camera, lamp));
      const fill = shadedColour(rgbAt(style.colours, (value - range[0]) / (range[1] - range[0]), style.dark), light, gloss, COLOUR_STEP);
      const wide = extended(extended(ring, [[0, 1], [3, 2]], beside, camera), [[0, 3], [1, 2]], below, camera); // prettier-ignore
      const points = cutToBox(wide).map((at) => camera.project(at));
      return points.length < 3 ? [] : [{ kind: 'shape', rings: [points], closed: true, fill }];
    }),
  );
}

/** Cosine between the lamp and a cell, whose normal is that of its diagonals. */
export function cellFacing(ring: readonly Vec3[], camera: Camera, lamp: Vec3): number {
  const [a, b, c] = cross(sub(ring[2]!, ring[0]!), sub(ring[3]!, ring[1]!));
  const middle = (k: 0 | 1 | 2): number => (ring[0]![k] + ring[2]![k]) / 2;
  return facingOf(camera, lamp, middle(0), middle(1), middle(2), -a / c, -b / c);
}

/** A ring whose edges are drawn out by CELL_OVERLAP at their end number `end`; as it is where that is −1. */
function extended(ring: readonly Vec3[], edges: readonly Pair[], end: number, camera: Camera): readonly Vec3[] {
  if (end < 0) return ring;
  const wide = [...ring];
  for (const edge of edges) {
    const [from, to] = [ring[edge[1 - end]!]!, ring[edge[end]!]!];
    const [a, b] = [camera.project(from), camera.project(to)];
    const more = Math.min(1, CELL_OVERLAP / Math.hypot(b[0] - a[0], b[1] - a[1])) || 0; // an end far outside the picture has no place
    wide[edge[end]!] = [to[0] + more * (to[0] - from[0]), to[1] + more * (to[1] - from[1]), to[2] + more * (to[2] - from[2])];
  }
  return wide;
}

/** The part of a polygon between floor and lid of the box (Sutherland and Hodgman 1974). */
export function cutToBox(ring: readonly Vec3[]): Vec3[] {
  return [1, -1].reduce<readonly Vec3[]>((left, side) => {
    const depth = (at: Vec3): number => HALF_BOX_HEIGHT - side * at[2];
    return left.flatMap((at, k): Vec3[] => {
      const before = left.at(k - 1)!;
      const [from, to] = [depth(before), depth(at)];
      const t = from / (from - to);
      const along = (axis: 0 | 1 | 2): number => before[axis] + t * (at[axis] - before[axis]);
      return [...(from >= 0 !== to >= 0 ? [[along(0), along(1), along(2)] as const] : []), ...(to >= 0 ? [at] : [])];
    });
  }, ring) as Vec3[];
}

/** Lines of constant θ₁ and of constant θ₂, both ends included. */
function meshLines(grid: Grid): Pair[][] {
  const ends = (nodes: Float64Array): Pair => [nodes[0]!, nodes.at(-1)!];
  const [[x0, x1], [y0, y1]] = [ends(grid.x), ends(grid.y)];
  const fine = { ...grid, n: Math.min(grid.n, 61) };
  return Array.from({ length: MESH_INTERVALS + 1 }, (_, k) => k / MESH_INTERVALS).flatMap((fraction) => {
    const [x, y] = [x0 + fraction * (x1 - x0), y0 + fraction * (y1 - y0)];
    return [densify([[x, y0], [x, y1]], fine).theta, densify([[x0, y], [x1, y]], fine).theta]; // prettier-ignore
  });
}

/** Visible parts of a line on the surface, in pixels. */
function visibleRuns(grid: Grid, space: SceneBox, camera: Camera, theta: readonly Pair[], lift: number, isInSight: (at: Vec3) => boolean): Pair[][] {
  const pixels = theta.map((pair): Pair | undefined => {
    const loss = valueAt(grid, pair);
    const at = space.toBox(pair, loss + lift);
    return Math.abs(space.toBox(pair, loss)[2]) <= HALF_BOX_HEIGHT && isInSight(at) ? camera.project(at) : undefined;
  });
  return splitAtGaps(pixels, 2);
}
