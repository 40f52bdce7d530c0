/** Values kept by name: in the browser's database, or in memory where there is none. */
export interface KeyValueStore<T> {
  all(): Promise<readonly T[]>;
  get(name: string): Promise<T | undefined>;
  /** Rejects with a sentence when the browser has no room. */
  put(name: string, value: T): Promise<void>;
  remove(name: string): Promise<void>;
}

const DATABASE = 'smoothscape-runs';
const VERSION = 1;
const STORES = ['runs', 'states'] as const;

/** A store of the database; what `is` refuses is as if it were not there. `runs`: what the page lists; `states`: all that a run needs to go on. */
export function indexedDbStore<T>(store: (typeof STORES)[number], is: (value: unknown) => value is T, database: string = DATABASE): KeyValueStore<T> {
  let opened: Promise<IDBDatabase> | undefined;
  const open = (): Promise<IDBDatabase> => (opened ??= openDatabase(database, () => (opened = undefined)));

  async function within(mode: IDBTransactionMode, ask: (objects: IDBObjectStore) => Pick<IDBRequest<unknown>, 'result' | 'error'>): Promise<unknown> {
    const transaction = (await open()).transaction(store, mode, { durability: 'strict' });
    const request = ask(transaction.objectStore(store));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(new Error(sentenceOf(transaction.error ?? request.error)));
    });
  }
  return {
    all: async () => {
      const values = await within('readonly', (objects) => objects.getAll());
      return Array.isArray(values) ? values.filter(is) : [];
    },
    get: async (name) => {
      const value = await within('readonly', (objects) => objects.get(name));
      return is(value) ? value : undefined;
    },
    put: async (name, value) => {
      await within('readwrite', (objects) => objects.put(value, name));
    },
    remove: async (name) => {
      await within('readwrite', (objects) => objects.delete(name));
    },
  };
}

/** Nothing outlives the page. */
export function memoryStore<T>(): KeyValueStore<T> {
  const held = new Map<string, T>();
  return {
    all: async () => [...held.values()],
    get: async (name) => held.get(name),
    put: async (name, value) => {
      held.set(name, structuredClone(value));
    },
    remove: async (name) => {
      held.delete(name);
    },
  };
}

/** Bytes that the browser would still take, as far as it tells. */
export async function storageLeft(): Promise<number | undefined> {
  if (typeof navigator === 'undefined' || !('storage' in navigator)) return undefined;
  const { quota, usage } = await navigator.storage.estimate();
  return quota === undefined ? undefined : quota - (usage ?? 0);
}

function openDatabase(name: string, lost: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => STORES.forEach((store) => request.result.createObjectStore(store));
    request.onsuccess = () => {
      request.result.onclose = lost;
      request.result.onversionchange = () => {
        request.result.close();
        lost();
      };
      resolve(request.result);
    };
    request.onerror = () => {
      lost();
      reject(new Error(sentenceOf(request.error)));
    };
    request.onblocked = () => reject(new Error('The database of runs is held open by an older page of ours; close it and reload'));
  });
}

function sentenceOf(error: DOMException | null): string {
  if (error?.name === 'QuotaExceededError') return 'The browser has no room left for this site';
  return error?.message ? `The browser could not keep it: ${error.message}` : 'The browser could not keep it';
}
