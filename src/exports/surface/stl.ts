import { ASPECT } from '../../figures/base/camera';
import { clampTo } from '../../figures/base/pixelMapping';
import { stridedIndices } from '../../figures/vector/surfaceMesh';
import type { Grid } from '../../math/core/grid';
import type { SurfaceFigure } from './surfacePage';

/** Side of the solid's base, and thickness of the base under the lowest value, in mm. */
const SIDE_MM = 100;
const BASE_MM = 4;
/** Most nodes a side: finer ones than 0.25 mm cannot be printed. */
const MAX_NODES = 401;
const HEADER_BYTES = 80;
const TRIANGLE_BYTES = 50;

type Point = readonly [number, number, number];

/** Surface as the watertight top of a solid on a flat base, in mm, as binary STL: θ₁ to the right, θ₂ to the back, the loss cut off at the range shown. */
export function stlOf({ result: { grid }, range }: Pick<SurfaceFigure, 'result' | 'range'>): Uint8Array {
  const triangles = solidTriangles(grid, (loss) => BASE_MM + (SIDE_MM * ASPECT[2] * (clampTo(range, loss) - range[0])) / (range[1] - range[0]));
  const bytes = new Uint8Array(HEADER_BYTES + 4 + TRIANGLE_BYTES * triangles.length);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(`smoothscape ${__VERSION__}; closed solid, mm; loss ${range[0]} to ${range[1]}`).subarray(0, HEADER_BYTES));
  view.setUint32(HEADER_BYTES, triangles.length, true);
  triangles.forEach((corners, k) => {
    const at = HEADER_BYTES + 4 + TRIANGLE_BYTES * k;
    [normalOf(corners), ...corners].flat().forEach((v, i) => view.setFloat32(at + 4 * i, v, true));
  });
  return bytes;
}

type Triangle = readonly [Point, Point, Point];

/** Unit normal by the right-hand rule. */
function normalOf([a, b, c]: Triangle): Point {
  const [u, v] = [[b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const, [c[0] - a[0], c[1] - a[1], c[2] - a[2]] as const];
  const normal: Point = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
  const size = Math.hypot(...normal) || 1;
  return [normal[0] / size, normal[1] / size, normal[2] / size];
}

/** Triangles of the surface, of the base below it, and of the four walls, each counter-clockwise from outside; every edge belongs to two of them. */
function solidTriangles(grid: Grid, height: (loss: number) => number): Triangle[] {
  const [columns, rows] = [stridedIndices(grid.x, MAX_NODES), stridedIndices(grid.y, MAX_NODES)];
  const missing = grid.z.reduce((count, loss) => count + (Number.isFinite(loss) ? 0 : 1), 0);
  if (missing > 0)
    throw new Error(`The loss is not finite at ${missing} of ${grid.z.length} nodes, so the surface has holes and no solid stands on it.`);
  const place = (nodes: Float64Array, k: number): number => (SIDE_MM * (nodes[k]! - nodes[0]!)) / (nodes.at(-1)! - nodes[0]!);
  const at = (i: number, j: number, z: number): Point => [place(grid.x, columns[j]!), place(grid.y, rows[i]!), z];
  const top = (i: number, j: number): Point => at(i, j, height(grid.z[rows[i]! * grid.n + columns[j]!]!));
  const foot = (i: number, j: number): Point => at(i, j, 0);
  const triangles: Triangle[] = [];
  const quad = (a: Point, b: Point, c: Point, d: Point): void => void triangles.push([a, b, c], [a, c, d]);
  const [lastRow, lastColumn] = [rows.length - 1, columns.length - 1];
  for (let i = 0; i < lastRow; i += 1)
    for (let j = 0; j < lastColumn; j += 1) {
      quad(top(i, j), top(i, j + 1), top(i + 1, j + 1), top(i + 1, j));
      quad(foot(i, j), foot(i + 1, j), foot(i + 1, j + 1), foot(i, j + 1));
    }
  const wall = (a: readonly [number, number], b: readonly [number, number]): void => quad(foot(...a), foot(...b), top(...b), top(...a));
  for (let j = 0; j < lastColumn; j += 1) {
    wall([0, j], [0, j + 1]);
    wall([lastRow, j + 1], [lastRow, j]);
  }
  for (let i = 0; i < lastRow; i += 1) {
    wall([i + 1, 0], [i, 0]);
    wall([i, lastColumn], [i + 1, lastColumn]);
  }
  return triangles;
}
