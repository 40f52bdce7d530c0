import { parseTraining } from '../../documents/parseTraining';
import { choiceOf } from '../../documents/trainingDocument';
import type { WorkerClient } from '../../worker/rpc/client';
import { requestOnce } from '../../worker/rpc/latestRequest';
import { type KeyValueStore, type RunLocks, uncontendedLocks } from '../../worker/training/runStore';
import {
  fromStore,
  isExtendable,
  isResumable,
  newRun,
  nextRun,
  problemText,
  readStoredRuns,
  type RunStatus,
  type StoredRun,
  type TrainingQueue,
  type TrainingQueueState,
  type TrainRun,
  yieldsTurn,
} from './trainingRun';
import { createStore } from 'zustand/vanilla';

/**
 * The queue of training runs: one runs at a time, runs take turns by epoch, and each is stored as it goes.
 * `createId` returns an id that is unique over all pages of the browser.
 */
export function createTrainingQueue(
  port: WorkerClient,
  runStore: KeyValueStore<StoredRun>,
  createId: () => string = () => crypto.randomUUID(),
  locks: RunLocks = uncontendedLocks,
): TrainingQueue {
  const store = createStore<TrainingQueueState>(() => ({ runs: [], ready: false, suspended: false, backend: 'auto' }));
  const find = (id: string): TrainRun | undefined => store.getState().runs.find((run) => run.id === id);
  const notice = (error: unknown) => store.setState({ notice: `${error instanceof Error ? error.message : String(error)}.`.replace(/\.\.$/, '.') });
  const byOrder = (runs: readonly TrainRun[]): readonly TrainRun[] => [...runs].sort((a, b) => a.order - b.order);
  /** The active job, and the status its run takes when the job ends. */
  let active: { readonly id: string; readonly cancel: () => void; endStatus: RunStatus } | undefined;

  const removed = new Map<string, TrainRun>();
  const ownedRuns = new Set<string>();
  const acquireLock = (id: string): Promise<unknown> =>
    locks
      .take(id, () => void takeOver(id).catch(notice))
      .then((granted) => {
        if (granted) ownedRuns.add(id);
      }, notice);
  const releaseLock = (id: string): void => {
    ownedRuns.delete(id);
    locks.release(id);
  };

  function save({ progress: _progress, ...run }: TrainRun): Promise<void> {
    return runStore.put(run.id, removed.has(run.id) ? { ...run, removed: true } : run).catch(notice);
  }

  function update(id: string, changes: Partial<TrainRun>, stored = true): void {
    const run = find(id);
    if (!run) return;
    const next = { ...run, ...changes };
    store.setState(({ runs }) => ({ runs: byOrder(runs.map((other) => (other.id === id ? next : other))) }));
    if (stored) void save(next);
  }

  function startNext(): void {
    const { runs, suspended, backend } = store.getState();
    const run = nextRun(runs);
    if (active || suspended || !run) return;
    const { error: _error, ...rest } = run;
    store.setState({ runs: byOrder([...runs.filter(({ id }) => id !== run.id), { ...rest, status: 'running', begun: true }]) });
    void save({ ...rest, status: 'running', begun: true });
    const request = { run: run.id, training: choiceOf(run.document), seed: run.seed, backend, resume: run.begun };
    const cancel = port.ask('train', request, {
      part: (progress) => {
        const before = find(run.id)?.metrics.length;
        const { metrics, notices } = progress;
        update(run.id, { progress, metrics, notices, backend: progress.backend }, metrics.length !== before);
        if (metrics.length === before) return;
        const { runs: all, suspended: held } = store.getState();
        if (!held && active?.endStatus === 'done' && yieldsTurn(all, run.id)) interrupt('queued');
      },
      end: () => onJobEnd({}),
      failed: (error) => onJobEnd({ status: 'failed', error }),
    });
    active = { id: run.id, cancel, endStatus: 'done' };
  }

  function onJobEnd(result: Partial<TrainRun>): void {
    if (!active) return;
    const { id, endStatus } = active;
    active = undefined;
    const run = find(id);
    if (!run) {
      if (!removed.has(id)) deleteRun(id); // forgotten while its job ran; the worker has stopped storing it only now
    } else if (run.progress?.stage === 'done') {
      update(id, { status: 'done' }, false);
      void save({ ...run, status: 'done' }).then(() => releaseLock(id));
    } else
      update(
        id,
        endStatus === 'done' ? { status: 'failed', error: 'The run ended before its last epoch', ...result } : { status: endStatus, ...result },
      );
    startNext();
  }

  /** Takes runs out of the list; a running one stops, and waits in the queue if it comes back. */
  function remove(ids: readonly string[]): ReturnType<TrainingQueue['remove']> {
    const runs = ids.flatMap((id) => find(id) ?? []).filter(({ status }) => status !== 'elsewhere');
    const taken = runs.map((run): TrainRun => ({ ...run, status: run.status === 'running' ? 'queued' : run.status }));
    taken.forEach((run) => removed.set(run.id, run));
    if (active && removed.has(active.id)) interrupt('queued');
    store.setState(({ runs: all }) => ({ runs: all.filter(({ id }) => !removed.has(id)) }));
    for (const run of taken) {
      if (run.status === 'done') void acquireLock(run.id); // another page must not delete what this one may bring back
      void save(run);
    }
    const end = (then: (run: TrainRun) => void): void =>
      taken.forEach((run) => {
        if (removed.delete(run.id)) then(run);
      });
    return {
      undo: () => {
        end(addRun);
        startNext();
      },
      forget: () => end(({ id }) => active?.id === id || deleteRun(id)),
    };
  }

  function deleteRun(id: string): void {
    Promise.all([runStore.remove(id), requestOnce(port, 'forgetRun', { run: id })])
      .catch(notice)
      .finally(() => releaseLock(id));
  }

  function interrupt(endStatus: RunStatus): void {
    if (!active) return;
    active.endStatus = endStatus;
    active.cancel();
  }

  /** Adds a run created by this page. */
  function addRun(run: TrainRun): void {
    store.setState(({ runs }) => ({ runs: byOrder([...runs, run]) }));
    if (run.status !== 'done') void acquireLock(run.id);
    void save(run).then(() => run.status === 'done' && releaseLock(run.id));
  }

  /** Adds stored runs of an earlier or closed page; where some of them wait, the queue stays suspended until it is started. */
  function addStored(stored: readonly TrainRun[]): void {
    const waiting = stored.some(({ status }) => status === 'queued' || status === 'paused');
    store.setState(({ runs, suspended }) => ({
      runs: byOrder([...runs.filter(({ id }) => stored.every((run) => run.id !== id)), ...stored]),
      suspended: suspended || (waiting && !active),
    }));
  }

  /** Takes over a run whose lock another page released: in the state in which that page stored it, or deleted. */
  async function takeOver(id: string): Promise<void> {
    ownedRuns.add(id);
    const [stored] = readStoredRuns([await runStore.get(id)], notice);
    if (stored?.removed) deleteRun(id);
    if (stored && !stored.removed) addStored([fromStore(stored, true)]);
    else store.setState(({ runs }) => ({ runs: runs.filter((run) => run.id !== id) }));
    if (!stored || stored.status === 'done') releaseLock(id);
  }

  const headOrder = (): number => Math.min(0, ...store.getState().runs.map(({ order }) => order)) - 1;
  const tailOrder = (): number => Math.max(0, ...store.getState().runs.map(({ order }) => order)) + 1;
  const start = (): void => {
    store.setState({ suspended: false });
    startNext();
  };
  const stop = (id: string): void => {
    if (active?.id === id) interrupt('stopped');
    else if (find(id)?.status === 'queued' || find(id)?.status === 'paused') update(id, { status: 'stopped' });
  };

  return {
    store,
    load: async () => {
      try {
        const valid = readStoredRuns(await runStore.all(), notice).filter(({ id }) => !find(id) && !removed.has(id));
        await Promise.all(valid.filter((run) => run.status !== 'done' || run.removed).map(({ id }) => acquireLock(id)));
        valid.filter((run) => run.removed && ownedRuns.has(run.id)).forEach(({ id }) => deleteRun(id));
        addStored(valid.filter((run) => !run.removed && !find(run.id)).map((run) => fromStore(run, ownedRuns.has(run.id))));
      } catch (error) {
        notice(error);
      }
      store.setState({ ready: true });
    },
    add: (document) => {
      const ids = document.seeds.map((seed) => {
        const run = newRun(createId(), document, seed, tailOrder());
        addRun(run);
        return run.id;
      });
      start();
      return ids;
    },
    pause: () => {
      store.setState({ suspended: true });
      interrupt('paused');
    },
    start: () => {
      const paused = store.getState().runs.find(({ status }) => status === 'paused');
      if (paused && !active) update(paused.id, { status: 'queued', order: headOrder() });
      start();
    },
    resume: (id) => {
      const run = find(id);
      if (!run?.whole || !isResumable(run.status)) return;
      update(id, { status: 'queued', order: headOrder() });
      start();
    },
    extend: async (id, epochs) => {
      await acquireLock(id);
      const run = find(id);
      if (!run || !ownedRuns.has(id) || !isExtendable(run, { ...run.document, epochs })) return;
      const { progress: _finished, ...rest } = run;
      const extended = { ...rest, document: { ...run.document, epochs }, status: 'queued', order: headOrder() } as const;
      addStored([extended]);
      void save(extended);
      start();
    },
    stop,
    remove,
    exportFile: async (id, what) => (await requestOnce(port, 'runFile', { run: id, what })).bytes,
    importFile: async (bytes) => {
      const id = createId();
      const { training, seed, metrics, whole } = await requestOnce(port, 'takeRun', { run: id, bytes });
      const parsed = parseTraining({ smoothscape: 1, kind: 'training', ...training, seeds: [seed] });
      if (!parsed.ok) deleteRun(id);
      if (!parsed.ok) throw new Error(`The file's document is wrong: ${problemText(parsed.problems)}`);
      const status = !whole || metrics.at(-1)?.epoch === parsed.document.epochs ? 'done' : 'paused';
      const run: TrainRun = { ...newRun(id, parsed.document, seed, tailOrder()), status, metrics, begun: true, whole };
      addRun(run);
      return run;
    },
    addCurve: (document, seed, metrics) => addRun({ ...newRun(createId(), document, seed, tailOrder()), status: 'done', metrics, whole: false }),
    importWeights: async (bytes, origin, document) => {
      const request = { run: createId(), bytes, origin, training: choiceOf(document), seed: document.seeds[0] ?? 1, anyNet: true };
      const { training, mismatches, clean, count } = await requestOnce(port, 'takeWeights', request);
      const run = newRun(request.run, { ...document, ...training }, request.seed, tailOrder());
      if (mismatches.length === 0) addRun({ ...run, status: 'done', begun: true, whole: false, foreign: { origin, clean, count } });
      return mismatches;
    },
    setBackend: (backend) => store.setState({ backend }),
  };
}
