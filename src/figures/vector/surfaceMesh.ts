import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { type Camera, cameraOf, cross, dot, reachOf, seen, type Space, spaceOf, sub, unit, type Vec3 } from '../base/camera';
import { css, rgbAt, themeOf } from '../base/colours';
import { densify, isPoint, valueAt } from '../base/gridSampling';
import { BEND, byJump, jumpColour, jumpStrokes, partsOf } from '../base/kinkColours';
import { label, type DrawCommand, type StrokeStyle, polyline, segment, type TextStyle } from '../base/marks';
import { ASPECT, eyeOf, LIFT, LIGHTING, MESH, sceneTicks } from '../base/scene';
import { tickText } from '../base/ticks';
import type { FigureStyle } from '../base/types';

/** What light does to a colour: channel → light · channel + gloss. */
export interface Lit {
  readonly light: number;
  readonly gloss: number;
}

/** Ambient, diffuse and Beckmann's specular light on a cell, the lamp beside the eye and above it, as Plotly's shader has it. */
export function lightOn(ring: readonly Vec3[], camera: Camera): Lit {
  const normal = unit(cross(sub(ring[2]!, ring[0]!), sub(ring[3]!, ring[1]!)));
  const middle: Vec3 = [(ring[0]![0] + ring[2]![0]) / 2, (ring[0]![1] + ring[2]![1]) / 2, (ring[0]![2] + ring[2]![2]) / 2];
  const lamp = unit(sub([camera.eye[0], camera.eye[1], camera.eye[2] / 0.66 + 0.5], camera.view(middle)));
  const facing = Math.abs(dot(normal, lamp));
  const [cos2, rough2] = [Math.max(1e-4, facing) ** 2, LIGHTING.roughness ** 2];
  const specular = Math.exp((cos2 - 1) / cos2 / rough2) / (Math.PI * rough2 * cos2 * cos2);
  return { light: Math.min(1, LIGHTING.ambient + LIGHTING.diffuse * Math.max(0, dot(normal, lamp))), gloss: 255 * LIGHTING.specular * specular };
}

/** Grid lines on the two far walls and the floor, ticks and titles along the near edges; drawn before the sheet. */
export function axisMarks({ grid }: SurfaceResult, range: Pair, look: FigureStyle, width: number, height: number): DrawCommand[] {
  const theme = themeOf(look.dark);
  const camera = cameraOf(eyeOf(look), width, height, reachOf(width, height));
  const space = spaceOf(grid, range);
  const marks = sceneTicks(grid, range, look.size);
  const [halfX, halfY, halfZ] = [ASPECT[0] / 2, ASPECT[1] / 2, ASPECT[2] / 2];
  const near: Pair = [camera.eye[0] >= 0 ? halfX : -halfX, camera.eye[1] >= 0 ? halfY : -halfY];
  const floor = camera.eye[2] >= 0 ? -halfZ : halfZ;
  const out: DrawCommand[] = [];
  const rule = (a: Vec3, b: Vec3): void => void out.push(segment(camera.project(a), camera.project(b), { stroke: theme.grid, width: 0.8 }));
  const style: TextStyle = { size: 11, weight: 400, fill: theme.ink2, anchor: 'middle' };
  const write = (at: Vec3, text: string, size = 11): void => {
    const [x, y] = camera.project(at);
    out.push(label([x, y + 0.36 * size], text, { ...style, size }));
  };
  for (const value of marks.theta1) {
    const [x] = space.place([value, 0], 0);
    rule([x, -near[1], -halfZ], [x, -near[1], halfZ]);
    rule([x, -near[1], floor], [x, near[1], floor]);
    write([x, near[1] * 1.17, floor], tickText(value));
  }
  for (const value of marks.theta2) {
    const [, y] = space.place([0, value], 0);
    rule([-near[0], y, -halfZ], [-near[0], y, halfZ]);
    rule([-near[0], y, floor], [near[0], y, floor]);
    write([near[0] * 1.17, y, floor], tickText(value));
  }
  // the upright axis stands at the side corner that lies further left
  const corners: readonly Pair[] = [
    [near[0], -near[1]],
    [-near[0], near[1]],
  ];
  const [left] = [...corners].sort((a, b) => camera.project([...a, 0])[0] - camera.project([...b, 0])[0]);
  const side = left ?? near;
  for (const value of marks.loss) {
    const z = space.place([0, 0], value)[2];
    rule([-near[0], -near[1], z], [near[0], -near[1], z]);
    rule([-near[0], -near[1], z], [-near[0], near[1], z]);
    write([side[0] * 1.1, side[1] * 1.1, z], tickText(value));
  }
  write([0, near[1] * 1.5, floor], 'θ₁', 13);
  write([near[0] * 1.5, 0, floor], 'θ₂', 13);
  if (look.size === 'large') write([side[0] * 1.28, side[1] * 1.28, 0], 'loss', 13);
  return out;
}

