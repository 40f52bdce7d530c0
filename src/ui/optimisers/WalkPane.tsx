import { useCallback, useMemo } from 'react';
import type { Experiment } from '../../experiment/store';
import type { Pair, Vector } from '../../math/kinds';
import { optimisers } from '../../math/optimisers';
import type { WalkStudy } from '../../math/optimisers/walkStudy';
import { fixed } from '../controls/numbers';
import { Pane } from '../lab/Pane';
import { useDocument, useFollow, useSession } from '../session';
import { useDark } from '../theme';
import { raceOf } from './choice';
import { walkRequest } from './requests';

const SIDE = 176;
const EDGE = 10;

/** Pane E: the Langevin walk that EntropySGD takes at θ, its running mean, and the integral that the mean stands for. */
export function WalkPane({ theta }: { readonly theta: Pair }) {
  const { runs } = useSession();
  const [t1, t2] = theta;
  const requestOf = useCallback(({ document }: Experiment) => walkRequest(document, [t1, t2]), [t1, t2]);
  const run = useFollow(runs.walk, 'walk', requestOf);
  const values = useDocument((document) => raceOf(document).methods['entropy-sgd']) ?? {};
  const { innerSteps, noise, mean } = optimisers['entropy-sgd'].settle(values);
  const note = mean === 'exact' ? 'not used: the mean is exact' : `L = ${innerSteps}, noise ${noise}`;
  return (
    <Pane
      letter="E"
      title="Inner walk of EntropySGD"
      legend={<span className="note">{note}</span>}
      busy={run.busy}
      error={run.error}
      className="walk"
    >
      {run.last && (
        <div className="walk-body">
          <WalkFigure study={run.last.result} theta={run.last.request.theta} />
          <WalkTable study={run.last.result} repeats={run.last.request.repeats} innerSteps={innerSteps} />
        </div>
      )}
    </Pane>
  );
}

function WalkFigure({ study, theta }: { readonly study: WalkStudy; readonly theta: Pair }) {
  const dark = useDark();
  const { walk, exact } = study;
  const colour = optimisers['entropy-sgd'].stroke[dark ? 'dark' : 'light'];
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

function WalkTable({ study, repeats, innerSteps }: { readonly study: WalkStudy; readonly repeats: number; readonly innerSteps: number }) {
  const { walk, exact, curves } = study;
  const apart = Math.hypot(...walk.mean.map((m, i) => m - (exact.mean[i] ?? NaN)));
  const row = (label: string, own: Vector, other: Vector) => (
    <tr>
      <th scope="row">{label}</th>
      <td>{`${fixed(own[0] ?? NaN, 4)}, ${fixed(own[1] ?? NaN, 4)}`}</td>
      <td>{`${fixed(other[0] ?? NaN, 4)}, ${fixed(other[1] ?? NaN, 4)}`}</td>
    </tr>
  );
  const lengths = [1, 4, 16, 64, 256].flatMap((length) => {
    const k = curves.innerSteps.at.indexOf(length);
    return k < 0 ? [] : [{ length, distance: curves.innerSteps.distance[k] ?? NaN }];
  });
  return (
    <div>
      <table className="standings-table">
        <thead>
          <tr>
            <td />
            <th scope="col">walk</th>
            <th scope="col">exact</th>
          </tr>
        </thead>
        <tbody>
          {row('E θ′', walk.mean, exact.mean)}
          {row('Var θ′', walk.variance, exact.variance)}
        </tbody>
      </table>
      <p className="caption">
        {innerSteps} inner steps end {fixed(apart, 4)} from the integral. Over {repeats} walks:{' '}
        {lengths.map(({ length, distance }) => `${fixed(distance, 3)} after ${length}`).join(', ')} steps.
      </p>
    </div>
  );
}
