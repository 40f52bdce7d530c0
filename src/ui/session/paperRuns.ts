import { type PaperPageId, paperPages } from '../../documents/paperPages';
import type { ShownPage } from '../../exports/paper/paperExport';
import { type ShippedRun, type ShippedRuns, shippedRuns } from '../../exports/paper/shippedRuns';
import { paperResults, type PaperResults, type PaperRun } from '../../state/runs/paperResults';
import type { PageChoices } from '../../state/choices';
import type { MethodSlices } from '../../exports/paper/paperSlices';
import type { Evaluation } from '../../state/runs/evaluations';
import { bestOf } from '../../state/runs/trainingResults';
import { sliceChoice, type SliceTask, type Split, splits, type WeightSlice } from '../../state/runs/weightSlices';
import type { TrainRun } from '../../state/runs/trainingRun';
import { networkError, retried } from '../../worker/rpc/network';
import { type Session, useExperiment, useSession } from './session';
import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

interface Shipped extends ShippedRuns {
  readonly state: 'unknown' | 'fetching' | 'ready';
  /** Why they cannot be shown, in one sentence. */
  readonly error?: string;
}
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const none: ShippedRuns = { note: '', runs: [] };

/** The runs that are served with the page, once they are asked for. */
const shippedStore = createStore<Shipped>(() => ({ ...none, state: 'unknown' }));

/** The address of a file of the shipped runs. */
const addressOf = (name: string): string => new URL(`runs/${name}`, document.baseURI).href;

/** The index of the shipped runs; nothing where none is served. */
async function fetchedIndex(): Promise<string | undefined> {
  const response = await fetch(addressOf('index.json')).catch((error: unknown) => {
    throw networkError(messageOf(error));
  });
  if (response.status >= 500) throw networkError(`The server answered ${response.status}`);
  const isJson = response.headers.get('content-type')?.includes('json') === true; // a server of one page answers every address with it
  return response.ok && isJson ? response.text() : undefined;
}

async function fetchedWeights(file: string): Promise<Uint8Array> {
  const response = await fetch(addressOf(file)).catch((error: unknown) => {
    throw networkError(messageOf(error));
  });
  if (!response.ok) throw new Error(`The shipped weights ${file} are not there: the server answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Fetches the shipped runs, once. */
async function loadShipped(): Promise<void> {
  if (shippedStore.getState().state !== 'unknown') return;
  shippedStore.setState({ state: 'fetching' });
  try {
    const text = await retried('The list of shipped runs', fetchedIndex);
    shippedStore.setState({ state: 'ready', ...(text === undefined ? none : shippedRuns(text)) });
  } catch (error) {
    shippedStore.setState({ state: 'ready', error: messageOf(error) });
  }
}

/** The shipped runs that have been fetched so far. */
export const fetchedRuns = (): readonly ShippedRun[] => shippedStore.getState().runs;

/** The shipped runs, fetched at the first use. */
export function useShippedRuns(): readonly ShippedRun[] {
  useEffect(() => void loadShipped(), []);
  return useStore(shippedStore, (state) => state.runs);
}

/** The bytes of shipped weights. */
export const shippedWeights = (file: string): Promise<Uint8Array> => retried('The shipped weights', () => fetchedWeights(file));

/** The run of each method whose weights a slice goes through, with the name of its slices; none where a method has no weights. */
const slicedRuns = ({ groups }: PaperResults) =>
  groups.flatMap(({ key, stroke, runs }) => {
    const run = runs.find(({ weights }) => weights);
    const place = run?.weights;
    if (!run || !place) return [];
    const name = `${'run' in place ? place.run : place.file} ${bestOf(run.metrics)?.epoch ?? 0}`;
    return [{ key, stroke, run, place, keyOf: (split: Split) => `${name} ${split}` }];
  });

/** The slices of Figure 7 that are shipped or measured. */
export function withSlices(shown: ShownPage, byKey: Readonly<Record<string, WeightSlice>>): ShownPage {
  if (shown.page.kind !== 'slices') return shown;
  const slices = slicedRuns(shown.results).map(({ key, stroke, run, keyOf }): MethodSlices => {
    const { attack } = sliceChoice(run.document, 'test');
    const measured = splits.flatMap((split): [Split, WeightSlice][] => {
      const slice = run.slices?.[split] ?? byKey[keyOf(split)];
      return slice ? [[split, slice]] : [];
    });
    return { key, stroke, seed: run.seed, attack, ...Object.fromEntries(measured) };
  });
  return { ...shown, slices };
}

/** What is left to measure of Figure 7. */
export const sliceTasks = ({ results, slices }: ShownPage, { training }: Session): readonly SliceTask[] =>
  slicedRuns(results).flatMap(({ key, run, place, keyOf }) =>
    splits
      .filter((split) => !slices?.find((one) => one.key === key)?.[split])
      .map((split) => ({
        key: keyOf(split),
        choice: sliceChoice(run.document, split),
        weights: () => ('run' in place ? training.runs.exportFile(place.run, 'best') : shippedWeights(place.file)),
      })),
  );

/** The visitor's runs with their weights and with what AutoAttack's standard version found, where it has judged them. */
const judgedRuns = (runs: readonly TrainRun[], byRun: Readonly<Record<string, Evaluation>>): readonly PaperRun[] =>
  runs.map((run) => {
    const result = byRun[run.id]?.result;
    return {
      ...run,
      ...(run.begun && { weights: { run: run.id } }),
      ...(result?.done && result.autoattack && result.standard && { autoattack: result }),
    };
  });

/** What a page of the paper shows of the visitor's runs, or of the shipped ones where there are none or they are asked for. */
export function shownPage(id: PaperPageId, visitorRuns: readonly PaperRun[], shipped: ShippedRuns, origin: PageChoices['origin']): ShownPage {
  const page = paperPages[id];
  const results = paperResults(page, visitorRuns);
  if (results.groups.length > 0 && origin !== 'shipped') return { page, results, shipped: false, note: '' };
  return { page, results: paperResults(page, shipped.runs), shipped: true, note: shipped.note };
}

/** What a page of the paper shows now, for its files. */
export function currentPage(session: Session, id: PaperPageId): ShownPage {
  const { origin } = session.experiment.store.getState();
  const { runs, evaluations, slices } = session.training;
  const visitorRuns = judgedRuns(runs.store.getState().runs, evaluations.store.getState().byRun);
  return withSlices(shownPage(id, visitorRuns, shippedStore.getState(), origin), slices.store.getState().byKey);
}

/** What a page of the paper shows, and which runs there are to choose from. */
export function usePaperPage(id: PaperPageId) {
  const { training } = useSession();
  const runs = useStore(training.runs.store, (state) => state.runs);
  const byRun = useStore(training.evaluations.store, (state) => state.byRun);
  const visitorRuns = useMemo(() => judgedRuns(runs, byRun), [runs, byRun]);
  const shipped = useStore(shippedStore);
  const origin = useExperiment((state) => state.origin);
  useEffect(() => void loadShipped(), []);
  const byKey = useStore(training.slices.store, (state) => state.byKey);
  const shown = useMemo(() => withSlices(shownPage(id, visitorRuns, shipped, origin), byKey), [id, visitorRuns, shipped, origin, byKey]);
  const hasBoth = useMemo(
    () => paperResults(paperPages[id], visitorRuns).groups.length > 0 && paperResults(paperPages[id], shipped.runs).groups.length > 0,
    [id, visitorRuns, shipped],
  );
  return { shown, hasBoth, error: shipped.error, fetching: shipped.state !== 'ready' };
}
