import { trainingCsv, trainedDocuments } from '../../exports/trainingExport';
import type { Spread } from '../../math/core/statistics';
import { methodResults, runWarnings } from '../../state/runs/trainingResults';
import type { TrainRun } from '../../state/runs/trainingRun';
import type { RunFileRequest } from '../../worker/rpc/trainingProtocol';
import { StrokeSwatch } from '../controls/StrokeMark';
import { formatFixed } from '../controls/specText';
import { Pane } from '../panes/Pane';
import { download, errorMessage } from '../session/files';
import { useSession } from '../session/session';
import { useDark } from '../session/theme';
import { fileNameOf, scriptOf } from './PytorchLinks';
import type { MethodGroup } from './useTraining';
import { Fragment } from 'react';

const savedFiles: readonly (readonly [what: RunFileRequest['what'], words: string])[] = [
  ['best', 'weights, best'],
  ['now', 'weights, latest'],
  ['state', 'state, to go on with'],
];

function seedsText(runs: readonly TrainRun[]): string {
  const seeds = [...new Set(runs.map(({ seed }) => seed))];
  return `${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`;
}

/** Actions on the runs of one method: resume, save, remove. */
function RunActions({ label, runs }: { readonly label: string; readonly runs: readonly TrainRun[] }) {
  const { training, experiment, removals } = useSession();
  const queue = training.runs;
  const name = fileNameOf(label);
  const resumable = runs.find(({ status, whole }) => whole && ['paused', 'stopped', 'failed'].includes(status));
  const showError = (error: unknown) => experiment.store.setState({ notice: errorMessage(error) });
  const saveDocuments = () =>
    trainedDocuments(runs).forEach((document) => download(`${name}.json`, `${JSON.stringify(document, null, 2)}\n`, 'application/json'));
  const save = async (chosen: string) => {
    if (chosen === 'script') {
      for (const document of trainedDocuments(runs)) download(`${name}.py`, await scriptOf(document), 'text/x-python');
      return;
    }
    const [what, id] = chosen.split(' ');
    const run = runs.find((each) => each.id === id);
    const kind = savedFiles.find(([name]) => name === what)?.[0];
    if (!run || !kind) return saveDocuments();
    const bytes = await queue.exportFile(run.id, kind);
    download(`${name}-${kind === 'state' ? 'state' : 'weights'}-${run.seed}.safetensors`, bytes, 'application/octet-stream');
  };
  return (
    <span className="train-actions">
      {resumable && (
        <button type="button" className="link" onClick={() => queue.resume(resumable.id)}>
          go on
        </button>
      )}
      <select className="link" aria-label={`Save of ${label}`} value="" onChange={(event) => void save(event.target.value).catch(showError)}>
        <option value="" hidden>
          save …
        </option>
        <option value="document">document</option>
        <option value="script">script for PyTorch</option>
        {runs
          .filter(({ begun, metrics, foreign }) => begun && (metrics.length > 0 || foreign))
          .flatMap(({ id, seed, whole }) =>
            savedFiles
              .filter(([what]) => whole || what !== 'state')
              .map(([what, label]) => (
                <option key={`${what} ${id}`} value={`${what} ${id}`}>
                  {label}, seed {seed}
                </option>
              )),
          )}
      </select>
      <button
        type="button"
        className="link"
        aria-label={`Remove ${label}`}
        disabled={runs.some(({ status }) => status === 'elsewhere')}
        onClick={() => removals.offer({ sentence: `${label} was removed: ${seedsText(runs)}.`, ...queue.remove(runs.map(({ id }) => id)) })}
      >
        remove
      </button>
    </span>
  );
}

