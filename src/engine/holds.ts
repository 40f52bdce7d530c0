/** Runs that this page holds, so that no other page of the same browser queues, changes or removes them. */
export interface Holds {
  /** Takes a run; false while another page has it: `freed` is called once that page lets go, and the run is then ours. */
  take(run: string, freed: () => void): Promise<boolean>;
  leave(run: string): void;
}

/** By the browser's locks, which fall when their page does, however it ends. Without them every page has every run. */
export function pageHolds(): Holds {
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
