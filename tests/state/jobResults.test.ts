import { surfaceDefaults } from '../../src/documents/surfaceSpecs';
import { createExperimentStore, type Experiment } from '../../src/state/experimentStore';
import { createJobResults, pointRequest } from '../../src/state/jobResults';
import type { JobListener, WorkerClient } from '../../src/worker/rpc/client';
import type { JobKind, Jobs, PointRequest, PointResult } from '../../src/worker/rpc/protocol';
import { expect, test } from 'vitest';

interface Asked {
  readonly request: unknown;
  readonly hear: Pick<JobListener<'point'>, 'end' | 'failed'> & { part(result: unknown): void };
  cancelled: boolean;
}

/** A port that answers only when it is told to. */
function slowPort(): { port: WorkerClient; asked: Asked[] } {
  const asked: Asked[] = [];
  const port: WorkerClient = {
    ask: <K extends JobKind>(_kind: K, request: Jobs[K]['request'], hear: JobListener<K>) => {
      const own: Asked = { request, hear: { ...hear, part: (result) => hear.part(result as Jobs[K]['result']) }, cancelled: false };
      asked.push(own);
      return () => {
        own.cancelled = true;
      };
    },
    close: () => undefined,
  };
  return { port, asked };
}

const requestOf = (state: Experiment): PointRequest => pointRequest(state.document, state.hover ?? [0, 0]);
const result: PointResult = { theta: [0, 0], shown: 1, adversarial: 1, clean: 1, deltas: [], u: [] };

function setUp() {
  const { port, asked } = slowPort();
  const experiment = createExperimentStore({ document: surfaceDefaults, tab: 'lab' });
  const runs = createJobResults(port, 'point');
  return { asked, experiment, runs, run: () => runs.store.getState().results['A'], last: () => asked.at(-1) };
}

test('equal requests are sent once', () => {
  const { asked, experiment, runs, run } = setUp();
  runs.follow('A', experiment.store, requestOf);
  experiment.store.setState({ tab: 'gallery' });
  experiment.edit((document) => ({ ...document, view: { ...document.view, colours: 'cividis' } }));
  expect(asked).toHaveLength(1);
  expect(run()).toEqual({ busy: true });
});

test('partial results are shown, and only the end of the newest request ends the work', () => {
  const { asked, experiment, runs, run } = setUp();
  runs.follow('A', experiment.store, requestOf);
  experiment.store.setState({ hover: [1, 1] });
  expect(asked[0]?.cancelled).toBe(true);
  asked[0]?.hear.part(result);
  expect(run()?.last?.request.theta).toEqual([0, 0]);
  asked[0]?.hear.end();
  expect(run()?.busy).toBe(true);
  asked[1]?.hear.part({ ...result, shown: 2 });
  asked[1]?.hear.end();
  expect(run()).toMatchObject({ busy: false, last: { request: { theta: [1, 1] }, result: { shown: 2 } } });
});

test('the last result stays when a later request fails', () => {
  const { asked, experiment, runs, run } = setUp();
  runs.follow('A', experiment.store, requestOf);
  asked[0]?.hear.part(result);
  asked[0]?.hear.end();
  experiment.store.setState({ hover: [1, 1] });
  asked[1]?.hear.failed('It went wrong.');
  expect(run()).toMatchObject({ busy: false, error: 'It went wrong.', last: { result } });
  experiment.store.setState({ hover: [2, 2] });
  asked[2]?.hear.part(result);
  expect(run()?.error).toBeUndefined();
});

test('a released slot is cancelled, and reused without a second request when it has a result', () => {
  const { asked, experiment, runs, run } = setUp();
  const leave = runs.follow('A', experiment.store, requestOf);
  expect(runs.store.getState().watched).toEqual(['A']);
  leave();
  expect(asked[0]?.cancelled).toBe(true);
  expect(run()?.busy).toBe(false);
  expect(runs.store.getState().watched).toEqual([]);
  const again = runs.follow('A', experiment.store, requestOf);
  asked[1]?.hear.part(result);
  asked[1]?.hear.end();
  again();
  runs.follow('A', experiment.store, requestOf);
  expect(asked).toHaveLength(2);
});
