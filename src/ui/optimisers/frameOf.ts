import { stateAt, thetaOf } from '../../figures/raceStates';
import { marginsOf, pixelOf, type Stand } from '../../figures/locate';
import type { Geometry } from '../../figures/kinds';
import type { Pair } from '../../math/kinds';
import type { Trajectory } from '../../math/trajectory';

/** The plotted rectangle of a plane. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function boxOf(geometry: Geometry, stand: Stand): Box {
  const { l, r, t, b } = marginsOf(geometry, stand);
  return { x: l, y: t, width: Math.max(0, stand.width - l - r), height: Math.max(0, stand.height - t - b) };
}

/** Where θ lies in the picture. A plane goes on beyond its border, a surface does not. */
export function placeOf(geometry: Geometry, stand: Stand, theta: Pair): Pair | undefined {
  if (geometry.kind !== 'plane') return pixelOf(geometry, stand, theta)?.at;
  const box = boxOf(geometry, stand);
  const share = (i: 0 | 1): number => {
    const [lo, hi] = i === 0 ? geometry.theta1 : geometry.theta2;
    return (theta[i] - lo) / (hi - lo);
  };
  const hold = (v: number): number => Math.min(1e5, Math.max(-1e5, v)); // a diverged path leaves, but SVG must still read it
  return [hold(box.x + share(0) * box.width), hold(box.y + (1 - share(1)) * box.height)];
}

/** Every state of a path in pixels, up to its end. */
export const placesOf = (geometry: Geometry, stand: Stand, path: Trajectory): (Pair | undefined)[] =>
  Array.from({ length: path.count }, (_, k) => placeOf(geometry, stand, thetaOf(path, k)));

/** The line through the places up to a step. */
export function trail(places: readonly (Pair | undefined)[], step: number): string {
  let pen = 'M';
  let line = '';
  for (let k = 0; k <= Math.min(step, places.length - 1); k += 1) {
    const at = places[k];
    line += at ? `${pen}${at[0].toFixed(1)} ${at[1].toFixed(1)}` : '';
    pen = at ? 'L' : 'M';
  }
  return line;
}

export const headOf = (places: readonly (Pair | undefined)[], path: Trajectory, step: number): Pair | undefined => places[stateAt(path, step)];
