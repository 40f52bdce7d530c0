import { useMemo } from 'react';
import type { Pair, Vector } from '../../math/kinds';
import type { Inner, Stroke, Surrounding } from '../../math/optimisers/kinds';
import { fixed } from '../controls/numbers';
import { useDark } from '../theme';

const SIDE = 176;
const EDGE = 10;

/** A walk as it is drawn and told. */
export type Walk = Pick<Inner, 'mean' | 'variance' | 'points' | 'means'>;

interface Props {
  readonly walk: Walk;
  readonly exact: Surrounding;
  readonly theta: Pair;
  readonly stroke: Stroke;
}

/** The walk from θ, its running mean, and the exact mean with one standard deviation about it. */
export function WalkFigure({ walk, exact, theta, stroke }: Props) {
  const colour = stroke[useDark() ? 'dark' : 'light'];
  const place = useMemo(() => fit([theta, exact.mean, ...walk.points, ...walk.means], exact.variance), [theta, walk, exact]);
  const [x, y] = place(exact.mean);
  const [sx, sy] = [0, 1].map((i) => Math.sqrt(Math.max(0, exact.variance[i] ?? 0)) * place.scale);
  const words = `${walk.points.length} inner steps from (${fixed(theta[0], 2)}, ${fixed(theta[1], 2)}), their running mean, and the exact mean with one standard deviation.`;
  return (
    <svg className="walk-figure" viewBox={`0 0 ${SIDE} ${SIDE}`} role="img" aria-label={words}>
      <ellipse cx={x} cy={y} rx={sx} ry={sy} className="spread" />
      <path className="walk-line" d={polyline([theta, ...walk.points].map(place))} />
      {walk.points.map((point, l) => {
        const [cx, cy] = place(point);
        return <circle key={l} className="walk-dot" cx={cx} cy={cy} r={1.6} />;
      })}
      <path d={polyline([theta, ...walk.means].map(place))} fill="none" stroke={colour} strokeWidth={2} />
      <circle className="walk-start" cx={place(theta)[0]} cy={place(theta)[1]} r={4} />
      <path className="walk-exact" d={`M${x - 5} ${y}h10M${x} ${y - 5}v10`} />
    </svg>
  );
}

/** A square window with equal scales that holds everything, and one deviation about the exact mean. */
function fit(points: readonly Vector[], variance: Vector): ((v: Vector) => Pair) & { readonly scale: number } {
  const ends = (i: 0 | 1): Pair => {
    const spread = Math.sqrt(Math.max(0, variance[i] ?? 0));
    const values = [...points.map((p) => p[i] ?? NaN), (points[1]?.[i] ?? 0) - spread, (points[1]?.[i] ?? 0) + spread].filter(Number.isFinite);
    return [Math.min(...values), Math.max(...values)];
  };
  const [[a, b], [c, d]] = [ends(0), ends(1)];
  const scale = (SIDE - 2 * EDGE) / Math.max(b - a, d - c, 1e-9);
  const place = (v: Vector): Pair => [SIDE / 2 + ((v[0] ?? NaN) - (a + b) / 2) * scale, SIDE / 2 - ((v[1] ?? NaN) - (c + d) / 2) * scale];
  return Object.assign(place, { scale });
}

const polyline = (places: readonly Pair[]): string =>
  places
    .filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
    .map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join('');