/** Indices of at most about `limit` nodes: every k-th, the last, and the one on the axis. */
export function strided(nodes: Float64Array, limit: number): number[] {
  const last = nodes.length - 1;
  const step = Math.max(1, Math.ceil(last / (limit - 1)));
  const kept = new Set<number>([last]);
  for (let i = 0; i < last; i += step) kept.add(i);
  const axis = nodes.indexOf(0);
  if (axis >= 0) kept.add(axis);
  return [...kept].sort((a, b) => a - b);
}

/** A surface as painted cells with mesh, creases and marks, in a box of width × height pixels. */
export function sheetMarks(result: SurfaceResult, range: Pair, look: FigureStyle, width: number, height: number, limit: number): DrawCommand[] {
  const { grid } = result;
  const theme = themeOf(look.dark);
  const camera = cameraOf(eyeOf(look), width, height, reachOf(width, height));
  const space = spaceOf(grid, range);
  const lift = LIFT * (range[1] - range[0]);
  const small = look.size !== 'large';
  const runs = (theta: readonly Pair[], up: number, pen: StrokeStyle): DrawCommand[] =>
    visibleRuns(grid, space, camera, theta, up).map((points) => polyline(points, pen));
  const marks: DrawCommand[] = [...cells(grid, range, look, camera, space, limit)];
  for (const theta of meshLines(grid))
    marks.push(
      ...runs(theta, 0.001 * (range[1] - range[0]), {
        stroke: look.colours === 'diverging' && !look.dark ? 'rgba(90,96,110,.4)' : theme.mesh,
        width: small ? 0.8 : 1,
      }),
    );
  const spot = (theta: Pair, r: number, fill: string): void => {
    const at = space.place(theta, valueAt(grid, theta) + lift);
    if (seen(space, camera, at)) marks.push({ kind: 'disc', at: camera.project(at), r, fill, pen: { stroke: '#ffffff', width: small ? 0.7 : 1.2 } });
  };
  if (look.jumps) {
    const { spots, bends } = byJump(result.creases, grid);
    for (const part of partsOf(bends)) marks.push(...runs(part, lift, { stroke: BEND, width: 1.2, dash: [3, 3] }));
    for (const { parts, colour } of jumpStrokes(result.creases, grid, look.jumps))
      for (const part of parts) marks.push(...runs(part, lift, { stroke: colour, width: small ? 1.8 : 2.8 }));
    spots.theta.forEach((theta, k) => spot(theta, small ? 3 : 4.5, jumpColour(spots.jump[k] ?? NaN, look.jumps ?? [0, 1])));
  } else if (look.creases && !look.smoothed)
    for (const crease of result.creases) {
      if (isPoint(crease)) spot(crease.theta[0]!, small ? 3 : 4.5, theme.crease);
      else marks.push(...runs(densify(crease.theta, grid), lift, { stroke: theme.crease, width: small ? 1.8 : 2.6 }));
    }
  if (look.minimum) spot(result.minimum.theta, small ? 3 : 4, theme.ink);
  if (look.cursor) spot(look.cursor, small ? 3.5 : 5.5, theme.theta);
  return marks;
}

