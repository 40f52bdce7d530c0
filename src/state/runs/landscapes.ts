import { type LandscapeChoice, landscapeChoiceOf, landscapeKey } from '../../documents/landscapeDocument';
import type { WorkerClient } from '../../worker/rpc/client';
import { requestOnce } from '../../worker/rpc/latestRequest';
import { createMeasurements, type FetchWeights, type Measure, type Measurement } from './measurements';
import { createStore, type StoreApi } from 'zustand/vanilla';

/** What a slice is measured of. */
export interface LandscapeSubject {
  readonly run: string;
  readonly choice: LandscapeChoice;
  readonly others: readonly string[];
}

/** Equality key of slices that have the same values. */
export const subjectKey = ({ run, ...subject }: LandscapeSubject): string => `${run} ${landscapeKey(subject)}`;

/** A pane of a figure. */
export interface DrawnSlice {
  readonly title: string;
  readonly key: string;
}

/** Slices of the Landscape tab, kept in the browser; a stopped one goes on from its last node. */
export interface Landscapes {
  readonly store: StoreApi<{ readonly byKey: Readonly<Record<string, Measurement<'landscape'>>> }>;
  /** The figure that was drawn last, by run: it is shown until another one is begun. */
  readonly drawn: StoreApi<Readonly<Record<string, readonly DrawnSlice[]>>>;
  /** Loads what the browser keeps of these runs; what was interrupted is stopped until it is started again. */
  load(runs: readonly string[]): Promise<void>;
  /** Queues the slices of one figure; one with the same values goes on from its last node. */
  start(slices: readonly { readonly title: string; readonly subject: LandscapeSubject }[], weights?: FetchWeights): void;
  stop(key: string): void;
  /** Stops and forgets the slices of a run that is gone. */
  remove(run: string): void;
}

export function createLandscapes(port: WorkerClient, measure: Measure): Landscapes {
  const { store, start, add, stop, remove } = createMeasurements(measure, 'landscape');
  const drawn = createStore<Readonly<Record<string, readonly DrawnSlice[]>>>(() => ({}));
  const loaded = new Set<string>();
  const requestOf = ({ run, choice, others }: LandscapeSubject) =>
    ({ run, choice: landscapeChoiceOf(choice), others, backend: 'auto', resume: true }) as const;
  return {
    store,
    drawn,
    stop,
    remove,
    start: (slices, weights) => {
      const panes = slices.map(({ title, subject }) => ({ title, subject, key: subjectKey(subject) }));
      drawn.setState({ [slices[0]?.subject.run ?? '']: panes.map(({ title, key }) => ({ title, key })) });
      panes.forEach(({ key, subject }) => start(key, requestOf(subject), weights));
    },
    load: async (runs) => {
      const unknown = runs.filter((run) => !loaded.has(run));
      unknown.forEach((run) => loaded.add(run));
      if (unknown.length === 0) return;
      const { landscapes } = await requestOnce(port, 'keptLandscapes', { runs: unknown });
      for (const { run, result } of landscapes) {
        const subject = { run, choice: result.choice, others: result.others };
        const key = subjectKey(subject);
        add(key, { request: requestOf(subject), status: result.stage === 'done' ? 'done' : 'stopped', result });
        if (!drawn.getState()[run]) drawn.setState({ [run]: [{ title: '', key }] }); // the newest comes first
      }
    },
  };
}
