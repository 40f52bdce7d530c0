import type { WorkerClient } from '../../worker/rpc/client';
import type { JobKind, Jobs } from '../../worker/rpc/protocol';

/** Milliseconds between two checkpoints. */
const STATE_INTERVAL_MS = 2000;

interface JobReports<Result> {
  /** Receives every result. */
  progress(result: Result): Promise<void>;
  /** Stores the checkpoint of a result; one at a time, and now and then. */
  save(result: Result): Promise<void>;
  /** Whether a result has a checkpoint to store. */
  isSaved(result: Result): boolean;
  isFinished(result: Result): boolean;
  /** The error of a job that ends before it has finished. */
  readonly unfinished: string;
}

/** The last result of a long job, once it and its checkpoint have been sent; rejects, and cancels the job, where a report fails. */
export function finishedJob<K extends JobKind>(
  port: WorkerClient,
  kind: K,
  request: Jobs[K]['request'],
  { progress, save, isSaved, isFinished, unfinished }: JobReports<Jobs[K]['result']>,
): Promise<Jobs[K]['result']> {
  let last: Jobs[K]['result'] | undefined;
  let saving: Promise<void> | undefined;
  let savedAt = -Infinity;
  return new Promise((resolve, reject) => {
    let cancel = (): void => undefined;
    const fail = (error: unknown): void => {
      cancel();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    cancel = port.ask(kind, request, {
      part: (result) => {
        last = result;
        progress(result).catch(fail);
        if (!isSaved(result) || saving || performance.now() - savedAt < STATE_INTERVAL_MS) return;
        savedAt = performance.now();
        saving = save(result)
          .catch(fail)
          .finally(() => (saving = undefined));
      },
      end: () => {
        const [result, pending] = [last, saving ?? Promise.resolve()];
        if (result === undefined || !isFinished(result)) return reject(new Error(unfinished));
        pending.then(() => resolve(result), fail);
      },
      failed: (message) => reject(new Error(message)),
    });
  });
}
