import type { WorkerClient } from '../../worker/rpc/client';
import { requestOnce } from '../../worker/rpc/latestRequest';
import type { Jobs } from '../../worker/rpc/protocol';
import { createStore, type StoreApi } from 'zustand/vanilla';

/** Jobs about the weights of a run that take seconds to minutes. */
type MeasuringKind = 'landscape' | 'spectrum';

/** A job in the queue or under way. */
interface MeasuringJob<K extends MeasuringKind> {
  /** The last result, whole or not; rejects with a sentence where there is none. */
  readonly result: Promise<Jobs[K]['result']>;
  readonly cancel: () => void;
}
/** The file of weights that the browser does not keep; the run of the request then holds them. */
export type FetchWeights = () => Promise<Uint8Array>;
export type Measure = <K extends MeasuringKind>(
  kind: K,
  request: Jobs[K]['request'],
  onPart: (part: Jobs[K]['result']) => void,
  weights?: FetchWeights,
) => MeasuringJob<K>;

/** A function that measures in the training worker, one job after the other, whoever asks: two at once would each take twice as long. */
export function measuringQueue(port: WorkerClient): Measure {
  let before: Promise<unknown> = Promise.resolve();
  return <K extends MeasuringKind>(kind: K, request: Jobs[K]['request'], onPart: (part: Jobs[K]['result']) => void, weights?: FetchWeights) => {
    let cancelled = false;
    let cancel = (): void => undefined;
    const measured = async (): Promise<Jobs[K]['result']> => {
      if (weights && !cancelled) await requestOnce(port, 'takeRun', { run: request.run, bytes: await weights() });
      return new Promise((resolve, reject) => {
        let last: { readonly part: Jobs[K]['result'] } | undefined;
        const stopped = new Error('It was stopped before there was anything to show');
        if (cancelled) return reject(stopped);
        cancel = port.ask(kind, request, {
          part: (part) => {
            last = { part };
            onPart(part);
          },
          end: () => (last ? resolve(last.part) : reject(stopped)),
          failed: (message) => reject(new Error(message)),
        });
      });
    };
    const result = before.then(measured);
    before = result.catch(() => undefined);
    return {
      result,
      cancel: () => {
        cancelled = true;
        cancel();
      },
    };
  };
}

/** What is measured around the weights of a run: queued → running → done. */
export interface Measurement<K extends MeasuringKind> {
  readonly status: 'queued' | 'running' | 'stopped' | 'done' | 'failed';
  readonly request: Jobs[K]['request'];
  /** The newest result; absent until the worker has reported. */
  readonly result?: Jobs[K]['result'];
  readonly error?: string;
}

export interface Measurements<K extends MeasuringKind> {
  readonly store: StoreApi<{ readonly byKey: Readonly<Record<string, Measurement<K>>> }>;
  /** Queues a measurement, or does nothing where it waits or runs; the earlier result stays until the first report. */
  start(key: string, request: Jobs[K]['request'], weights?: FetchWeights): void;
  /** Adds what was measured before this page, unless there is something already. */
  add(key: string, measurement: Measurement<K>): void;
  stop(key: string): void;
  /** Stops and forgets what is measured of a run. */
  remove(run: string): void;
}

/** Measurements of one kind, by key. */
export function createMeasurements<K extends MeasuringKind>(measure: Measure, kind: K): Measurements<K> {
  const store = createStore<{ readonly byKey: Readonly<Record<string, Measurement<K>>> }>(() => ({ byKey: {} }));
  const find = (key: string): Measurement<K> | undefined => store.getState().byKey[key];
  const set = (key: string, measurement: Measurement<K>): void => store.setState(({ byKey }) => ({ byKey: { ...byKey, [key]: measurement } }));
  const jobs = new Map<string, MeasuringJob<K>>();

  function stop(key: string): void {
    const [job, measurement] = [jobs.get(key), find(key)];
    if (!job || !measurement) return;
    jobs.delete(key);
    job.cancel();
    set(key, { ...measurement, status: 'stopped' });
  }

  return {
    store,
    stop,
    add: (key, measurement) => {
      if (!find(key)) set(key, measurement);
    },
    start: (key, request, weights) => {
      if (jobs.has(key)) return;
      const { result: before } = find(key) ?? {};
      set(key, { status: 'queued', request, ...(before && { result: before }) });
      /** Unless it was stopped. */
      const update = (change: Partial<Measurement<K>>): void => {
        const current = find(key);
        if (current && jobs.get(key) === job) set(key, { ...current, ...change });
      };
      const job = measure(kind, request, (result) => update({ status: 'running', result }), weights);
      jobs.set(key, job);
      const ended = (change: Partial<Measurement<K>>): void => {
        update(change);
        if (jobs.get(key) === job) jobs.delete(key);
      };
      job.result.then(
        ({ stage }) => ended({ status: stage === 'done' ? 'done' : 'stopped' }),
        (error: unknown) => ended({ status: 'failed', error: error instanceof Error ? error.message : String(error) }),
      );
    },
    remove: (run) => {
      const keys = Object.entries(store.getState().byKey).flatMap(([key, { request }]) => (request.run === run ? [key] : []));
      keys.forEach(stop);
      store.setState(({ byKey }) => ({ byKey: Object.fromEntries(Object.entries(byKey).filter(([key]) => !keys.includes(key))) }));
    },
  };
}