/** Axes and sheet together. */
export function sceneMarks(result: SurfaceResult, range: Pair, look: FigureStyle, width: number, height: number, limit: number): DrawCommand[] {
  return [...axisMarks(result, range, look, width, height), ...sheetMarks(result, range, look, width, height, limit)];
}

/** Cells in painter's order: along each axis from the farthest to the nearest, which is exact for a sheet over a plane. */
function cells(grid: Grid, range: Pair, look: FigureStyle, camera: Camera, space: Space, limit: number): DrawCommand[] {
  const [columns, rows] = [strided(grid.x, limit), strided(grid.y, limit)];
  const corners = rows.map((i) => columns.map((j) => space.place([grid.x[j]!, grid.y[i]!], grid.z[i * grid.n + j]!)));
  const pixels = corners.map((row) => row.map((at) => camera.project(at)));
  const order = (count: number, middle: (k: number) => number, eye: number): number[] =>
    Array.from({ length: count }, (_, k) => k).sort((a, b) => Math.abs(middle(b) - eye) - Math.abs(middle(a) - eye));
  const across = order(columns.length - 1, (k) => (corners[0]![k]![0] + corners[0]![k + 1]![0]) / 2, camera.eye[0]);
  const along = order(rows.length - 1, (k) => (corners[k]![0]![1] + corners[k + 1]![0]![1]) / 2, camera.eye[1]);
  return along.flatMap((i) =>
    across.flatMap((j): DrawCommand[] => {
      const ring: Vec3[] = [corners[i]![j]!, corners[i]![j + 1]!, corners[i + 1]![j + 1]!, corners[i + 1]![j]!];
      const mean = ring.reduce((sum, at) => sum + at[2], 0) / 4;
      if (!Number.isFinite(mean)) return [];
      const value = [grid.n * rows[i]! + columns[j]!, grid.n * rows[i + 1]! + columns[j + 1]!].reduce((sum, at) => sum + grid.z[at]! / 2, 0);
      const { light, gloss } = lightOn(ring, camera);
      const fill = css(rgbAt(look.colours, (value - range[0]) / (range[1] - range[0]), look.dark), light, gloss);
      const points = [pixels[i]![j]!, pixels[i]![j + 1]!, pixels[i + 1]![j + 1]!, pixels[i + 1]![j]!];
      return [{ kind: 'shape', rings: [points], closed: true, fill, pen: { stroke: fill, width: 0.9 } }];
    }),
  );
}

/** Lines of constant θ₁ and of constant θ₂, both ends included. */
function meshLines(grid: Grid): Pair[][] {
  const ends = (nodes: Float64Array): Pair => [nodes[0]!, nodes.at(-1)!];
  const [[x0, x1], [y0, y1]] = [ends(grid.x), ends(grid.y)];
  const fine = { ...grid, n: Math.min(grid.n, 61) };
  return Array.from({ length: MESH + 1 }, (_, k) => k / MESH).flatMap((share) => {
    const [x, y] = [x0 + share * (x1 - x0), y0 + share * (y1 - y0)];
    return [densify([[x, y0], [x, y1]], fine), densify([[x0, y], [x1, y]], fine)]; // prettier-ignore
  });
}

/** The parts of a line on the sheet that the eye sees, as pixels. */
function visibleRuns(grid: Grid, space: Space, camera: Camera, theta: readonly Pair[], lift: number): Pair[][] {
  const runs: Pair[][] = [];
  let run: Pair[] = [];
  for (const pair of theta) {
    const at = space.place(pair, valueAt(grid, pair) + lift);
    if (Number.isFinite(at[2]) && seen(space, camera, at)) run.push(camera.project(at));
    else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  return [...runs, run].filter((points) => points.length > 1);
}
