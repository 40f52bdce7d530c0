import type { Viewport } from '../../figures/base/pixelMapping';
import type { CameraEye, Figure } from '../../figures/base/types';
import { openPainter } from './painter';
import { openPlotlyRenderer, type PlotlyRenderer, releaseWebGl, requestWebGlContext } from './plotlyRenderer';

/** Renderer of one figure into an element, outside React. */
export interface FigureRenderer {
  draw(figure: Figure, viewport: Viewport): void;
  /** Moves the camera of a scene. */
  turn(eye: CameraEye): void;
  /** Whether a control is held. */
  hold(held: boolean): void;
  destroy(): void;
}

/** Wait after the last change and the release of every control until Plotly draws. */
const REST_MS = 250;
/** Wait before Plotly is tried again after its context was lost or refused; doubled each time. */
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60_000;

/** Trace roles of a figure. */
const contentOf = ({ data }: Figure): string => data.map(({ uid }) => uid).join();

interface Picture {
  readonly figure: Figure;
  readonly viewport: Viewport;
}

/** A life of Plotly, with the picture that it was asked for last and whether its last drawing was quick. */
interface Life {
  readonly renderer: PlotlyRenderer;
  readonly content: string;
  asked: Picture;
  drawn: boolean;
  quick: boolean;
}

/**
 * A renderer of figures: the page's own painter while something changes, Plotly at rest, and while it changes too where Plotly's last drawing was timed to
 * be quick. The painter also draws until Plotly has come, where a scene gets no WebGL context, and while that is lost. A figure with other traces than the
 * previous one is drawn by a new Plotly instance. Without Plotly the painter draws throughout, as in embeds: the frames of a page share the few WebGL
 * contexts of the browser, which takes the oldest away for each new one.
 */
export function openFigureRenderer(box: HTMLElement, isScene: boolean, withPlotly = true): FigureRenderer {
  const painter = openPainter(box, () => plotly?.renderer.show(false));
  let latest: Picture | undefined;
  let plotly: Life | undefined;
  let isGranted = withPlotly && !isScene;
  let held = false;
  let rest: ReturnType<typeof setTimeout> | undefined;
  let retryMs = FIRST_RETRY_MS;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let destroyed = false;

  /** The latest picture: by Plotly where it is shown and quick, else by the painter, and by Plotly at rest. */
  function follow(by: (life: Life, picture: Picture) => void): void {
    if (!latest) return;
    const isQuick = plotly?.drawn === true && plotly.quick && plotly.renderer.isShown();
    painter.show(!isQuick);
    painter.draw(latest.figure, latest.viewport);
    if (plotly && isQuick) {
      plotly.asked = latest;
      by(plotly, latest);
    } else awaitRest();
  }
  function awaitRest(): void {
    clearTimeout(rest);
    if (!held && !destroyed) rest = setTimeout(settle, REST_MS);
  }
  function settle(): void {
    if (destroyed || held || retry !== undefined || !isGranted || !latest || latest.figure.data.length === 0) return;
    const { figure, viewport } = latest;
    plotly ??= {
      renderer: openPlotlyRenderer(box, { onDrawn: onPlotly, onError: fail, onContextLost }),
      content: contentOf(figure),
      asked: latest,
      drawn: false,
      quick: false,
    };
    plotly.asked = latest;
    plotly.renderer.draw(figure, viewport);
  }
  function onPlotly(isQuick: boolean): void {
    if (!plotly) return;
    plotly.drawn = true;
    plotly.quick = isQuick;
    retryMs = FIRST_RETRY_MS;
    if (plotly.asked !== latest) return; // the painter has a newer picture
    plotly.renderer.show(true);
    painter.show(false);
  }
  /** Ends Plotly's life: the painter takes over. */
  function end(): void {
    plotly?.renderer.destroy();
    plotly = undefined;
    painter.show(true);
    if (latest) painter.draw(latest.figure, latest.viewport);
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
    awaitRest();
  }
  function onContextLost(canvas: HTMLCanvasElement): void {
    fail();
    const onRestored = (): void => {
      releaseWebGl(canvas); // the next life has a canvas of its own
      resume();
    };
    canvas.addEventListener('webglcontextrestored', onRestored, { once: true });
  }

  const release =
    withPlotly && isScene
      ? requestWebGlContext(() => {
          isGranted = true;
          awaitRest();
        })
      : () => undefined;
  return {
    draw: (figure, viewport) => {
      latest = { figure, viewport };
      if (plotly && plotly.content !== contentOf(figure)) end();
      follow((life, picture) => life.renderer.draw(picture.figure, picture.viewport));
    },
    turn: (eye) => {
      if (!latest) return;
      latest = { ...latest, viewport: { ...latest.viewport, eye } };
      follow((life) => life.renderer.turn(eye));
    },
    hold: (next) => {
      held = next;
      if (held) clearTimeout(rest);
      else if (latest && plotly?.asked !== latest) awaitRest();
    },
    destroy: () => {
      destroyed = true;
      clearTimeout(retry);
      clearTimeout(rest);
      plotly?.renderer.destroy();
      painter.destroy();
      release();
    },
  };
}
