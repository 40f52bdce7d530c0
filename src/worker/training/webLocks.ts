/** Per-run Web Locks of the pages of one browser: at most one tab queues, changes or removes a training run. */
export interface RunLocks {
  /** Acquires a run's lock; false while another page has it: `onFreed` is called once that page releases it, and the run is then this page's. */
  take(run: string, onFreed: () => void): Promise<boolean>;
  release(run: string): void;
}

/**
 * Acquires an exclusive Web Lock; resolves with its release function, or with nothing where `ifAvailable` is set and it is taken.
 * The browser releases a lock when its page or worker ends, however it ends. Without the API every caller gets every lock.
 */
function acquire(name: string, options: LockOptions): Promise<(() => void) | undefined> {
  if (typeof navigator === 'undefined' || !('locks' in navigator)) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    const held = (lock: Lock | null): Promise<void> =>
      new Promise((release) => {
        resolve(lock ? release : undefined);
        if (!lock) release();
      });
    navigator.locks.request(name, options, held).catch(reject);
  });
}

/** Locks without contention: every lock is granted at once. */
export const uncontendedLocks: RunLocks = { take: () => Promise.resolve(true), release: () => undefined };

/** Locks by which pages own runs. */
export function browserRunLocks(): RunLocks {
  const releases = new Map<string, () => void>();
  const nameOf = (run: string): string => `smoothscape-page-${run}`;
  return {
    take: async (run, onFreed) => {
      if (releases.has(run)) return true;
      const release = await acquire(nameOf(run), { ifAvailable: true });
      if (release) {
        releases.set(run, release);
        return true;
      }
      acquire(nameOf(run), {})
        .then((later) => {
          if (later) releases.set(run, later);
          onFreed();
        })
        .catch(() => undefined); // the page is closing
      return false;
    },
    release: (run) => {
      releases.get(run)?.();
      releases.delete(run);
    },
  };
}

/** Milliseconds that a worker waits for the lock of one that has just died. */
const WORKER_LOCK_TIMEOUT_MS = 4000;

/**
 * Acquires a run for the worker that trains it, until the returned function is called; rejects while another tab trains it. Its name differs
 * from that of the page's lock, which the worker's page keeps all the while.
 */
export async function lockRun(run: string): Promise<() => void> {
  const signal = AbortSignal.timeout(WORKER_LOCK_TIMEOUT_MS);
  const release = await acquire(`smoothscape-run-${run}`, { signal }).catch(() => undefined);
  if (!release) throw new Error('This run goes on in another tab of this browser');
  return release;
}
