import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import { valueAt } from './gridSampling';
import { lossTicks, ticks, weightTicks } from './ticks';
import type { CameraEye, FigureStyle } from './types';

const eyes: Readonly<Record<FigureStyle['size'], CameraEye>> = { large: [1.42, 1.02, 0.86], pane: [1.57, 1.12, 0.945], phone: [1.6, 1.15, 0.95] };

/** Least and greatest distance of the eye from the middle of the scene's box, in units of the box: from there the whole surface lies before the eye and is more than a speck. */
export const EYE_DISTANCES: Pair = [1, 5];

/** Camera eye: the style's own, else from (+, +), where the high corner is at the back and creases run towards the eye. */
export const eyeOf = (style: Pick<FigureStyle, 'eye' | 'size'>): CameraEye => style.eye ?? eyes[style.size];

/** Named camera eyes, none straight along an axis, where Plotly would put the axes' labels on arbitrary sides. */
export const eyePresets = {
  above: { label: 'above', eye: [-0.1, -0.3, 2.1] },
  front: { label: 'along θ₂', eye: [0.4, 2.1, 0.55] },
  side: { label: 'along θ₁', eye: [2.1, 0.4, 0.55] },
  below: { label: 'below', eye: [-1.55, -1.15, -0.75] },
} as const satisfies Record<string, { readonly label: string; readonly eye: CameraEye }>;

/** The nearest eye within EYE_DISTANCES in the same direction, so that every camera a document names is drawn; at the middle, which has no direction, the standard one. */
export function withinReach(eye: CameraEye): CameraEye {
  const [least, most] = EYE_DISTANCES;
  const size = Math.hypot(...eye);
  if (size >= least && size <= most) return eye;
  const largest = Math.max(...eye.map(Math.abs));
  if (!(largest > 0)) return eyes.large;
  const [x, y, z] = [eye[0] / largest, eye[1] / largest, eye[2] / largest];
  const scale = (size < least ? least : most) / Math.hypot(x, y, z);
  return [x * scale, y * scale, z * scale];
}

/** An eye so near to the vertical, in shares of its distance, has no heading of its own. */
const VERTICAL = 1e-6;

/** Angle of the eye about the vertical, in radians; on the vertical itself as from low θ₂, so that θ₁ runs to the right as in the contour. */
export function headingOf(eye: CameraEye): number {
  return Math.hypot(eye[0], eye[1]) > VERTICAL * Math.hypot(...eye) ? Math.atan2(eye[1], eye[0]) : -Math.PI / 2;
}

/** Greatest angle of the eye above or below the floor when it is turned by hand, in radians. */
const MAX_TILT = 1.5;

/** Orbit of the camera within its reach: turned about the vertical and tilted, in radians, with its distance scaled by `zoom`. */
export function orbit(from: CameraEye, about: number, tilt: number, zoom = 1): CameraEye {
  const eye = withinReach(from);
  const [least, most] = EYE_DISTANCES;
  const size = Math.hypot(...eye);
  const distance = Math.min(most, Math.max(least, size * zoom));
  const heading = headingOf(eye) + about;
  const start = Math.asin(Math.min(1, Math.max(-1, eye[2] / size)));
  const height = tilt === 0 ? start : Math.min(MAX_TILT, Math.max(-MAX_TILT, start + tilt));
  return [distance * Math.cos(height) * Math.cos(heading), distance * Math.cos(height) * Math.sin(heading), distance * Math.sin(height)];
}

/** Whether two eyes draw the same picture. */
export const isSameEye = (a: CameraEye, b: CameraEye): boolean => a.every((v, k) => Math.abs(v - b[k]!) < 1e-6);

/** Proportions of the scene's box and the centre of the view, for Plotly and for the software projection alike. */
export const ASPECT = [1, 1, 0.66] as const;
export const VIEW_CENTRE = [0, 0, -0.17] as const;
/** Coefficients of Plotly's surface shader. */
export const LIGHTING = { ambient: 0.72, diffuse: 0.55, specular: 0.06, roughness: 0.9, fresnel: 0.05 };
/** Intervals of the mesh along each weight. */
export const MESH_INTERVALS = 12;
/** Height of creases above the surface as a fraction of the loss range, so that the surface does not cover them. */
export const CREASE_LIFT = 0.018;

