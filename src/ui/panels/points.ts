import { MAX_INPUT, MAX_POINTS } from '../../experiment/specs';
import type { Point } from '../../math/kinds';

type Points = readonly Point[];

/** Half-width of the plane: the next of 2, 4, 8, … with some air around the farthest point. */
export function reachOf(points: Points): number {
  const far = Math.max(0, ...points.flatMap(({ x }) => x.map(Math.abs)));
  let reach = 2;
  while (reach < far * 1.1) reach *= 2;
  return reach;
}

/** A coordinate that the plane can give: three digits of its reach, inside what a document may hold. */
export function snap(value: number, reach: number): number {
  const step = 10 ** Math.floor(Math.log10(reach) - 1.5);
  const snapped = Number((Math.round(value / step) * step).toPrecision(6));
  return Math.min(MAX_INPUT, Math.max(-MAX_INPUT, snapped)) + 0;
}

export const add = (points: Points, point: Point): Points => (points.length < MAX_POINTS ? [...points, point] : points);
export const replace = (points: Points, at: number, point: Partial<Point>): Points => points.map((old, i) => (i === at ? { ...old, ...point } : old));
/** A document holds at least one point, so the last one stays. */
export const remove = (points: Points, at: number): Points => (points.length > 1 ? points.filter((_, i) => i !== at) : points);
export const flip = (points: Points, at: number): Points => points.map((old, i) => (i === at ? { ...old, y: old.y === 1 ? -1 : 1 } : old));
