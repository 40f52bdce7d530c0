import { MAX_INPUT, MAX_POINTS } from '../../documents/surfaceSpecs';
import type { Pair, Point } from '../../math/core/types';
import { formatPair } from '../controls/specText';
import { keyOf } from '../session/input';
import { useGesture } from '../session/session';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';

type Points = readonly Point[];

/** Half-width of the plane: the least of 2, 4, 8, … with a margin of 10 % beyond the farthest coordinate. */
function planeHalfWidth(points: Points): number {
  const largest = Math.max(0, ...points.flatMap(({ x }) => x.map(Math.abs)));
  let halfWidth = 2;
  while (halfWidth < largest * 1.1) halfWidth *= 2;
  return halfWidth;
}

/** A coordinate rounded to about three digits of the half-width and clamped to the range of a document. */
function snapCoordinate(value: number, halfWidth: number): number {
  const step = 10 ** Math.floor(Math.log10(halfWidth) - 1.5);
  const snapped = Number((Math.round(value / step) * step).toPrecision(6));
  return Math.min(MAX_INPUT, Math.max(-MAX_INPUT, snapped)) + 0;
}

const isSameSpot = (p: Pair, q: Pair): boolean => p[0] === q[0] && p[1] === q[1];
/** Adds a point, unless there is no room or its spot is taken. */
export const addPoint = (points: Points, point: Point): Points =>
  points.length < MAX_POINTS && !points.some(({ x }) => isSameSpot(x, point.x)) ? [...points, point] : points;

/** Places of new points in units of half the plane's half-width; after them the nodes of a lattice, which are more than a document has points. */
const FIRST_PLACES: readonly Pair[] = [
  [1, -1],
  [-1, 1],
  [-1, -1],
  [1, 1],
];
const LATTICE_NODES = Array.from({ length: 225 }, (_, k): Pair => [((k % 15) - 7) / 4, (Math.floor(k / 15) - 7) / 4]);

/** The point that "Add a point" adds: the first of the usual places that is free, or else the node of a lattice that is farthest from all points. */
export function newPoint(points: Points): Point {
  const unit = planeHalfWidth(points) / 2;
  const clearance = ([a, b]: Pair): number => Math.min(...points.map(({ x }) => Math.hypot(x[0] - unit * a, x[1] - unit * b)));
  const [first, second, ...others] = FIRST_PLACES;
  const usual = [...(points.length % 2 ? [second!, first!] : [first!, second!]), ...others].find((place) => clearance(place) >= unit / 4);
  const [a, b] = usual ?? LATTICE_NODES.reduce((best, node) => (clearance(node) > clearance(best) ? node : best));
  return { x: [unit * a, unit * b], y: points.length % 2 ? -1 : 1 };
}
export const replacePoint = (points: Points, at: number, point: Partial<Point>): Points =>
  points.map((other, i) => (i === at ? { ...other, ...point } : other));
/** Removes a point; the last one stays, since a document has at least one. */
export const removePoint = (points: Points, at: number): Points => (points.length > 1 ? points.filter((_, i) => i !== at) : points);
export const flipLabel = (points: Points, at: number): Points =>
  points.map((other, i) => (i === at ? { ...other, y: other.y === 1 ? -1 : 1 } : other));

/** Side of the plane in pixels. */
const PLANE_SIZE = 104;
const arrowDirections: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

export interface PointsProps {
  readonly points: readonly Point[];
  readonly chosen: number;
  readonly onChoose: (at: number) => void;
  readonly onChange: (points: readonly Point[]) => void;
}

