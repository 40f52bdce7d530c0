import { marginsOf, orbit } from '../../figures/base/pixelMapping';
import type { CameraEye, Figure } from '../../figures/base/types';
import type { Layout } from 'plotly.js';

/** The way to one Plotly figure. It is drawn outside React; only the newest of waiting figures is drawn. */
export interface FigureRenderer {
  draw(figure: Figure, width: number, height: number): void;
  turnTo(eye: CameraEye): void;
  eye(): CameraEye;
  destroy(): void;
}

export interface RendererEvents {
  /** The camera moved, by the hand or by `turn`. */
  onEye(eye: CameraEye, byHand: boolean): void;
  onDrawn(): void;
  onError(message: string): void;
}

export const INITIAL_EYE: CameraEye = [1.42, 1.02, 0.86];
const config = { displayModeBar: false, displaylogo: false, responsive: false, doubleClick: false as const, showTips: false };

export const isSameEye = (a: CameraEye, b: CameraEye): boolean => a.every((v, k) => Math.abs(v - b[k]!) < 1e-6);
/** Plotly's promise comes before the pixels; a hidden page has no frames to wait for. */
const nextFrame = (): Promise<void> =>
  new Promise((done) => {
    const late = setTimeout(done, 250);
    requestAnimationFrame(() => {
      clearTimeout(late);
      done();
    });
  });

/** The eye that an event of Plotly's carries, if it carries one. */
function eyeIn(event: object): CameraEye | undefined {
  const camera: unknown = Object.entries(event).find(([key]) => key === 'scene.camera')?.[1];
  if (typeof camera !== 'object' || camera === null || !('eye' in camera)) return undefined;
  const { eye } = camera;
  if (typeof eye !== 'object' || eye === null || !('x' in eye && 'y' in eye && 'z' in eye)) return undefined;
  return [Number(eye.x), Number(eye.y), Number(eye.z)];
}

export function openPlotlyRenderer(box: HTMLElement, heard: RendererEvents): FigureRenderer {
  const tools = Promise.all([import('./plotly'), document.fonts.ready]).then(([module]) => module.Plotly);
  let waiting: { figure: Figure; width: number; height: number } | undefined;
  let drawing = false;
  let drawn = false;
  let stopped = false;
  let own: CameraEye | undefined; // the camera as it stands
  let asked: CameraEye | undefined; // the eye that the last figure came with

  function moved(eye: CameraEye, byHand: boolean): void {
    if (own && isSameEye(own, eye)) return;
    own = eye;
    heard.onEye(eye, byHand);
  }

  async function draw(): Promise<void> {
    if (drawing) return;
    drawing = true;
    try {
      const plotly = await tools;
      while (waiting && !stopped) {
        const { figure, width, height } = waiting;
        waiting = undefined;
        const layout = structuredClone(figure.layout);
        const margins = marginsOf(figure.geometry, { width, height, eye: own ?? INITIAL_EYE });
        const camera = layout.scene?.camera;
        if (camera && own) camera.eye = { x: own[0], y: own[1], z: own[2] };
        const graph = await plotly.react(box, figure.data, { ...layout, width, height, margin: { ...margins, pad: 0 } }, config);
        if (stopped) plotly.purge(box);
        else if (!drawn) {
          drawn = true;
          const hear = (event: object): void => {
            const eye = eyeIn(event);
            if (eye) moved(eye, true);
          };
          graph.on('plotly_relayouting', hear);
          graph.on('plotly_relayout', hear);
        }
        heard.onDrawn();
        await nextFrame();
      }
    } catch (error) {
      heard.onError(error instanceof Error ? error.message : String(error));
    } finally {
      drawing = false;
    }
  }

  /** A camera move alone: no trace is touched. */
  function place(eye: CameraEye): void {
    moved(eye, false);
    if (!drawn || stopped) return;
    const update: Partial<Layout> & { 'scene.camera.eye': object } = { 'scene.camera.eye': { x: eye[0], y: eye[1], z: eye[2] } };
    void tools.then((plotly) => (stopped ? undefined : plotly.relayout(box, update)));
  }

  return {
    draw: (figure, width, height) => {
      if (figure.geometry.kind === 'scene') {
        const { eye } = figure.geometry;
        if (!own) own = eye;
        else if (asked && !isSameEye(asked, eye)) moved(eye, false);
        asked = eye;
      }
      waiting = { figure, width, height };
      void draw();
    },
    turnTo: easedTurn(() => own, place),
    eye: () => own ?? INITIAL_EYE,
    destroy: () => {
      stopped = true;
      if (drawn) void tools.then((plotly) => plotly.purge(box));
    },
  };
}

/** Milliseconds of a camera's way to a place far off. */
const EASING_MS = 200;

/** A way to turn the camera: at once when it is near or motion is unwelcome, else eased out. A newer turn replaces the older. */
export function easedTurn(now: () => CameraEye | undefined, place: (eye: CameraEye) => void): (eye: CameraEye) => void {
  let wanted = 0;
  return (eye) => {
    const from = now();
    wanted += 1;
    const mine = wanted;
    if (from && isSameEye(from, eye)) return;
    const far = from && Math.hypot(...from.map((v, k) => v - eye[k]!)) > 0.35;
    if (!far || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      place(eye);
      return;
    }
    const start = performance.now();
    const step = (): void => {
      if (mine !== wanted) return;
      const share = Math.min(1, (performance.now() - start) / EASING_MS);
      const gone = 1 - (1 - share) ** 3;
      const mix = (k: 0 | 1 | 2): number => from[k] + gone * (eye[k] - from[k]);
      place([mix(0), mix(1), mix(2)]);
      if (share < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  };
}

const KEY_STEP_RADIANS = Math.PI / 36;

/** The eye after a key, if the key moves it: arrows turn by 5°, plus and minus go nearer and farther. */
export function eyeAfterKey(eye: CameraEye, key: string): CameraEye | undefined {
  if (key === 'ArrowLeft' || key === 'ArrowRight') return orbit(eye, key === 'ArrowLeft' ? -KEY_STEP_RADIANS : KEY_STEP_RADIANS, 0);
  if (key === 'ArrowUp' || key === 'ArrowDown') return orbit(eye, 0, key === 'ArrowUp' ? KEY_STEP_RADIANS : -KEY_STEP_RADIANS);
  if (key === '+' || key === '=' || key === '-') return orbit(eye, 0, 0, key === '-' ? 1.06 : 1 / 1.06);
  return undefined;
}
