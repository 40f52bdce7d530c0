import { latestRequest, requestKey, requestOnce } from '../worker/rpc/latestRequest';
import type { JobKind, Jobs } from '../worker/rpc/protocol';
import type { Experiment } from './experimentStore';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WorkerClient } from '../worker/rpc/client';

/** State of one slot's job. `last` pairs request and result; it stays when a later request fails. */
export interface JobResult<K extends JobKind> {
  readonly busy: boolean;
  /** Fraction of the current job done, from 0 to 1, where it takes long. */
  readonly fraction?: number;
  readonly last?: { readonly request: Jobs[K]['request']; readonly result: Jobs[K]['result'] };
  readonly error?: string;
}

export interface JobResultsState<K extends JobKind> {
  readonly results: Readonly<Record<string, JobResult<K>>>;
  /** Slots that are visible on screen. */
  readonly watched: readonly string[];
}

export interface JobResults<K extends JobKind> {
  readonly store: StoreApi<JobResultsState<K>>;
  /** One request outside any slot, as an export needs it. */
  once(request: Jobs[K]['request']): Promise<Jobs[K]['result']>;
  /** Subscribes a slot to the experiment; returns its unsubscribe function. An equal request is sent once. */
  follow(slot: string, experiment: StoreApi<Experiment>, requestOf: (state: Experiment) => Jobs[K]['request'] | undefined): () => void;
}

const idle = { busy: false } as const;

/** The result without its running state. */
function idleResult<K extends JobKind>({ fraction: _share, ...run }: JobResult<K>): JobResult<K> {
  return { ...run, busy: false };
}

export function createJobResults<K extends JobKind>(port: WorkerClient, kind: K): JobResults<K> {
  const store = createStore<JobResultsState<K>>(() => ({ results: {}, watched: [] }));
  const done = new Map<string, string>(); // slot → key of the request that its result belongs to
  const set = (slot: string, run: JobResult<K>) => store.setState((state) => ({ results: { ...state.results, [slot]: run } }));
  const get = (slot: string): JobResult<K> => store.getState().results[slot] ?? idle;

  return {
    store,
    once: (request) => requestOnce(port, kind, request),
    follow(slot, experiment, requestOf) {
      let requestedKey = done.get(slot);
      const work = latestRequest(port, kind, {
        part: (result, request) => set(slot, { busy: true, last: { request, result } }),
        progress: (fraction) => set(slot, { ...get(slot), fraction }),
        end: (request) => {
          const key = requestKey(request);
          done.set(slot, key);
          if (key === requestedKey) set(slot, idleResult(get(slot)));
        },
        failed: (message, request) => {
          if (requestKey(request) === requestedKey) set(slot, { ...idleResult(get(slot)), error: message });
        },
      });
      const check = (state: Experiment) => {
        const request = requestOf(state);
        if (!request) return;
        const key = requestKey(request);
        if (key === requestedKey) return;
        requestedKey = key;
        done.delete(slot);
        set(slot, { ...get(slot), busy: true });
        work.ask(request);
      };
      store.setState((state) => ({ watched: [...state.watched, slot] }));
      check(experiment.getState());
      const unsubscribe = experiment.subscribe(check);
      return () => {
        unsubscribe();
        work.stop();
        if (get(slot).busy) set(slot, idleResult(get(slot)));
        store.setState((state) => ({ watched: state.watched.filter((other) => other !== slot) }));
      };
    },
  };
}

/** The latest result of one kind of job with its request; it stays while the next one is computed. */
export interface LatestState<K extends JobKind> {
  readonly busy: boolean;
  readonly last?: { readonly request: Jobs[K]['request']; readonly result: Jobs[K]['result'] };
  readonly error?: string | undefined;
}

export interface LatestResult<K extends JobKind> {
  readonly store: StoreApi<LatestState<K>>;
  /** Sends a request unless it equals the last one at the same `version`; a newer request replaces a waiting one. */
  ask(request: Jobs[K]['request'], version?: number): void;
}

export function createLatestResult<K extends JobKind>(port: WorkerClient, kind: K): LatestResult<K> {
  const store = createStore<LatestState<K>>(() => ({ busy: false }));
  let requestedKey = '';
  const queue = latestRequest(port, kind, {
    part: (result, request) => store.setState({ last: { request, result }, error: undefined }),
    end: () => store.setState({ busy: false }),
    failed: (error) => store.setState({ busy: false, error }),
  });
  return {
    store,
    ask: (request, version = 0) => {
      const key = requestKey([request, version]);
      if (key === requestedKey) return;
      requestedKey = key;
      store.setState({ busy: true });
      queue.ask(request);
    },
  };
}
