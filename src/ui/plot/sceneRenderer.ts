import type { Viewport } from '../../figures/base/pixelMapping';
import type { Figure } from '../../figures/base/types';
import { openCanvasRenderer } from './canvasRenderer';
import { openPlotlyRenderer, releaseWebGl, requestWebGlContext, type FigureRenderer, type RendererEvents } from './plotlyRenderer';

/** Wait before Plotly is tried again after its context was lost or refused; doubled each time. */
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60_000;

/** Trace roles of a figure. */
const contentOf = ({ data }: Figure): string => data.map(({ uid }) => uid).join();

/**
 * A renderer of 3-D scenes: Plotly where it has a WebGL context and has drawn, and the page's own painter until then, while the context is lost,
 * and where there is none. A figure with other traces than the previous one is drawn by a new Plotly instance.
 */
export function openSceneRenderer(box: HTMLElement, events: RendererEvents): FigureRenderer {
  const painter = openCanvasRenderer(box, events);
  let latest: { readonly figure: Figure; readonly viewport: Viewport } | undefined;
  let plotly: { readonly renderer: FigureRenderer; readonly content: string; drawn: boolean } | undefined;
  let isGranted = false;
  let retryMs = FIRST_RETRY_MS;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let destroyed = false;

  function begin(): void {
    if (destroyed || plotly || retry !== undefined || !isGranted || !latest || latest.figure.data.length === 0) return;
    const life = { renderer: openPlotlyRenderer(box, { onDrawn, onError: fail, onContextLost }), content: contentOf(latest.figure), drawn: false };
    plotly = life;
    life.renderer.draw(latest.figure, latest.viewport);
  }
  /** The painter takes over. */
  function end(): void {
    plotly?.renderer.destroy();
    plotly = undefined;
    painter.show(true);
    if (latest) painter.draw(latest.figure, latest.viewport);
  }
  function onDrawn(): void {
    if (!plotly) return;
    plotly.drawn = true;
    retryMs = FIRST_RETRY_MS;
    painter.show(false);
    events.onDrawn();
  }
  function fail(): void {
    end();
    clearTimeout(retry);
    retry = setTimeout(resume, retryMs);
    retryMs = Math.min(LAST_RETRY_MS, 2 * retryMs);
  }
  function resume(): void {
    clearTimeout(retry);
    retry = undefined;
    begin();
  }
  function onContextLost(canvas: HTMLCanvasElement): void {
    fail();
    const onRestored = (): void => {
      releaseWebGl(canvas); // the next life has a canvas of its own
      resume();
    };
    canvas.addEventListener('webglcontextrestored', onRestored, { once: true });
  }

  const release = requestWebGlContext(() => {
    isGranted = true;
    begin();
  });
  return {
    draw: (figure, viewport) => {
      latest = { figure, viewport };
      if (plotly && plotly.content !== contentOf(figure)) end();
      else if (!plotly?.drawn) painter.draw(figure, viewport);
      if (plotly) plotly.renderer.draw(figure, viewport);
      else begin();
    },
    turn: (eye) => {
      if (!latest) return;
      latest = { ...latest, viewport: { ...latest.viewport, eye } };
      plotly?.renderer.turn(eye);
      if (!plotly?.drawn) painter.turn(eye);
    },
    destroy: () => {
      destroyed = true;
      clearTimeout(retry);
      plotly?.renderer.destroy();
      painter.destroy();
      release();
    },
  };
}
