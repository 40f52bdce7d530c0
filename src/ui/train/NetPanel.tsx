import { useEffect } from 'react';
import { useStore } from 'zustand';
import { documentOf } from '../../experiment/trainPlan';
import { choiceOf } from '../../experiment/trainingNames';
import { nets } from '../../experiment/trainTables';
import type { Net } from '../../nets/kinds';
import { fixed } from '../controls/numbers';
import { Section } from '../panels/Section';
import { usePlan, useTraining } from './useTraining';

/** The network, its size, and what a run of the chosen method will take. */
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
    <Section title="Network" note={result ? `${fixed(result.parameters, 0)} weights` : ''}>
      <select className="select" aria-label="Network" value={shared.net.name} onChange={(event) => plan.share({ net: { name: event.target.value } })}>
        {Object.entries(rows).map(([name, { label }]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
      <p className="caption">
        {row?.note}{' '}
        {result &&
          `About ${size(result.memory)} while it trains${result.secondsPerEpoch === undefined ? '' : `, ${duration(result.secondsPerEpoch)} an epoch`}; ${size(result.kept)} kept.`}
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

function size(bytes: number): string {
  const mega = bytes / 2 ** 20;
  return mega >= 1000 ? `${fixed(mega / 1024, 1)} GB` : `${fixed(mega, mega < 10 ? 1 : 0)} MB`;
}

export function duration(seconds: number): string {
  if (seconds < 90) return `${fixed(seconds, seconds < 10 ? 1 : 0)} s`;
  return seconds < 5400 ? `${fixed(seconds / 60, 0)} min` : `${fixed(seconds / 3600, 1)} h`;
}
