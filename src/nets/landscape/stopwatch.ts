/** Times tasks by the time that their steps take; what passes between steps, while others have their turn, is not counted. */
export interface Stopwatch {
  /** The same task, timed. */
  timed<T>(task: AsyncGenerator<undefined, T>): AsyncGenerator<undefined, T>;
  /** Seconds of the task timed last, and of all. */
  last(): number;
  total(): number;
}

export function stopwatch(clock: () => number = () => performance.now()): Stopwatch {
  let [last, total] = [0, 0];
  return {
    async *timed(task) {
      last = 0;
      let done: boolean | undefined = false;
      try {
        for (;;) {
          const began = clock();
          const step = await task.next();
          const seconds = (clock() - began) / 1000;
          last += seconds;
          total += seconds;
          done = step.done;
          if (step.done) return step.value;
          yield;
        }
      } finally {
        if (!done) await task.return(undefined as never);
      }
    },
    last: () => last,
    total: () => total,
  };
}