interface AxisTicks {
  readonly theta1: number[];
  readonly theta2: number[];
  readonly loss: number[];
}

/** Ticks of the three axes; a loss tick near the lower corner is omitted, since its label would overlap those of the weights. */
export function sceneTicks(grid: Grid, range: Pair, size: FigureStyle['size']): AxisTicks {
  const ends = (nodes: Float64Array): Pair => [nodes[0]!, nodes.at(-1)!];
  const weights = ([lo, hi]: Pair): number[] => (size === 'large' ? weightTicks([lo, hi]) : [lo, (lo + hi) / 2, hi]);
  const loss = (size === 'large' ? lossTicks(range) : ticks(range, 2.2, [1, 2, 4, 5])).filter(
    (value) => value > range[0] + 0.06 * (range[1] - range[0]),
  );
  return { theta1: weights(ends(grid.x)), theta2: weights(ends(grid.y)), loss };
}

export type Vec3 = readonly [number, number, number];

export const sub = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vec3, b: Vec3): Vec3 => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
export const unit = (a: Vec3): Vec3 => {
  const size = Math.hypot(...a) || 1;
  return [a[0] / size, a[1] / size, a[2] / size];
};

/** Focal length of Plotly's perspective: a vertical field of view of 45°. */
const FOCAL_LENGTH = 1 / Math.tan(Math.PI / 8);

/** Plotly's perspective camera onto a viewport of pixels; positions are in units of the scene's box. */
export interface Camera {
  readonly eye: Vec3;
  /** Unit vectors of the picture's axes: to the right, upwards, and from the picture towards the eye. */
  readonly right: Vec3;
  readonly up: Vec3;
  readonly back: Vec3;
  /** Focal length and middle of the picture, in pixels. */
  readonly focal: number;
  readonly middle: Pair;
  /** Pixel of a position, y downwards. */
  project(at: Vec3): Pair;
  /** Unit direction from the eye through a pixel. */
  ray(pixel: Pair): Vec3;
  /** Coordinates in the camera's frame: right, up, towards the eye. */
  view(at: Vec3): Vec3;
}

