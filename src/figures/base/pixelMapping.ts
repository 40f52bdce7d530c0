import type { Pair } from '../../math/core/types';
import { type Camera, cameraOf, CREASE_LIFT, isVisible, pickTheta, sceneBoxOf, viewSide } from './camera';
import type { Box } from './drawList';
import { valueAt, isInPicture, pictureRangeOf, weightOn } from './gridSampling';
import { type MarkedWeight, outsideSentence } from './surfaceSentences';
import type { CameraEye, Geometry, Margins } from './types';

/** Viewport of a figure: its size in pixels and, for a scene, the camera. */
export interface Viewport {
  readonly width: number;
  readonly height: number;
  readonly eye: CameraEye;
}

/** Greatest width of a plane, in heights. */
const MAX_ASPECT = 1.4;

/** Margins that limit the aspect ratio of a plane. */
export function aspectMargins({ l, r, t, b }: Margins, width: number, height: number): Margins {
  const spare = Math.max(0, width - l - r - MAX_ASPECT * (height - t - b));
  return { l: Math.round(l + spare / 2), r: Math.round(r + spare / 2), t, b };
}

/** Margins as drawn: a plane has a limited aspect ratio, a line chart none, and a scene is as high as its field of view. */
export function marginsOf(geometry: Geometry, { width, height }: Viewport): Margins {
  if (geometry.kind === 'scene') {
    const spare = (height - viewSide(width, height)) / 2;
    return { l: 0, r: 0, t: spare, b: spare };
  }
  return geometry.kind === 'plane' ? aspectMargins(geometry.margins, width, height) : geometry.margins;
}

/** The value of a range that is nearest to v. */
export const clampTo = ([lo, hi]: Pair, v: number): number => Math.min(hi, Math.max(lo, v));

const cameraFor = ({ eye, width, height }: Viewport): Camera => cameraOf(eye, width, height, viewSide(width, height));
const mix = ([a, b]: Pair, fraction: number): number => a + fraction * (b - a);
const fractionOf = ([a, b]: Pair, value: number): number => (value - a) / (b - a);

/** The part of a box within margins. */
export const boxWithin = ({ x, y, width, height }: Box, { l, r, t, b }: Margins): Box => ({
  x: x + l,
  y: y + t,
  width: Math.max(1, width - l - r),
  height: Math.max(1, height - t - b),
});

/** Mapping of data coordinates to pixels of a plotted box, y upwards in the data. */
export function dataToPixel(box: Box, [x0, x1]: Pair, [y0, y1]: Pair): (at: Pair) => Pair {
  return ([x, y]) => [box.x + ((x - x0) / (x1 - x0)) * box.width, box.y + (1 - (y - y0) / (y1 - y0)) * box.height];
}

/** θ under a pixel of the viewport; undefined outside the plotted part. */
export function thetaAt(geometry: Geometry, viewport: Viewport, pixel: Pair): Pair | undefined {
  if (geometry.kind === 'scene') return pickTheta(sceneBoxOf(geometry.grid, geometry.range), cameraFor(viewport), pixel);
  const { l, r, t, b } = marginsOf(geometry, viewport);
  const u = (pixel[0] - l) / (viewport.width - l - r);
  const v = 1 - (pixel[1] - t) / (viewport.height - t - b);
  if (u < 0 || u > 1 || v < 0 || v > 1) return undefined;
  if (geometry.kind === 'plane') return [mix(geometry.theta1, u), mix(geometry.theta2, v)];
  return weightOn(geometry, mix(geometry.span, u));
}

/** Pixel of θ, and whether the surface occludes it; undefined outside, and for a line chart, which draws its own cursor. */
export function pixelOf(geometry: Geometry, viewport: Viewport, theta: Pair): { readonly at: Pair; readonly hidden: boolean } | undefined {
  if (geometry.kind === 'line') return undefined;
  if (geometry.kind === 'scene') {
    const { grid, range } = geometry;
    const loss = valueAt(grid, theta);
    if (!Number.isFinite(loss)) return undefined;
    const [camera, space] = [cameraFor(viewport), sceneBoxOf(grid, range)];
    const place = space.toBox(theta, clampTo(range, loss) + 0.4 * CREASE_LIFT * (range[1] - range[0])); // a mark on what is cut off stands at the cut
    return { at: camera.project(place), hidden: !isVisible(space, camera, place) };
  }
  if (!isInPicture(geometry, theta)) return undefined;
  const { l, r, t, b } = marginsOf(geometry, viewport);
  const [u, v] = [fractionOf(geometry.theta1, theta[0]), fractionOf(geometry.theta2, theta[1])];
  return { at: [l + u * (viewport.width - l - r), t + (1 - v) * (viewport.height - t - b)], hidden: false };
}

/** Which weights a figure cannot mark, since they lie outside it; a line chart says so itself. */
export function missingMarks(geometry: Geometry, weights: readonly MarkedWeight[]): string {
  if (geometry.kind === 'line') return '';
  return outsideSentence(geometry.kind === 'scene' ? pictureRangeOf(geometry.grid) : geometry, weights);
}
