/** Work in small steps: it yields between them, so that whoever runs it can breathe or leave. */
export type Steps<T> = Generator<undefined, T>;
/** Hears which share of the work is done. */
export type Told = (share: number) => void;

/** Runs work to its end. */
export function finish<T>(work: Steps<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
