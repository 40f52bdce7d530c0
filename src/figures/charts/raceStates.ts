import type { Pair } from '../../math/core/types';
import { type OptimiserName, optimisers } from '../../math/optimisers';
import type { Trajectory } from '../../math/optimisers/trajectory';
import type { LineStyle } from '../../math/optimisers/types';
import type { RaceResult, SurfaceResult } from '../../worker/rpc/protocol';
import { themeOf } from '../base/colours';
import { type Box, type DrawCommand, polyline } from '../base/drawList';
import { isInPicture, type PictureRange } from '../base/gridSampling';
import { listText, outsideSentence, weightsText } from '../base/surfaceSentences';
import { fixedText } from '../base/ticks';
import type { FigureStyle } from '../base/types';
import { contourCommands } from '../vector/contourPlane';

/** An optimiser of the race with its recorded trajectory. */
export interface RaceEntrant {
  readonly name: OptimiserName;
  readonly label: string;
  readonly stroke: LineStyle;
  readonly path: Trajectory;
}

/** State of a race at one step, as charts draw it. */
export interface RaceSnapshot {
  readonly racers: readonly RaceEntrant[];
  /** Lowest adversarial loss of the surface and all paths. */
  readonly lowest: number;
  /** The step that is shown, and the last one recorded. */
  readonly step: number;
  readonly last: number;
}

/** The entrants with at least one recorded state, and the error sentence of each refused run. */
export function raceEntrants(result: RaceResult): { readonly racers: readonly RaceEntrant[]; readonly refused: readonly string[] } {
  const all = result.runs.map(({ name, run }) => ({ name, label: optimisers[name].label, stroke: optimisers[name].stroke, path: run }));
  return {
    racers: all.filter(({ path }) => path.count > 0),
    refused: all.filter(({ path }) => path.count === 0).map(({ label, path }) => `${label}: ${path.why}.`),
  };
}

/** Sentence on the least loss of a race: whether it is a minimum, on the border, one of several equally low places, or outside the picture. */
export function leastLossSentence({ loss, theta, edge, ties }: RaceResult['minimum'], range: PictureRange): string {
  const value = `${fixedText(loss, 5)} nats at θ = ${weightsText(theta, range)}`;
  if (!isInPicture(range, theta)) return `Least loss on a path: ${value}, outside the picture.`;
  if (ties) return `Least loss in the picture: ${value} and at other weights.`;
  return edge ? `Least loss in the picture: ${value}, on its border.` : `Minimum: ${value}.`;
}

/** State of one optimiser at a step: a row of the results table. */
export interface Standing {
  readonly racer: RaceEntrant;
  /** Number of steps up to the shown state. */
  readonly steps: number;
  /** The objective: the adversarial loss, smoothed where a smoothing is chosen. */
  readonly loss: number;
  readonly adversarial: number;
  readonly clean: number;
  readonly theta: Pair;
  /** Number of sign changes of the weight with index `across`. */
  readonly crossings: number;
  readonly slope: number;
  readonly evaluations: number;
  readonly integrals: number;
  /** Reason why the method ended before the shown step; else empty. */
  readonly ended: string;
}

/** Index of the recorded state at step k; after a run has ended, its last state. */
export const stateAt = ({ count }: Trajectory, k: number): number => Math.min(k, count - 1);

export function thetaOf({ theta }: Trajectory, k: number): Pair {
  return [theta[2 * k] ?? NaN, theta[2 * k + 1] ?? NaN];
}

/** Number of sign changes of both weights up to state k. */
const signChanges = ({ crossings }: Trajectory, k: number): number => (crossings[2 * k] ?? 0) + (crossings[2 * k + 1] ?? 0);

export function standingAt(racer: RaceEntrant, step: number, across: 0 | 1 = 1): Standing {
  const { path } = racer;
  const k = stateAt(path, step);
  return {
    racer,
    steps: k,
    loss: path.loss[k] ?? NaN,
    adversarial: path.adversarial[k] ?? NaN,
    clean: path.clean[k] ?? NaN,
    theta: thetaOf(path, k),
    crossings: path.crossings[2 * k + across] ?? 0,
    slope: path.slope[k] ?? NaN,
    evaluations: path.evaluations[k] ?? 0,
    integrals: path.integrals[k] ?? 0,
    ended: step > k ? path.why : '',
  };
}

/** Standings by rising adversarial loss; methods that have ended come last. */
export function rankEntrants(racers: readonly RaceEntrant[], step: number, across: 0 | 1 = 1): Standing[] {
  const key = ({ adversarial, ended }: Standing): number => (ended !== '' || Number.isNaN(adversarial) ? Infinity : adversarial);
  return racers.map((racer) => standingAt(racer, step, across)).sort((a, b) => key(a) - key(b) || 0);
}

/** Number of steps over which sign changes are counted. */
export const FLIP_WINDOW = 24;

/** Sign changes per step over the last FLIP_WINDOW steps. */
export function signFlipRate({ path }: RaceEntrant, step: number): number {
  const k = stateAt(path, step);
  const from = Math.max(0, k - FLIP_WINDOW);
  return k > from ? (signChanges(path, k) - signChanges(path, from)) / (k - from) : 0;
}

/** Index of the weight with most sign changes over the last FLIP_WINDOW steps of all paths: the crease is its axis. */
export function flippingWeight(racers: readonly RaceEntrant[], step: number): 0 | 1 {
  const total = (i: 0 | 1): number =>
    racers.reduce((sum, { path }) => {
      const k = stateAt(path, step);
      return sum + (path.crossings[2 * k + i] ?? 0) - (path.crossings[2 * Math.max(0, k - FLIP_WINDOW) + i] ?? 0);
    }, 0);
  return total(0) > total(1) ? 0 : 1;
}

