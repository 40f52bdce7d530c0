import { useCallback } from 'react';
import type { Experiment } from '../../experiment/store';
import { stateAt, thetaOf, type Racer } from '../../figures/raceStates';
import type { Vector } from '../../math/kinds';
import { optimisers } from '../../math/optimisers';
import type { Surrounding } from '../../math/optimisers/kinds';
import { fixed } from '../controls/numbers';
import { Pane } from '../lab/Pane';
import { useDocument, useFollow, useSession } from '../session';
import { raceOf } from './choice';
import { walkRequest, type Walker } from './requests';
import { WalkCurves } from './WalkCurves';
import { WalkFigure, type Walk } from './WalkFigure';
import { recordedWalk } from './walks';

interface Props {
  readonly name: Walker;
  readonly racer: Racer;
  readonly step: number;
}

/** Pane E: the Langevin walk that EntropySGD takes at θ, its running mean, and the integral that the mean stands for. */
export function WalkPane({ name, racer, step }: Props) {
  const { runs } = useSession();
  const [t1, t2] = thetaOf(racer.path, stateAt(racer.path, step));
  const requestOf = useCallback(({ document }: Experiment) => walkRequest(document, name, [t1, t2]), [name, t1, t2]);
  const run = useFollow(runs.walk, 'walk', requestOf);
  const values = useDocument((document) => raceOf(document).methods[name]) ?? {};
  const knobs = optimisers[name].settle(values);
  const { innerSteps, innerStep, noise, mean, form } = knobs;
  const taken = recordedWalk(racer.path, step);
  const study = run.last?.result;
  const walk = taken ?? study?.walk;
  const note = taken ? `as recorded at step ${step}` : mean === 'exact' ? 'not used: the mean is exact' : 'as its knobs have it';
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

/** The noise at which a walk samples exp(−L − γ/2 ‖θ − θ′‖²) itself: √2 in the published form, 1 in the authors' code. */
const samplingNoise = (form: string): number => (form === 'published' ? Math.SQRT2 : 1);

interface TableProps {
  readonly walk: Walk;
  readonly exact: Surrounding;
  readonly label: string;
  readonly noise: number;
  readonly sampling: number;
}

function WalkTable({ walk, exact, label, noise, sampling }: TableProps) {
  const apart = Math.hypot(...walk.mean.map((m, i) => m - (exact.mean[i] ?? NaN)));
  const total = (v: Vector): number => v.reduce((sum, c) => sum + c, 0);
  const share = total(walk.variance) / total(exact.variance);
  const temperature = (noise / sampling) ** 2;
  const row = (head: string, own: Vector, other: Vector) => (
    <tr>
      <th scope="row">{head}</th>
      <td>{`${fixed(own[0] ?? NaN, 3)}, ${fixed(own[1] ?? NaN, 3)}`}</td>
      <td>{`${fixed(other[0] ?? NaN, 3)}, ${fixed(other[1] ?? NaN, 3)}`}</td>
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
          {row('μ, E θ′', walk.mean, exact.mean)}
          {row('Var θ′', walk.variance, exact.variance)}
        </tbody>
      </table>
      <p className="caption">
        After {walk.points.length} inner steps μ is {fixed(apart, 3)} from the integral, and the variance {percent(share)} of the exact one.{' '}
        {temperature < 0.01
          ? `At noise ${noise} the walk is descent to the proximal point, no sample of the integral; noise ${fixed(sampling, 2)} would sample it (dotted below).`
          : `Noise ${fixed(sampling, 2)} (dotted below) samples the integral itself.`}
      </p>
    </div>
  );
}

const percent = (share: number): string => (Number.isFinite(share) ? `${fixed(100 * share, share < 0.1 ? 1 : 0)} %` : 'no finite share');
