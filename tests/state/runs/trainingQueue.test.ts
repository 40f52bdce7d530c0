import { parseTraining } from '../../../src/documents/parseTraining';
import { methodKey, methodLabel, type TrainingDocument } from '../../../src/documents/trainingDocument';
import { trainingPresets } from '../../../src/documents/trainingPresets';
import { datasets } from '../../../src/nets/datasets';
import { spreadOf } from '../../../src/math/core/statistics';
import type { Metrics } from '../../../src/nets/training/types';
import { learningRateAt } from '../../../src/nets/training/schedule';
import { createTrainingQueue } from '../../../src/state/runs/trainingQueue';
import { bestOf, methodResults, runWarnings } from '../../../src/state/runs/trainingResults';
import { extensionsOf, isStoredRun, type StoredRun } from '../../../src/state/runs/trainingRun';
import type { JobListener, WorkerClient } from '../../../src/worker/rpc/client';
import type { JobKind, Jobs } from '../../../src/worker/rpc/protocol';
import type { TrainRequest, TrainResult } from '../../../src/worker/rpc/trainingProtocol';
import { memoryStore } from '../../worker/training/memoryStore';
import { yieldToMessages } from '../../../src/worker/rpc/server';
import type { RunLocks } from '../../../src/worker/training/runStore';
import { describe, expect, test } from 'vitest';

const read = (more: object = {}): TrainingDocument => {
  const parsed = parseTraining({ kind: 'training', ...more });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
};
const row = (epoch: number, testRobust: number): Metrics => ({
  epoch,
  testRobust,
  seconds: epoch,
  lr: 0.1,
  trainLoss: 2,
  trainClean: 0.3,
  trainRobust: 0.2,
  testClean: 0.3,
});
const part = (stage: TrainResult['stage'], metrics: readonly Metrics[] = []): TrainResult => ({
  stage,
  epoch: metrics.length,
  epochs: 10,
  batch: 0,
  batches: 16,
  loss: 2,
  imagesPerSecond: 100,
  metrics,
  saved: metrics.length,
  backend: 'wasm',
  adapter: '',
  trial: [],
  notices: [],
});

interface Asked {
  readonly kind: JobKind;
  readonly request: TrainRequest;
  part(result: TrainResult): void;
  end(): void;
  failed(message: string): void;
  cancelled: boolean;
}

/** A worker that trains only when it is told to, and forgets at once. */
function slowPort(): { port: WorkerClient; trains: Asked[]; forgotten: string[] } {
  const trains: Asked[] = [];
  const forgotten: string[] = [];
  const port: WorkerClient = {
    ask: <K extends JobKind>(kind: K, request: Jobs[K]['request'], hear: JobListener<K>) => {
      if (!('training' in request) || !('resume' in request)) {
        if ('run' in request) forgotten.push(request.run);
        hear.part({});
        hear.end();
        return () => undefined;
      }
      const own: Asked = {
        kind,
        request,
        part: (result) => hear.part(result),
        end: hear.end,
        failed: hear.failed,
        cancelled: false,
      };
      trains.push(own);
      return () => {
        own.cancelled = true;
      };
    },
    close: () => undefined,
  };
  return { port, trains, forgotten };
}

/** What two pages of one browser hold, until the first is closed. */
function twoPages(): { first: RunLocks; second: RunLocks; close: () => void } {
  const taken = new Set<string>();
  const waiting: (() => void)[] = [];
  const first: RunLocks = { take: (run) => Promise.resolve(taken.add(run).has(run)), release: (run) => taken.delete(run) };
  const second: RunLocks = {
    take: (run, freed) => {
      if (taken.has(run)) waiting.push(freed);
      return Promise.resolve(!taken.has(run));
    },
    release: () => undefined,
  };
  return { first, second, close: () => waiting.splice(0).forEach((freed) => freed()) };
}

