import { formatCount } from '../datasets/imageOrder';
import { IMAGE_BYTES } from '../datasets/shards';
import type { UserDatasetName, Split } from '../datasets/types';

/** The images of one batch file, in its order. */
export interface ImageFile {
  readonly set: UserDatasetName;
  readonly split: Split;
  /** Name of the batch, "data_batch_1.bin": batches of a split are joined in the order of their names. */
  readonly batch: string;
  /** Name of the imported file: the batch itself or an archive. */
  readonly file: string;
  readonly labels: Uint8Array;
  /** Row-major, channels last. */
  readonly pixels: Uint8Array;
}

/** More images than any of these sets has; a larger number means a damaged header. */
const MAX_IMAGES = 250_000;

/** Allocates the arrays of one batch; `source` names it in sentences. */
export function allocateImages(source: string, count: number): { labels: Uint8Array; pixels: Uint8Array } {
  if (count === 0) throw new Error(`${source} is empty.`);
  if (count > MAX_IMAGES)
    throw new Error(`${source} contains ${formatCount(count)} images, more than the ${formatCount(MAX_IMAGES)} that can be read.`);
  return { labels: new Uint8Array(count), pixels: new Uint8Array(count * IMAGE_BYTES) };
}

/** The bytes [from, to) of a file, fewer where it ends before. */
export async function readBytes(file: File, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.slice(from, to).arrayBuffer().catch(unreadable(file)));
}

/** Rethrows what the browser says of a file as a sentence. */
export const unreadable =
  (file: File) =>
  (error: unknown): never => {
    throw new Error(`${file.name} could not be read: it is a folder, was moved, or may not be read.`, { cause: error });
  };
