import { turned } from '../../figures/base/pixelMapping';
import type { CameraEye, Figure } from '../../figures/base/types';
import { paint } from '../../figures/vector/canvasPainter';
import { eased, type FigureRenderer, near, type RendererEvents, START } from './plotlyRenderer';

/** Radians that a drag of one pixel turns. */
const PACE = 0.008;

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
    paint(painter, figure.geometry.paint(size.width, size.height, own ?? START));
    heard.drawn();
  }
  function redraw(): void {
    if (pending) return;
    pending = true;
    void document.fonts.ready.then(() => requestAnimationFrame(draw));
  }
  function place(eye: CameraEye, byHand: boolean): void {
    if (own && near(own, eye)) return;
    own = eye;
    heard.eye(eye, byHand);
    redraw();
  }
  canvas.addEventListener(
    'mousemove',
    (event) => {
      if ((event.buttons & 1) === 1) place(turned(own ?? START, -PACE * event.movementX, PACE * event.movementY), true);
    },
    { signal: stop.signal },
  );
  return {
    show: (next, width, height) => {
      if (next.geometry.kind !== 'scene') return;
      const { eye } = next.geometry;
      if (!own || (asked && !near(asked, eye))) place(eye, false);
      asked = eye;
      figure = next;
      size = { width, height };
      redraw();
    },
    turn: eased(
      () => own,
      (eye) => place(eye, false),
    ),
    eye: () => own ?? START,
    stop: () => {
      stop.abort();
      canvas.remove();
    },
  };
}

/** Scenes that may hold a WebGL context at a time; browsers drop the oldest beyond 16. */
const MOST = 8;
let live = 0;
let able: boolean | undefined;

/** Takes one of the WebGL contexts, if there is one; call what comes back to return it. */
export function acquireWebGlSlot(): (() => void) | undefined {
  able ??= works();
  if (!able || live >= MOST) return undefined;
  live += 1;
  let taken = true;
  return () => {
    if (taken) live -= 1;
    taken = false;
  };
}

function works(): boolean {
  const gl = document.createElement('canvas').getContext('webgl');
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return gl !== null;
}
