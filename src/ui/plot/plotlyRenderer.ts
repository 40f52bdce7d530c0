import { marginsOf, type Viewport } from '../../figures/base/pixelMapping';
import type { CameraEye, Figure } from '../../figures/base/types';
import { plotlyCamera } from '../../figures/plotly/surface';
import { fetchedModule, retried } from '../../worker/rpc/network';

/** Limit of WebGL contexts in use; browsers drop the oldest beyond 16. */
const MAX_WEBGL_CONTEXTS = 8;
let held = 0;
const waiting = new Set<() => void>();
let webGlWorks: boolean | undefined;

/** Asks for one of the page's WebGL contexts; `onGranted` is called when one is free, at once or later, never without WebGL. Returns the function that gives it back. */
export function requestWebGlContext(onGranted: () => void): () => void {
  webGlWorks ??= probeWebGl();
  let isHeld = false;
  const grant = (): void => {
    waiting.delete(grant);
    held += 1;
    isHeld = true;
    onGranted();
  };
  if (webGlWorks) waiting.add(grant);
  grantNext();
  return () => {
    waiting.delete(grant);
    if (isHeld) held -= 1;
    isHeld = false;
    grantNext();
  };
}

function grantNext(): void {
  const [next] = waiting;
  if (next && held < MAX_WEBGL_CONTEXTS) next();
}

/** Frees the WebGL context of a canvas that is not drawn on any more; without this the browser keeps it until the next garbage collection. */
export function releaseWebGl(canvas: HTMLCanvasElement): void {
  canvas.getContext('webgl')?.getExtension('WEBGL_lose_context')?.loseContext();
}

function probeWebGl(): boolean {
  const canvas = document.createElement('canvas');
  const works = canvas.getContext('webgl') !== null;
  releaseWebGl(canvas);
  return works;
}

const config = { displayModeBar: false, displaylogo: false, responsive: false, doubleClick: false as const, showTips: false, scrollZoom: false };

/** Resolves at the next animation frame, since Plotly's promise resolves before it paints; after 250 ms in a hidden page, which has no frames. */
const nextFrame = (): Promise<void> =>
  new Promise((done) => {
    const timeout = setTimeout(done, 250);
    requestAnimationFrame(() => {
      clearTimeout(timeout);
      done();
    });
  });

/** Plotly's element with the part of its scene that its types do not declare. */
interface PlotlyElement extends HTMLElement {
  readonly _fullLayout?: {
    readonly scene?: { readonly _scene?: { readonly glplot?: { oncontextloss: (() => void) | null; readonly gl: WebGLRenderingContext } } };
  };
}

/** A Plotly figure in an element; of several figures waiting to be drawn only the newest is drawn. */
export interface PlotlyRenderer {
  draw(figure: Figure, viewport: Viewport): void;
  /** Moves the camera of a scene without drawing its surface anew. */
  turn(eye: CameraEye): void;
  show(visible: boolean): void;
  isShown(): boolean;
  destroy(): void;
}

interface PlotlyEvents {
  /** A figure stands, hidden or shown; whether Plotly was so quick that it may follow a hand. */
  onDrawn(isQuick: boolean): void;
  onError(message: string): void;
  /** The browser took the scene's WebGL context away; its canvas may get it back. */
  onContextLost(canvas: HTMLCanvasElement): void;
}

/** Duration of a drawing up to which Plotly may follow a hand. */
const QUICK_MS = 25;

/**
 * One life of a Plotly figure: element, traces and WebGL context are its own and end with it. The element is hidden at first and takes no input:
 * pointer, wheel and keyboard belong to the page.
 */
export function openPlotlyRenderer(box: HTMLElement, events: PlotlyEvents): PlotlyRenderer {
  const element: PlotlyElement = document.createElement('div');
  element.style.cssText = 'position:absolute;inset:0;visibility:hidden;pointer-events:none';
  box.append(element);
  const loading = Promise.all([retried('The code that draws figures', () => fetchedModule(import('./plotly'))), document.fonts.ready]).then(
    ([module]) => module.Plotly,
  );
  let pending: { readonly figure: Figure; readonly viewport: Viewport } | undefined;
  let drawing = false;
  let destroyed = false;
  let eye: CameraEye | undefined; // where the camera is wanted
  let drawnEye: CameraEye | undefined;
  let drawings = 0;
  let isGpuLate = false;

  element.addEventListener(
    'webglcontextlost',
    (event) => {
      if (destroyed || !(event.target instanceof HTMLCanvasElement)) return;
      event.preventDefault(); // else the browser never restores it
      event.stopPropagation(); // Plotly would wait for it in every frame, and then open another
      events.onContextLost(event.target);
    },
    { capture: true },
  );

  /** Whether the GPU too is done within QUICK_MS of `began`. It is waited for until it was late once; the first drawing, which compiles, does not count. */
  function isGpuQuick(gl: WebGLRenderingContext | undefined, began: number): boolean {
    drawings += 1;
    if (!gl || isGpuLate || drawings === 1) return !gl;
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    isGpuLate = performance.now() - began > QUICK_MS;
    return !isGpuLate;
  }

  async function draw(): Promise<void> {
    if (drawing) return;
    drawing = true;
    try {
      const plotly = await loading;
      while (pending && !destroyed) {
        const { figure, viewport } = pending;
        pending = undefined;
        const { width, height } = viewport;
        const layout = structuredClone(figure.layout);
        if (layout.scene && eye) layout.scene.camera = plotlyCamera(eye);
        drawnEye = eye;
        const began = performance.now();
        await plotly.react(element, figure.data, { ...layout, width, height, margin: { ...marginsOf(figure.geometry, viewport), pad: 0 } }, config);
        if (element.querySelector('.no-webgl')) throw new Error('the browser gives no WebGL context');
        const scene = element._fullLayout?.scene?._scene?.glplot;
        if (scene) scene.oncontextloss = null;
        const isQuick = performance.now() - began <= QUICK_MS && isGpuQuick(scene?.gl, began);
        await nextFrame();
        if (destroyed) return;
        moveCamera();
        events.onDrawn(isQuick);
      }
    } catch (error) {
      if (!destroyed) events.onError(error instanceof Error ? error.message : String(error));
    } finally {
      drawing = false;
      if (destroyed) purge();
    }
  }

  function moveCamera(): void {
    if (!eye || eye === drawnEye) return;
    drawnEye = eye;
    const update = { 'scene.camera': plotlyCamera(eye) };
    void loading.then((plotly) => (destroyed ? undefined : plotly.relayout(element, update)));
  }

  function purge(): void {
    const canvases = [...element.querySelectorAll('canvas')];
    void loading.then((plotly) => {
      plotly.purge(element);
      canvases.forEach(releaseWebGl);
    });
  }

  return {
    draw: (figure, viewport) => {
      pending = { figure, viewport };
      eye = viewport.eye;
      void draw();
    },
    turn: (next) => {
      eye = next;
      if (drawnEye && !drawing) moveCamera();
    },
    show: (visible) => {
      element.style.visibility = visible ? 'visible' : 'hidden';
    },
    isShown: () => element.style.visibility === 'visible',
    destroy: () => {
      destroyed = true;
      element.remove();
      if (!drawing) purge();
    },
  };
}
