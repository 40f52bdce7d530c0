import type { Ask, FromWorker, JobKind, Jobs, ToWorker } from './protocol';

/** What comes of one ask: parts, then exactly one end or failed. */
export interface JobListener<K extends JobKind> {
  part(result: Jobs[K]['result']): void;
  /** Which share of the work is done, where a job tells. */
  share?(share: number): void;
  end(): void;
  failed(message: string): void;
}

/** The way to a worker. It outlives the worker behind it. */
export interface WorkerClient {
  /** Returns what cancels the job; a cancelled job still ends exactly once. */
  ask<K extends JobKind>(kind: K, request: Jobs[K]['request'], hear: JobListener<K>): () => void;
  close(): void;
}

/** One worker, or a MessageChannel in its place. */
export interface Transport {
  post<K extends JobKind>(message: Ask<K> | Exclude<ToWorker, Ask>): void;
  close(): void;
}

/** Opens a worker; `died` is called when it will answer no more. */
export type OpenTransport = (hear: (message: FromWorker) => void, died: (why: string) => void) => Transport;
