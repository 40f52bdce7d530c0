import { readFile } from 'node:fs/promises';
import type { Chunk, DataAccess, FetchFile, UserDatasetInfo, UserImageStore, Split } from '../../../src/nets/datasets/types';
import { CHUNK_IMAGES } from '../../../src/nets/import/browserDataAccess';
import { IMAGE_BYTES } from '../../../src/nets/datasets/shards';

/** Serves the files of public/, as a static host does. */
export const fromPublic: FetchFile = async (path) => new Uint8Array(await readFile(`public/${path}`));

/** Keeps chunks in memory as the browser's database does, and nothing of what fails. */
export function memoryStore(): UserImageStore {
  const infos = new Map<string, UserDatasetInfo>();
  const chunks = new Map<string, Chunk>();
  const key = (name: string, split: Split, index: number): string => `${name} ${split} ${index}`;
  return {
    info: async (name) => infos.get(name),
    read: async (name, split, count) => {
      const found = Array.from({ length: Math.ceil(count / CHUNK_IMAGES) }, (_, index) => chunks.get(key(name, split, index)));
      const join = (field: 'pixels' | 'labels'): Uint8Array =>
        new Uint8Array(Buffer.concat(found.map((chunk) => chunk?.[field] ?? new Uint8Array())));
      return {
        pixels: join('pixels').subarray(0, count * IMAGE_BYTES),
        labels: join('labels').subarray(0, count),
        count,
        height: 32,
        width: 32,
        channels: 3,
      };
    },
    write: async (info, replaced, given) => {
      const fresh = [...given];
      for (const split of replaced) for (const old of chunks.keys()) if (old.startsWith(`${info.name} ${split} `)) chunks.delete(old);
      for (const chunk of fresh) chunks.set(key(info.name, chunk.split, chunk.index), chunk);
      infos.set(info.name, info);
    },
    remove: async (name) => {
      infos.delete(name);
      for (const old of chunks.keys()) if (old.startsWith(`${name} `)) chunks.delete(old);
    },
  };
}
export const dataAccess = (fetchFile: FetchFile = fromPublic, own = memoryStore()): DataAccess => ({ fetchFile, userImages: own });

/** How often each label occurs. */
export function tally(labels: Uint8Array, classes = 10): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const label of labels) counts[label]! += 1;
  return counts;
}
