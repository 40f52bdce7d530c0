import type { Ask, FromWorker, JobId, JobKind, Jobs, Part, SurfaceKind, ToWorker } from './protocol';
import type { NetJobs } from './trainingProtocol';
import type { BackendName } from './backendNames';

/** What was thrown, as one sentence for the page. */
export function errorMessage(thrown: unknown): string {
  const text = thrown instanceof Error || hasMessage(thrown) ? thrown.message : String(thrown);
  return text.split('\n')[0]?.trim() || 'It failed without saying why';
}

/** tfjs throws plain objects that carry a message. */
function hasMessage(thrown: unknown): thrown is { readonly message: string } {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown && typeof thrown.message === 'string';
}

/** Every array buffer inside a result, once each, so that posting moves it instead of copying it. */
export function transferablesOf(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) transferablesOf(inner, found);
  }
  return [...found];
}

/** Lets every message that has already arrived be heard: resolves in a later task, without a timer's delay. */
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

/** What a job yields: a result to post, or undefined for a breath in which a cancel can be heard. */
export type Steps<K extends JobKind> = Iterable<Jobs[K]['result'] | undefined> | AsyncIterable<Jobs[K]['result'] | undefined>;

/**
 * One generator or async generator for each kind of work. `uses` tells the page which backend is about to run, `told` which share
 * of the work is done (0 to 1).
 */
export type JobTable = {
  readonly [K in JobKind]: (request: Jobs[K]['request'], uses: (backend: BackendName) => void, told?: (share: number) => void) => Steps<K>;
};

/** Milliseconds between two words on how much is done. */
const WORD = 200;

/** What one worker can do. */
export type SurfaceTable = Pick<JobTable, SurfaceKind>;
export type NetTable = Pick<JobTable, keyof NetJobs>;

export type Post = <K extends JobKind>(message: Part<K> | Exclude<FromWorker, Part>, transfer: ArrayBuffer[]) => void;

/** Worker side: answers each ask with parts and exactly one end or failed. Returns the ear for what the page sends. */
export function serveJobs(table: Partial<JobTable>, post: Post): (message: ToWorker) => void {
  const live = new Set<JobId>();
  const cancelled = new Set<JobId>();

  async function run<K extends JobKind>({ id, kind, request }: Ask<K>): Promise<void> {
    live.add(id);
    let last: FromWorker = { type: 'end', id };
    await yieldToMessages(); // a cancel that came with the ask is heard first
    try {
      const job = table[kind];
      if (!job) throw new Error(`This worker knows no “${kind}”.`);
      if (!cancelled.has(id))
        await follow(
          id,
          kind,
          job(request, (backend) => post({ type: 'uses', id, backend }, []), telling(id)),
        );
    } catch (error) {
      last = { type: 'failed', id, message: errorMessage(error) };
    }
    live.delete(id);
    cancelled.delete(id);
    post(last, []);
  }

  /** Posts a share now and then. */
  function telling(id: JobId): (share: number) => void {
    let last = performance.now();
    return (share) => {
      if (performance.now() - last < WORD) return;
      last = performance.now();
      post({ type: 'share', id, share }, []);
    };
  }

  async function follow<K extends JobKind>(id: JobId, kind: K, steps: Steps<K>): Promise<void> {
    // A part is posted before a cancel is looked for, so drafts keep painting while a slider moves.
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