function setUp(store = memoryStore<StoredRun>(), locks?: RunLocks) {
  const { port, trains, forgotten } = slowPort();
  let count = 0;
  const queue = createTrainingQueue(port, store, () => `run ${(count += 1)}`, locks);
  return { queue, trains, forgotten, store, statuses: () => queue.store.getState().runs.map(({ status }) => status) };
}

describe('more epochs', () => {
  const finished = { id: 'kept', seed: 3, metrics: [row(1, 0.2)], notices: [], order: 1, begun: true, whole: true, status: 'done' } as const;
  const kept = (more: object = {}): StoredRun => ({ ...finished, document: read({ epochs: 1, seeds: [3] }), ...more });

  test('a finished run differs in its epochs alone, or cannot go on', () => {
    const found = (run: StoredRun, more: object): readonly number[] =>
      extensionsOf([run], [read({ seeds: [3], ...more })]).map(({ epochs }) => epochs);
    expect(found(kept(), { epochs: 4 })).toEqual([4]);
    expect(found(kept({ status: 'stopped' }), { epochs: 4 })).toEqual([4]);
    for (const more of [{ epochs: 1 }, { epochs: 4, batch: 64 }, { epochs: 4, evaluate: { steps: 5 } }, { epochs: 4, seeds: [4] }])
      expect(found(kept(), more)).toEqual([]);
    for (const more of [{ whole: false }, { status: 'running' }, { status: 'elsewhere' }]) expect(found(kept(more), { epochs: 4 })).toEqual([]);
    const longer = kept({ id: 'longer', document: read({ epochs: 2, seeds: [3] }) });
    expect(extensionsOf([kept(), longer], [read({ epochs: 4, seeds: [3, 9] })])).toEqual([{ id: 'longer', from: 2, epochs: 4 }]);
  });

  test('it goes on from its state, and nothing else starts', async () => {
    const store = memoryStore<StoredRun>();
    await store.put('kept', kept());
    const { queue, trains, statuses } = setUp(store);
    await queue.load();
    expect(trains).toEqual([]);
    await queue.extend('kept', 1);
    await queue.extend('nobody', 9);
    expect(statuses()).toEqual(['done']);
    await queue.extend('kept', 4);
    expect(trains[0]?.request).toMatchObject({ run: 'kept', seed: 3, resume: true, training: { epochs: 4 } });
    expect(statuses()).toEqual(['running']);
    trains[0]?.part(part('done', [row(1, 0.2), row(4, 0.3)]));
    trains[0]?.end();
    await expect.poll(() => store.get('kept')).toMatchObject({ status: 'done', document: { epochs: 4 } });
  });

  test('epochs on the rates of a shorter schedule are told of', () => {
    const [short, long] = [6, 10].map((epochs) => read({ epochs, schedule: { milestones: [0.5] } })) as [TrainingDocument, TrainingDocument];
    const trainedOn = (of: (epoch: number) => TrainingDocument): Metrics[] =>
      Array.from({ length: 10 }, (_, k) => ({ ...row(k + 1, 0.2), lr: learningRateAt(of(k + 1), k) }));
    const extended = trainedOn((epoch) => (epoch <= 6 ? short : long)); // epochs 4 and 5 had a tenth of the rate
    expect(
      runWarnings(
        long,
        trainedOn(() => long),
      ),
    ).toEqual([]);
    expect(runWarnings(long, extended)).toEqual([
      'epochs: up to epoch 5 the learning rates are those of a shorter schedule, from which the run was extended',
    ]);
  });

  test('runs of an earlier version are read as they were measured; one that is refused is told of', async () => {
    const store = memoryStore<StoredRun>();
    const earlier = (more: object): StoredRun => {
      const { document } = kept();
      const { norm: _norm, epsilon: _epsilon, stepSize: _step, ...evaluate } = document.evaluate;
      return { ...kept(), document: { ...document, evaluate, attack: { ...document.attack, ...more } } as TrainingDocument };
    };
    await store.put('a', { ...earlier({ stepSize: 0.003 }), id: 'a' });
    await store.put('b', { ...earlier({ epsilon: 8 }), id: 'b' });
    const { queue } = setUp(store);
    await queue.load();
    const { runs, notice } = queue.store.getState();
    expect(runs.map(({ id, document }) => [id, document.evaluate.stepSize])).toEqual([['a', 0.003]]);
    expect(notice).toMatch(/^A kept run is not shown: attack\.epsilon: 8 is a ball that holds every image.*\.$/);
  });
});

