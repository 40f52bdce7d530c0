import { latestRequest, requestOnce } from '../worker/rpc/latestRequest';
import type { JobKind, Jobs } from '../worker/rpc/protocol';
import type { Experiment } from './experimentStore';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WorkerClient } from '../worker/rpc/port';

/** What came of a request. `last` keeps request and result together; it stays when a later request fails. */
export interface JobResult<K extends JobKind> {
  readonly busy: boolean;
  /** How much of what is computed now is done, from 0 to 1, where that takes long. */
  readonly fraction?: number;
  readonly last?: { readonly request: Jobs[K]['request']; readonly result: Jobs[K]['result'] };
  readonly error?: string;
}

export interface JobResultsState<K extends JobKind> {
  readonly results: Readonly<Record<string, JobResult<K>>>;
  /** Slots that something on screen shows. */
  readonly watched: readonly string[];
}

export interface JobResults<K extends JobKind> {
  readonly store: StoreApi<JobResultsState<K>>;
  /** One request outside any slot, as a file needs it. */
  once(request: Jobs[K]['request']): Promise<Jobs[K]['result']>;
  /** Keeps a slot up to date with the experiment until the returned function is called; an equal request is asked once. */
  follow(slot: string, experiment: StoreApi<Experiment>, requestOf: (state: Experiment) => Jobs[K]['request'] | undefined): () => void;
}

const idle = { busy: false } as const;

/** The same, with nothing going on. */
function quiet<K extends JobKind>({ fraction: _share, ...run }: JobResult<K>): JobResult<K> {
  return { ...run, busy: false };
}

export function createJobResults<K extends JobKind>(port: WorkerClient, kind: K): JobResults<K> {
  const store = createStore<JobResultsState<K>>(() => ({ results: {}, watched: [] }));
  const done = new Map<string, string>(); // slot → the request that its run has answered
  const set = (slot: string, run: JobResult<K>) => store.setState((state) => ({ results: { ...state.results, [slot]: run } }));
  const get = (slot: string): JobResult<K> => store.getState().results[slot] ?? idle;

  return {
    store,
    once: (request) => requestOnce(port, kind, request),
    follow(slot, experiment, requestOf) {
      let asked = done.get(slot);
      const work = latestRequest(port, kind, {
        part: (result, request) => set(slot, { busy: true, last: { request, result } }),
        progress: (fraction) => set(slot, { ...get(slot), fraction }),
        end: (request) => {
          const key = JSON.stringify(request);
          done.set(slot, key);
          if (key === asked) set(slot, quiet(get(slot)));
        },
        failed: (message, request) => {
          if (JSON.stringify(request) === asked) set(slot, { ...quiet(get(slot)), error: message });
        },
      });
      const check = (state: Experiment) => {
        const request = requestOf(state);
        if (!request) return;
        const key = JSON.stringify(request);
        if (key === asked) return;
        asked = key;
        done.delete(slot);
        set(slot, { ...get(slot), busy: true });
        work.ask(request);
      };
      store.setState((state) => ({ watched: [...state.watched, slot] }));
      check(experiment.getState());
      const leave = experiment.subscribe(check);
      return () => {
        leave();
        work.stop();
        if (get(slot).busy) set(slot, quiet(get(slot)));
        store.setState((state) => ({ watched: state.watched.filter((other) => other !== slot) }));
      };
    },
  };
}

/** The newest answer of one kind of work, with the request that it answers; it stays while the next one is computed. */
export interface LatestState<K extends JobKind> {
  readonly busy: boolean;
  readonly last?: { readonly request: Jobs[K]['request']; readonly result: Jobs[K]['result'] };
  readonly error?: string | undefined;
}

export interface LatestResult<K extends JobKind> {
  readonly store: StoreApi<LatestState<K>>;
  /** Asks unless the same was asked last in the same state of things; a newer request takes the place of one that waits. */
  ask(request: Jobs[K]['request'], state?: number): void;
}

export function createLatestResult<K extends JobKind>(port: WorkerClient, kind: K): LatestResult<K> {
  const store = createStore<LatestState<K>>(() => ({ busy: false }));
  let asked = '';
  const way = latestRequest(port, kind, {
    part: (result, request) => store.setState({ last: { request, result }, error: undefined }),
    end: () => store.setState({ busy: false }),
    failed: (error) => store.setState({ busy: false, error }),
  });
  return {
    store,
    ask: (request, state = 0) => {
      const text = JSON.stringify([request, state]);
      if (text === asked) return;
      asked = text;
      store.setState({ busy: true });
      way.ask(request);
    },
  };
}
