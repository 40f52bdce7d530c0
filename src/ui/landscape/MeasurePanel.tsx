import { parseLandscape } from '../../documents/parseLandscape';
import { choiceOf } from '../../documents/trainingDocument';
import {
  comparisonNames,
  comparisons,
  type ChosenLandscape,
  landscapeOf,
  landscapeSeconds,
  type ShownSlice,
  subjectOf,
} from '../../state/runs/landscapeSubjects';
import { subjectKey } from '../../state/runs/landscapes';
import type { Measurement } from '../../state/runs/measurements';
import { Section } from '../controls/Section';
import { Select } from '../controls/Select';
import { shippedWeights } from '../session/paperRuns';
import { useChoice } from '../session/session';
import { durationText } from '../train/DataPanel';
import { useTraining } from '../train/useTraining';
import { useWeightSources } from './useLandscape';
import { useEffect } from 'react';
import { useStore } from 'zustand';

/** What one slice is doing, in words. */
function statusText({ status, result }: Measurement<'landscape'>): string {
  const nodes = result && result.of > 0 ? `${result.done} of ${result.of} nodes` : '';
  if (status === 'failed') return 'failed';
  if (status === 'done') return 'done';
  if (status === 'stopped') return `stopped${nodes && ` at ${nodes}`}`;
  if (status === 'queued') return 'waiting for the images';
  if (!result || result.stage === 'directions') return 'directions';
  if (result.stage === 'testing') return 'self-test';
  if (result.stage === 'path') return 'training path';
  return `${nodes}${result.secondsLeft === undefined ? '' : `, about ${durationText(result.secondsLeft)} left`}`;
}

/** What the slices of a figure are doing: the one that is measured, else how far they all are. */
export function sliceStatus(slices: readonly ShownSlice[]): string {
  const begun = slices.filter((slice): slice is ShownSlice & { readonly landscape: Measurement<'landscape'> } => slice.landscape !== undefined);
  if (begun.length === 0) return 'nothing measured yet';
  const running = begun.find(({ landscape }) => landscape.status === 'running');
  const [first] = begun.filter(({ landscape }) => landscape.status !== 'done');
  const shown = running ?? first;
  if (!shown) return 'done';
  return `${shown.title && `${shown.title}: `}${statusText(shown.landscape)}`;
}

/** Panel of the weights and of what is measured around them: start, stop, and how long it takes. */
export function MeasurePanel({ chosen }: { readonly chosen: ChosenLandscape }) {
  const { landscapes, landscapeEstimates } = useTraining();
  const { sources, nameOf } = useWeightSources();
  const [, choose] = useChoice('landscape');
  const [comparison, compare] = useChoice('landscapeComparison');
  const byKey = useStore(landscapes.store, (state) => state.byKey);
  const { last } = useStore(landscapeEstimates.store);
  const { source, document, variants } = chosen;
  useEffect(() => landscapeEstimates.ask({ training: choiceOf(source.document) }), [landscapeEstimates, source]);
  const panes = variants.map(({ title, document: variant }) => {
    const subject = subjectOf(variant);
    return { title, variant, subject, landscape: byKey[subjectKey(subject)] };
  });
  const isDone = ({ landscape, variant }: (typeof panes)[number]): boolean =>
    landscape?.status === 'done' && JSON.stringify(landscape.result?.choice.smoothing) === JSON.stringify(variant.smoothing);
  const busy = panes.some(({ landscape }) => landscape?.status === 'running' || landscape?.status === 'queued');
  const stopped = panes.some(({ landscape }) => landscape?.status === 'stopped');
  const left = panes.filter((pane) => !isDone(pane));
  const valid =
    variants.every((variant) => parseLandscape(variant.document).ok) && (document.directions.kind !== 'between' || document.directions.files);
  const seconds = last ? left.flatMap(({ variant }) => landscapeSeconds(variant, last.result) ?? []).reduce((sum, value) => sum + value, 0) : 0;
  const file = source.file;
  const draw = () =>
    landscapes.start(
      panes.map(({ title, subject }) => ({ title, subject })),
      file === undefined ? undefined : () => shippedWeights(file),
    );
  return (
    <Section title="Weights" note={document.net.name}>
      <Select
        label="Weights"
        value={source.id}
        options={sources.map(({ id, file: shipped }) => ({ value: id, label: `${nameOf(id)}${shipped === undefined ? '' : ' (shipped)'}` }))}
        onChange={(chosenId) => {
          const next = sources.find(({ id }) => id === chosenId);
          if (next) choose(landscapeOf(next, document));
        }}
      />
      <div className="row">
        <span>Compare</span>
        <Select
          label="Compare"
          value={comparison}
          options={comparisonNames.map((name) => ({ value: name, label: comparisons[name].label }))}
          onChange={compare}
        />
      </div>
      <div className="run-buttons">
        <button type="button" className="button play" disabled={busy || !valid || left.length === 0} onClick={draw}>
          {stopped ? 'Go on' : 'Draw'}
        </button>
        <button
          type="button"
          className="button"
          disabled={!busy}
          onClick={() => panes.forEach(({ subject }) => landscapes.stop(subjectKey(subject)))}
        >
          Stop
        </button>
      </div>
      <p className="caption">
        {left.length === 0
          ? 'Drawn as the knobs say.'
          : `The best weights at the centre${seconds > 0 && !busy ? `; about ${durationText(seconds)} on this machine` : ''}.`}
      </p>
    </Section>
  );
}
