import { createStore, type StoreApi } from 'zustand/vanilla';
import { once, type Port } from '../engine/client';
import type { Metrics, RunFileRequest, TrainResult } from '../engine/netProtocol';
import type { BackendChoice, BackendName } from '../engine/protocol';
import type { Shelf } from '../engine/shelf';
import { parseTraining } from './parseTraining';
import type { TrainingDocument } from './training';
import { choiceOf } from './trainingNames';

/** queued → running → done; paused and stopped runs keep their state and can go on. */
export type RunStatus = 'queued' | 'running' | 'paused' | 'stopped' | 'done' | 'failed';

/** One seed of one document. */
export interface TrainRun {
  readonly id: string;
  /** Its `seeds` hold this seed alone. */
  readonly document: TrainingDocument;
  readonly seed: number;
  readonly status: RunStatus;
  /** Evaluated epochs, before and after a reload. */
  readonly metrics: readonly Metrics[];
  /** The newest part of this session; absent until the worker speaks. */
  readonly progress?: TrainResult;
  /** The backend it ran on last. */
  readonly backend?: BackendName;
  readonly notices: readonly string[];
  /** Why it failed, in one sentence. */
  readonly error?: string;
  /** Place in the queue: lower is earlier. */
  readonly order: number;
  /** Whether it has begun, so that it goes on instead of beginning. */
  readonly begun: boolean;
  /** False for bare weights that were opened: they can be looked at, not trained on. */
  readonly whole: boolean;
}

/** What is kept of a run beside its state, which the worker keeps. */
export type KeptRun = Omit<TrainRun, 'progress'>;

export interface TrainRunsState {
  /** By place in the queue. */
  readonly runs: readonly TrainRun[];
  /** Whether the kept runs have been read. */
  readonly ready: boolean;
  /** A held queue starts nothing by itself: after a pause, and after a reload. */
  readonly held: boolean;
  readonly backend: BackendChoice;
  /** One sentence: what could not be kept or read. */
  readonly notice?: string | undefined;
}

export interface TrainRuns {
  readonly store: StoreApi<TrainRunsState>;
  /** Reads what an earlier page kept; runs that it left in the middle are paused and wait to be asked. */
  load(): Promise<void>;
  /** Queues one run a seed, and lets the queue go. Returns their ids. */
  add(document: TrainingDocument): readonly string[];
  /** Pauses the run that runs and holds the queue; within one step of its attack. */
  pause(): void;
  /** Lets the queue go: the paused run first. */
  go(): void;
  /** Makes a paused, stopped or failed run the next, and lets the queue go. */
  resume(id: string): void;
  /** Ends a run where it is; the queue goes on. Its weights and curve stay. */
  stop(id: string): void;
  /** Stops a run and frees all that is kept of it. */
  remove(id: string): void;
  /** Weights or state as safetensors. */
  file(id: string, what: RunFileRequest['what']): Promise<Uint8Array>;
  /** Takes in a file that `file` wrote; rejects with a sentence. */
  take(bytes: Uint8Array): Promise<string>;
  choose(backend: BackendChoice): void;
}

const goesOn = (status: RunStatus): boolean => status === 'paused' || status === 'stopped' || status === 'failed';

/** The next to run: what was asked to go on, then what has fewest epochs behind it, then what was asked first. */
function foremost(runs: readonly TrainRun[]): TrainRun | undefined {
  const rank = ({ order, metrics }: TrainRun): readonly number[] => (order < 0 ? [0, order] : [1 + metrics.length, order]);
  const before = ([a = 0, c = 0]: readonly number[], [b = 0, d = 0]: readonly number[]): number => a - b || c - d;
  return runs.filter(({ status }) => status === 'queued').sort((a, b) => before(rank(a), rank(b)))[0];
}

