import { parseTraining } from '../documents/parseTraining';
import { choiceOf, type TrainingDocument } from '../documents/trainingDocument';
import { requestOnce } from '../worker/rpc/latestRequest';
import type { RunFileRequest } from '../worker/rpc/trainingProtocol';
import type { KeyValueStore } from '../worker/training/runStore';
import type { RunLocks } from '../worker/training/webLocks';
import { nextRun, isResumable, type StoredRun, type RunStatus, type TrainRun, type TrainingQueueState } from './trainingRun';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BackendChoice } from '../worker/rpc/backendNames';
import type { WorkerClient } from '../worker/rpc/port';
import type { Metrics } from '../nets/training/types';

export interface TrainingQueue {
  readonly store: StoreApi<TrainingQueueState>;
  /** Reads what an earlier page kept; runs that it left in the middle are paused and wait to be asked. */
  load(): Promise<void>;
  /** Queues one run a seed, and lets the queue go. Returns their ids. */
  add(document: TrainingDocument): readonly string[];
  /** Pauses the run that runs and holds the queue; within one step of its attack. */
  pause(): void;
  /** Lets the queue go: the paused run first. */
  start(): void;
  /** Makes a paused, stopped or failed run the next, and lets the queue go. */
  resume(id: string): void;
  /** Ends a run where it is; the queue goes on. Its weights and curve stay. */
  stop(id: string): void;
  /** Stops a run and frees all that is kept of it. */
  remove(id: string): void;
  /** Weights or state as safetensors. */
  exportFile(id: string, what: RunFileRequest['what']): Promise<Uint8Array>;
  /** Takes in a file that `file` wrote; rejects with a sentence. */
  importFile(bytes: Uint8Array): Promise<string>;
  setBackend(backend: BackendChoice): void;
}

/** No other page of this browser. */
const alone: RunLocks = { take: () => Promise.resolve(true), release: () => undefined };

/** A run of an earlier page as this one finds it. */
const found = (run: StoredRun, ours: boolean): TrainRun => ({
  ...run,
  status: run.status === 'done' || ours ? (run.status === 'running' ? 'paused' : run.status) : 'elsewhere',
});

