import type { DBSchema } from 'idb';
import { IMAGE_BYTES, IMAGE_SIDE } from '../datasets/shards';
import type { DataAccess, FetchFile, Split, UserDatasetInfo, UserDatasetName, UserImageStore } from '../datasets/types';
import type { Images } from '../models/types';
import { browserDatabase } from './browserDatabase';

/** Images of one chunk but the last, 3 MB. */
export const CHUNK_IMAGES = 1000;

interface ImageSchema extends DBSchema {
  infos: { key: UserDatasetName; value: UserDatasetInfo };
  chunks: { key: [set: UserDatasetName, split: Split, index: number]; value: { readonly pixels: Uint8Array; readonly labels: Uint8Array } };
}

/** The keys of all chunks of a split. */
const chunksOf = (name: UserDatasetName, split: Split): IDBKeyRange => IDBKeyRange.bound([name, split, 0], [name, split, Infinity]);

/** The visitor's images in the browser's database; every change is one transaction, so that no set is ever stored in part. */
function browserImageStore(name = 'smoothscape-data'): UserImageStore {
  const transaction = browserDatabase<ImageSchema>({
    name,
    stores: ['infos', 'chunks'],
    errors: {
      blocked: 'The database of images is held open by an older page of ours; close it and reload',
      quota: 'The browser has no room left for these images: nothing of them is kept.',
      access: 'The browser could not keep or read the images',
    },
  });
  return {
    info: (set) => transaction(['infos'], 'readonly', (stores) => stores.objectStore('infos').get(set)),
    read: (set, split, count, progress) =>
      transaction(['chunks'], 'readonly', async (stores) => {
        const images: Images = {
          pixels: new Uint8Array(count * IMAGE_BYTES),
          labels: new Uint8Array(count),
          count,
          height: IMAGE_SIDE,
          width: IMAGE_SIDE,
          channels: 3,
        };
        for (let from = 0; from < count; from += CHUNK_IMAGES) {
          const chunk = await stores.objectStore('chunks').get([set, split, from / CHUNK_IMAGES]);
          const wanted = Math.min(CHUNK_IMAGES, count - from);
          if (!chunk || chunk.labels.length < wanted) throw new Error('The images kept in this browser are incomplete: give their files again.');
          images.pixels.set(chunk.pixels.subarray(0, wanted * IMAGE_BYTES), from * IMAGE_BYTES);
          images.labels.set(chunk.labels.subarray(0, wanted), from);
          progress(from + wanted, count);
        }
        return images;
      }),
    write: (info, replaced, chunks) =>
      transaction(['infos', 'chunks'], 'readwrite', async (stores) => {
        const stored = stores.objectStore('chunks');
        for (const split of replaced) await stored.delete(chunksOf(info.name, split));
        for (const { split, index, pixels, labels } of chunks) await stored.put({ pixels, labels }, [info.name, split, index]);
        await stores.objectStore('infos').put(info, info.name);
      }),
    remove: (set) =>
      transaction(['infos', 'chunks'], 'readwrite', async (stores) => {
        for (const split of ['train', 'test'] as const) await stores.objectStore('chunks').delete(chunksOf(set, split));
        await stores.objectStore('infos').delete(set);
      }),
  };
}

/** Address of the page, from its worker: built workers are in assets/ below it, those of the development server at its root. */
const pageUrl = (): URL => new URL(import.meta.env.DEV ? '/' : '../', self.location.href);

/** Fetches a file of the page, in a worker; rejects with a network error when it does not arrive whole. */
const fetchFile: FetchFile = async (path) => {
  const lost = (): never => {
    throw new DOMException(`${path} could not be fetched: is the network gone?`, 'NetworkError');
  };
  const response = await fetch(new URL(path, pageUrl())).catch(lost);
  if (!response.ok) throw new Error(`${path} could not be fetched: the server answers ${response.status}`);
  return new Uint8Array(await response.arrayBuffer().catch(lost));
};

/** The data sources of a worker: the files of the page and the database of the browser. */
export const browserDataAccess = (): DataAccess => ({ fetchFile, userImages: browserImageStore() });
