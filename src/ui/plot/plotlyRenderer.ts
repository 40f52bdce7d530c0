import { marginsOf, orbit } from '../../figures/base/pixelMapping';
import type { CameraEye, Figure } from '../../figures/base/types';
import type { Layout } from 'plotly.js';

/** Renderer of one figure into an element, outside React; of several figures waiting to be drawn only the newest is drawn. */
export interface FigureRenderer {
  /** Width and height in pixels. */
  draw(figure: Figure, width: number, height: number): void;
  turnTo(eye: CameraEye): void;
  eye(): CameraEye;
  destroy(): void;
}

export interface RendererEvents {
  /** The camera moved, by a drag (`byHand`) or by `turnTo`. */
  onEye(eye: CameraEye, byHand: boolean): void;
  onDrawn(): void;
  onError(message: string): void;
}

export const INITIAL_EYE: CameraEye = [1.42, 1.02, 0.86];
const config = { displayModeBar: false, displaylogo: false, responsive: false, doubleClick: false as const, showTips: false };

export const isSameEye = (a: CameraEye, b: CameraEye): boolean => a.every((v, k) => Math.abs(v - b[k]!) < 1e-6);
/** Resolves at the next animation frame, since Plotly's promise resolves before it paints; after 250 ms in a hidden page, which has no frames. */
const nextFrame = (): Promise<void> =>
  new Promise((done) => {
    const timeout = setTimeout(done, 250);
    requestAnimationFrame(() => {
      clearTimeout(timeout);
      done();
    });
  });

/** Camera eye in a Plotly relayout event, if it has one. */
function eyeIn(event: object): CameraEye | undefined {
  const camera: unknown = Object.entries(event).find(([key]) => key === 'scene.camera')?.[1];
  if (typeof camera !== 'object' || camera === null || !('eye' in camera)) return undefined;
  const { eye } = camera;
  if (typeof eye !== 'object' || eye === null || !('x' in eye && 'y' in eye && 'z' in eye)) return undefined;
  return [Number(eye.x), Number(eye.y), Number(eye.z)];
}

/** A renderer on Plotly, which is loaded on the first call. */
export function openPlotlyRenderer(box: HTMLElement, events: RendererEvents): FigureRenderer {
  const loading = Promise.all([import('./plotly'), document.fonts.ready]).then(([module]) => module.Plotly);
  let pending: { figure: Figure; width: number; height: number } | undefined;
  let drawing = false;
  let drawn = false;
  let destroyed = false;
  let current: CameraEye | undefined; // the eye as drawn
  let requested: CameraEye | undefined; // the eye of the last figure

  function reportEye(eye: CameraEye, byHand: boolean): void {
    if (current && isSameEye(current, eye)) return;
    current = eye;
    events.onEye(eye, byHand);
  }

  async function draw(): Promise<void> {
    if (drawing) return;
    drawing = true;
    try {
      const plotly = await loading;
      while (pending && !destroyed) {
        const { figure, width, height } = pending;
        pending = undefined;
        const layout = structuredClone(figure.layout);
        const margins = marginsOf(figure.geometry, { width, height, eye: current ?? INITIAL_EYE });
        const camera = layout.scene?.camera;
        if (camera && current) camera.eye = { x: current[0], y: current[1], z: current[2] };
        const graph = await plotly.react(box, figure.data, { ...layout, width, height, margin: { ...margins, pad: 0 } }, config);
        if (destroyed) plotly.purge(box);
        else if (!drawn) {
          drawn = true;
          const onRelayout = (event: object): void => {
            const eye = eyeIn(event);
            if (eye) reportEye(eye, true);
          };
          graph.on('plotly_relayouting', onRelayout);
          graph.on('plotly_relayout', onRelayout);
        }
        events.onDrawn();
        await nextFrame();
      }
    } catch (error) {
      events.onError(error instanceof Error ? error.message : String(error));
    } finally {
      drawing = false;
    }
  }

  /** Moves the camera without redrawing traces. */
  function setEye(eye: CameraEye): void {
    reportEye(eye, false);
    if (!drawn || destroyed) return;
    const update: Partial<Layout> & { 'scene.camera.eye': object } = { 'scene.camera.eye': { x: eye[0], y: eye[1], z: eye[2] } };
    void loading.then((plotly) => (destroyed ? undefined : plotly.relayout(box, update)));
  }

  return {
    draw: (figure, width, height) => {
      if (figure.geometry.kind === 'scene') {
        const { eye } = figure.geometry;
        if (!current) current = eye;
        else if (requested && !isSameEye(requested, eye)) reportEye(eye, false);
        requested = eye;
      }
      pending = { figure, width, height };
      void draw();
    },
    turnTo: easedTurn(() => current, setEye),
    eye: () => current ?? INITIAL_EYE,
    destroy: () => {
      destroyed = true;
      if (drawn) void loading.then((plotly) => plotly.purge(box));
    },
  };
}

/** Duration of the camera animation. */
const EASING_MS = 200;

/** A function that turns the camera, with cubic ease-out; at once for small moves and under prefers-reduced-motion. A newer turn cancels the older. */
export function easedTurn(currentEye: () => CameraEye | undefined, setEye: (eye: CameraEye) => void): (eye: CameraEye) => void {
  let latest = 0;
  return (eye) => {
    const from = currentEye();
    latest += 1;
    const turn = latest;
    if (from && isSameEye(from, eye)) return;
    const isLarge = from && Math.hypot(...from.map((v, k) => v - eye[k]!)) > 0.35;
    if (!isLarge || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      setEye(eye);
      return;
    }
    const start = performance.now();
    const step = (): void => {
      if (turn !== latest) return;
      const fraction = Math.min(1, (performance.now() - start) / EASING_MS);
      const eased = 1 - (1 - fraction) ** 3;
      const mix = (k: 0 | 1 | 2): number => from[k] + eased * (eye[k] - from[k]);
      setEye([mix(0), mix(1), mix(2)]);
      if (fraction < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  };
}

const KEY_STEP_RADIANS = Math.PI / 36;

/** Camera eye after a key press: arrows turn by 5°, plus and minus zoom; undefined for other keys. */
export function eyeAfterKey(eye: CameraEye, key: string): CameraEye | undefined {
  if (key === 'ArrowLeft' || key === 'ArrowRight') return orbit(eye, key === 'ArrowLeft' ? -KEY_STEP_RADIANS : KEY_STEP_RADIANS, 0);
  if (key === 'ArrowUp' || key === 'ArrowDown') return orbit(eye, 0, key === 'ArrowUp' ? KEY_STEP_RADIANS : -KEY_STEP_RADIANS);
  if (key === '+' || key === '=' || key === '-') return orbit(eye, 0, 0, key === '-' ? 1.06 : 1 / 1.06);
  return undefined;
}
