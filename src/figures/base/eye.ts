import type { Pair } from '../../math/core/types';
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
