import { type RaceEntrant, stateAt, thetaOf } from '../../figures/charts/raceStates';
import { rangeDecimals } from '../../math/core/grid';
import type { Pair, Vector } from '../../math/core/types';
import { optimisers } from '../../math/optimisers';
import type { Trajectory } from '../../math/optimisers/trajectory';
import type { InnerLoop, LineStyle } from '../../math/optimisers/types';
import type { GibbsMoments } from '../../math/smoothing/localMoments';
import type { Experiment } from '../../state/experimentStore';
import { raceOf, type EntropyMethod, walkRequest } from '../../state/race';
import { formatFixed, formatWeights } from '../controls/specText';
import { Pane } from '../panes/Pane';
import { useDocument, useFollowedJob, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { WalkCurves } from './WalkCurves';
import { useCallback, useMemo } from 'react';

/** Side of the figure and its padding, in pixels. */
const FIGURE_SIZE = 176;
const FIGURE_PADDING = 10;

/** The data of a Langevin walk that figure and table show. */
type LangevinWalk = Pick<InnerLoop, 'mean' | 'variance' | 'points' | 'means'>;

interface WalkFigureProps {
  readonly walk: LangevinWalk;
  readonly exact: GibbsMoments;
  readonly theta: Pair;
  readonly stroke: LineStyle;
}

/** Figure of the walk from θ, its running mean, and the exact mean with an ellipse of one standard deviation. */
function WalkFigure({ walk, exact, theta, stroke }: WalkFigureProps) {
  const colour = stroke[useDark() ? 'dark' : 'light'];
  const grid = useDocument((document) => document.grid);
  const toPixel = useMemo(() => fitToSquare([theta, exact.mean, ...walk.points, ...walk.means], exact.variance), [theta, walk, exact]);
  const [x, y] = toPixel(exact.mean);
  const [sx, sy] = [0, 1].map((i) => Math.sqrt(Math.max(0, exact.variance[i] ?? 0)) * toPixel.scale);
  const label = `${walk.points.length} inner steps from ${formatWeights(theta, grid)}, their running mean, and the exact mean with one standard deviation.`;
  return (
    <svg className="walk-figure" viewBox={`0 0 ${FIGURE_SIZE} ${FIGURE_SIZE}`} role="img" aria-label={label}>
      <ellipse cx={x} cy={y} rx={sx} ry={sy} className="spread" />
      <path className="walk-line" d={polyline([theta, ...walk.points].map(toPixel))} />
      {walk.points.map((point, l) => {
        const [cx, cy] = toPixel(point);
        return <circle key={l} className="walk-dot" cx={cx} cy={cy} r={1.6} />;
      })}
      <path d={polyline([theta, ...walk.means].map(toPixel))} fill="none" stroke={colour} strokeWidth={2} />
      <circle className="walk-start" cx={toPixel(theta)[0]} cy={toPixel(theta)[1]} r={4} />
      <path className="walk-exact" d={`M${x - 5} ${y}h10M${x} ${y - 5}v10`} />
    </svg>
  );
}

/** Mapping to pixels of a square with equal scales that contains all points and one deviation about the exact mean. */
function fitToSquare(points: readonly Vector[], variance: Vector): ((v: Vector) => Pair) & { readonly scale: number } {
  const ends = (i: 0 | 1): Pair => {
    const spread = Math.sqrt(Math.max(0, variance[i] ?? 0));
    const values = [...points.map((p) => p[i] ?? NaN), (points[1]?.[i] ?? 0) - spread, (points[1]?.[i] ?? 0) + spread].filter(Number.isFinite);
    return [Math.min(...values), Math.max(...values)];
  };
  const [[a, b], [c, d]] = [ends(0), ends(1)];
  const scale = (FIGURE_SIZE - 2 * FIGURE_PADDING) / Math.max(b - a, d - c, 1e-9);
  const toPixel = (v: Vector): Pair => [
    FIGURE_SIZE / 2 + ((v[0] ?? NaN) - (a + b) / 2) * scale,
    FIGURE_SIZE / 2 - ((v[1] ?? NaN) - (c + d) / 2) * scale,
  ];
  return Object.assign(toPixel, { scale });
}

const polyline = (places: readonly Pair[]): string =>
  places
    .filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
    .map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join('');

/** The walk recorded in the update from state `step`; undefined where the mean was integrated, or at the end of the run. */
function recordedWalk(path: Trajectory, step: number): LangevinWalk | undefined {
  const { inner } = path;
  const k = stateAt(path, step);
  if (!inner || inner.length === 0 || k >= path.count - 1) return undefined;
  const pair = (values: Float64Array, at: number): number[] => Array.from(values.subarray(2 * at, 2 * at + 2));
  const allPairs = (values: Float64Array): number[][] => Array.from({ length: inner.length }, (_, l) => pair(values, k * inner.length + l));
  return { mean: pair(inner.mean, k), variance: pair(inner.variance, k), points: allPairs(inner.points), means: allPairs(inner.means) };
}

interface WalkPaneProps {
  readonly name: EntropyMethod;
  readonly racer: RaceEntrant;
  readonly step: number;
}

/** Pane E: the Langevin walk of EntropySGD at θ, its running mean, and the integral that the mean estimates. */
export function WalkPane({ name, racer, step }: WalkPaneProps) {
  const { runs } = useSession();
  const [t1, t2] = thetaOf(racer.path, stateAt(racer.path, step));
  const requestOf = useCallback(({ document }: Experiment) => walkRequest(document, name, [t1, t2]), [name, t1, t2]);
  const run = useFollowedJob(runs.walk, 'walk', requestOf);
  const values = useDocument((document) => raceOf(document).methods[name]) ?? {};
  const parameters = optimisers[name].withDefaults(values);
  const { innerSteps, innerStep, noise, mean, form } = parameters;
  const recorded = recordedWalk(racer.path, step);
  const study = run.last?.result;
  const walk = recorded ?? study?.walk;
  const note = recorded ? `as recorded at step ${step}` : mean === 'exact' ? 'not used: the mean is exact' : 'as its knobs have it';
  return (
    <Pane letter="E" title="Inner walk" legend={<span className="note">{note}</span>} busy={run.busy} error={run.error} className="walk">
      {study && walk && run.last && (
        <>
          <div className="walk-body">
            <WalkFigure walk={walk} exact={study.exact} theta={run.last.request.theta} stroke={racer.stroke} />
            <WalkTable walk={walk} exact={study.exact} label={racer.label} noise={noise} sampling={samplingNoise(form)} />
          </div>
          <p className="caption walk-head">Distance of μ from E θ′, root mean square over {run.last.request.repeats} walks, against</p>
          <WalkCurves curves={study.curves} now={{ innerSteps, innerStep, noise }} sampling={samplingNoise(form)} />
        </>
      )}
    </Pane>
  );
}

/** Noise at which the walk samples exp(−L − γ/2 ‖θ − θ′‖²): √2 in the published form, 1 in the authors' code. */
const samplingNoise = (form: string): number => (form === 'published' ? Math.SQRT2 : 1);

interface TableProps {
  readonly walk: LangevinWalk;
  readonly exact: GibbsMoments;
  readonly label: string;
  readonly noise: number;
  readonly sampling: number;
}

function WalkTable({ walk, exact, label, noise, sampling }: TableProps) {
  const distance = Math.hypot(...walk.mean.map((m, i) => m - (exact.mean[i] ?? NaN)));
  const total = (v: Vector): number => v.reduce((sum, c) => sum + c, 0);
  const varianceRatio = total(walk.variance) / total(exact.variance);
  const temperature = (noise / sampling) ** 2;
  const deviation = Math.sqrt(Math.max(0, ...exact.variance, ...walk.variance));
  const decimals = { mean: rangeDecimals([-deviation, deviation], 3), variance: rangeDecimals([0, deviation ** 2], 3) };
  const row = (name: string, sampled: Vector, integrated: Vector, digits: number) => (
    <tr>
      <th scope="row">{name}</th>
      <td>{`${formatFixed(sampled[0] ?? NaN, digits)}, ${formatFixed(sampled[1] ?? NaN, digits)}`}</td>
      <td>{`${formatFixed(integrated[0] ?? NaN, digits)}, ${formatFixed(integrated[1] ?? NaN, digits)}`}</td>
    </tr>
  );
  return (
    <div>
      <table className="standings-table">
        <thead>
          <tr>
            <th scope="col">{label.replace(', 2nd order', ' 2nd')}</th>
            <th scope="col">walk</th>
            <th scope="col">exact</th>
          </tr>
        </thead>
        <tbody>
          {row('μ, E θ′', walk.mean, exact.mean, decimals.mean)}
          {row('Var θ′', walk.variance, exact.variance, decimals.variance)}
        </tbody>
      </table>
      <p className="caption">
        After {walk.points.length} inner steps μ is {formatFixed(distance, decimals.mean)} from the integral, and the variance{' '}
        {percent(varianceRatio)} of the exact one.{' '}
        {temperature < 0.01
          ? `At noise ${noise} the walk is descent to the proximal point, no sample of the integral; noise ${formatFixed(sampling, 2)} would sample it (dotted below).`
          : `Noise ${formatFixed(sampling, 2)} (dotted below) samples the integral itself.`}
      </p>
    </div>
  );
}

const percent = (fraction: number): string =>
  Number.isFinite(fraction) ? `${formatFixed(100 * fraction, fraction < 0.1 ? 1 : 0)} %` : 'no finite share';
