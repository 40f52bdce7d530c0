import { choiceOf, trainingSpecs as specs } from '../../documents/trainingDocument';
import type { ParamSpec } from '../../math/core/paramSpec';
import { datasets, isDataset } from '../../nets/datasets';
import { nets } from '../../nets/models/architectures';
import type { Net } from '../../nets/models/types';
import { documentOf } from '../../state/trainingPlan';
import { FileButton } from '../controls/FileButton';
import { Knob } from '../controls/Knob';
import { Section } from '../controls/Section';
import { formatFixed } from '../controls/specText';
import { Select } from '../controls/Select';
import { usePlan, useTraining } from './useTraining';
import { useEffect } from 'react';
import { useStore } from 'zustand';

/** Panel of the network: its size, and the estimated memory and time of a run. */
export function NetPanel() {
  const { plan, estimates } = useTraining();
  const { shared, entries, chosen } = usePlan((state) => state);
  const recipe = entries[chosen]?.recipe;
  const { last, error } = useStore(estimates.store);
  useEffect(() => {
    if (recipe) estimates.ask({ training: choiceOf(documentOf(shared, recipe)) });
  }, [estimates, shared, recipe]);
  const rows: Readonly<Record<string, Net>> = nets;
  const row = rows[shared.net.name];
  const result = last?.result;
  return (
    <Section title="Network" note={result ? `${formatFixed(result.parameters, 0)} weights` : ''}>
      <Select
        label="Network"
        value={shared.net.name}
        options={Object.entries(rows).map(([value, { label }]) => ({ value, label }))}
        onChange={(name) => plan.setShared({ net: { name } })}
      />
      <p className="caption">
        {row?.note}{' '}
        {result &&
          `About ${sizeText(result.memory)} while it trains${result.secondsPerEpoch === undefined ? '' : `, ${durationText(result.secondsPerEpoch)} an epoch`}; ${sizeText(result.storage)} kept.`}
      </p>
      {result?.warnings.map((warning) => (
        <p key={warning} className="warning">
          {warning}
        </p>
      ))}
      {error && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
    </Section>
  );
}

function sizeText(bytes: number): string {
  const mega = bytes / 2 ** 20;
  return mega >= 1000 ? `${formatFixed(mega / 1024, 1)} GB` : `${formatFixed(mega, mega < 10 ? 1 : 0)} MB`;
}

export function durationText(seconds: number): string {
  if (seconds < 90) return `${formatFixed(seconds, seconds < 10 ? 1 : 0)} s`;
  return seconds < 5400 ? `${formatFixed(seconds / 60, 0)} min` : `${formatFixed(seconds / 3600, 1)} h`;
}

/** The spec with its range limited to `max`. */
const limitedTo = (spec: ParamSpec, max: number): ParamSpec => ({
  ...spec,
  slider: [Math.min(spec.slider[0], max), Math.min(max, Math.max(spec.slider[1], max <= 10_000 ? max : 10_000))],
  allowed: { ...spec.allowed, max },
});

/** Panel of the data set: source, numbers of images, and import of the user's files. */
export function DataPanel() {
  const { plan, imports } = useTraining();
  const data = usePlan(({ shared }) => shared.data);
  const row = isDataset(data.source) ? datasets[data.source] : undefined;
  const { fraction, sources, busy, error } = useStore(imports.store);
  useEffect(() => imports.refresh(), [imports]);
  if (!row) return null;
  return (
    <Section title="Data" note={<FileButton label="Your own data files">open your own</FileButton>}>
      <Select
        label="Data set"
        value={data.source}
        options={Object.entries(datasets).map(([value, { label }]) => ({ value, label }))}
        onChange={(source) => {
          if (!isDataset(source)) return;
          const { counts } = datasets[source];
          plan.setShared({ data: { source, train: Math.min(data.train, counts.train), test: Math.min(data.test, counts.test) } });
        }}
      />
      <p className="caption">
        {row.generated && <b>Generated, not photographs. </b>}
        {row.note} {row.cite && <a href={row.cite.url}>{row.cite.text}</a>}
      </p>
      <p className="caption">Trained on as they are, without crops and flips: our setting; the paper’s code has both.</p>
      {(['train', 'test'] as const).map((split) => (
        <Knob
          key={split}
          id={`data.${split}`}
          spec={limitedTo(specs.data[split], row.counts[split])}
          value={data[split]}
          onChange={(value) => plan.setShared({ data: { ...data, [split]: value } })}
        />
      ))}
      <div className="own-files">
        <p className="caption">
          {busy
            ? `${fraction < 0.5 ? 'Reading' : 'Keeping'} your files, ${formatFixed(100 * fraction, 0)} %`
            : 'Drop cifar-10-binary.tar.gz, cifar-100-binary.tar.gz, train_32x32.mat and test_32x32.mat, or .bin files here. They stay in this browser.'}
        </p>
        {error && (
          <p className="error" role="alert">
            {error}
          </p>
        )}
        {busy && (
          <button type="button" className="link" onClick={imports.cancel}>
            stop reading
          </button>
        )}
        {sources.map(({ name, counts, notices }) => (
          <p key={name} className="caption">
            Kept here: {isDataset(name) ? datasets[name].label : name}, {counts.train} training and {counts.test} test images. {notices.join(' ')}
          </p>
        ))}
      </div>
    </Section>
  );
}
