import { MAX_INPUT, MAX_POINTS } from '../../documents/surfaceSpecs';
import type { Point } from '../../math/core/types';
import { pair } from '../controls/specText';
import { useGesture } from '../session/session';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';

type Points = readonly Point[];

/** Half-width of the plane: the next of 2, 4, 8, … with some air around the farthest point. */
export function planeHalfWidth(points: Points): number {
  const far = Math.max(0, ...points.flatMap(({ x }) => x.map(Math.abs)));
  let reach = 2;
  while (reach < far * 1.1) reach *= 2;
  return reach;
}

/** A coordinate that the plane can give: three digits of its reach, inside what a document may hold. */
export function snapCoordinate(value: number, reach: number): number {
  const step = 10 ** Math.floor(Math.log10(reach) - 1.5);
  const snapped = Number((Math.round(value / step) * step).toPrecision(6));
  return Math.min(MAX_INPUT, Math.max(-MAX_INPUT, snapped)) + 0;
}

export const addPoint = (points: Points, point: Point): Points => (points.length < MAX_POINTS ? [...points, point] : points);
export const replacePoint = (points: Points, at: number, point: Partial<Point>): Points =>
  points.map((old, i) => (i === at ? { ...old, ...point } : old));
/** A document holds at least one point, so the last one stays. */
export const removePoint = (points: Points, at: number): Points => (points.length > 1 ? points.filter((_, i) => i !== at) : points);
export const flipLabel = (points: Points, at: number): Points => points.map((old, i) => (i === at ? { ...old, y: old.y === 1 ? -1 : 1 } : old));

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

/** The inputs as dots: filled for y = +1, open for y = −1. Click adds, drag moves, keys move, relabel and delete. */
export function PointsPlane({ points, chosen, onChoose, onChange }: PointsProps) {
  const { hold, release } = useGesture();
  const svg = useRef<SVGSVGElement>(null);
  const [dragged, setDragged] = useState<{ readonly at: number; readonly reach: number }>();
  const reach = dragged?.reach ?? planeHalfWidth(points);
  const place = (v: number) => ((v + reach) / (2 * reach)) * PLANE_SIZE;

  const under = (event: PointerEvent): [number, number] => {
    const box = svg.current?.getBoundingClientRect();
    if (!box) return [0, 0];
    const [u, v] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map((t) => Math.min(1, Math.max(0, t)));
    return [snapCoordinate((2 * (u ?? 0) - 1) * reach, reach), snapCoordinate((1 - 2 * (v ?? 0)) * reach, reach)];
  };
  const grab = (event: PointerEvent, at: number) => {
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    hold();
    onChoose(at);
    setDragged({ at, reach });
  };
  const drop = () => {
    setDragged(undefined);
    release();
  };
  const onKeyDown = (event: KeyboardEvent, at: number) => {
    const move = arrowDirections[event.key];
    const point = points[at];
    if (!point) return;
    if (move) {
      const by = (reach / 2) * (event.shiftKey ? 0.1 : event.altKey ? 0.001 : 0.01);
      hold();
      onChange(replacePoint(points, at, { x: [roundCoordinate(point.x[0] + move[0] * by), roundCoordinate(point.x[1] + move[1] * by)] }));
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      onChange(removePoint(points, at));
      onChoose(Math.max(0, at - 1));
    } else if (event.key === 'Enter' || event.key === ' ') onChange(flipLabel(points, at));
    else if (event.key === 'PageDown' || event.key === 'PageUp') {
      const next = (at + (event.key === 'PageDown' ? 1 : points.length - 1)) % points.length;
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
      onPointerDown={(event) => event.button === 0 && onChange(addPoint(points, { x: under(event), y: 1 }))}
    >
      <path
        className="plane-grid"
        d={[1, 3].map((k) => `M${(k * PLANE_SIZE) / 4} 0V${PLANE_SIZE}M0 ${(k * PLANE_SIZE) / 4}H${PLANE_SIZE}`).join('')}
      />
      <path className="plane-axes" d={`M${PLANE_SIZE / 2} 0V${PLANE_SIZE}M0 ${PLANE_SIZE / 2}H${PLANE_SIZE}`} />
      <text x={PLANE_SIZE / 2 + 4} y={11}>
        {reach}
      </text>
      <text x={PLANE_SIZE - 3} y={PLANE_SIZE / 2 - 4} textAnchor="end">
        {reach}
      </text>
      {points.map((point, at) => (
        <g
          key={at}
          className={`dot${point.y === 1 ? '' : ' open'}`}
          tabIndex={at === Math.min(chosen, points.length - 1) ? 0 : -1}
          role="button"
          aria-label={`Point ${at + 1}, x = ${pair(point.x, 2)}, y = ${point.y === 1 ? '+1' : '−1'}`}
          transform={`translate(${place(point.x[0])} ${PLANE_SIZE - place(point.x[1])})`}
          onPointerDown={(event) => grab(event, at)}
          onPointerMove={(event) => dragged?.at === at && onChange(replacePoint(points, at, { x: under(event) }))}
          onPointerUp={drop}
          onPointerCancel={drop}
          onDoubleClick={() => onChange(flipLabel(points, at))}
          onKeyDown={(event) => onKeyDown(event, at)}
          onKeyUp={release}
        >
          <circle className="grip" r={9} />
          <circle r={points.length > 40 ? 2.5 : 4.5} />
        </g>
      ))}
    </svg>
  );
}

function roundCoordinate(value: number): number {
  return Number(value.toFixed(6)) + 0;
}