/** The queue of runs: one at a time, taking turns by epoch, each kept as it goes. `name` makes an id that no other page makes. */
export function createTrainingQueue(
  port: WorkerClient,
  shelf: KeyValueStore<StoredRun>,
  name: () => string = () => crypto.randomUUID(),
  holds: RunLocks = alone,
): TrainingQueue {
  const store = createStore<TrainingQueueState>(() => ({ runs: [], ready: false, suspended: false, backend: 'auto' }));
  const find = (id: string): TrainRun | undefined => store.getState().runs.find((run) => run.id === id);
  const notice = (error: unknown) => store.setState({ notice: `${error instanceof Error ? error.message : String(error)}.`.replace(/\.\.$/, '.') });
  const byOrder = (runs: readonly TrainRun[]): readonly TrainRun[] => [...runs].sort((a, b) => a.order - b.order);
  /** The live job, and what its end means. */
  let live: { readonly id: string; readonly cancel: () => void; becomes: RunStatus } | undefined;

  const mine = new Set<string>();
  const hold = (id: string): Promise<unknown> =>
    holds
      .take(id, () => void come(id).catch(notice))
      .then((ours) => {
        if (ours) mine.add(id);
      }, notice);
  const letGo = (id: string): void => {
    mine.delete(id);
    holds.release(id);
  };

  function keep({ progress: _progress, ...run }: TrainRun): Promise<void> {
    return shelf.put(run.id, run).catch(notice);
  }

  function change(id: string, more: Partial<TrainRun>, kept = true): void {
    const run = find(id);
    if (!run) return;
    const next = { ...run, ...more };
    store.setState(({ runs }) => ({ runs: byOrder(runs.map((own) => (own.id === id ? next : own))) }));
    if (kept) void keep(next);
  }

  function next(): void {
    const { runs, suspended, backend } = store.getState();
    const run = nextRun(runs);
    if (live || suspended || !run) return;
    const { error: _error, ...rest } = run;
    store.setState({ runs: byOrder([...runs.filter(({ id }) => id !== run.id), { ...rest, status: 'running', begun: true }]) });
    void keep({ ...rest, status: 'running', begun: true });
    const request = { run: run.id, training: choiceOf(run.document), seed: run.seed, backend, resume: run.begun };
    const cancel = port.ask('train', request, {
      part: (progress) => {
        const before = find(run.id)?.metrics.length;
        const { metrics, notices } = progress;
        change(run.id, { progress, metrics, notices, backend: progress.backend }, metrics.length !== before);
        if (metrics.length !== before) takeTurns(run.id, metrics);
      },
      end: () => ended({}),
      failed: (error) => ended({ status: 'failed', error }),
    });
    live = { id: run.id, cancel, becomes: 'done' };
  }

  /** After an epoch a run lets those go first that have fewer, so that methods race side by side; one that was asked to go on goes on. */
  function takeTurns(id: string, metrics: readonly Metrics[]): void {
    const { runs, suspended } = store.getState();
    const { document, order } = find(id) ?? { document: { epochs: 0 }, order: 0 };
    const over = (metrics.at(-1)?.epoch ?? 0) >= document.epochs;
    if (
      suspended ||
      over ||
      order < 0 ||
      live?.becomes !== 'done' ||
      !runs.some((run) => run.status === 'queued' && run.metrics.length < metrics.length)
    )
      return;
    leave('queued');
  }

  function ended(more: Partial<TrainRun>): void {
    if (!live) return;
    const { id, becomes } = live;
    live = undefined;
    const run = find(id);
    if (!run)
      forget(id); // removed meanwhile; only now is nothing kept of it any more
    else if (run.progress?.stage === 'done') {
      change(id, { status: 'done' }, false);
      void keep({ ...run, status: 'done' }).then(() => letGo(id));
    } else
      change(id, becomes === 'done' ? { status: 'failed', error: 'The run ended before its last epoch', ...more } : { status: becomes, ...more });
    next();
  }

  function forget(id: string): void {
    Promise.all([shelf.remove(id), requestOnce(port, 'forgetRun', { run: id })])
      .catch(notice)
      .finally(() => letGo(id));
  }

  function leave(becomes: RunStatus): void {
    if (!live) return;
    live.becomes = becomes;
    live.cancel();
  }

  /** A run that begins with this page. */
  function enter(run: TrainRun): void {
    store.setState(({ runs }) => ({ runs: byOrder([...runs, run]) }));
    if (run.status !== 'done') void hold(run.id);
    void keep(run);
  }

  /** Runs of an earlier page, or of one that was closed, take their places; what waits among them waits to be asked. */
  function arrive(come: readonly TrainRun[]): void {
    const waiting = come.some(({ status }) => status === 'queued' || status === 'paused');
    store.setState(({ runs, suspended }) => ({
      runs: byOrder([...runs.filter(({ id }) => come.every((run) => run.id !== id)), ...come]),
      suspended: suspended || (waiting && !live),
    }));
  }

  /** Another page has let go of a run: it is as that page left it, or gone. */
  async function come(id: string): Promise<void> {
    mine.add(id);
    const kept = await shelf.get(id);
    if (kept) arrive([found(kept, true)]);
    else store.setState(({ runs }) => ({ runs: runs.filter((run) => run.id !== id) }));
    if (!kept || kept.status === 'done') letGo(id);
  }

  const first = (): number => Math.min(0, ...store.getState().runs.map(({ order }) => order)) - 1;
  const last = (): number => Math.max(0, ...store.getState().runs.map(({ order }) => order)) + 1;
  const go = (): void => {
    store.setState({ suspended: false });
    next();
  };
  const stop = (id: string): void => {
    if (live?.id === id) leave('stopped');
    else if (find(id)?.status === 'queued' || find(id)?.status === 'paused') change(id, { status: 'stopped' });
  };

  return {
    store,
    load: async () => {
      try {
        const known = await shelf.all();
        const read = known.filter((run) => parseTraining(run.document).ok && !find(run.id));
        await Promise.all(read.filter(({ status }) => status !== 'done').map(({ id }) => hold(id)));
        arrive(read.filter(({ id }) => !find(id)).map((run) => found(run, mine.has(run.id))));
      } catch (error) {
        notice(error);
      }
      store.setState({ ready: true });
    },
    add: (document) => {
      const ids = document.seeds.map((seed) => {
        const run: TrainRun = {
          id: name(),
          document: { ...document, seeds: [seed] },
          seed,
          status: 'queued',
          metrics: [],
          notices: [],
          order: last(),
          begun: false,
          whole: true,
        };
        enter(run);
        return run.id;
      });
      go();
      return ids;
    },
    pause: () => {
      store.setState({ suspended: true });
      leave('paused');
    },
    start: () => {
      const paused = store.getState().runs.find(({ status }) => status === 'paused');
      if (paused && !live) change(paused.id, { status: 'queued', order: first() });
      go();
    },
    resume: (id) => {
      const run = find(id);
      if (!run?.whole || !isResumable(run.status)) return;
      change(id, { status: 'queued', order: first() });
      go();
    },
    stop,
    remove: (id) => {
      if (find(id)?.status === 'elsewhere') return;
      stop(id);
      store.setState(({ runs }) => ({ runs: runs.filter((run) => run.id !== id) }));
      if (live?.id !== id) forget(id);
    },
    exportFile: async (id, what) => (await requestOnce(port, 'runFile', { run: id, what })).bytes,
    importFile: async (bytes) => {
      const id = name();
      const { training, seed, metrics, whole } = await requestOnce(port, 'takeRun', { run: id, bytes });
      const document: TrainingDocument = { smoothscape: 1, kind: 'training', ...training, seeds: [seed] };
      const parsed = parseTraining(document);
      if (!parsed.ok) forget(id);
      if (!parsed.ok) throw new Error(`The file's document is wrong: ${parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('; ')}`);
      enter({ id, document, seed, status: whole ? 'paused' : 'done', metrics, notices: [], order: last(), begun: true, whole });
      return id;
    },
    setBackend: (backend) => store.setState({ backend }),
  };
}
