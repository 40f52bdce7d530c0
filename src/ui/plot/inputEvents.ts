import { orbit } from '../../figures/base/camera';
import type { CameraEye, Figure } from '../../figures/base/types';
import type { Pair } from '../../math/core/types';

/** Pointer handlers of a figure; positions in pixels from its top left corner. */
interface PointerHandlers {
  /** Whether a press at this pixel starts to drag θ instead of turning the scene. */
  grabs(pixel: Pair): boolean;
  hover(pixel: Pair | undefined): void;
  pick(pixel: Pair): void;
  /** Whether the figure has a camera. */
  turns(): boolean;
  /** Turns the camera by a drag in pixels and scales its distance; `beginTurn` comes before the first of a gesture, `endTurn` after the last. */
  turn(drag: Pair, zoom: number): void;
  beginTurn(): void;
  endTurn(): void;
}

/** A press that moves less than this is a click. */
const CLICK_TOLERANCE_PX = 4;
/** Growth of the camera's distance a pixel of the wheel, and the most that one event counts. */
const ZOOM_PER_PIXEL = 0.0012;
const MAX_WHEEL_PX = 120;
/** Pixels of one line and one page of a wheel that counts in those. */
const WHEEL_UNITS_PX = [1, 16, 400];
/** A gesture without a press, of wheel or keyboard, ends when nothing has followed for so long. */
const GESTURE_PAUSE_MS = 400;

/** A gesture that begins with the first call of `go` and ends with `end`, or when no call has followed for a while. */
export function pausedGesture(begin: () => void, finish: () => void): { readonly go: () => void; readonly end: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    finish();
  };
  const go = (): void => {
    if (timer === undefined) begin();
    clearTimeout(timer);
    timer = setTimeout(end, GESTURE_PAUSE_MS);
  };
  return { go, end };
}

const middle = (points: readonly Pair[]): Pair => [
  points.reduce((sum, [x]) => sum + x, 0) / points.length,
  points.reduce((sum, [, y]) => sum + y, 0) / points.length,
];
/** Mean distance of the points from their middle. */
function spread(points: readonly Pair[]): number {
  const [x, y] = middle(points);
  return points.reduce((sum, point) => sum + Math.hypot(point[0] - x, point[1] - y), 0) / points.length;
}

/**
 * Listens to mouse, pen and fingers and to the wheel; returns the function that removes the listeners. One pointer drags θ or turns the scene, two turn it
 * by their middle and zoom by their distance.
 */
export function listenToPointer(box: HTMLElement, handlers: PointerHandlers): () => void {
  const pressed = new Map<number, Pair>();
  let click: Pair | undefined; // where a press began that may still be a click
  let dragging = false;
  let turning = false;
  const at = (event: MouseEvent): Pair => {
    const { left, top } = box.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const endTurn = (): void => {
    if (turning) handlers.endTurn();
    turning = false;
  };
  const wheelGesture = pausedGesture(handlers.beginTurn, handlers.endTurn);

  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const pixel = at(event);
    pressed.set(event.pointerId, pixel);
    if (event.isTrusted) box.setPointerCapture(event.pointerId); // a scripted event has no pointer that could be captured
    const isFirst = pressed.size === 1;
    click = isFirst ? pixel : undefined;
    dragging = isFirst && handlers.grabs(pixel);
    if (dragging) handlers.pick(pixel);
  };
  const move = (event: PointerEvent): void => {
    const pixel = at(event);
    const last = pressed.get(event.pointerId);
    if (!last) {
      if (event.buttons === 0) handlers.hover(pixel);
      return;
    }
    if (click && Math.hypot(pixel[0] - click[0], pixel[1] - click[1]) < CLICK_TOLERANCE_PX && !dragging) return;
    const before = [...pressed.values()];
    pressed.set(event.pointerId, pixel);
    click = undefined;
    if (dragging) handlers.pick(pixel);
    else if (handlers.turns()) {
      const after = [...pressed.values()];
      const [from, to] = [middle(before), middle(after)];
      const zoom = after.length > 1 ? spread(before) / Math.max(1, spread(after)) : 1;
      if (!turning) handlers.beginTurn();
      turning = true;
      handlers.turn([to[0] - from[0], to[1] - from[1]], zoom);
    }
  };
  const up = (event: PointerEvent): void => {
    if (!pressed.delete(event.pointerId)) return;
    if (click && !dragging && event.type === 'pointerup') handlers.pick(at(event));
    click = undefined;
    dragging = false;
    if (pressed.size === 0) endTurn();
  };
  const leave = (): void => handlers.hover(undefined);
  const wheel = (event: WheelEvent): void => {
    if (!handlers.turns()) return;
    event.preventDefault();
    const pixels = event.deltaY * (WHEEL_UNITS_PX[event.deltaMode] ?? 1);
    wheelGesture.go();
    handlers.turn([0, 0], Math.exp(ZOOM_PER_PIXEL * Math.min(MAX_WHEEL_PX, Math.max(-MAX_WHEEL_PX, pixels))));
  };
  const listeners = new AbortController();
  const { signal } = listeners;
  box.addEventListener('pointerdown', down, { signal });
  box.addEventListener('pointermove', move, { signal });
  box.addEventListener('pointerup', up, { signal });
  box.addEventListener('pointercancel', up, { signal });
  box.addEventListener('pointerleave', leave, { signal });
  box.addEventListener('wheel', wheel, { signal, passive: false });
  return () => {
    listeners.abort();
    wheelGesture.end();
    endTurn();
  };
}

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
