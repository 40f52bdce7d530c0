import type { CSSProperties, ReactNode } from 'react';
import { methodLabel } from '../../experiment/trainingNames';
import type { TrainRun } from '../../experiment/trainRuns';
import { datasets, isDataset } from '../../experiment/trainTables';
import { fixed } from '../controls/numbers';
import { duration } from './NetPanel';
import { usePlan } from './useTraining';

interface Share extends CSSProperties {
  '--share': number;
}

/** The run that runs, in words and as an ink line under them. */
export function Progress({
  run,
  drawer,
  children,
}: {
  readonly run: TrainRun | undefined;
  readonly drawer: (() => void) | undefined;
  readonly children: ReactNode;
}) {
  const share: Share = { '--share': run ? shareOf(run) : 0 };
  const { shared, entries } = usePlan((plan) => plan);
  const methods = entries.filter(({ on }) => on).map(({ recipe }) => methodLabel(recipe));
  const images = isDataset(shared.data.source) ? datasets[shared.data.source].label : shared.data.source;
  const invitation = methods.length > 0 ? `${methods.join(' and ')} on ${images}: press Start.` : 'Tick a method, then press Start.';
  const notices = [...(run?.notices ?? []), ...(run?.error ? [run.error] : [])];
  return (
    <header className="train-title" style={share}>
      <div className="lab-title">
        {drawer && (
          <button type="button" className="button" onClick={drawer}>
            Knobs
          </button>
        )}
        <div className="lab-name">
          <h1>{run ? `${methodLabel(run.document)}, seed ${run.seed}` : 'Adversarial training on images'}</h1>
          <span className="note" role="status">
            {run ? wordsOf(run) : invitation}
          </span>
        </div>
        {run && run.metrics.length > 0 && run.status !== 'done' && (
          <span className="tag">kept at epoch {run.progress?.saved ?? run.metrics.length}</span>
        )}
        {children}
      </div>
      {notices.map((notice) => (
        <p key={notice} className="warning" role="status">
          {notice}
        </p>
      ))}
    </header>
  );
}

const stages = { loading: 'loading images', trial: 'timing a step on each backend', saving: 'keeping its state', done: 'done' } as const;

function wordsOf(run: TrainRun): string {
  const { progress, status, document } = run;
  if (status !== 'running')
    return `${status === 'elsewhere' ? 'in another tab of this browser' : status}, ${run.metrics.length} of ${document.epochs} epochs`;
  if (!progress) return 'starting';
  const { stage, epoch, epochs, batch, batches, imagesPerSecond, secondsLeft } = progress;
  if (stage !== 'training' && stage !== 'evaluating') return stages[stage];
  return [
    `epoch ${Math.min(epoch + 1, epochs)} of ${epochs}`,
    stage === 'evaluating' ? 'measuring' : `batch ${batch} of ${batches}`,
    ...(imagesPerSecond > 0 ? [`${fixed(imagesPerSecond, 0)} images/s`] : []),
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left for this run`]),
  ].join(' · ');
}

function shareOf({ metrics, progress, document, status }: TrainRun): number {
  if (status === 'done') return 1;
  const within = progress && progress.stage === 'training' ? progress.batch / Math.max(1, progress.batches) : 0;
  return Math.min(1, (metrics.length + within) / document.epochs);
}
