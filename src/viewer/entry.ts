import { eyeOf, orbit, pickTheta, sceneBoxOf } from '../figures/base/camera';
import { axesOf, valueAt } from '../figures/base/gridSampling';
import { positionText, fixedText } from '../figures/base/ticks';
import { paint } from '../figures/vector/canvasPainter';
import { sceneCamera } from '../figures/vector/sceneAxes';
import { sceneCommands, spotCommands } from '../figures/vector/surfaceMesh';
import type { Pair } from '../math/core/types';
import { eyeAfterKey, listenToPointer } from '../ui/plot/inputEvents';
import { surfaceIn } from './surfaceData';

/** Most cells a side: as many as are drawn within a frame by software. */
const MAX_CELLS = 81;
const RADIANS_PER_PIXEL = 0.008;

/** The surface of a standalone page: drawn on its canvas, turned and zoomed, with the loss under the pointer in words. */
function open(canvas: HTMLCanvasElement, reading: HTMLElement, text: string): void {
  const { result, range, style } = surfaceIn(text);
  const { grid } = result;
  const hint = reading.textContent ?? '';
  let eye = eyeOf(style);
  let frame: number | undefined;
  const draw = (): void => {
    frame = undefined;
    const { clientWidth: width, clientHeight: height } = canvas;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context || width === 0 || height === 0) return;
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    context.scale(devicePixelRatio, devicePixelRatio);
    const turned = { ...style, eye, size: width < 500 ? ('phone' as const) : ('large' as const) };
    const camera = sceneCamera(turned, width, height);
    paint(context, [
      ...sceneCommands(result, range, turned, { x: 0, y: 0, width, height }, MAX_CELLS, camera),
      ...spotCommands(result, range, turned, camera),
    ]);
  };
  const redraw = (): void => {
    frame ??= requestAnimationFrame(draw);
  };
  const turn = (next: typeof eye): void => {
    eye = next;
    redraw();
  };
  const nothing = (): void => undefined;
  const hover = (pixel: Pair | undefined): void => {
    const camera = sceneCamera({ ...style, eye }, canvas.clientWidth, canvas.clientHeight);
    const theta = pixel && pickTheta(sceneBoxOf(grid, range), camera, pixel);
    const [first, second] = axesOf(style);
    const ends = (nodes: Float64Array): Pair => [nodes[0]!, nodes.at(-1)!];
    reading.textContent = theta
      ? `${first} = ${positionText(theta[0], ends(grid.x))}, ${second} = ${positionText(theta[1], ends(grid.y))}: loss ${fixedText(valueAt(grid, theta), 4)}`
      : hint;
  };
  listenToPointer(canvas, {
    grabs: () => false,
    hover,
    pick: hover,
    turns: () => true,
    turn: ([dx, dy], zoom) => turn(orbit(eye, -RADIANS_PER_PIXEL * dx, RADIANS_PER_PIXEL * dy, zoom)),
    beginTurn: nothing,
    endTurn: nothing,
  });
  canvas.addEventListener('keydown', (event) => {
    const next = event.ctrlKey || event.metaKey || event.altKey ? undefined : eyeAfterKey(eye, event.key);
    if (!next) return;
    event.preventDefault();
    turn(next);
  });
  new ResizeObserver(redraw).observe(canvas);
}

const [canvas, reading, data] = ['canvas', '#reading', '#surface'].map((selector) => document.querySelector(selector));
if (canvas instanceof HTMLCanvasElement && reading instanceof HTMLElement && data?.textContent) open(canvas, reading, data.textContent);
