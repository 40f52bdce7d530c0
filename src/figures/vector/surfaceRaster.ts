import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import { ASPECT, type Camera, type Vec3 } from '../base/camera';
import type { PixelCommand } from '../base/drawList';
import type { FigureStyle } from '../base/types';
import { fillTriangle, pixelsOf, samplesOf, type Vertices } from './rasteriser';
import { colourTable, facingOf, FACING_STEPS, lampOf, VALUE_STEPS } from './shading';

/** Least and greatest number of cells of a side: a coarser lattice is interpolated, as Plotly does, of a finer one nodes are left out. */
const MIN_CELLS = 100;
const MAX_CELLS = 200;
/** Least samples of a pixel of the page along each axis, as many as Plotly takes. */
const SAMPLES = 2;

/** Where vertices stand along an axis, in indices of nodes. */
function places(nodes: number): number[] {
  const cells = nodes - 1;
  if (cells > MAX_CELLS) {
    const step = Math.ceil(cells / MAX_CELLS);
    return [...Array.from({ length: Math.ceil(cells / step) }, (_, k) => k * step), cells];
  }
  const parts = Math.ceil(MIN_CELLS / cells);
  return Array.from({ length: cells * parts + 1 }, (_, k) => k / parts);
}

/** Greatest height, in heights of the box: what lies outside the box is clipped. */
export const MAX_HEIGHT = 1000;

/** Heights of the vertices as fractions of the range, by bilinear interpolation. */
function heightsAt({ n, z }: Grid, at: readonly number[], [lo, hi]: Pair): Float64Array {
  const heights = new Float64Array(at.length ** 2);
  at.forEach((place, row) => {
    const i = Math.min(n - 2, Math.floor(place));
    const v = place - i;
    at.forEach((other, column) => {
      const j = Math.min(n - 2, Math.floor(other));
      const u = other - j;
      const node = i * n + j;
      const lower = u === 0 ? z[node]! : u === 1 ? z[node + 1]! : z[node]! + u * (z[node + 1]! - z[node]!);
      const upper = v === 0 ? lower : u === 0 ? z[node + n]! : u === 1 ? z[node + n + 1]! : z[node + n]! + u * (z[node + n + 1]! - z[node + n]!);
      const height = ((v === 1 ? upper : lower + v * (upper - lower)) - lo) / (hi - lo);
      heights[row * at.length + column] = Number.isFinite(height) ? Math.min(MAX_HEIGHT, Math.max(-MAX_HEIGHT, height)) : NaN;
    });
  });
  return heights;
}

/** Difference quotient of the heights about a vertex, one-sided where a neighbour is missing. */
function slopeAt(heights: Float64Array, at: number, step: number, first: boolean, last: boolean): number {
  const here = heights[at]!;
  const before = first ? NaN : heights[at - step]!;
  const after = last ? NaN : heights[at + step]!;
  if (Number.isFinite(before)) return Number.isFinite(after) ? (after - before) / 2 : here - before;
  return Number.isFinite(after) ? after - here : 0;
}

function verticesOf(grid: Grid, range: Pair, camera: Camera, samples: number): Vertices {
  const at = places(grid.n);
  const count = at.length;
  const heights = heightsAt(grid, at, range);
  let [lowest, highest] = [Infinity, -Infinity];
  for (const height of heights) {
    if (height < lowest && height > -Infinity) lowest = height;
    if (height > highest && height < Infinity) highest = height;
  }
  const lamp = lampOf(camera, highest > lowest ? highest - lowest : 1);
  const column = (): Float64Array => new Float64Array(count * count);
  const vertices: Vertices = { side: count, x: column(), y: column(), near: column(), value: column(), facing: column() };
  const across = at.map((place) => place / (grid.n - 1) - 0.5);
  const spacing = at.map((_, k) => across[Math.max(1, k)]! - across[Math.max(1, k) - 1]!);
  const { eye, right, up, back } = camera;
  const focal = camera.focal * samples;
  for (let i = 0; i < count; i += 1)
    for (let j = 0; j < count; j += 1) {
      const k = i * count + j;
      const x = across[j]!;
      const y = across[i]!;
      const z = (heights[k]! - 0.5) * ASPECT[2];
      const a = (ASPECT[2] * slopeAt(heights, k, 1, j === 0, j === count - 1)) / spacing[j]!;
      const b = (ASPECT[2] * slopeAt(heights, k, count, i === 0, i === count - 1)) / spacing[i]!;
      const u = x - eye[0];
      const v = y - eye[1];
      const w = z - eye[2];
      const near = -1 / (u * back[0] + v * back[1] + w * back[2]);
      vertices.near[k] = near;
      vertices.x[k] = camera.middle[0] * samples + focal * near * (u * right[0] + v * right[1] + w * right[2]);
      vertices.y[k] = camera.middle[1] * samples - focal * near * (u * up[0] + v * up[1] + w * up[2]);
      vertices.value[k] = heights[k]! * (VALUE_STEPS - 1) + 0.5;
      vertices.facing[k] = (FACING_STEPS - 1) * Math.max(0, facingOf(camera, lamp, x, y, z, a, b)) + 0.5;
    }
  return vertices;
}

/** A surface as pixels, and whether it leaves a place on it or a little above in sight. */
export interface SurfacePicture {
  readonly pixels: PixelCommand;
  readonly isInSight: (at: Vec3) => boolean;
}

/** Share of its nearness by which a place may lie behind what is drawn there. */
const DEPTH_TOLERANCE = 2e-3;

/**
 * The lit surface in a picture of width × height pixels of the page at `ratio` pixels of the device each, by rasterisation with a depth buffer
 * (Catmull 1974). Its memory is used again by the next one, so `isInSight` holds until then.
 */
export function surfacePicture(
  grid: Grid,
  range: Pair,
  { colours, dark }: Pick<FigureStyle, 'colours' | 'dark'>,
  camera: Camera,
  [width, height]: Pair,
  ratio: number,
): SurfacePicture {
  const block = ratio < SAMPLES ? 2 : 1;
  const scale = block * ratio;
  const vertices = verticesOf(grid, range, camera, scale);
  const samples = samplesOf(vertices, block * Math.round(width * ratio), block * Math.round(height * ratio), block);
  const table = colourTable(colours, dark);
  const { side } = vertices;
  for (let i = 0; i + 1 < side; i += 1)
    for (let j = 0; j + 1 < side; j += 1) {
      const k = i * side + j;
      fillTriangle(samples, vertices, table, k, k + side, k + 1);
      fillTriangle(samples, vertices, table, k + side + 1, k + 1, k + side);
    }
  const isInSight = (place: Vec3): boolean => {
    const [x, y] = camera.project(place);
    const [column, row] = [Math.floor(x * scale) - samples.left, Math.floor(y * scale) - samples.top];
    if (!(column > 0 && row > 0 && column < samples.width - 1 && row < samples.height - 1)) return true;
    const { width, near } = samples;
    const at = row * width + column;
    const least = Math.min(near[at]!, near[at - 1]!, near[at + 1]!, near[at - width]!, near[at + width]!);
    return -1 / camera.view(place)[2] >= least * (1 - DEPTH_TOLERANCE);
  };
  return { pixels: pixelsOf(samples, block), isInSight };
}
