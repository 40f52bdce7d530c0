import { isSameEye } from '../../figures/base/eye';
import type { CameraEye } from '../../figures/base/types';

/** Duration of the camera animation. */
const EASING_MS = 200;
/** Distance of two eyes from which the turn is animated. */
const LARGE_TURN = 0.35;

/** A function that moves the camera to an eye, with cubic ease-out; at once (`now`), for small moves and under prefers-reduced-motion. A newer turn cancels the older. */
export function easedTurn(start: CameraEye, setEye: (eye: CameraEye) => void): (eye: CameraEye, now: boolean) => void {
  let current = start;
  let latest = 0;
  const move = (eye: CameraEye): void => {
    current = eye;
    setEye(eye);
  };
  return (eye, now) => {
    const from = current;
    latest += 1;
    const turn = latest;
    if (isSameEye(from, eye)) return;
    const isLarge = Math.hypot(...from.map((v, k) => v - eye[k]!)) > LARGE_TURN;
    if (now || !isLarge || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      move(eye);
      return;
    }
    const begin = performance.now();
    const step = (): void => {
      if (turn !== latest) return;
      const fraction = Math.min(1, (performance.now() - begin) / EASING_MS);
      const eased = 1 - (1 - fraction) ** 3;
      const mix = (k: 0 | 1 | 2): number => from[k] + eased * (eye[k] - from[k]);
      move(fraction < 1 ? [mix(0), mix(1), mix(2)] : eye);
      if (fraction < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  };
}
