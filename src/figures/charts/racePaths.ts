import type { Pair } from '../../math/core/types';
import type { LineStyle } from '../../math/optimisers/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { themeOf } from '../base/colours';
import { type Box, type DrawCommand, polyline } from '../base/drawList';
import { isInPicture, type PictureRange } from '../base/gridSampling';
import { listText, outsideSentence } from '../base/surfaceSentences';
import type { FigureStyle } from '../base/types';
import { contourCommands } from '../vector/contourPlane';
import { type RaceEntrant, type RaceSnapshot, stateAt, thetaOf } from './raceStates';

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