describe('the queue', () => {
  test('runs take turns by epoch, each resuming its own state', () => {
    const { queue, trains, statuses } = setUp();
    queue.add(read({ seeds: [3, 5], epochs: 4 }));
    trains[0]?.part(part('training', [row(1, 0.2)]));
    expect(trains[0]?.cancelled).toBe(true);
    trains[0]?.end();
    expect(statuses()).toEqual(['queued', 'running']);
    trains[1]?.part(part('training', [row(1, 0.2)]));
    expect(trains[1]?.cancelled).toBe(false); // level again: it goes ahead
    trains[1]?.part(part('training', [row(1, 0.2), row(2, 0.2)]));
    trains[1]?.end();
    expect(statuses()).toEqual(['running', 'queued']);
    expect(trains[2]?.request).toMatchObject({ seed: 3, resume: true });
  });

  test('after its last epoch a run ends instead of taking turns', () => {
    const { queue, trains, statuses } = setUp();
    queue.add(read({ seeds: [3, 5], epochs: 1 }));
    trains[0]?.part(part('training', [row(1, 0.2)]));
    expect(trains[0]?.cancelled).toBe(false);
    trains[0]?.part(part('done', [row(1, 0.2)]));
    trains[0]?.end();
    expect(statuses()).toEqual(['done', 'running']);
  });

  test('one run per seed, one at a time, in order', () => {
    const { queue, trains, statuses } = setUp();
    queue.add(read({ seeds: [3, 5] }));
    expect(statuses()).toEqual(['running', 'queued']);
    expect(trains).toHaveLength(1);
    expect(trains[0]?.request).toMatchObject({ seed: 3, resume: false, backend: 'auto', training: { seeds: [3] } });
    trains[0]?.part(part('training', [row(1, 0.2)]));
    trains[0]?.part(part('done', [row(1, 0.2), row(2, 0.3)]));
    trains[0]?.end();
    expect(statuses()).toEqual(['done', 'running']);
    expect(trains[1]?.request.seed).toBe(5);
    expect(queue.store.getState().runs[0]?.metrics).toHaveLength(2);
  });

  test('pause suspends the queue, and resume starts with the paused run', () => {
    const { queue, trains, statuses } = setUp();
    queue.add(read({ seeds: [1, 2] }));
    queue.pause();
    expect(trains[0]?.cancelled).toBe(true);
    trains[0]?.end();
    expect(statuses()).toEqual(['paused', 'queued']);
    expect(trains).toHaveLength(1);
    queue.start();
    expect(trains[1]?.request).toMatchObject({ seed: 1, resume: true, run: 'run 1' });
    expect(statuses()).toEqual(['running', 'queued']);
  });

  test('stop starts the next run, and a stopped run can be resumed', () => {
    const { queue, trains, statuses } = setUp();
    const [first = ''] = queue.add(read({ seeds: [1, 2] }));
    queue.stop(first);
    trains[0]?.end();
    expect(statuses()).toEqual(['stopped', 'running']);
    queue.resume(first);
    expect(statuses()).toEqual(['queued', 'running']);
  });

  test('a failed run reports why and does not block the others', () => {
    const { queue, trains, statuses } = setUp();
    queue.add(read({ seeds: [1, 2] }));
    trains[0]?.failed('The training loss is NaN');
    expect(statuses()).toEqual(['failed', 'running']);
    expect(queue.store.getState().runs[0]?.error).toBe('The training loss is NaN');
  });

  test('a run removed while it runs and then forgotten is deleted after it has ended', () => {
    const { queue, trains, forgotten, statuses } = setUp();
    const [first = ''] = queue.add(read());
    queue.remove([first]).forget?.();
    expect([statuses(), forgotten]).toEqual([[], []]);
    trains[0]?.end();
    expect(forgotten).toEqual([first]);
  });

  test('what is removed comes back as it was: done, running, waiting and paused, before and after the worker has let go', async () => {
    for (const letGo of [false, true]) {
      const { queue, trains, forgotten, store, statuses } = setUp();
      const ids = queue.add(read({ seeds: [1, 2, 3], epochs: 1 }));
      trains[0]?.part(part('done', [row(1, 0.2)]));
      trains[0]?.end();
      const before = queue.store.getState().runs;
      expect(statuses()).toEqual(['done', 'running', 'queued']);
      const { undo } = queue.remove(ids);
      expect(trains[1]?.cancelled).toBe(true);
      if (letGo) trains[1]?.end();
      await expect.poll(async () => (await store.all()).map(({ removed }) => removed)).toEqual([true, true, true]);
      undo();
      if (!letGo) trains[1]?.end();
      expect(queue.store.getState().runs).toEqual(before);
      expect(trains.at(-1)?.request).toMatchObject({ run: ids[1], resume: true });
      expect(forgotten).toEqual([]);
      await expect.poll(async () => (await store.all()).map(({ removed }) => removed)).toEqual([undefined, undefined, undefined]);
    }
  });

  test('a removed run is deleted for good when it is forgotten, or by the next page, but not by a page beside this one', async () => {
    const { first, second, close } = twoPages();
    const before = setUp(undefined, first);
    const [id = ''] = before.queue.add(read({ epochs: 1 }));
    before.trains[0]?.part(part('done', [row(1, 0.2)]));
    before.trains[0]?.end();
    await yieldToMessages();
    before.queue.remove([id]);
    await yieldToMessages();
    const after = setUp(before.store, second);
    await after.queue.load();
    expect([after.statuses(), after.forgotten]).toEqual([[], []]);
    close();
    await expect.poll(() => after.forgotten).toEqual([id]);
    expect(await before.store.all()).toEqual([]);
  });

  test('after a reload runs are restored as suspended, and resume with their curves', async () => {
    const before = setUp();
    before.queue.add(read({ seeds: [1, 2] }));
    before.trains[0]?.part(part('training', [row(1, 0.2)]));
    const kept = await before.store.all();
    expect(kept.every(isStoredRun)).toBe(true);
    expect(kept[0]).not.toHaveProperty('progress');
    const after = setUp(before.store);
    await after.queue.load();
    expect(after.queue.store.getState()).toMatchObject({ ready: true, suspended: true });
    expect(after.statuses()).toEqual(['paused', 'queued']);
    expect(after.queue.store.getState().runs[0]?.metrics).toEqual([row(1, 0.2)]);
    expect(after.trains).toHaveLength(0);
    after.queue.start();
    expect(after.trains[0]?.request).toMatchObject({ run: 'run 1', resume: true });
  });

  test('a second page does not touch the runs of the first until they are released', async () => {
    const { first, second, close } = twoPages();
    const before = setUp(undefined, first);
    before.queue.add(read({ seeds: [1, 2] }));
    before.trains[0]?.part(part('training', [row(1, 0.2)]));
    const after = setUp(before.store, second);
    await after.queue.load();
    expect(after.statuses()).toEqual(['elsewhere', 'elsewhere']);
    expect(after.queue.store.getState().suspended).toBe(false);
    for (const { id } of after.queue.store.getState().runs) {
      [after.queue.stop, after.queue.resume].forEach((ask) => ask(id));
      after.queue.remove([id]).forget?.();
    }
    after.queue.start();
    expect([after.trains, after.forgotten, await before.store.all()]).toMatchObject([[], [], [{ status: 'running' }, { status: 'queued' }]]);
    before.trains[0]?.part(part('training', [row(1, 0.2), row(2, 0.3)]));
    close();
    await expect.poll(after.statuses).toEqual(['paused', 'queued']);
    expect(after.queue.store.getState().runs[0]?.metrics).toHaveLength(2);
    expect(after.trains).toHaveLength(0);
    after.queue.start();
    expect(after.trains[0]?.request).toMatchObject({ run: 'run 1', resume: true });
  });

  test('a failure to store is reported', async () => {
    const broken = { ...memoryStore<StoredRun>(), put: () => Promise.reject(new Error('The browser has no room left for this site')) };
    const { queue } = setUp(broken);
    queue.add(read());
    await Promise.resolve();
    await Promise.resolve();
    expect(queue.store.getState().notice).toBe('The browser has no room left for this site.');
  });
});

