import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import { valueAt } from './gridSampling';
import { ASPECT, CENTRE } from './scene';
import type { CameraEye } from './types';

export type Vec3 = readonly [number, number, number];

export const sub = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vec3, b: Vec3): Vec3 => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
export const unit = (a: Vec3): Vec3 => {
  const size = Math.hypot(...a) || 1;
  return [a[0] / size, a[1] / size, a[2] / size];
};

/** Vertical field of view of Plotly's perspective, 45°. */
const FOCUS = 1 / Math.tan(Math.PI / 8);

/** Plotly's perspective camera over a box of pixels; positions are in units of the scene's box. */
export interface Camera {
  readonly eye: Vec3;
  /** Pixel of a position, y downwards. */
  project(at: Vec3): Pair;
  /** Unit direction from the eye through a pixel. */
  ray(pixel: Pair): Vec3;
  /** Coordinates in the camera's frame: right, up, towards the eye. */
  view(at: Vec3): Vec3;
}

/** `reach` is the side of the view in pixels: the height, as Plotly has it, unless told. */
export function cameraOf(eye: CameraEye, width: number, height: number, reach = height): Camera {
  const back = unit(sub(eye, CENTRE));
  const right = unit(cross([0, 0, 1], back));
  const up = cross(back, right);
  const size = 0.5 * FOCUS * reach;
  const view = (at: Vec3): Vec3 => {
    const from = sub(at, eye);
    return [dot(from, right), dot(from, up), dot(from, back)];
  };
  return {
    eye,
    view,
    project: (at) => {
      const [x, y, z] = view(at);
      return [width / 2 - (size * x) / z, height / 2 + (size * y) / z];
    },
    ray: ([px, py]) => {
      const [x, y] = [(px - width / 2) / size, (height / 2 - py) / size];
      const along = (k: 0 | 1 | 2): number => x * right[k] + y * up[k] - back[k];
      return unit([along(0), along(1), along(2)]);
    },
  };
}

/** The box that holds a surface: weights and loss to box coordinates and back. */
export interface Space {
  place(theta: Pair, loss: number): Vec3;
  theta(at: Vec3): Pair;
  /** Height of the sheet above (x, y) in the box; NaN outside. */
  height(x: number, y: number): number;
}

export function spaceOf(grid: Grid, range: Pair): Space {
  const ends: readonly Pair[] = [[grid.x[0]!, grid.x.at(-1)!], [grid.y[0]!, grid.y.at(-1)!], range];
  const into = (axis: 0 | 1 | 2, v: number): number => ((v - ends[axis]![0]) / (ends[axis]![1] - ends[axis]![0]) - 0.5) * ASPECT[axis];
  const out = (axis: 0 | 1, v: number): number => ends[axis]![0] + (v / ASPECT[axis] + 0.5) * (ends[axis]![1] - ends[axis]![0]);
  const theta = (at: Vec3): Pair => [out(0, at[0]), out(1, at[1])];
  return {
    theta,
    place: ([t1, t2], loss) => [into(0, t1), into(1, t2), into(2, loss)],
    height: (x, y) => into(2, valueAt(grid, theta([x, y, 0]))),
  };
}

/** Length of a step along a line of sight, in units of the box. */
const STEP = 0.02;

/** Half the height within which the sheet is looked for, in heights of the box: a shared range may be smaller than the sheet. */
const ROOM = 0.75;

/** Share of the way at which the line from → to enters and leaves the box. */
function inside(from: Vec3, to: Vec3): Pair | undefined {
  let [enter, leave] = [0, 1];
  for (const k of [0, 1, 2] as const) {
    const [a, d, half] = [from[k], to[k] - from[k], (k === 2 ? ROOM : 0.5) * ASPECT[k]];
    if (d === 0 && Math.abs(a) > half) return undefined;
    if (d === 0) continue;
    const [s, t] = [(-half - a) / d, (half - a) / d];
    enter = Math.max(enter, Math.min(s, t));
    leave = Math.min(leave, Math.max(s, t));
  }
  return enter < leave ? [enter, leave] : undefined;
}

/** First place where the line from → to pierces the sheet, as a share of the way after `skip`. */
function pierce(space: Space, from: Vec3, to: Vec3, skip: number): number | undefined {
  const part = inside(from, to);
  if (!part) return undefined;
  const at = (s: number): Vec3 => [from[0] + s * (to[0] - from[0]), from[1] + s * (to[1] - from[1]), from[2] + s * (to[2] - from[2])];
  const above = (s: number): number => {
    const [x, y, z] = at(s);
    return z - space.height(x, y);
  };
  const [start, end] = [Math.max(part[0], skip), part[1]];
  if (start >= end) return undefined;
  const length = (end - start) * Math.hypot(...sub(to, from));
  const steps = Math.max(2, Math.ceil(length / STEP));
  let before = above(start);
  for (let k = 1; k <= steps; k += 1) {
    const [s, t] = [start + ((end - start) * (k - 1)) / steps, start + ((end - start) * k) / steps];
    const now = above(t);
    if (before * now < 0) {
      let [lo, hi] = [s, t];
      for (let turn = 0; turn < 24; turn += 1) {
        const middle = (lo + hi) / 2;
        if (above(middle) * before > 0) lo = middle;
        else hi = middle;
      }
      return (lo + hi) / 2;
    }
    if (Number.isFinite(now)) before = now;
  }
  return undefined;
}

/** θ of the sheet under a pixel, if the sheet is there. */
export function thetaUnder(space: Space, camera: Camera, pixel: Pair): Pair | undefined {
  const direction = camera.ray(pixel);
  const far = 2 * Math.hypot(...camera.eye) + 4;
  const to: Vec3 = [camera.eye[0] + far * direction[0], camera.eye[1] + far * direction[1], camera.eye[2] + far * direction[2]];
  const share = pierce(space, camera.eye, to, 0);
  if (share === undefined) return undefined;
  const along = (k: 0 | 1 | 2): number => camera.eye[k] + share * (to[k] - camera.eye[k]);
  return space.theta([along(0), along(1), along(2)]);
}

/** Whether nothing of the sheet stands between a place just above it and the eye. */
export const seen = (space: Space, camera: Camera, at: Vec3): boolean => pierce(space, at, camera.eye, 0.006) === undefined;

/** Side of a view that shows the whole scene in a narrow box too. */
export const reachOf = (width: number, height: number): number => Math.min(height, width / 1.25);
