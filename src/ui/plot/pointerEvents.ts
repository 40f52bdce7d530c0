import type { Pair } from '../../math/core/types';

/** Pointer handlers of a figure; positions in pixels from its top left corner. */
export interface PointerHandlers {
  /** Whether a press at this pixel starts to drag θ instead of turning the scene. */
  grabs(pixel: Pair): boolean;
  hover(pixel: Pair | undefined): void;
  pick(pixel: Pair): void;
}

/** A press that moves less than this is a click. */
const CLICK_TOLERANCE_PX = 4;

/**
 * Listens to pointer events in the capture phase, before Plotly does; returns the function that removes the listeners. Moves without a button
 * are not passed on to a 3-D scene, which would render a picking image for each; before a press a synthetic move tells it the position, or it would jump.
 */
export function listenToPointer(box: HTMLElement, isScene: () => boolean, handlers: PointerHandlers): () => void {
  let pressed: Pair | undefined;
  let dragging = false;
  const at = (event: MouseEvent): Pair => {
    const { left, top } = box.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    pressed = at(event);
    dragging = handlers.grabs(pressed);
    if (!dragging) return;
    box.setPointerCapture(event.pointerId);
    handlers.pick(pressed);
  };
  const move = (event: PointerEvent): void => {
    if (dragging) handlers.pick(at(event));
    else if (event.buttons === 0) handlers.hover(at(event));
  };
  const up = (event: PointerEvent): void => {
    const pixel = at(event);
    if (pressed && !dragging && Math.hypot(pixel[0] - pressed[0], pixel[1] - pressed[1]) < CLICK_TOLERANCE_PX) handlers.pick(pixel);
    pressed = undefined;
    dragging = false;
  };
  const leave = (): void => handlers.hover(undefined);
  const mouse = (event: MouseEvent): void => {
    if (dragging || (isScene() && event.type === 'mousemove' && event.buttons === 0 && event.isTrusted)) event.stopPropagation();
    else if (event.type === 'mousedown' && isScene() && event.target instanceof Element)
      event.target.dispatchEvent(new MouseEvent('mousemove', { clientX: event.clientX, clientY: event.clientY, bubbles: true }));
  };
  const touch = (event: TouchEvent): void => {
    if (dragging) event.stopPropagation();
  };
  const listeners = new AbortController();
  const options = { capture: true, signal: listeners.signal };
  box.addEventListener('pointerdown', down, options);
  box.addEventListener('pointermove', move, options);
  box.addEventListener('pointerup', up, options);
  box.addEventListener('pointercancel', up, options);
  box.addEventListener('pointerleave', leave, { signal: listeners.signal });
  box.addEventListener('mousedown', mouse, options);
  box.addEventListener('mousemove', mouse, options);
  box.addEventListener('touchstart', touch, options);
  box.addEventListener('touchmove', touch, options);
  return () => listeners.abort();
}
