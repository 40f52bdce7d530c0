import type { Pair } from '../../math/core/types';
import { type Camera, cameraOf, reachOf, seen, spaceOf, thetaUnder } from './camera';
import { valueAt } from './gridSampling';
import { LIFT } from './scene';
import type { CameraEye, Geometry, Margins } from './types';

/** Where a figure stands: its box in pixels and, for a scene, the camera. */
export interface Viewport {
  readonly width: number;
  readonly height: number;
  readonly eye: CameraEye;
}

/** Margins that keep a plane no wider than 1.4 times its height. */
export function fitted({ l, r, t, b }: Margins, width: number, height: number): Margins {
  const spare = Math.max(0, width - l - r - 1.4 * (height - t - b));
  return { l: Math.round(l + spare / 2), r: Math.round(r + spare / 2), t, b };
}

/** Margins as drawn; a line chart may be as wide as it likes, and a scene is no higher than its width has room for. */
export function marginsOf(geometry: Geometry, { width, height }: Viewport): Margins {
  if (geometry.kind === 'scene') {
    const spare = (height - reachOf(width, height)) / 2;
    return { l: 0, r: 0, t: spare, b: spare };
  }
  return geometry.kind === 'plane' ? fitted(geometry.margins, width, height) : geometry.margins;
}

const cameraFor = ({ eye, width, height }: Viewport): Camera => cameraOf(eye, width, height, reachOf(width, height));
const mix = ([a, b]: Pair, share: number): number => a + share * (b - a);
const share = ([a, b]: Pair, value: number): number => (value - a) / (b - a);

/** θ under a pixel of the figure's box, if there is one. */
export function thetaAt(geometry: Geometry, stand: Viewport, pixel: Pair): Pair | undefined {
  if (geometry.kind === 'scene') return thetaUnder(spaceOf(geometry.grid, geometry.range), cameraFor(stand), pixel);
  const { l, r, t, b } = marginsOf(geometry, stand);
  const u = (pixel[0] - l) / (stand.width - l - r);
  const v = 1 - (pixel[1] - t) / (stand.height - t - b);
  if (u < 0 || u > 1 || v < 0 || v > 1) return undefined;
  if (geometry.kind === 'plane') return [mix(geometry.theta1, u), mix(geometry.theta2, v)];
  const along = mix(geometry.span, u);
  return geometry.along === 'theta1' ? [along, geometry.at] : [geometry.at, along];
}

/** Where θ is drawn, and whether something stands before it; nothing when it lies outside or a line chart marks it itself. */
export function pixelOf(geometry: Geometry, stand: Viewport, theta: Pair): { readonly at: Pair; readonly hidden: boolean } | undefined {
  if (geometry.kind === 'line') return undefined;
  if (geometry.kind === 'scene') {
    const { grid, range } = geometry;
    const loss = valueAt(grid, theta);
    if (!Number.isFinite(loss)) return undefined;
    const [camera, space] = [cameraFor(stand), spaceOf(grid, range)];
    const place = space.place(theta, loss + 0.4 * LIFT * (range[1] - range[0]));
    return { at: camera.project(place), hidden: !seen(space, camera, place) };
  }
  const { l, r, t, b } = marginsOf(geometry, stand);
  const [u, v] = [share(geometry.theta1, theta[0]), share(geometry.theta2, theta[1])];
  if (u < 0 || u > 1 || v < 0 || v > 1) return undefined;
  return { at: [l + u * (stand.width - l - r), t + (1 - v) * (stand.height - t - b)], hidden: false };
}

/** The eye turned about the vertical and tilted, both in radians, and moved nearer by `zoom`. */
export function turned(eye: CameraEye, about: number, tilt: number, zoom = 1): CameraEye {
  const size = Math.hypot(...eye) * zoom;
  const heading = Math.atan2(eye[1], eye[0]) + about;
  const height = Math.min(1.5, Math.max(-1.5, Math.asin(eye[2] / Math.hypot(...eye)) + tilt));
  return [size * Math.cos(height) * Math.cos(heading), size * Math.cos(height) * Math.sin(heading), size * Math.sin(height)];
}
