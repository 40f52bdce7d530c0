import { browserDatabase } from '../../nets/import/browserDatabase';
import type { DBSchema, IDBPObjectStore } from 'idb';

/** A store of values by name: in the browser's database, or in memory where there is none. */
export interface KeyValueStore<T> {
  all(): Promise<readonly T[]>;
  get(name: string): Promise<T | undefined>;
  /** Rejects with a sentence when the browser has no room. */
  put(name: string, value: T): Promise<void>;
  remove(name: string): Promise<void>;
}

/** `runs`: what the page lists; `states`: all that a run needs to go on. */
interface RunSchema extends DBSchema {
  runs: { key: string; value: unknown };
  states: { key: string; value: unknown };
}

/** A store of the browser's database; a value that `is` refuses counts as absent. */
export function indexedDbStore<T>(store: 'runs' | 'states', is: (value: unknown) => value is T, name = 'smoothscape-runs'): KeyValueStore<T> {
  const transaction = browserDatabase<RunSchema>({
    name,
    stores: ['runs', 'states'],
    errors: {
      blocked: 'The database of runs is held open by an older page of ours; close it and reload',
      quota: 'The browser has no room left for this site',
      access: 'The browser could not keep it',
    },
  });
  /** One change, committed at once: what was done just before the page is left or reloaded is stored all the same. */
  const write = (change: (values: IDBPObjectStore<RunSchema, ('runs' | 'states')[], typeof store, 'readwrite'>) => Promise<unknown>): Promise<void> =>
    transaction([store], 'readwrite', async (stores) => {
      const changed = change(stores.objectStore(store));
      stores.commit();
      await changed;
    });
  return {
    all: async () => (await transaction([store], 'readonly', (stores) => stores.objectStore(store).getAll())).filter(is),
    get: async (key) => {
      const value = await transaction([store], 'readonly', (stores) => stores.objectStore(store).get(key));
      return is(value) ? value : undefined;
    },
    put: (key, value) => write((values) => values.put(value, key)),
    remove: (key) => write((values) => values.delete(key)),
  };
}

/** Bytes of storage left to this site; undefined where the browser gives no estimate. */
export async function storageLeft(): Promise<number | undefined> {
  if (typeof navigator === 'undefined' || !('storage' in navigator)) return undefined;
  const { quota, usage } = await navigator.storage.estimate();
  return quota === undefined ? undefined : quota - (usage ?? 0);
}

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
