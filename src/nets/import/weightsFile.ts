import { unzipSync } from 'fflate';
import { nets } from '../models/architectures';
import { readSafetensors } from '../models/safetensors';
import { fitWeights, type FittedWeights } from '../models/stateDict';
import type { InputShape, Net } from '../models/types';
import type { SavedTensor } from '../models/weights';
import { readNpy } from './npyArray';

/** Greatest decompressed size in bytes of an archive of arrays, against decompression bombs. */
const MAX_ARCHIVE_BYTES = 1e9;

const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

/** Names and sizes of the files in a ZIP archive; none of a broken one. */
function entriesOf(bytes: Uint8Array): { readonly name: string; readonly size: number }[] {
  const entries: { name: string; size: number }[] = [];
  try {
    unzipSync(bytes, { filter: ({ name, originalSize }) => (entries.push({ name, size: originalSize }), false) });
  } catch {
    return [];
  }
  return entries;
}

/** Whether a file is an archive of NumPy's arrays, or of torch.save, by its bytes. */
export const isArrayArchive = (bytes: Uint8Array): boolean =>
  isZip(bytes) && entriesOf(bytes).some(({ name }) => name.endsWith('.npy') || name.endsWith('/data.pkl'));

/** The named tensors of a .safetensors or .npz file. Throws one sentence. */
export function readTensors(bytes: Uint8Array): readonly SavedTensor[] {
  if (!isZip(bytes)) return readSafetensors(bytes).tensors;
  const entries = entriesOf(bytes);
  if (entries.some(({ name }) => name.endsWith('/data.pkl')))
    throw new Error('This file is of torch.save, which holds Python objects; write the state_dict as .safetensors or .npz');
  if (entries.length === 0) throw new Error('This is no .npz file, or it was cut off');
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (size > MAX_ARCHIVE_BYTES)
    throw new Error(`The arrays of this file have ${Math.round(size / 1e6)} MB; at most ${MAX_ARCHIVE_BYTES / 1e6} MB are read`);
  return Object.entries(unzipped(bytes))
    .filter(([name]) => name.endsWith('.npy'))
    .map(([name, entry]) => readNpy(name.slice(0, -'.npy'.length), entry));
}

function unzipped(bytes: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes);
  } catch (error) {
    throw new Error('This .npz file is damaged', { cause: error });
  }
}

/** Weights of a network of ours from named tensors. */
export interface NamedWeights extends FittedWeights {
  /** The network that they fit; the one asked for where they fit none. */
  readonly name: string;
}

/** The weights of the network of the given name, or of the only other one that the tensors fit; else the mismatches with the one asked for. */
export function recognisedWeights(tensors: readonly SavedTensor[], name: keyof typeof nets, input: InputShape): NamedWeights {
  const rows: Readonly<Record<string, Net>> = nets;
  const fitted = (candidate: string, net: Net): NamedWeights => ({ name: candidate, ...fitWeights(tensors, net, net.outline(input, {}), input) });
  const asked = fitted(name, nets[name]);
  if (asked.mismatches.length === 0) return asked;
  const others = Object.entries(rows).filter(([other]) => other !== name);
  return others.map(([other, net]) => fitted(other, net)).find(({ mismatches }) => mismatches.length === 0) ?? asked;
}
