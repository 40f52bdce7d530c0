import type { SavedTensor } from '../../../src/nets/models/weights';

/** One expected result of nets.json; what its metric means is said in compare.ts. */
export interface Entry {
  readonly id: string;
  readonly shape: readonly number[];
  readonly metric: 'relmax' | 'fraction_within' | 'median_abs' | 'informational';
  readonly tol?: number;
  readonly thr?: number;
  readonly min_fraction?: number;
  readonly value?: readonly number[];
}
interface Manifest {
  readonly file: string;
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[]; readonly offset: number }[];
}
interface Json {
  readonly labels: readonly number[];
  readonly sample_indices: Readonly<Record<'cnn' | 'bn', Readonly<Record<string, readonly number[]>>>>;
  readonly xsample_indices: readonly number[];
  readonly bins: Readonly<Record<string, Manifest>>;
  readonly entries: readonly Entry[];
}

/** The reference traces: PyTorch in float64 and every random number that they used. */
export interface Reference {
  readonly json: Json;
  readonly pixels: Uint8Array; // [32, 32, 32, 3]
  /** All tensors of a binary file. */
  tensors(bin: string): readonly SavedTensor[];
  tensor(bin: string, name: string): SavedTensor;
}

const BINS = ['weights_cnn', 'weights_bn', 'starts', 'direction_cnn', 'direction_bn', 'eigvec_cnn', 'gradA_cnn', 'gradA_bn_train', 'finals'];

/** Reads them by a function that knows where the files are. */
export async function loadReference(bytesOf: (file: string) => Promise<ArrayBuffer>): Promise<Reference> {
  const json = JSON.parse(new TextDecoder().decode(await bytesOf('nets.json'))) as Json;
  const bins = new Map<string, SavedTensor[]>();
  for (const bin of BINS) {
    const { file, tensors } = json.bins[bin] ?? { file: `${bin}.bin`, tensors: [] };
    const buffer = await bytesOf(file);
    const sized = tensors.map(({ name, shape, offset }) => {
      const size = shape.reduce((n, side) => n * side, 1);
      return { name, shape, values: new Float32Array(buffer.slice(4 * offset, 4 * (offset + size))) };
    });
    bins.set(bin, sized);
  }
  const tensors = (bin: string): readonly SavedTensor[] => bins.get(bin) ?? [];
  return {
    json,
    pixels: new Uint8Array(await bytesOf('images.u8.bin')),
    tensors,
    tensor(bin, name) {
      const found = tensors(bin).find((tensor) => tensor.name === name);
      if (!found) throw new Error(`${bin} holds no ${name}`);
      return found;
    },
  };
}