/** The inputs as dots, filled for y = +1, open for y = −1: a click adds a point, a drag moves it, keys move, relabel and delete it. */
export function PointsPlane({ points, chosen, onChoose, onChange }: PointsProps) {
  const { beginGesture, endGesture } = useGesture();
  const svg = useRef<SVGSVGElement>(null);
  const [dragged, setDragged] = useState<{ readonly at: number; readonly halfWidth: number }>();
  const halfWidth = dragged?.halfWidth ?? planeHalfWidth(points);
  const toPixel = (v: number) => ((v + halfWidth) / (2 * halfWidth)) * PLANE_SIZE;

  const inputAt = (event: PointerEvent): [number, number] => {
    const box = svg.current?.getBoundingClientRect();
    if (!box) return [0, 0];
    const [u, v] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map((t) => Math.min(1, Math.max(0, t)));
    return [snapCoordinate((2 * (u ?? 0) - 1) * halfWidth, halfWidth), snapCoordinate((1 - 2 * (v ?? 0)) * halfWidth, halfWidth)];
  };
  const startDrag = (event: PointerEvent, at: number) => {
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    onChoose(at);
    setDragged({ at, halfWidth });
  };
  const endDrag = () => setDragged(undefined);
  const onKeyDown = (event: KeyboardEvent, at: number) => {
    const key = keyOf(event);
    const move = arrowDirections[key];
    const point = points[at];
    if (!point) return;
    if (move) {
      const step = (halfWidth / 2) * (event.shiftKey ? 0.1 : event.altKey ? 0.001 : 0.01);
      beginGesture();
      onChange(replacePoint(points, at, { x: [roundCoordinate(point.x[0] + move[0] * step), roundCoordinate(point.x[1] + move[1] * step)] }));
    } else if (key === 'Delete' || key === 'Backspace') {
      onChange(removePoint(points, at));
      onChoose(Math.max(0, at - 1));
    } else if (key === 'Enter' || key === ' ') onChange(flipLabel(points, at));
    else if (key === 'PageDown' || key === 'PageUp') {
      const next = (at + (key === 'PageDown' ? 1 : points.length - 1)) % points.length;
      onChoose(next);
      const dots = svg.current?.querySelectorAll<SVGGElement>('.dot');
      dots?.[next]?.focus();
    } else return;
    event.preventDefault();
  };

  return (
    <svg
      ref={svg}
      className="points-plane"
      viewBox={`0 0 ${PLANE_SIZE} ${PLANE_SIZE}`}
      role="group"
      aria-label="Points in input space"
      onPointerDown={(event) => event.button === 0 && onChange(addPoint(points, { x: inputAt(event), y: 1 }))}
    >
      <path
        className="plane-grid"
        d={[1, 3].map((k) => `M${(k * PLANE_SIZE) / 4} 0V${PLANE_SIZE}M0 ${(k * PLANE_SIZE) / 4}H${PLANE_SIZE}`).join('')}
      />
      <path className="plane-axes" d={`M${PLANE_SIZE / 2} 0V${PLANE_SIZE}M0 ${PLANE_SIZE / 2}H${PLANE_SIZE}`} />
      <text x={PLANE_SIZE / 2 + 4} y={11}>
        {halfWidth}
      </text>
      <text x={PLANE_SIZE - 3} y={PLANE_SIZE / 2 - 4} textAnchor="end">
        {halfWidth}
      </text>
      {points.map((point, at) => (
        <g
          key={at}
          className={`dot${point.y === 1 ? '' : ' open'}`}
          tabIndex={at === Math.min(chosen, points.length - 1) ? 0 : -1}
          role="button"
          aria-label={`Point ${at + 1}, x = ${formatPair(point.x, 2)}, y = ${point.y === 1 ? '+1' : '−1'}`}
          transform={`translate(${toPixel(point.x[0])} ${PLANE_SIZE - toPixel(point.x[1])})`}
          onPointerDown={(event) => startDrag(event, at)}
          onPointerMove={(event) => dragged?.at === at && onChange(replacePoint(points, at, { x: inputAt(event) }))}
          onPointerUp={endDrag}
          onPointerCancel={endDrag}
          onDoubleClick={() => onChange(flipLabel(points, at))}
          onKeyDown={(event) => onKeyDown(event, at)}
          onKeyUp={() => endGesture()}
        >
          <circle className="grip" r={12} />
          <circle r={points.length > 40 ? 2.5 : 4.5} />
        </g>
      ))}
    </svg>
  );
}

function roundCoordinate(value: number): number {
  return Number(value.toFixed(6)) + 0;
}