describe('results', () => {
  test('early stopping: the first of the most robust epochs', () => {
    expect(bestOf([row(1, 0.1), row(2, 0.3), row(3, 0.3), row(4, 0.2)])?.epoch).toBe(2);
    expect(bestOf([])).toBeUndefined();
  });
  test('mean and sample standard deviation; none of a single seed', () => {
    expect(spreadOf([1, 2, 3])).toEqual({ mean: 2, std: 1 });
    expect(spreadOf([4])).toEqual({ mean: 4, std: null });
  });
  test('methods are ranked by robust test accuracy over their seeds', () => {
    const at = read();
    const entropy = read({ optimiser: { name: 'entropy-sgd' } });
    const found = methodResults([
      { document: { ...at, seeds: [1] }, seed: 1, metrics: [row(1, 0.2)] },
      { document: { ...entropy, seeds: [1] }, seed: 1, metrics: [row(1, 0.3)] },
      { document: { ...at, seeds: [2] }, seed: 2, metrics: [row(1, 0.3), row(2, 0.1)] },
      { document: { ...at, seeds: [3] }, seed: 3, metrics: [] },
    ]);
    expect(found.map(({ label, runs, spreads }) => [label, runs.length, spreads.testRobust.mean])).toEqual([
      ['AT + EnSGD', 1, 0.3],
      ['AT', 2, 0.25],
    ]);
    expect(methodKey(at)).not.toBe(methodKey(entropy));
  });
});