/** Camera at `eye`, within its reach; `side` is the size in pixels of the field of view, Plotly's by default. */
export function cameraOf(wanted: CameraEye, width: number, height: number, side = height): Camera {
  const eye = withinReach(wanted);
  const heading = headingOf(eye);
  const back = unit(sub(eye, VIEW_CENTRE));
  const right: Vec3 = [-Math.sin(heading), Math.cos(heading), 0]; // the eye circles the vertical through the centre; straight above, too, there is a right
  const up = cross(back, right);
  const size = 0.5 * FOCAL_LENGTH * side;
  const view = (at: Vec3): Vec3 => {
    const from = sub(at, eye);
    return [dot(from, right), dot(from, up), dot(from, back)];
  };
  return {
    eye,
    right,
    up,
    back,
    focal: size,
    middle: [width / 2, height / 2],
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

/** Coordinates of a surface's scene box: from weights and loss and back. */
export interface SceneBox {
  toBox(theta: Pair, loss: number): Vec3;
  toTheta(at: Vec3): Pair;
  /** Height of the surface at (x, y), by bilinear interpolation; NaN beside it, and where it is cut off above or below the box. */
  height(x: number, y: number): number;
}

/** Half the height of the box, up to rounding: what lies above or below is cut off. */
export const HALF_BOX_HEIGHT = 0.5 * ASPECT[2] * (1 + 1e-9);
/** Half the height in which intersections are sought: marks stand a little above the surface. */
const HALF_SEARCH_HEIGHT = 0.75 * ASPECT[2];

export function sceneBoxOf(grid: Grid, range: Pair): SceneBox {
  const ends: readonly Pair[] = [[grid.x[0]!, grid.x.at(-1)!], [grid.y[0]!, grid.y.at(-1)!], range];
  const into = (axis: 0 | 1 | 2, v: number): number => ((v - ends[axis]![0]) / (ends[axis]![1] - ends[axis]![0]) - 0.5) * ASPECT[axis];
  const out = (axis: 0 | 1, v: number): number => ends[axis]![0] + (v / ASPECT[axis] + 0.5) * (ends[axis]![1] - ends[axis]![0]);
  const theta = (at: Vec3): Pair => [out(0, at[0]), out(1, at[1])];
  return {
    toTheta: theta,
    toBox: ([t1, t2], loss) => [into(0, t1), into(1, t2), into(2, loss)],
    height: (x, y) => {
      const height = into(2, valueAt(grid, theta([x, y, 0])));
      return Math.abs(height) <= HALF_BOX_HEIGHT ? height : NaN;
    },
  };
}

/** Step of ray marching, in units of the box. */
const RAY_STEP = 0.02;
/** Bisection steps that refine an intersection. */
const BISECTIONS = 24;
/** Fraction of a segment from the surface to the eye that is skipped, so that a point does not occlude itself. */
const OCCLUSION_SKIP = 0.006;

/** Parameters at which the segment from → to enters and leaves the box (slab method). */
function clipToBox(from: Vec3, to: Vec3): Pair | undefined {
  let [enter, exit] = [0, 1];
  for (const k of [0, 1, 2] as const) {
    const [a, d, half] = [from[k], to[k] - from[k], k === 2 ? HALF_SEARCH_HEIGHT : 0.5 * ASPECT[k]];
    if (d === 0 && Math.abs(a) > half) return undefined;
    if (d === 0) continue;
    const [s, t] = [(-half - a) / d, (half - a) / d];
    enter = Math.max(enter, Math.min(s, t));
    exit = Math.min(exit, Math.max(s, t));
  }
  return enter < exit ? [enter, exit] : undefined;
}

/** Parameter of the first intersection of the segment from → to with the surface after `skip`, by ray marching and bisection. */
function firstIntersection(space: SceneBox, from: Vec3, to: Vec3, skip: number): number | undefined {
  const part = clipToBox(from, to);
  if (!part) return undefined;
  const at = (s: number): Vec3 => [from[0] + s * (to[0] - from[0]), from[1] + s * (to[1] - from[1]), from[2] + s * (to[2] - from[2])];
  const above = (s: number): number => {
    const [x, y, z] = at(s);
    return z - space.height(x, y);
  };
  const [start, end] = [Math.max(part[0], skip), part[1]];
  if (start >= end) return undefined;
  const length = (end - start) * Math.hypot(...sub(to, from));
  const steps = Math.max(2, Math.ceil(length / RAY_STEP));
  let previous = above(start);
  for (let k = 1; k <= steps; k += 1) {
    const [s, t] = [start + ((end - start) * (k - 1)) / steps, start + ((end - start) * k) / steps];
    const current = above(t);
    if (previous * current < 0) {
      let [lo, hi] = [s, t];
      for (let k = 0; k < BISECTIONS; k += 1) {
        const middle = (lo + hi) / 2;
        if (above(middle) * previous > 0) lo = middle;
        else hi = middle;
      }
      return (lo + hi) / 2;
    }
    previous = current;
  }
  return undefined;
}

/** θ of the surface under a pixel (ray picking); undefined beside it. */
export function pickTheta(space: SceneBox, camera: Camera, pixel: Pair): Pair | undefined {
  const direction = camera.ray(pixel);
  const far = 2 * Math.hypot(...camera.eye) + 4;
  const to: Vec3 = [camera.eye[0] + far * direction[0], camera.eye[1] + far * direction[1], camera.eye[2] + far * direction[2]];
  const t = firstIntersection(space, camera.eye, to, 0);
  if (t === undefined) return undefined;
  const along = (k: 0 | 1 | 2): number => camera.eye[k] + t * (to[k] - camera.eye[k]);
  return space.toTheta([along(0), along(1), along(2)]);
}

/** Whether the surface does not occlude a point just above it. */
export const isVisible = (space: SceneBox, camera: Camera, at: Vec3): boolean =>
  firstIntersection(space, at, camera.eye, OCCLUSION_SKIP) === undefined;

/** Size of the field of view that shows the whole scene, in a narrow viewport too. */
export const viewSide = (width: number, height: number): number => Math.min(height, width / 1.25);
