import { orbit } from '../../figures/base/pixelMapping';
import type { CameraEye, Figure } from '../../figures/base/types';
import { paint } from '../../figures/vector/canvasPainter';
import { easedTurn, type FigureRenderer, isSameEye, type RendererEvents, INITIAL_EYE } from './plotlyRenderer';

/** Radians that a drag of one pixel turns. */
const RADIANS_PER_PIXEL = 0.008;

/** A 3-D figure by our own projection on a 2-D canvas: for machines without WebGL and for scenes beyond what a browser can hold. */
export function openCanvasRenderer(box: HTMLElement, heard: RendererEvents): FigureRenderer {
  const canvas = document.createElement('canvas');
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%';
  box.append(canvas);
  const stop = new AbortController();
  let figure: Figure | undefined;
  let size = { width: 0, height: 0 };
  let own: CameraEye | undefined;
  let asked: CameraEye | undefined;
  let pending = false;

  function draw(): void {
    pending = false;
    const painter = canvas.getContext('2d');
    if (!painter || figure?.geometry.kind !== 'scene' || stop.signal.aborted) return;
    const ratio = Math.min(3, devicePixelRatio || 1);
    canvas.width = Math.round(size.width * ratio);
    canvas.height = Math.round(size.height * ratio);
    painter.scale(ratio, ratio);
    paint(painter, figure.geometry.paint(size.width, size.height, own ?? INITIAL_EYE));
    heard.onDrawn();
  }
  function redraw(): void {
    if (pending) return;
    pending = true;
    void document.fonts.ready.then(() => requestAnimationFrame(draw));
  }
  function place(eye: CameraEye, byHand: boolean): void {
    if (own && isSameEye(own, eye)) return;
    own = eye;
    heard.onEye(eye, byHand);
    redraw();
  }
  canvas.addEventListener(
    'mousemove',
    (event) => {
      if ((event.buttons & 1) === 1)
        place(orbit(own ?? INITIAL_EYE, -RADIANS_PER_PIXEL * event.movementX, RADIANS_PER_PIXEL * event.movementY), true);
    },
    { signal: stop.signal },
  );
  return {
    draw: (next, width, height) => {
      if (next.geometry.kind !== 'scene') return;
      const { eye } = next.geometry;
      if (!own || (asked && !isSameEye(asked, eye))) place(eye, false);
      asked = eye;
      figure = next;
      size = { width, height };
      redraw();
    },
    turnTo: easedTurn(
      () => own,
      (eye) => place(eye, false),
    ),
    eye: () => own ?? INITIAL_EYE,
    destroy: () => {
      stop.abort();
      canvas.remove();
    },
  };
}

/** Scenes that may hold a WebGL context at a time; browsers drop the oldest beyond 16. */
const MAX_WEBGL_CONTEXTS = 8;
let activeContexts = 0;
let webGlWorks: boolean | undefined;

/** Takes one of the WebGL contexts, if there is one; call what comes back to return it. */
export function acquireWebGlSlot(): (() => void) | undefined {
  webGlWorks ??= probeWebGl();
  if (!webGlWorks || activeContexts >= MAX_WEBGL_CONTEXTS) return undefined;
  activeContexts += 1;
  let taken = true;
  return () => {
    if (taken) activeContexts -= 1;
    taken = false;
  };
}

function probeWebGl(): boolean {
  const gl = document.createElement('canvas').getContext('webgl');
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return gl !== null;
}
