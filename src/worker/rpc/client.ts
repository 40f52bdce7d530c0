import { nextBackend, type BackendName, type Report } from './backendNames';
import type { Ask, FromWorker, JobId, JobKind, Jobs, Part, SurfaceRequest } from './protocol';
import type { TrainRequest } from './trainingProtocol';
import type { JobListener, WorkerClient, Transport, OpenTransport } from './port';

interface Live {
  cancelled: boolean;
  /** The backend that the worker last said it would try. */
  uses: BackendName | undefined;
  post(): void;
  share(share: number): void;
  /** Makes the request the one to ask after a death. */
  retry(why: string): void;
  end(): void;
  failed(message: string): void;
}

/** Deaths in a row, with no part between them, after which nothing is asked again. */
const MAX_DEATHS = 5;

/** Opens a worker (at the first ask where `lazy`), and another whenever it dies: what was being asked is then asked again, one backend further. */
export function createWorkerClient(open: OpenTransport = spawn, lazy = false): WorkerClient {
  const live = new Map<JobId, Live>();
  const parts: { readonly [K in JobKind]: Map<JobId, JobListener<K>['part']> } = {
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
    forgetRun: new Map(),
  };
  let count = 0;
  let deaths = 0;
  let closed = false;
  let link = lazy ? undefined : start(); // absent, too, once it has died too often, until the next ask

  function start(): Transport {
    let dead = false;
    const own = open(
      (message) => {
        if (!dead) hear(message);
      },
      (why) => {
        if (dead || closed) return;
        dead = true;
        own.close();
        revive(why);
      },
    );
    return own;
  }

  function deliver<K extends JobKind>(message: Part<K>): void {
    deaths = 0;
    parts[message.kind].get(message.id)?.(message.result);
  }

  function hear(message: FromWorker): void {
    const job = live.get(message.id);
    if (!job) return;
    if (message.type === 'uses') job.uses = message.backend;
    else if (message.type === 'share') job.share(message.share);
    else if (message.type === 'part') deliver(message);
    else {
      live.delete(message.id);
      if (message.type === 'end') job.end();
      else job.failed(message.message);
    }
  }

  function revive(why: string): void {
    deaths += 1;
    link = deaths > MAX_DEATHS ? undefined : start();
    for (const [id, job] of [...live]) {
      if (!job.cancelled && link) {
        job.retry(why);
        job.post();
        continue;
      }
      live.delete(id);
      if (job.cancelled) job.end();
      else job.failed(why);
    }
  }

  function ask<K extends JobKind>(kind: K, first: Jobs[K]['request'], hearer: JobListener<K>): () => void {
    const id = identify((count += 1));
    let request = first;
    parts[kind].set(id, (result) => hearer.part(result));
    const job: Live = {
      cancelled: false,
      uses: undefined,
      post: () => {
        const message: Ask<K> = { type: 'ask', id, kind, request };
        link?.post(message);
      },
      share: (share) => hearer.share?.(share),
      retry: (why) => {
        request = retryRequest(request, job.uses, why);
        job.uses = undefined;
      },
      end: () => {
        parts[kind].delete(id);
        hearer.end();
      },
      failed: (message) => {
        parts[kind].delete(id);
        hearer.failed(message);
      },
    };
    live.set(id, job);
    if (!link) {
      deaths = 0;
      link = start();
    }
    job.post();
    return () => {
      if (!live.has(id) || job.cancelled) return;
      job.cancelled = true;
      link?.post({ type: 'cancel', id });
    };
  }

  return {
    ask,
    close: () => {
      closed = true;
      link?.close();
    },
  };
}

/** The only place where a number becomes a JobId. */
const identify = (count: number): JobId => count as JobId;

/** What to ask after the worker died under `backend` (undefined: before it named one): the same, one backend further; a training run goes on. */
export function retryRequest<K extends JobKind>(request: Jobs[K]['request'], backend: BackendName | undefined, why: string): Jobs[K]['request'] {
  if (isTraining(request)) return { ...request, resume: true, fell: [...(request.fell ?? []), ...(backend ? [{ backend, why }] : [])] };
  if (!isSurface(request) || backend === undefined) return request;
  const fell: Report['failedBackends'] = [...(request.fell ?? []), { backend, why }];
  return { ...request, backend: nextBackend(backend) ?? 'float64', fell };
}

const isSurface = (request: Jobs[JobKind]['request']): request is SurfaceRequest => 'backend' in request && 'surface' in request;

const isTraining = (request: Jobs[JobKind]['request']): request is TrainRequest => 'training' in request && 'resume' in request;

/** Opens the surface worker. */
export const spawn: OpenTransport = (hear, died) =>
  listen(new Worker(new URL('../entry.ts', import.meta.url), { type: 'module', name: 'surfaces' }), hear, died);

/** Opens the worker of networks: the same script, which loads their code for this name only. */
export const spawnNets: OpenTransport = (hear, died) =>
  listen(new Worker(new URL('../entry.ts', import.meta.url), { type: 'module', name: 'nets' }), hear, died);

/** A script that cannot be loaded or throws at the top, and an error nobody caught, count as its death. */
function listen(worker: Worker, hear: Parameters<OpenTransport>[0], died: Parameters<OpenTransport>[1]): Transport {
  worker.onmessage = (event: MessageEvent<FromWorker>) => hear(event.data);
  worker.onerror = (event) => {
    event.preventDefault();
    died(event.message ? `The worker stopped: ${event.message}` : 'The worker could not be started');
  };
  worker.onmessageerror = () => died('The worker sent something that could not be read');
  return { post: (message) => worker.postMessage(message), close: () => worker.terminate() };
}
