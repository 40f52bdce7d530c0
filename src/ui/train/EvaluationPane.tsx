import { evaluationCsv } from '../../exports/trainingExport';
import { lengthText, normText } from '../../nets/attacks/attackNumbers';
import { attackCatalogue, autoAttackSpecs, STANDARD_ATTACKS } from '../../nets/attacks/autoAttackOptions';
import type { AutoAttackChoice } from '../../nets/training/types';
import type { Evaluation } from '../../state/runs/evaluations';
import type { TrainRun } from '../../state/runs/trainingRun';
import { formatFixed } from '../controls/specText';
import { Pane } from '../panes/Pane';
import { download } from '../session/files';
import { durationText } from './DataPanel';
import { type MethodGroup, useTraining } from './useTraining';
import { Fragment } from 'react';
import { useStore } from 'zustand';

/** AutoAttack's standard version. */
export const standardAutoAttack: AutoAttackChoice = {
  attacks: STANDARD_ATTACKS,
  iterations: autoAttackSpecs.iterations.default,
  targets: autoAttackSpecs.targets.default,
  queries: autoAttackSpecs.queries.default,
  restarts: autoAttackSpecs.restarts.default,
};

const labels: Readonly<Record<string, { readonly label: string }>> = attackCatalogue;
const share = (value: number | undefined): string => (value === undefined || Number.isNaN(value) ? '–' : formatFixed(100 * value, 1));

/** What an evaluation is doing, in words. */
function statusText({ status, result, error }: Evaluation): string {
  if (status === 'failed') return error ?? 'failed';
  if (status === 'queued') return 'waiting';
  if (!result) return 'loading images';
  if (status === 'done') return `done, ${result.count} images${result.standard ? ', standard version' : ''}`;
  const done = `${formatFixed(100 * result.fraction, 0)} % done`;
  if (status === 'stopped') return `stopped, ${done}`;
  const left = result.secondsLeft === undefined ? '' : `, at most ${durationText(result.secondsLeft)} left`;
  return `${result.attack === null ? 'without an attack' : (labels[result.attack]?.label ?? result.attack)}: ${done}${left}`;
}

function EvaluationRow({ run, label, members }: { readonly run: TrainRun; readonly label: string; readonly members: readonly string[] }) {
  const { evaluations } = useTraining();
  const evaluation = useStore(evaluations.store, ({ byRun }) => byRun[run.id]);
  const result = evaluation?.result;
  const at = result ? (result.done ? result.attacks.length : result.attacks.indexOf(result.attack ?? '')) : -1;
  const known = (name: string): boolean => (result ? result.attacks.indexOf(name) >= 0 && result.attacks.indexOf(name) < at : false);
  const busy = evaluation?.status === 'running' || evaluation?.status === 'queued';
  const choice = run.document.evaluate.autoattack || standardAutoAttack;
  return (
    <Fragment>
      <tr data-evaluation={label}>
        <th scope="row">
          {label}
          {!run.foreign && <small>, seed {run.seed}</small>}
        </th>
        <td>{share(at >= 0 ? result?.clean : run.foreign?.clean)}</td>
        {members.map((name) => (
          <td key={name}>{known(name) ? share(result?.by[name]) : '–'}</td>
        ))}
        <td className="ranked">{result?.done ? share(result.robust) : '–'}</td>
        <td className={evaluation?.status === 'failed' ? 'error' : ''} role="status">
          {evaluation ? statusText(evaluation) : ''}
        </td>
        <td>
          <span className="train-actions">
            {busy ? (
              <button type="button" className="link" onClick={() => evaluations.stop(run.id)}>
                stop
              </button>
            ) : (
              <button type="button" className="link" aria-label={`Attack ${label}`} onClick={() => evaluations.start(run.id, choice)}>
                {evaluation?.status === 'stopped' ? 'go on' : evaluation?.status === 'done' ? 'again' : 'attack'}
              </button>
            )}
            {result && result.state.verdicts.length > 0 && (
              <button
                type="button"
                className="link"
                aria-label={`Images of ${label} as CSV`}
                onClick={() => download(`evaluation-${run.seed}.csv`, evaluationCsv(result), 'text/csv')}
              >
                CSV
              </button>
            )}
          </span>
        </td>
      </tr>
      {result?.warnings.map((warning) => (
        <tr key={warning} className="why">
          <td colSpan={members.length + 5} className="warning">
            {label}: {warning}.
          </td>
        </tr>
      ))}
    </Fragment>
  );
}

/** Pane E: AutoAttack on the best weights of each run, image by image. */
export function EvaluationPane({ groups }: { readonly groups: readonly MethodGroup[] }) {
  const { evaluations } = useTraining();
  const byRun = useStore(evaluations.store, (state) => state.byRun);
  const rows = groups.flatMap(({ label, all }) => all.filter(({ metrics, foreign }) => metrics.length > 0 || foreign).map((run) => ({ run, label })));
  const chosen = rows.flatMap(({ run }) => byRun[run.id]?.result?.attacks ?? (run.document.evaluate.autoattack || standardAutoAttack).attacks);
  const members = [...new Set(chosen)];
  const balls = [
    ...new Set(
      rows.map(
        ({ run: { document } }) => `${normText(document.evaluate.norm)}, ε = ${lengthText(document.evaluate.norm, document.evaluate.epsilon)}`,
      ),
    ),
  ];
  return (
    <Pane
      letter="E"
      title="AutoAttack"
      note={`share of the test images still right after each attack, %${balls.length > 0 ? `; ${balls.join(' and ')}` : ''}`}
      className="standings train-runs"
    >
      {rows.length === 0 ? (
        <p className="caption">
          After the first epoch: the best weights of a run, judged by four attacks one after the other on what is still right.
        </p>
      ) : (
        <div className="standings-scroll" role="region" aria-label="AutoAttack" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">weights</th>
                <th scope="col">clean</th>
                {members.map((name) => (
                  <th key={name} scope="col">
                    {labels[name]?.label ?? name}
                  </th>
                ))}
                <th scope="col">robust</th>
                <th scope="col" aria-label="State" />
                <th scope="col" aria-label="What to do" />
              </tr>
            </thead>
            <tbody>
              {rows.map(({ run, label }) => (
                <EvaluationRow key={run.id} run={run} label={label} members={members} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Pane>
  );
}
