import type { DataAccess } from '../../nets/datasets/types';
import { browserDataAccess } from '../../nets/import/pageAccess';
import { openDevice } from '../../tensors/device';
import { type Backends, openBackends } from '../surface/backends';
import { writeCheckpoint, readCheckpoint, type Checkpoint } from './checkpointFile';
import { indexedDbStore, storageLeft, type KeyValueStore } from './runStore';

/** A state as the browser's database takes it at any size: a file. One value may have 127 MiB there, and a file more. */
export interface LargeState {
  readonly file: Blob;
}
export type Stored = Checkpoint | LargeState;
/** Bytes from which on a state is kept as a file. */
const LARGE = 6e7;

export const isLarge = (value: unknown): value is LargeState =>
  typeof value === 'object' && value !== null && 'file' in value && value.file instanceof Blob;

/** A shelf for states of any size. */
export function withLargeValues(shelf: KeyValueStore<Stored>, large = LARGE): KeyValueStore<Checkpoint> {
  const opened = async (value: Stored): Promise<Checkpoint> =>
    isLarge(value) ? readCheckpoint(new Uint8Array(await value.file.arrayBuffer())).kept : value;
  return {
    all: async () => Promise.all((await shelf.all()).map(opened)),
    get: async (name) => {
      const value = await shelf.get(name);
      return value && opened(value);
    },
    put: async (name, value) => {
      const packed = sizeOf(value) >= large ? { file: new Blob([new Uint8Array(writeCheckpoint(value, 'state'))]) } : value;
      await shelf.put(name, packed);
    },
    remove: (name) => shelf.remove(name),
  };
}

/** Bytes of all tensors. */
function sizeOf({ state: { lists, statistics, best } }: Checkpoint): number {
  const all = [...Object.values(lists).flat(), ...statistics, ...(best ? [...best.weights, ...best.statistics] : [])];
  return all.reduce((sum, { values }) => sum + values.byteLength, 0);
}

/** What the jobs of networks reach outside of themselves. */
export interface Services {
  readonly backends: Backends;
  readonly doors: DataAccess;
  readonly states: KeyValueStore<Checkpoint>;
  /** Bytes that the browser would still keep, where it tells. */
  room(): Promise<number | undefined>;
}

export const browserServices = (): Services => ({
  backends: openBackends((backend) => openDevice(backend, undefined, { gradients: true })),
  doors: browserDataAccess(),
  states: withLargeValues(indexedDbStore('states', isStored)),
  room: storageLeft,
});

function isStored(value: unknown): value is Stored {
  return isLarge(value) || (typeof value === 'object' && value !== null && ['training', 'seed', 'backend', 'state'].every((key) => key in value));
}
