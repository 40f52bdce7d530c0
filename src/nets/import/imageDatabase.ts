import { PIXELS, SIDE } from '../datasets/shards';
import type { UserDatasetInfo, UserDatasetName, UserImageStore, Split } from '../datasets/types';
import type { Images } from '../models/types';

/** Images of one chunk but the last, 3 MB. */
export const CHUNK = 1000;
const INFOS = 'infos';
const CHUNKS = 'chunks';
interface KeptChunk {
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** Chunks lie under [data set, split, index]; a whole split between these. */
const chunksOf = (name: UserDatasetName, split: Split): IDBKeyRange => IDBKeyRange.bound([name, split, 0], [name, split, Infinity]);

/** The browser's own database; every change is one transaction, so that nothing is ever half kept. */
export function browserStore(database = 'smoothscape-data'): UserImageStore {
  const within = async <R>(mode: IDBTransactionMode, work: (infos: IDBObjectStore, chunks: IDBObjectStore) => Promise<R>): Promise<R> => {
    const db = await opened(database);
    try {
      const transaction = db.transaction([INFOS, CHUNKS], mode);
      const over = finished(transaction);
      const result = work(transaction.objectStore(INFOS), transaction.objectStore(CHUNKS)).catch((error: unknown) => {
        abort(transaction);
        throw error;
      });
      const [kept, ended] = await Promise.allSettled([result, over]);
      if (kept.status === 'rejected') throw sentence(transaction.error ?? kept.reason);
      if (ended.status === 'rejected') throw sentence(ended.reason);
      return kept.value;
    } finally {
      db.close();
    }
  };
  return {
    info: (name) => within('readonly', (infos) => answer(infos.get(name) as IDBRequest<UserDatasetInfo | undefined>)),
    read: (name, split, count, progress) =>
      within('readonly', async (_infos, chunks) => {
        const images: Images = {
          pixels: new Uint8Array(count * PIXELS),
          labels: new Uint8Array(count),
          count,
          height: SIDE,
          width: SIDE,
          channels: 3,
        };
        for (let at = 0; at < count; at += CHUNK) {
          const chunk = await answer(chunks.get([name, split, at / CHUNK]) as IDBRequest<KeptChunk | undefined>);
          const wanted = Math.min(CHUNK, count - at);
          if (!chunk || chunk.labels.length < wanted) throw new Error('The images kept in this browser are incomplete: give their files again.');
          images.pixels.set(chunk.pixels.subarray(0, wanted * PIXELS), at * PIXELS);
          images.labels.set(chunk.labels.subarray(0, wanted), at);
          progress(at + wanted, count);
        }
        return images;
      }),
    write: (info, replaced, given) =>
      within('readwrite', async (infos, chunks) => {
        for (const split of replaced) await answer(chunks.delete(chunksOf(info.name, split)));
        for (const { split, index, pixels, labels } of given) await answer(chunks.put({ pixels, labels }, [info.name, split, index]));
        await answer(infos.put(info, info.name));
      }),
    remove: (name) =>
      within('readwrite', async (infos, chunks) => {
        for (const split of ['train', 'test'] as const) await answer(chunks.delete(chunksOf(name, split)));
        await answer(infos.delete(name));
      }),
  };
}

function opened(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (typeof indexedDB === 'undefined') throw new Error('This browser keeps no data for this page.');
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => [INFOS, CHUNKS].forEach((store) => request.result.createObjectStore(store));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(sentence(request.error));
  });
}

function answer<R>(request: IDBRequest<R>): Promise<R> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The browser refused.'));
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('The browser gave up.'));
  });
}

/** Undoes everything, unless the transaction is over already. */
function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // over already
  }
}

function sentence(error: unknown): Error {
  if (!(error instanceof DOMException)) return error instanceof Error ? error : new Error(String(error));
  if (error.name === 'AbortError') return error;
  const full = error.name === 'QuotaExceededError';
  const why = full ? 'The browser has no room left for these images: nothing of them is kept.' : 'The browser could not keep or read the images: ';
  return new Error(full ? why : `${why}${error.message || error.name}`, { cause: error });
}
