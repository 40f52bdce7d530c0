import { orbit } from '../../figures/base/pixelMapping';
import type { CameraEye, Figure } from '../../figures/base/types';
import { paint } from '../../figures/vector/canvasPainter';
import { easedTurn, type FigureRenderer, isSameEye, type RendererEvents, INITIAL_EYE } from './plotlyRenderer';

/** Camera rotation per dragged pixel. */
const RADIANS_PER_PIXEL = 0.008;

/** A renderer of 3-D scenes on a 2-D canvas, for browsers without WebGL and for scenes beyond their limit of WebGL contexts. */
export function openCanvasRenderer(box: HTMLElement, events: RendererEvents): FigureRenderer {
  const canvas = document.createElement('canvas');
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%';
  box.append(canvas);
  const listeners = new AbortController();
  let figure: Figure | undefined;
  let size = { width: 0, height: 0 };
  let current: CameraEye | undefined;
  let requested: CameraEye | undefined;
  let pending = false;

  function draw(): void {
    pending = false;
    const painter = canvas.getContext('2d');
    if (!painter || figure?.geometry.kind !== 'scene' || listeners.signal.aborted) return;
    const ratio = Math.min(3, devicePixelRatio || 1);
    canvas.width = Math.round(size.width * ratio);
    canvas.height = Math.round(size.height * ratio);
    painter.scale(ratio, ratio);
    paint(painter, figure.geometry.paint(size.width, size.height, current ?? INITIAL_EYE));
    events.onDrawn();
  }
  function redraw(): void {
    if (pending) return;
    pending = true;
    void document.fonts.ready.then(() => requestAnimationFrame(draw));
  }
  function setEye(eye: CameraEye, byHand: boolean): void {
    if (current && isSameEye(current, eye)) return;
    current = eye;
    events.onEye(eye, byHand);
    redraw();
  }
  canvas.addEventListener(
    'mousemove',
    (event) => {
      if ((event.buttons & 1) === 1)
        setEye(orbit(current ?? INITIAL_EYE, -RADIANS_PER_PIXEL * event.movementX, RADIANS_PER_PIXEL * event.movementY), true);
    },
    { signal: listeners.signal },
  );
  return {
    draw: (next, width, height) => {
      if (next.geometry.kind !== 'scene') return;
      const { eye } = next.geometry;
      if (!current || (requested && !isSameEye(requested, eye))) setEye(eye, false);
      requested = eye;
      figure = next;
      size = { width, height };
      redraw();
    },
    turnTo: easedTurn(
      () => current,
      (eye) => setEye(eye, false),
    ),
    eye: () => current ?? INITIAL_EYE,
    destroy: () => {
      listeners.abort();
      canvas.remove();
    },
  };
}

/** Limit of WebGL contexts in use; browsers drop the oldest beyond 16. */
const MAX_WEBGL_CONTEXTS = 8;
let activeContexts = 0;
let webGlWorks: boolean | undefined;

/** Acquires one of the WebGL contexts; returns the function that releases it, or undefined if none is left. */
export function acquireWebGlSlot(): (() => void) | undefined {
  webGlWorks ??= probeWebGl();
  if (!webGlWorks || activeContexts >= MAX_WEBGL_CONTEXTS) return undefined;
  activeContexts += 1;
  let acquired = true;
  return () => {
    if (acquired) activeContexts -= 1;
    acquired = false;
  };
}

function probeWebGl(): boolean {
  const gl = document.createElement('canvas').getContext('webgl');
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return gl !== null;
}
