import type { Ask, FromWorker, JobId, JobKind, Jobs, Part, SurfaceKind, ToWorker } from './protocol';
import type { TrainingJobs } from './trainingProtocol';
import type { BackendName } from './backendNames';

/** The message of whatever was thrown, as one sentence for the page. */
export function errorMessage(thrown: unknown): string {
  const text = thrown instanceof Error || hasMessage(thrown) ? thrown.message : String(thrown);
  return text.split('\n')[0]?.trim() || 'It failed without saying why';
}

/** tfjs throws plain objects that carry a message. */
function hasMessage(thrown: unknown): thrown is { readonly message: string } {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown && typeof thrown.message === 'string';
}

/** The transferables of a result: every array buffer in it, once each, so that posting moves instead of copies. */
export function transferablesOf(value: unknown, buffers = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) transferablesOf(inner, buffers);
  }
  return [...buffers];
}

/** Yields to the event loop: resolves in a later task, after every message that has already arrived, without a timer's delay. */
export function yieldToMessages(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** Milliseconds between two yields while a promise is awaited: how soon a cancelled job ends. */
const POLL_INTERVAL_MS = 150;

/** The result of work that lasts, as steps of a job: a cancellation does not wait for it. */
export async function* polled<T>(work: Promise<T>): AsyncGenerator<undefined, T> {
  const outcome = work.then((value) => ({ value }));
  outcome.catch(() => undefined); // awaited below, unless the job is cancelled
  for (;;) {
    const pause = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), POLL_INTERVAL_MS));
    const done = await Promise.race([outcome, pause]);
    if (done) return done.value;
    yield undefined;
  }
}

/** Steps of a job: a result to post, or undefined to yield so that a cancel message can arrive. */
export type JobSteps<K extends JobKind> = Iterable<Jobs[K]['result'] | undefined> | AsyncIterable<Jobs[K]['result'] | undefined>;

/** One generator or async generator for each kind of job. `onBackend` announces the backend about to run, `onProgress` the fraction done (0 to 1). */
export type JobTable = {
  readonly [K in JobKind]: (
    request: Jobs[K]['request'],
    onBackend: (backend: BackendName) => void,
    onProgress?: (fraction: number) => void,
  ) => JobSteps<K>;
};

/** Milliseconds between two progress messages. */
const PROGRESS_INTERVAL_MS = 200;

/** The job tables of the two workers. */
export type SurfaceJobTable = Pick<JobTable, SurfaceKind>;
export type TrainingJobTable = Pick<JobTable, keyof TrainingJobs>;

export type Post = <K extends JobKind>(message: Part<K> | Exclude<FromWorker, Part>, transfer: ArrayBuffer[]) => void;

/** RPC server of a worker: responds to each request with parts and exactly one end or failed. Returns the handler of the page's messages. */
export function serveJobs(table: Partial<JobTable>, post: Post): (message: ToWorker) => void {
  const live = new Set<JobId>();
  const cancelled = new Set<JobId>();

  async function run<K extends JobKind>({ id, kind, request }: Ask<K>): Promise<void> {
    live.add(id);
    let last: FromWorker = { type: 'end', id };
    await yieldToMessages(); // a cancel that came with the request counts first
    try {
      const job = table[kind];
      if (!job) throw new Error(`This worker knows no “${kind}”.`);
      if (!cancelled.has(id))
        await follow(
          id,
          kind,
          job(request, (backend) => post({ type: 'backend', id, backend }, []), progressOf(id)),
        );
    } catch (error) {
      last = { type: 'failed', id, message: errorMessage(error) };
    }
    live.delete(id);
    cancelled.delete(id);
    post(last, []);
  }

  /** A progress callback that posts at most every PROGRESS_INTERVAL_MS. */
  function progressOf(id: JobId): (fraction: number) => void {
    let last = performance.now();
    return (fraction) => {
      if (performance.now() - last < PROGRESS_INTERVAL_MS) return;
      last = performance.now();
      post({ type: 'progress', id, fraction }, []);
    };
  }

  async function follow<K extends JobKind>(id: JobId, kind: K, steps: JobSteps<K>): Promise<void> {
    // A part is posted before cancellation is checked, so drafts keep painting while a slider moves.
    // `break` calls the generator's return(), which runs its finally.
    for await (const result of steps) {
      if (result !== undefined) {
        const part: Part<K> = { type: 'part', id, kind, result };
        post(part, transferablesOf(result));
      }
      await yieldToMessages();
      if (cancelled.has(id)) break;
    }
  }

  return (message) => {
    if (message.type === 'ask') void run(message);
    else if (live.has(message.id)) cancelled.add(message.id);
  };
}
