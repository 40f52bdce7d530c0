import type { Shelf } from '../shelf';
import { fileOf, taken } from './stateFile';
import type { KeptState } from './tools';

/** A state as the browser's database takes it at any size: a file. One value may have 127 MiB there, and a file more. */
export interface LargeState {
  readonly file: Blob;
}
export type Stored = KeptState | LargeState;
/** Bytes from which on a state is kept as a file. */
const LARGE = 6e7;

export const isLarge = (value: unknown): value is LargeState =>
  typeof value === 'object' && value !== null && 'file' in value && value.file instanceof Blob;

/** A shelf for states of any size. */
export function ofAnySize(shelf: Shelf<Stored>, large = LARGE): Shelf<KeptState> {
  const opened = async (value: Stored): Promise<KeptState> => (isLarge(value) ? taken(new Uint8Array(await value.file.arrayBuffer())).kept : value);
  return {
    all: async () => Promise.all((await shelf.all()).map(opened)),
    get: async (name) => {
      const value = await shelf.get(name);
      return value && opened(value);
    },
    put: async (name, value) => {
      const packed = sizeOf(value) >= large ? { file: new Blob([new Uint8Array(fileOf(value, 'state'))]) } : value;
      await shelf.put(name, packed);
    },
    remove: (name) => shelf.remove(name),
  };
}

/** Bytes of all tensors. */
function sizeOf({ state: { lists, statistics, best } }: KeptState): number {
  const all = [...Object.values(lists).flat(), ...statistics, ...(best ? [...best.weights, ...best.statistics] : [])];
  return all.reduce((sum, { values }) => sum + values.byteLength, 0);
}
