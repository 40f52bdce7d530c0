import { formatCount } from '../datasets/imageOrder';
import { IMAGE_BYTES } from '../datasets/shards';
import type { UserDatasetName, Split } from '../datasets/types';

/** The images of one file, in its order. */
export interface ImageFile {
  readonly set: UserDatasetName;
  readonly split: Split;
  /** The batch's own name, "data_batch_1.bin": parts are joined in the order of these. */
  readonly batch: string;
  /** The file that it came in. */
  readonly file: string;
  readonly labels: Uint8Array;
  /** Row-major, channels last. */
  readonly pixels: Uint8Array;
}

/** More images than any of these sets has; a larger number in a header is a damaged header. */
const MAX_IMAGES = 250_000;

/** Room for the images of one file. */
export function allocateImages(where: string, count: number): { labels: Uint8Array; pixels: Uint8Array } {
  if (count === 0) throw new Error(`${where} is empty.`);
  if (count > MAX_IMAGES) throw new Error(`${where} holds ${formatCount(count)} images, more than the ${formatCount(MAX_IMAGES)} that can be read.`);
  return { labels: new Uint8Array(count), pixels: new Uint8Array(count * IMAGE_BYTES) };
}
