import { orbit } from '../../figures/base/eye';
import type { CameraEye, Figure } from '../../figures/base/types';
import type { Pair } from '../../math/core/types';

const KEY_STEP_RADIANS = Math.PI / 36;
const KEY_ZOOM = 1.06;

/** Camera eye after a key press: arrows turn by 5°, plus and minus zoom; undefined for other keys. */
export function eyeAfterKey(eye: CameraEye, key: string): CameraEye | undefined {
  if (key === 'ArrowLeft' || key === 'ArrowRight') return orbit(eye, key === 'ArrowLeft' ? -KEY_STEP_RADIANS : KEY_STEP_RADIANS, 0);
  if (key === 'ArrowUp' || key === 'ArrowDown') return orbit(eye, 0, key === 'ArrowUp' ? KEY_STEP_RADIANS : -KEY_STEP_RADIANS);
  if (key === '+' || key === '=' || key === '-') return orbit(eye, 0, 0, key === '-' ? KEY_ZOOM : 1 / KEY_ZOOM);
  return undefined;
}

/** θ moved by 1 % of the range in the direction of an arrow key; undefined for other keys. */
export function thetaAfterKey(theta: Pair, { geometry }: Figure, key: string): Pair | undefined {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key];
  if (!step) return undefined;
  const ends =
    geometry.kind === 'plane'
      ? [geometry.theta1, geometry.theta2]
      : geometry.kind === 'scene'
        ? [gridRange(geometry.grid.x), gridRange(geometry.grid.y)]
        : undefined;
  if (!ends) {
    if (geometry.kind !== 'line') return undefined;
    const by = ((step[0]! + step[1]!) * (geometry.span[1] - geometry.span[0])) / 100;
    return geometry.along === 'theta1' ? [clampTo(theta[0] + by, geometry.span), theta[1]] : [theta[0], clampTo(theta[1] + by, geometry.span)];
  }
  const next = (k: 0 | 1): number => clampTo(theta[k] + (step[k]! * (ends[k]![1] - ends[k]![0])) / 100, ends[k]!);
  return [next(0), next(1)];
}
const gridRange = (nodes: Float64Array): Pair => [nodes[0]!, nodes.at(-1)!];
const clampTo = (v: number, [lo, hi]: Pair): number => Math.min(hi, Math.max(lo, Number(v.toPrecision(12))));
