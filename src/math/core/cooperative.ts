/** Work in small steps: it yields between them, so that whoever runs it can breathe or leave. */
export type CooperativeTask<T> = Generator<undefined, T>;
/** Hears which share of the work is done. */
export type ProgressCallback = (share: number) => void;

/** Runs work to its end. */
export function runToCompletion<T>(work: CooperativeTask<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
