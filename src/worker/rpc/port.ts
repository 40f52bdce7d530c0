import type { Ask, FromWorker, JobKind, Jobs, ToWorker } from './protocol';

/** Callbacks of one job: parts, then exactly one end or failed. */
export interface JobListener<K extends JobKind> {
  part(result: Jobs[K]['result']): void;
  /** Fraction of the work done, from 0 to 1, where the job reports it. */
  progress?(fraction: number): void;
  end(): void;
  failed(message: string): void;
}

/** RPC client of a worker. It outlives the worker behind it. */
export interface WorkerClient {
  /** Starts a job. Returns its cancel function; a cancelled job still ends exactly once. */
  ask<K extends JobKind>(kind: K, request: Jobs[K]['request'], listener: JobListener<K>): () => void;
  close(): void;
}

/** Message transport to one worker, or a MessageChannel in its place. */
export interface Transport {
  post<K extends JobKind>(message: Ask<K> | Exclude<ToWorker, Ask>): void;
  close(): void;
}

/** Opens a worker; `onCrash` is called when it will not respond any more. */
export type OpenTransport = (onMessage: (message: FromWorker) => void, onCrash: (why: string) => void) => Transport;
