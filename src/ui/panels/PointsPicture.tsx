import type { Point } from '../../math/core/types';

/** Side of the picture in pixels. */
const SIDE = 104;

/** A still picture of points on a square that holds them all: filled for y = +1, open for y = −1. */
export function PointsPicture({ points }: { readonly points: readonly Point[] }) {
  const [first, second] = [points.map(({ x }) => x[0]), points.map(({ x }) => x[1])];
  const [lo1, hi1, lo2, hi2] = [Math.min(...first), Math.max(...first), Math.min(...second), Math.max(...second)];
  const width = 1.15 * Math.max(hi1 - lo1, hi2 - lo2) || 1;
  const place = (value: number, lo: number, hi: number): number => ((value - (lo + hi) / 2) / width + 0.5) * SIDE;
  return (
    <svg className="points-plane still" viewBox={`0 0 ${SIDE} ${SIDE}`} role="img" aria-label={`${points.length} points`}>
      {points.map(({ x, y }, at) => (
        <g key={at} className={y === 1 ? 'dot' : 'dot open'} transform={`translate(${place(x[0], lo1, hi1)} ${SIDE - place(x[1], lo2, hi2)})`}>
          <circle r={points.length > 40 ? 2 : 3.5} />
        </g>
      ))}
    </svg>
  );
}