/** Pane C: table of the methods, mean ± standard deviation over seeds at the epoch of the best robust test accuracy of each. */
export function ResultsPane({ groups }: { readonly groups: readonly MethodGroup[] }) {
  const runs = groups.flatMap((group) => group.runs);
  const standings = new Map(methodResults(runs).map((standing) => [standing.key, standing.spreads]));
  const dark = useDark();
  return (
    <Pane
      letter="C"
      title="Runs"
      note="mean ± standard deviation over seeds, at the epoch of best robust test accuracy"
      legend={
        <button
          type="button"
          className="link"
          disabled={runs.every(({ metrics }) => metrics.length === 0)}
          onClick={() =>
            download(
              'metrics.csv',
              trainingCsv(
                runs.filter(({ metrics }) => metrics.length > 0),
                __VERSION__,
              ),
              'text/csv',
            )
          }
        >
          Export CSV
        </button>
      }
      className="standings train-runs"
    >
      <div className="standings-scroll" role="region" aria-label="Results" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">method</th>
              <th scope="col">setting</th>
              <th scope="col">clean, %</th>
              <th scope="col">robust, %</th>
              <th scope="col">train − test gap, %</th>
              <th scope="col">best epoch</th>
              <th scope="col">s per epoch</th>
              <th scope="col">seeds</th>
              <th scope="col" aria-label="What to do" />
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => {
              const over = standings.get(group.key);
              const gap = over && { mean: over.trainRobust.mean - over.testRobust.mean, std: null };
              return (
                <Fragment key={group.key}>
                  <tr data-method={group.label}>
                    <th scope="row">
                      <StrokeSwatch stroke={group.stroke} dark={dark} />
                      {group.label}
                    </th>
                    <td>
                      {group.setting}
                      <small className="judge">{group.judge}</small>
                    </td>
                    <td>{percentText(over?.testClean ?? foreignClean(group.runs))}</td>
                    <td className="ranked">{percentText(over?.testRobust)}</td>
                    <td>{percentText(gap)}</td>
                    <td>{over ? formatFixed(over.epoch.mean, over.epoch.std === null ? 0 : 1) : '–'}</td>
                    <td>{over ? formatFixed(secondsPerEpoch(group.runs), 2) : '–'}</td>
                    <td>
                      <SeedStatus runs={group.runs} />
                    </td>
                    <td>
                      <RunActions label={group.label} runs={group.all} />
                    </td>
                  </tr>
                  {failuresOf(group.runs).map((why) => (
                    <tr key={why} className="why">
                      <td colSpan={9} className="error">
                        {group.label}: {why}
                      </td>
                    </tr>
                  ))}
                </Fragment>
              );
            })}
          </tbody>
        </table>
        {groups.length === 0 && (
          <p className="caption">No run yet. What is ticked on the left is trained in turn; every epoch is kept in this browser.</p>
        )}
      </div>
      {groups.flatMap(({ key, label, runs: trained }) =>
        warningsOf(trained).map((warning) => (
          <p key={`${key} ${warning}`} className="warning">
            {label}: {warning}.
          </p>
        )),
      )}
    </Pane>
  );
}

function percentText(spread: Spread | undefined) {
  if (!spread) return '–';
  return (
    <>
      {formatFixed(100 * spread.mean, 1)}
      {spread.std !== null && <small> ± {formatFixed(100 * spread.std, 1)}</small>}
    </>
  );
}

/** Accuracy of weights made elsewhere. */
const foreignClean = ([run]: readonly TrainRun[]): Spread | undefined => run?.foreign && { mean: run.foreign.clean, std: null };

/** Mean training time of an epoch in seconds. */
function secondsPerEpoch(runs: readonly TrainRun[]): number {
  const done = runs.flatMap(({ metrics }) => metrics.slice(-1));
  return (
    done.reduce((sum, { seconds }) => sum + seconds, 0) /
    Math.max(
      1,
      done.reduce((sum, { epoch }) => sum + epoch, 0),
    )
  );
}

/** What has to be known about the numbers of these runs, without repetition. */
const warningsOf = (runs: readonly TrainRun[]): readonly string[] => [
  ...new Set(runs.flatMap(({ document, metrics }) => (metrics.length > 0 ? runWarnings(document, metrics) : []))),
];

/** Distinct error messages of failed runs. */
const failuresOf = (runs: readonly TrainRun[]): readonly string[] => [
  ...new Set(runs.flatMap(({ status, error }) => (status === 'failed' && error ? [error] : []))),
];

const statusLabels = {
  queued: 'waiting',
  running: 'running',
  paused: 'paused',
  stopped: 'stopped',
  done: 'done',
  failed: 'failed',
  elsewhere: 'in another tab',
} as const;

function SeedStatus({ runs }: { readonly runs: readonly TrainRun[] }) {
  const done = runs.filter(({ status }) => status === 'done').length;
  const [first] = runs;
  if (first?.foreign) return <small>{first.foreign.count} test images</small>;
  const other = runs.find(({ status }) => status === 'running') ?? runs.find(({ status }) => status !== 'done');
  return (
    <>
      {done} of {runs.length}
      {other && <small className={other.status === 'failed' ? 'error' : ''}>, {statusLabels[other.status]}</small>}
    </>
  );
}
