import type { JobKind, Jobs } from './protocol';
import type { WorkerClient } from './client';

export interface LatestRequestListener<K extends JobKind> {
  part(result: Jobs[K]['result'], request: Jobs[K]['request']): void;
  progress?(fraction: number): void;
  end(request: Jobs[K]['request']): void;
  failed(message: string, request: Jobs[K]['request']): void;
}

export interface LatestRequest<K extends JobKind> {
  ask(request: Jobs[K]['request']): void;
  /** Cancels the live request, drops the waiting one, and calls no listener for either. */
  stop(): void;
}

/** Latest-wins queue of size one: a newer request cancels the live one, whose parts still arrive until it ends, and replaces the waiting one. */
export function latestRequest<K extends JobKind>(port: WorkerClient, kind: K, listener: LatestRequestListener<K>): LatestRequest<K> {
  let live: { cancel: () => void; silent: boolean } | undefined;
  let waiting: { request: Jobs[K]['request'] } | undefined;

  function begin(request: Jobs[K]['request']): void {
    const job = { cancel: (): void => undefined, silent: false };
    live = job; // before the request, which may end at once
    job.cancel = port.ask(kind, request, {
      part: (result) => {
        if (!job.silent) listener.part(result, request);
      },
      progress: (fraction) => {
        if (!job.silent) listener.progress?.(fraction);
      },
      end: () => {
        finish();
        if (!job.silent) listener.end(request);
      },
      failed: (message) => {
        finish();
        if (!job.silent) listener.failed(message, request);
      },
    });
  }

  function finish(): void {
    live = undefined;
    const next = waiting;
    waiting = undefined;
    if (next) begin(next.request);
  }

  return {
    ask: (request) => {
      if (!live) begin(request);
      else {
        waiting = { request };
        live.cancel();
      }
    },
    stop: () => {
      waiting = undefined;
      if (live) live.silent = true;
      live?.cancel();
    },
  };
}

/** Equality key: equal for requests with the same values in the same key order, as one constructor makes them. */
export const requestKey = (request: unknown): string => JSON.stringify(request);

/** The last part of one request. Rejects with a sentence when it fails, or when it ends without a part. */
export function requestOnce<K extends JobKind>(port: WorkerClient, kind: K, request: Jobs[K]['request']): Promise<Jobs[K]['result']> {
  return new Promise((resolve, reject) => {
    let last: { result: Jobs[K]['result'] } | undefined;
    port.ask(kind, request, {
      part: (result) => {
        last = { result };
      },
      end: () => (last ? resolve(last.result) : reject(new Error('It ended without a result'))),
      failed: (message) => reject(new Error(message)),
    });
  });
}