/** The queue of runs: one at a time, taking turns by epoch, each kept as it goes. `name` makes an id that no other page makes. */
export function openTrainRuns(port: Port, shelf: Shelf<KeptRun>, name: () => string = () => crypto.randomUUID()): TrainRuns {
  const store = createStore<TrainRunsState>(() => ({ runs: [], ready: false, held: false, backend: 'auto' }));
  const find = (id: string): TrainRun | undefined => store.getState().runs.find((run) => run.id === id);
  const notice = (error: unknown) => store.setState({ notice: `${error instanceof Error ? error.message : String(error)}.`.replace(/\.\.$/, '.') });
  const byOrder = (runs: readonly TrainRun[]): readonly TrainRun[] => [...runs].sort((a, b) => a.order - b.order);
  /** The live job, and what its end means. */
  let live: { readonly id: string; readonly cancel: () => void; becomes: RunStatus } | undefined;

  function keep({ progress: _progress, ...run }: TrainRun): void {
    shelf.put(run.id, run).catch(notice);
  }

  function change(id: string, more: Partial<TrainRun>, kept = true): void {
    const run = find(id);
    if (!run) return;
    const next = { ...run, ...more };
    store.setState(({ runs }) => ({ runs: byOrder(runs.map((own) => (own.id === id ? next : own))) }));
    if (kept) keep(next);
  }

  function next(): void {
    const { runs, held, backend } = store.getState();
    const run = foremost(runs);
    if (live || held || !run) return;
    const { error: _error, ...rest } = run;
    store.setState({ runs: byOrder([...runs.filter(({ id }) => id !== run.id), { ...rest, status: 'running', begun: true }]) });
    keep({ ...rest, status: 'running', begun: true });
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
    const { runs, held } = store.getState();
    const { document, order } = find(id) ?? { document: { epochs: 0 }, order: 0 };
    const over = (metrics.at(-1)?.epoch ?? 0) >= document.epochs;
    if (held || over || order < 0 || live?.becomes !== 'done' || !runs.some((run) => run.status === 'queued' && run.metrics.length < metrics.length))
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
    else if (run.progress?.stage === 'done') change(id, { status: 'done' });
    else change(id, becomes === 'done' ? { status: 'failed', error: 'The run ended before its last epoch', ...more } : { status: becomes, ...more });
    next();
  }

  function forget(id: string): void {
    Promise.all([shelf.remove(id), once(port, 'forgetRun', { run: id })]).catch(notice);
  }

  function leave(becomes: RunStatus): void {
    if (!live) return;
    live.becomes = becomes;
    live.cancel();
  }

  const first = (): number => Math.min(0, ...store.getState().runs.map(({ order }) => order)) - 1;
  const last = (): number => Math.max(0, ...store.getState().runs.map(({ order }) => order)) + 1;
  const go = (): void => {
    store.setState({ held: false });
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
        const runs = read.map((run): TrainRun => ({ ...run, status: run.status === 'running' ? 'paused' : run.status }));
        const waiting = runs.some(({ status }) => status === 'queued' || status === 'paused');
        store.setState((state) => ({ runs: byOrder([...runs, ...state.runs]), held: state.held || (waiting && !live) }));
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
        store.setState(({ runs }) => ({ runs: byOrder([...runs, run]) }));
        keep(run);
        return run.id;
      });
      go();
      return ids;
    },
    pause: () => {
      store.setState({ held: true });
      leave('paused');
    },
    go: () => {
      const paused = store.getState().runs.find(({ status }) => status === 'paused');
      if (paused && !live) change(paused.id, { status: 'queued', order: first() });
      go();
    },
    resume: (id) => {
      const run = find(id);
      if (!run?.whole || !goesOn(run.status)) return;
      change(id, { status: 'queued', order: first() });
      go();
    },
    stop,
    remove: (id) => {
      stop(id);
      store.setState(({ runs }) => ({ runs: runs.filter((run) => run.id !== id) }));
      if (live?.id !== id) forget(id);
    },
    file: async (id, what) => (await once(port, 'runFile', { run: id, what })).bytes,
    take: async (bytes) => {
      const id = name();
      const { training, seed, metrics, whole } = await once(port, 'takeRun', { run: id, bytes });
      const document: TrainingDocument = { smoothscape: 1, kind: 'training', ...training, seeds: [seed] };
      const parsed = parseTraining(document);
      if (!parsed.ok) throw new Error(`The file's document is wrong: ${parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('; ')}`);
      const status = whole ? 'paused' : 'done';
      const run: TrainRun = { id, document, seed, status, metrics, notices: [], order: last(), begun: true, whole };
      store.setState(({ runs }) => ({ runs: byOrder([...runs, run]) }));
      keep(run);
      return id;
    },
    choose: (backend) => store.setState({ backend }),
  };
}

/** Whether a value of the database is a run as this version keeps it. */
export function isKeptRun(value: unknown): value is KeptRun {
  if (typeof value !== 'object' || value === null) return false;
  return ['id', 'document', 'seed', 'status', 'metrics', 'notices', 'order', 'begun', 'whole'].every((key) => key in value);
}
