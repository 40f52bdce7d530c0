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
