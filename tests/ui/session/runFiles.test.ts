import { metricsIn, summaryIn } from '../../../src/exports/runFolder';
import type { TrainingQueueState, TrainRun } from '../../../src/state/runs/trainingRun';
import { newRun } from '../../../src/state/runs/trainingRun';
import { addCurves, importRuns } from '../../../src/ui/session/runFiles';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';

const [table, summary] = [
  metricsIn(readFileSync('tests/data/pytorch/metrics.csv', 'utf8')),
  summaryIn(readFileSync('tests/data/pytorch/summary.json', 'utf8')),
];
if (!table || !summary) throw new Error('The files of tests/data/pytorch are not read');
const { document } = summary;
const csv = { name: 'metrics.csv', content: table };
const json = { name: 'summary.json', content: summary };

/** A queue that holds runs and nothing else; the bytes of a file are its seed, and 1 where it is a whole state. */
function queueOf(...runs: readonly TrainRun[]) {
  const store = createStore<TrainingQueueState>(() => ({ runs, ready: true, suspended: false, backend: 'auto' }));
  const add = (run: TrainRun): TrainRun => {
    store.setState(({ runs: before }) => ({ runs: [...before, run] }));
    return run;
  };
  const fresh = (seed: number): TrainRun => newRun(`${store.getState().runs.length} ${seed}`, document, seed, 0);
  const remove = (ids: readonly string[]) => {
    store.setState(({ runs: before }) => ({ runs: before.filter(({ id }) => !ids.includes(id)) }));
    return { undo: () => undefined, forget: () => undefined };
  };
  return {
    ...{ load: () => Promise.resolve(), add: () => [], pause: () => undefined, start: () => undefined, resume: () => undefined },
    ...{ extend: () => Promise.resolve(), stop: () => undefined, exportFile: () => Promise.reject(new Error('none')), setBackend: () => undefined },
    importWeights: () => Promise.resolve([]),
    store,
    remove,
    importFile: ([seed = 0, whole = 0]: Uint8Array) => Promise.resolve(add({ ...fresh(seed), metrics: table?.get(seed) ?? [], whole: whole === 1 })),
    addCurve: (_: unknown, seed: number, metrics: TrainRun['metrics']) => void add({ ...fresh(seed), metrics, whole: false }),
  };
}
const shown = (queue: ReturnType<typeof queueOf>) => queue.store.getState().runs.map(({ seed, whole }) => [seed, whole]);
const file = (name: string, ...bytes: readonly number[]) => ({ name, content: Uint8Array.from(bytes) });

test('of a folder, states stay, weights beside a state do not, and curves fill in what neither has', async () => {
  const queue = queueOf();
  expect(await importRuns(queue, [file('weights-1', 1, 0), file('state-1', 1, 1)])).toEqual([]);
  expect(shown(queue)).toEqual([[1, true]]);
  expect(addCurves(queue, [json], [csv])).toEqual({ errors: [], plans: [] });
  expect(shown(queue)).toEqual([[1, true], [2, false]]); // prettier-ignore
  expect(addCurves(queue, [json], [csv])).toEqual({ errors: [], plans: [] });
  expect(shown(queue)).toHaveLength(2);
});

test('a file of a run that is shown already is said, and stays', async () => {
  const queue = queueOf({ ...newRun('mine', document, 1, 0), metrics: table.get(1) ?? [] });
  expect(await importRuns(queue, [file('weights-1', 1, 0)])).toEqual(['weights-1: AT with seed 1 was in the table already, and a seed counts once.']);
  expect(shown(queue)).toHaveLength(2);
});

test('a table alone is of the runs that are shown, or names no document; a summary alone is a plan', () => {
  const empty = queueOf();
  expect(addCurves(empty, [], [csv]).errors).toEqual(['metrics.csv names no document: give the summary.json of its folder with it.']);
  expect(addCurves(empty, [json], [])).toEqual({
    errors: ['summary.json has no curves: give the metrics.csv of its folder with it. Its document was opened as the plan.'],
    plans: [document],
  });
  expect(shown(empty)).toEqual([]);
  const both = queueOf(...[...table].map(([seed, metrics]) => ({ ...newRun(`${seed}`, document, seed, 0), metrics })));
  expect(addCurves(both, [], [csv])).toEqual({ errors: [], plans: [] });
  expect(addCurves(both, [json], [])).toEqual({ errors: [], plans: [] });
});
