import type { DrawCommand, PaintCommand } from '../../figures/base/drawList';
import type { Viewport } from '../../figures/base/pixelMapping';
import type { Figure } from '../../figures/base/types';
import { paint } from '../../figures/vector/canvasPainter';

const MAX_PIXEL_RATIO = 3;

/** The page's own painter of a figure: its frame always, its body while that is shown. */
export interface Painter {
  /** Paints the figure in the next animation frame. */
  draw(figure: Figure, viewport: Viewport): void;
  /** Shows the body from its next painting on, or hides it at once. */
  show(visible: boolean): void;
  destroy(): void;
}

/** A canvas that fills a box, and the function that paints it anew. */
function openLayer(box: HTMLElement): {
  readonly canvas: HTMLCanvasElement;
  readonly repaint: (viewport: Viewport, commands: readonly PaintCommand[]) => void;
} {
  const canvas = document.createElement('canvas');
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%';
  box.append(canvas);
  return {
    canvas,
    repaint: ({ width, height }, commands) => {
      const context = canvas.getContext('2d', { willReadFrequently: true }); // painted by the CPU, as thumbnails are
      if (!context) return;
      const ratio = pixelRatio();
      const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (canvas.width !== across) canvas.width = across;
      if (canvas.height !== down) canvas.height = down;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, across, down);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      paint(context, commands);
    },
  };
}

const pixelRatio = (): number => Math.min(MAX_PIXEL_RATIO, devicePixelRatio || 1);

/** Opens the painter in a box; `onPainted` is called after the body has been painted, in the same frame. */
export function openPainter(box: HTMLElement, onPainted: () => void): Painter {
  const [frame, body] = [openLayer(box), openLayer(box)];
  let latest: { readonly figure: Figure; readonly viewport: Viewport } | undefined;
  let framed = '';
  let visible = true;
  let request: number | undefined;
  let destroyed = false;

  /** Paints the frame where it has changed: while a control is held it mostly has not. */
  function paintFrame(viewport: Viewport, commands: readonly DrawCommand[]): void {
    const key = JSON.stringify([viewport.width, viewport.height, pixelRatio(), document.fonts.status, commands]);
    if (key === framed) return;
    framed = key;
    frame.repaint(viewport, commands);
  }
  function paintLatest(): void {
    request = undefined;
    if (!latest) return;
    const { figure, viewport } = latest;
    const { width, height, eye } = viewport;
    paintFrame(viewport, figure.painting.frame(width, height, eye));
    if (!visible) return;
    body.repaint(viewport, figure.painting.body(width, height, eye, pixelRatio()));
    body.canvas.style.visibility = 'visible';
    onPainted();
  }
  const paintSoon = (): void => {
    if (!destroyed) request ??= requestAnimationFrame(paintLatest);
  };
  void document.fonts.ready.then(paintSoon); // its letters may have come later than the first picture
  return {
    draw: (figure, viewport) => {
      latest = { figure, viewport };
      paintSoon();
    },
    show: (next) => {
      visible = next;
      if (!visible) body.canvas.style.visibility = 'hidden';
    },
    destroy: () => {
      destroyed = true;
      if (request !== undefined) cancelAnimationFrame(request);
      frame.canvas.remove();
      body.canvas.remove();
    },
  };
}
