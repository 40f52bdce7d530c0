import type { Pair } from '../../math/core/types';

/** What a figure answers to a pointer; pixels from the box's top left corner. */
export interface PointerHandlers {
  /** Whether a press here takes hold of θ instead of turning the scene. */
  grabs(pixel: Pair): boolean;
  hover(pixel: Pair | undefined): void;
  pick(pixel: Pair): void;
}

/** A press that moves less than this, in pixels, is a click. */
const CLICK_TOLERANCE_PX = 4;

/**
 * Hears the pointer before Plotly does. Plain moves are kept from a 3-D scene, which would render a picking image for each;
 * before a press the scene is told where the pointer is, or it would jump.
 */
export function listenToPointer(box: HTMLElement, scene: () => boolean, touched: PointerHandlers): () => void {
  let pressed: Pair | undefined;
  let held = false;
  const at = (event: MouseEvent): Pair => {
    const { left, top } = box.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    pressed = at(event);
    held = touched.grabs(pressed);
    if (!held) return;
    box.setPointerCapture(event.pointerId);
    touched.pick(pressed);
  };
  const move = (event: PointerEvent): void => {
    if (held) touched.pick(at(event));
    else if (event.buttons === 0) touched.hover(at(event));
  };
  const up = (event: PointerEvent): void => {
    const pixel = at(event);
    if (pressed && !held && Math.hypot(pixel[0] - pressed[0], pixel[1] - pressed[1]) < CLICK_TOLERANCE_PX) touched.pick(pixel);
    pressed = undefined;
    held = false;
  };
  const leave = (): void => touched.hover(undefined);
  const mouse = (event: MouseEvent): void => {
    if (held || (scene() && event.type === 'mousemove' && event.buttons === 0 && event.isTrusted)) event.stopPropagation();
    else if (event.type === 'mousedown' && scene() && event.target instanceof Element)
      event.target.dispatchEvent(new MouseEvent('mousemove', { clientX: event.clientX, clientY: event.clientY, bubbles: true }));
  };
  const touch = (event: TouchEvent): void => {
    if (held) event.stopPropagation();
  };
  const stop = new AbortController();
  const options = { capture: true, signal: stop.signal };
  box.addEventListener('pointerdown', down, options);
  box.addEventListener('pointermove', move, options);
  box.addEventListener('pointerup', up, options);
  box.addEventListener('pointercancel', up, options);
  box.addEventListener('pointerleave', leave, { signal: stop.signal });
  box.addEventListener('mousedown', mouse, options);
  box.addEventListener('mousemove', mouse, options);
  box.addEventListener('touchstart', touch, options);
  box.addEventListener('touchmove', touch, options);
  return () => stop.abort();
}
