import { type BackendFailure, type BackendName, nextBackend } from './backendNames';
import type { Ask, FromWorker, JobId, JobKind, Jobs, Part, SurfaceRequest } from './protocol';
import type { LandscapeRequest } from './landscapeProtocol';
import type { EvaluateRequest, TrainRequest } from './trainingProtocol';
import type { OpenTransport, Transport } from './transport';

interface PendingJob {
  cancelled: boolean;
  /** The backend that the worker last announced. */
  backend: BackendName | undefined;
  post(): void;
  progress(fraction: number): void;
  /** Replaces the request by the one to post after a crash. */
  retry(why: string): void;
  end(): void;
  failed(message: string): void;
}

/** Crashes in a row, without a result between them, after which nothing is retried. */
const MAX_CRASHES = 5;

/** RPC client over postMessage. Opens a worker (at the first request where `lazy`), and another after a crash: pending jobs are retried with the next backend. */
export function createWorkerClient(open: OpenTransport, lazy = false): WorkerClient {
  const pending = new Map<JobId, PendingJob>();
  const listeners: { readonly [K in JobKind]: Map<JobId, JobListener<K>['part']> } = {
    surface: new Map(),
    point: new Map(),
    input: new Map(),
    line: new Map(),
    race: new Map(),
    walk: new Map(),
    theorem: new Map(),
    map: new Map(),
    kinks: new Map(),
    train: new Map(),
    pictures: new Map(),
    attackImages: new Map(),
    estimate: new Map(),
    importData: new Map(),
    keptData: new Map(),
    runFile: new Map(),
    takeRun: new Map(),
    takeWeights: new Map(),
    evaluate: new Map(),
    keptEvaluations: new Map(),
    landscape: new Map(),
    spectrum: new Map(),
    keptLandscapes: new Map(),
    forgetRun: new Map(),
  };
  let count = 0;
  let crashes = 0;
  let closed = false;
  let transport = lazy ? undefined : start(); // also absent after too many crashes, until the next request

  function start(): Transport {
    let dead = false;
    const opened = open(
      (message) => {
        if (!dead) receive(message);
      },
      (why) => {
        if (dead || closed) return;
        dead = true;
        opened.close();
        restart(why);
      },
    );
    return opened;
  }

  function deliver<K extends JobKind>(message: Part<K>): void {
    crashes = 0;
    listeners[message.kind].get(message.id)?.(message.result);
  }

  function receive(message: FromWorker): void {
    if (!('id' in message)) return; // of the worker itself, which its transport reads
    const job = pending.get(message.id);
    if (!job) return;
    if (message.type === 'backend') job.backend = message.backend;
    else if (message.type === 'progress') job.progress(message.fraction);
    else if (message.type === 'part') deliver(message);
    else {
      pending.delete(message.id);
      if (message.type === 'end') job.end();
      else job.failed(message.message);
    }
  }

  function restart(why: string): void {
    crashes += 1;
    transport = crashes > MAX_CRASHES ? undefined : start();
    for (const [id, job] of [...pending]) {
      if (!job.cancelled && transport) {
        job.retry(why);
        job.post();
        continue;
      }
      pending.delete(id);
      if (job.cancelled) job.end();
      else job.failed(why);
    }
  }

  function ask<K extends JobKind>(kind: K, first: Jobs[K]['request'], listener: JobListener<K>): () => void {
    const id = identify((count += 1));
    let request = first;
    listeners[kind].set(id, (result) => listener.part(result));
    const job: PendingJob = {
      cancelled: false,
      backend: undefined,
      post: () => {
        const message: Ask<K> = { type: 'ask', id, kind, request };
        transport?.post(message);
      },
      progress: (fraction) => listener.progress?.(fraction),
      retry: (why) => {
        request = retryRequest(request, job.backend, why);
        job.backend = undefined;
      },
      end: () => {
        listeners[kind].delete(id);
        listener.end();
      },
      failed: (message) => {
        listeners[kind].delete(id);
        listener.failed(message);
      },
    };
    pending.set(id, job);
    if (!transport) {
      crashes = 0;
      transport = start();
    }
    job.post();
    return () => {
      if (!pending.has(id) || job.cancelled) return;
      job.cancelled = true;
      transport?.post({ type: 'cancel', id });
    };
  }

  return {
    ask,
    close: () => {
      closed = true;
      transport?.close();
    },
  };
}

/** The only place where a number becomes a JobId. */
const identify = (count: number): JobId => count as JobId;

/** The request to post after the worker crashed under `backend` (undefined: before it announced one): with the next backend; a training run, an evaluation or a landscape resumes. */
export function retryRequest<K extends JobKind>(request: Jobs[K]['request'], backend: BackendName | undefined, why: string): Jobs[K]['request'] {
  const failedBackends = (earlier: readonly BackendFailure[] = []): readonly BackendFailure[] => (backend ? [...earlier, { backend, why }] : earlier);
  if (isResumable(request)) return { ...request, resume: true, failedBackends: failedBackends(request.failedBackends) };
  if (!isSurface(request) || backend === undefined) return request;
  return { ...request, backend: nextBackend(backend) ?? 'float64', failedBackends: failedBackends(request.failedBackends) };
}

const isSurface = (request: Jobs[JobKind]['request']): request is SurfaceRequest => 'backend' in request && 'surface' in request;

const isResumable = (request: Jobs[JobKind]['request']): request is TrainRequest | EvaluateRequest | LandscapeRequest => 'resume' in request;

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
