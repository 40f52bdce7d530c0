import { parseTraining } from '../../documents/parseTraining';
import { methodKey, methodLabel } from '../../documents/trainingDocument';
import { datasets, isDataset } from '../../nets/datasets';
import { documentsOf } from '../../state/trainingPlan';
import { extensionsOf, runKey, type TrainRun } from '../../state/runs/trainingRun';
import { Section } from '../controls/Section';
import { formatFixed } from '../controls/specText';
import { durationText } from './DataPanel';
import { type DrawerToggle, JobTitle } from './JobFrame';
import { currentRun, usePlan, useQueue, useTraining } from './useTraining';
import type { ReactNode } from 'react';

/** Header with the status of the current run and its progress bar. */
export function RunProgress({
  run,
  toggle,
  children,
}: {
  readonly run: TrainRun | undefined;
  readonly toggle: DrawerToggle;
  readonly children: ReactNode;
}) {
  const { shared, entries } = usePlan((plan) => plan);
  const methods = entries.filter(({ enabled }) => enabled).map(({ recipe }) => methodLabel(recipe));
  const images = isDataset(shared.data.source) ? datasets[shared.data.source].label : shared.data.source;
  const invitation = methods.length > 0 ? `${methods.join(' and ')} on ${images}: press Start.` : 'Tick a method, then press Start.';
  const notices = [...(run?.notices ?? []), ...(run?.error ? [run.error] : [])];
  return (
    <JobTitle
      fraction={run ? completedFraction(run) : 0}
      heading={run ? `${methodLabel(run.document)}, seed ${run.seed}` : 'Adversarial training on images'}
      status={run ? runStatusText(run) : invitation}
      toggle={toggle}
      tools={
        <>
          {run && run.metrics.length > 0 && run.status !== 'done' && (
            <span className="tag">kept at epoch {run.progress?.saved ?? run.metrics.length}</span>
          )}
          {children}
        </>
      }
    >
      {notices.map((notice) => (
        <p key={notice} className="warning" role="status">
          {notice}
        </p>
      ))}
    </JobTitle>
  );
}

const stageLabels = { loading: 'loading images', trial: 'timing a step on each backend', saving: 'keeping its state', done: 'done' } as const;

function runStatusText(run: TrainRun): string {
  const { progress, status, document } = run;
  if (status !== 'running')
    return `${status === 'elsewhere' ? 'in another tab of this browser' : status}, ${run.metrics.length} of ${document.epochs} epochs`;
  if (!progress) return 'starting';
  const { stage, epoch, epochs, batch, batches, imagesPerSecond, secondsLeft } = progress;
  if (stage !== 'training' && stage !== 'evaluating') return stageLabels[stage];
  return [
    `epoch ${Math.min(epoch + 1, epochs)} of ${epochs}`,
    stage === 'evaluating' ? 'measuring' : `batch ${batch} of ${batches}`,
    ...(imagesPerSecond > 0 ? [`${formatFixed(imagesPerSecond, 0)} images/s`] : []),
    ...(secondsLeft === undefined ? [] : [`${durationText(secondsLeft)} left for this run`]),
  ].join(' · ');
}

/** Completed fraction of a run, in [0, 1], by epochs and batches. */
function completedFraction({ metrics, progress, document, status }: TrainRun): number {
  if (status === 'done') return 1;
  const within = progress && progress.stage === 'training' ? progress.batch / Math.max(1, progress.batches) : 0;
  return Math.min(1, (metrics.length + within) / document.epochs);
}

/** Panel that starts, pauses, resumes and stops the runs of the plan. */
export function RunPanel() {
  const { runs: queue } = useTraining();
  const entries = usePlan(({ entries: all }) => all);
  const shared = usePlan((chosen) => chosen.shared);
  const runs = useQueue((state) => state.runs);
  const isSuspended = useQueue((state) => state.suspended);
  const notice = useQueue((state) => state.notice);
  const running = runs.find(({ status }) => status === 'running');
  const waiting = runs.filter(({ status }) => status === 'queued' || status === 'paused').length;
  const elsewhere = runs.filter(({ status }) => status === 'elsewhere').length;
  const current = currentRun(runs);
  const parsed = documentsOf({ shared, entries }).map(parseTraining);
  const problems = parsed.flatMap((one) => (one.ok ? [] : one.problems));
  const runKeys = new Set(runs.map((run) => `${runKey(run)} ${run.seed}`));
  const newDocuments = parsed.flatMap((one) => {
    const seeds = one.ok ? one.document.seeds.filter((seed) => !runKeys.has(`${methodKey(one.document)} ${seed}`)) : [];
    return one.ok && seeds.length > 0 ? [{ ...one.document, seeds }] : [];
  });
  const newRuns = newDocuments.reduce((sum, { seeds }) => sum + seeds.length, 0); // the same seed twice would count as two
  const start = () => newDocuments.forEach((document) => queue.add(document));
  const extensions = extensionsOf(
    runs,
    parsed.flatMap((one) => (one.ok ? [one.document] : [])),
  );
  const canResume = isSuspended && waiting > 0 && !running;
  return (
    <Section
      title="Run"
      note={running ? `${waiting} waiting` : waiting > 0 ? `${waiting} can go on` : `${newRuns} ${newRuns === 1 ? 'run' : 'runs'}`}
    >
      <div className="run-buttons">
        {running ? (
          <button type="button" className="button play" onClick={queue.pause}>
            Pause
          </button>
        ) : canResume ? (
          <button type="button" className="button play" onClick={queue.start}>
            Go on
          </button>
        ) : (
          <button type="button" className="button play" disabled={newRuns === 0 || problems.length > 0} onClick={start}>
            Start
          </button>
        )}
        <button
          type="button"
          className="button"
          disabled={!running && !canResume}
          onClick={() => runs.filter(({ status }) => ['running', 'queued', 'paused'].includes(status)).forEach(({ id }) => queue.stop(id))}
        >
          Stop
        </button>
      </div>
      {canResume && (
        <p className="caption">
          Kept in this browser: {current ? `${current.metrics.length} of ${current.document.epochs} epochs are done. Go on continues there.` : ''}
        </p>
      )}
      {extensions.length > 0 && (
        <p className="caption">
          {extensions.length === 1 ? 'A run in the table differs' : `${extensions.length} runs in the table differ`} from what is ticked in the number
          of epochs only ({[...new Set(extensions.map(({ from }) => from))].join(', ')}).{' '}
          <button type="button" className="link" onClick={() => extensions.forEach(({ id, epochs }) => void queue.extend(id, epochs))}>
            Go on to {extensions[0]?.epochs} epochs
          </button>
        </p>
      )}
      {elsewhere > 0 && (
        <p className="caption" role="status">
          {elsewhere === 1 ? 'One run belongs' : `${elsewhere} runs belong`} to another tab of this browser: pause or stop them there, or close it to
          go on here.
        </p>
      )}
      {!running && !canResume && elsewhere === 0 && newRuns === 0 && parsed.length > 0 && problems.length === 0 && (
        <p className="caption">All that is ticked is in the table: go on there, add seeds, change a knob, or remove a row.</p>
      )}
      {problems.slice(0, 3).map(({ key, message }) => (
        <p key={key} className="error" role="alert">
          {key}: {message}
        </p>
      ))}
      {notice && (
        <p className="error" role="alert">
          {notice}
        </p>
      )}
    </Section>
  );
}
