import type { Viewport } from '../../figures/base/pixelMapping';
import type { Figure } from '../../figures/base/types';
import { paint } from '../../figures/vector/canvasPainter';
import type { FigureRenderer, RendererEvents } from './plotlyRenderer';

const MAX_PIXEL_RATIO = 3;

/** A renderer of 3-D scenes on a 2-D canvas, with our own projection; `show` hides and shows it. */
export function openCanvasRenderer(
  box: HTMLElement,
  events: Pick<RendererEvents, 'onDrawn'>,
): FigureRenderer & { readonly show: (visible: boolean) => void } {
  const canvas = document.createElement('canvas');
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%';
  box.append(canvas);
  let latest: { readonly figure: Figure; readonly viewport: Viewport } | undefined;
  let frame: number | undefined;
  let destroyed = false;

  function paintLatest(): void {
    frame = undefined;
    const context = canvas.getContext('2d', { willReadFrequently: true }); // painted by the CPU, as thumbnails are
    if (!context || latest?.figure.geometry.kind !== 'scene') return;
    const { width, height, eye } = latest.viewport;
    const ratio = Math.min(MAX_PIXEL_RATIO, devicePixelRatio || 1);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    context.scale(ratio, ratio);
    paint(context, latest.figure.geometry.paint(width, height, eye));
    events.onDrawn();
  }
  const draw: FigureRenderer['draw'] = (figure, viewport) => {
    latest = { figure, viewport };
    void document.fonts.ready.then(() => {
      if (!destroyed) frame ??= requestAnimationFrame(paintLatest);
    });
  };
  return {
    draw,
    turn: (eye) => latest && draw(latest.figure, { ...latest.viewport, eye }),
    show: (visible) => {
      canvas.style.visibility = visible ? 'visible' : 'hidden';
    },
    destroy: () => {
      destroyed = true;
      if (frame !== undefined) cancelAnimationFrame(frame);
      canvas.remove();
    },
  };
}