describe.each(Object.entries(trainingPresets))('preset %s', (_, preset) => {
  test('is a valid document of its method, with the provenance of each value', () => {
    expect(parseTraining(preset.document)).toEqual({ ok: true, document: preset.document });
    expect(
      preset.method.startsWith(
        methodLabel({ ...preset.document, optimiser: { ...preset.document.optimiser, name: 'sgd' } }).split(' + tuned')[0] ?? '',
      ),
    ).toBe(true);
    expect(preset.scalingNote).toMatch(/^Small CNN with batch norm instead of /);
    const { net, optimiser } = preset.document;
    expect(net.name).toBe('small-cnn-bn');
    const paper = preset.setting.startsWith('SVHN') ? 0.01 : 0.1;
    if (optimiser.lr !== paper) expect(preset.scalingNote).toContain(`The learning rate is ${optimiser.lr} instead of ${paper}`);
    const warmed = optimiser.name !== 'sgd' && /SVHN|TRADES/.test(preset.setting);
    expect(optimiser.warmup).toBe(warmed ? 1 : undefined);
    expect(preset.paper.length).toBeGreaterThan(6);
    expect(preset.needsOwnFiles).toBe(['svhn', 'cifar100'].includes(preset.document.data.source));
    expect(Object.keys(datasets)).toContain(preset.document.data.source);
  });
});
