import type { SurfaceResult } from '../engine/protocol';
import type { Pair } from '../math/kinds';
import { themeOf } from './colours';
import type { Look } from './kinds';
import { markerMarks } from './raceMarkers';
import type { RaceMoment } from './raceCharts';
import { stateAt, thetaOf } from './raceStates';
import { polyline, type Box, type Mark } from './vector/marks';
import { planeMarks } from './vector/plane';

/** How much wider than its path a halo is, and its white. */
export const HALO = { wider: 2.4, colour: 'rgba(255,255,255,.92)' };
/** Pixels beyond which a path that has left is drawn no further. */
const FAR = 1e5;

/** The filled contour with every path up to the step shown, each over a white halo; a ring at the start, markers at the last states. */
export function pathMarks(result: SurfaceResult, range: Pair, look: Look, { racers, step }: RaceMoment, box: Box): Mark[] {
  const { x, y } = result.grid;
  const [a, b, c, d] = [x[0]!, x.at(-1)!, y[0]!, y.at(-1)!];
  const hold = (v: number): number => Math.min(FAR, Math.max(-FAR, v));
  const pixel = ([t1, t2]: Pair): Pair => [hold(box.x + ((t1 - a) / (b - a)) * box.width), hold(box.y + (1 - (t2 - c) / (d - c)) * box.height)];
  const inside = ([px, py]: Pair): boolean => px >= box.x && px <= box.x + box.width && py >= box.y && py <= box.y + box.height;
  const paths = racers.flatMap(({ path, stroke }): Mark[] => {
    const points = Array.from({ length: stateAt(path, step) + 1 }, (_, k) => pixel(thetaOf(path, k)));
    const dashed = stroke.dash.length > 0;
    return [
      polyline(points, { stroke: HALO.colour, width: stroke.width + HALO.wider }),
      polyline(points, { stroke: stroke.light, width: stroke.width, ...(dashed && { dash: stroke.dash }) }), // the map is the same in the dark
    ];
  });
  const heads = racers.flatMap(({ path, stroke }) => {
    const at = pixel(thetaOf(path, stateAt(path, step)));
    return inside(at) ? markerMarks(stroke, false, at, 1.1) : [];
  });
  const start = racers[0] && pixel(thetaOf(racers[0].path, 0));
  const ring: Mark[] =
    start && inside(start) ? [{ kind: 'disc', at: start, r: 5.5, fill: '#ffffff', pen: { stroke: themeOf(false).ink, width: 2 } }] : [];
  return [...planeMarks(result, range, look, box), { kind: 'clip', box, marks: paths }, ...ring, ...heads];
}
