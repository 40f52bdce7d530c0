import type { DBSchema, IDBPObjectStore } from 'idb';
import { browserDatabase } from '../../nets/import/browserDatabase';

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
