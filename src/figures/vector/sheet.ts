import type { SurfaceResult } from '../../engine/protocol';
import type { Grid } from '../../math/grid';
import type { Pair } from '../../math/kinds';
import { css, rgbAt, themeOf } from '../colours';
import { BEND, byJump, jumpColour, jumpStrokes, partsOf } from '../jumps';
import type { Look } from '../kinds';
import { densify, isPoint, valueAt } from '../sample';
import { eyeOf, LIFT, MESH } from '../scene';
import { axisMarks } from './axes';
import { cameraOf, reachOf, seen, spaceOf, type Camera, type Space, type Vec3 } from './camera';
import { lightOn } from './light';
import { polyline, type Mark, type Pen } from './marks';

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
export function sheetMarks(result: SurfaceResult, range: Pair, look: Look, width: number, height: number, limit: number): Mark[] {
  const { grid } = result;
  const theme = themeOf(look.dark);
  const camera = cameraOf(eyeOf(look), width, height, reachOf(width, height));
  const space = spaceOf(grid, range);
  const lift = LIFT * (range[1] - range[0]);
  const small = look.size !== 'large';
  const runs = (theta: readonly Pair[], up: number, pen: Pen): Mark[] =>
    visibleRuns(grid, space, camera, theta, up).map((points) => polyline(points, pen));
  const marks: Mark[] = [...cells(grid, range, look, camera, space, limit)];
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
export function sceneMarks(result: SurfaceResult, range: Pair, look: Look, width: number, height: number, limit: number): Mark[] {
  return [...axisMarks(result, range, look, width, height), ...sheetMarks(result, range, look, width, height, limit)];
}

/** Cells in painter's order: along each axis from the farthest to the nearest, which is exact for a sheet over a plane. */
function cells(grid: Grid, range: Pair, look: Look, camera: Camera, space: Space, limit: number): Mark[] {
  const [columns, rows] = [strided(grid.x, limit), strided(grid.y, limit)];
  const corners = rows.map((i) => columns.map((j) => space.place([grid.x[j]!, grid.y[i]!], grid.z[i * grid.n + j]!)));
  const pixels = corners.map((row) => row.map((at) => camera.project(at)));
  const order = (count: number, middle: (k: number) => number, eye: number): number[] =>
    Array.from({ length: count }, (_, k) => k).sort((a, b) => Math.abs(middle(b) - eye) - Math.abs(middle(a) - eye));
  const across = order(columns.length - 1, (k) => (corners[0]![k]![0] + corners[0]![k + 1]![0]) / 2, camera.eye[0]);
  const along = order(rows.length - 1, (k) => (corners[k]![0]![1] + corners[k + 1]![0]![1]) / 2, camera.eye[1]);
  return along.flatMap((i) =>
    across.flatMap((j): Mark[] => {
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