/** Lowest adversarial loss of the surface and of all paths, which may leave the window. */
export function lowestLoss(surface: number, racers: readonly RaceEntrant[]): number {
  return racers.reduce((lowest, { path }) => path.adversarial.reduce((low, loss) => (loss < low ? loss : low), lowest), surface);
}

/** Number of steps of the longest path. */
export const lastStep = (racers: readonly RaceEntrant[]): number => Math.max(0, ...racers.map(({ path }) => path.count - 1));

/** Corners of the methods' markers, in pixels about their place; nothing for a disc of radius 4. */
const markerCorners: Readonly<Record<LineStyle['marker'], readonly Pair[]>> = {
  circle: [],
  ring: [],
  square: [[-3.6, -3.6], [3.6, -3.6], [3.6, 3.6], [-3.6, 3.6]], // prettier-ignore
  diamond: [[0, -5], [5, 0], [0, 5], [-5, 0]], // prettier-ignore
  triangle: [[0, -5], [4.8, 3.6], [-4.8, 3.6]], // prettier-ignore
  // prettier-ignore
  cross: [[-4, -1.4], [-1.4, -1.4], [-1.4, -4], [1.4, -4], [1.4, -1.4], [4, -1.4], [4, 1.4], [1.4, 1.4], [1.4, 4], [-1.4, 4], [-1.4, 1.4], [-4, 1.4]],
};

/** A method's marker with a white rim, so that it is read on any colour. */
export function markerCommands({ marker, ...colours }: LineStyle, dark: boolean, [x, y]: Pair, scale = 1): DrawCommand[] {
  const colour = dark ? colours.dark : colours.light;
  const open = marker === 'ring';
  const ring = markerCorners[marker].map(([a, b]): Pair => [x + scale * a, y + scale * b]);
  const layer = (fill: string, stroke: string, width: number): DrawCommand =>
    ring.length === 0
      ? { kind: 'disc', at: [x, y], r: 4 * scale, fill, stroke: { colour: stroke, width: width * scale } }
      : { kind: 'shape', rings: [ring], closed: true, fill, stroke: { colour: stroke, width: width * scale } };
  return [layer('#ffffff', '#ffffff', open ? 4.4 : 2.6), layer(open ? '#ffffff' : colour, colour, open ? 2 : 0.6)];
}

/** White halo of a path: its extra width in pixels, and its colour. */
export const HALO = { wider: 2.4, colour: 'rgba(255,255,255,.92)' };
/** Greatest pixel coordinate of a path; those of diverged runs are clamped. */
const MAX_PIXEL = 1e5;

/** The filled contour with every path up to the step shown, each over a white halo; a ring at the start, markers at the last states. */
export function racePathCommands(result: SurfaceResult, range: Pair, style: FigureStyle, { racers, step }: RaceSnapshot, box: Box): DrawCommand[] {
  const { x, y } = result.grid;
  const [a, b, c, d] = [x[0]!, x.at(-1)!, y[0]!, y.at(-1)!];
  const clamp = (v: number): number => Math.min(MAX_PIXEL, Math.max(-MAX_PIXEL, v));
  const pixel = ([t1, t2]: Pair): Pair => [clamp(box.x + ((t1 - a) / (b - a)) * box.width), clamp(box.y + (1 - (t2 - c) / (d - c)) * box.height)];
  const inside = ([px, py]: Pair): boolean => px >= box.x && px <= box.x + box.width && py >= box.y && py <= box.y + box.height;
  const paths = racers.flatMap(({ path, stroke }): DrawCommand[] => {
    const points = Array.from({ length: stateAt(path, step) + 1 }, (_, k) => pixel(thetaOf(path, k)));
    const dashed = stroke.dash.length > 0;
    return [
      polyline(points, { colour: HALO.colour, width: stroke.width + HALO.wider }),
      polyline(points, { colour: stroke.light, width: stroke.width, ...(dashed && { dash: stroke.dash }) }), // the map is the same in the dark
    ];
  });
  const heads = racers.flatMap(({ path, stroke }) => {
    const at = pixel(thetaOf(path, stateAt(path, step)));
    return inside(at) ? markerCommands(stroke, false, at, 1.1) : [];
  });
  const start = racers[0] && pixel(thetaOf(racers[0].path, 0));
  const ring: DrawCommand[] =
    start && inside(start) ? [{ kind: 'disc', at: start, r: 5.5, fill: '#ffffff', stroke: { colour: themeOf(false).ink, width: 2 } }] : [];
  return [...contourCommands(result, range, style, box), { kind: 'clip', box, commands: paths }, ...ring, ...heads];
}

/** Which paths cannot be seen at a step: the start and the methods outside the picture; those that have diverged by then are named elsewhere. */
export function unseenPathsSentence(racers: readonly RaceEntrant[], step: number, start: Pair, range: PictureRange): string {
  const running = racers.filter(({ path }) => path.end !== 'diverged' || path.count > step);
  const outside = running.filter(({ path }) => !isInPicture(range, thetaOf(path, stateAt(path, step))));
  const names = outside.length === racers.length && racers.length > 1 ? 'all methods' : listText(outside.map(({ label }) => label));
  return [
    outsideSentence(range, [{ name: 'the start θ', theta: start }]),
    outside.length > 0 ? `At step ${step}, ${names} ${outside.length === 1 ? 'is' : 'are'} outside the picture.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}
