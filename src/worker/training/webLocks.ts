/** Runs that this page holds, so that no other page of the same browser queues, changes or removes them. */
export interface RunLocks {
  /** Takes a run; false while another page has it: `freed` is called once that page lets go, and the run is then ours. */
  take(run: string, freed: () => void): Promise<boolean>;
  leave(run: string): void;
}

/** By the browser's locks, which fall when their page does, however it ends. Without them every page has every run. */
export function browserRunLocks(): RunLocks {
  if (!('locks' in navigator)) return { take: () => Promise.resolve(true), leave: () => undefined };
  const held = new Map<string, () => void>();
  const nameOf = (run: string): string => `smoothscape-page-${run}`;
  const hold = (run: string): Promise<void> => new Promise((release) => held.set(run, release));
  return {
    take: (run, freed) => {
      if (held.has(run)) return Promise.resolve(true);
      const come = (): Promise<void> => {
        const over = hold(run);
        freed();
        return over;
      };
      return new Promise((resolve, reject) => {
        const first = (lock: Lock | null): Promise<void> | undefined => {
          resolve(lock !== null);
          if (lock) return hold(run);
          navigator.locks.request(nameOf(run), come).catch(() => undefined); // the page is going
          return undefined;
        };
        navigator.locks.request(nameOf(run), { ifAvailable: true }, first).catch(reject);
      });
    },
    leave: (run) => {
      held.get(run)?.();
      held.delete(run);
    },
  };
}

/** Milliseconds for which a worker that has just died may still hold its run. */
const PATIENCE = 4000;

/** Holds a run for this worker until the returned function is called; rejects while another tab trains it. */
export function lockRun(run: string): Promise<() => void> {
  if (typeof navigator === 'undefined' || !('locks' in navigator)) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    const held = (): Promise<void> => new Promise((release) => resolve(release));
    navigator.locks
      .request(`smoothscape-run-${run}`, { signal: AbortSignal.timeout(PATIENCE) }, held)
      .catch(() => reject(new Error('This run goes on in another tab of this browser')));
  });
}
