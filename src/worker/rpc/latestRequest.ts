import type { JobKind, Jobs } from './protocol';
import type { WorkerClient } from './port';

export interface LatestRequestListener<K extends JobKind> {
  part(result: Jobs[K]['result'], request: Jobs[K]['request']): void;
  share?(share: number): void;
  end(request: Jobs[K]['request']): void;
  failed(message: string, request: Jobs[K]['request']): void;
}

export interface LatestRequest<K extends JobKind> {
  ask(request: Jobs[K]['request']): void;
  /** Cancels what runs, forgets what waits, and calls no handler for either. */
  stop(): void;
}

/** At most one live request and the newest waiting one. A newer ask cancels the live one, whose parts still arrive until it ends. */
export function latestRequest<K extends JobKind>(port: WorkerClient, kind: K, handlers: LatestRequestListener<K>): LatestRequest<K> {
  let live: { cancel: () => void; own: { silent: boolean } } | undefined;
  let waiting: { request: Jobs[K]['request'] } | undefined;

  function begin(request: Jobs[K]['request']): void {
    const own = { silent: false };
    const cancelJob = port.ask(kind, request, {
      part: (result) => {
        if (!own.silent) handlers.part(result, request);
      },
      share: (share) => {
        if (!own.silent) handlers.share?.(share);
      },
      end: () => {
        finish();
        if (!own.silent) handlers.end(request);
      },
      failed: (message) => {
        finish();
        if (!own.silent) handlers.failed(message, request);
      },
    });
    live = { cancel: cancelJob, own };
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
      if (live) live.own.silent = true;
      live?.cancel();
    },
  };
}

/** One request's last part. Rejects with the sentence when it fails, or when it ends without a part. */
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
