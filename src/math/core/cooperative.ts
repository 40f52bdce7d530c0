/** A cooperative task: it yields between steps, so that the caller can pause or cancel it. */
export type CooperativeTask<T> = Generator<undefined, T>;
/** Progress callback; the fraction of the work done is in [0, 1]. */
export type ProgressCallback = (fraction: number) => void;

/** Runs a task to its end and returns its result. */
export function runToCompletion<T>(task: CooperativeTask<T>): T {
  for (;;) {
    const { done, value } = task.next();
    if (done) return value;
  }
}

export interface TaskOptions<E> {
  /** Aborts the task between two of its steps: what it reads of an AbortSignal. */
  readonly signal?: { readonly aborted: boolean; readonly reason: unknown };
  /** Receives what the task yields. */
  readonly onEvent?: (event: E) => void;
}

/** Runs an asynchronous task to its end and returns its result. Once aborted, the task frees what it holds and the promise is rejected with the signal's reason. */
export async function runTask<E, T>(task: AsyncGenerator<E, T>, { signal, onEvent }: TaskOptions<E> = {}): Promise<T> {
  for (;;) {
    const step = await (signal?.aborted ? task.throw(signal.reason) : task.next());
    if (step.done) return step.value;
    onEvent?.(step.value);
  }
}
