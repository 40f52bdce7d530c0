import type { Batch, Images } from '../models/types';
import type { Tf } from '../../tensors/convKernels';

/** The images of the given indices as a batch, pixels in [0, 1]. */
export function batchOf(tf: Tf, { pixels, labels, height, width, channels }: Images, indices: Iterable<number>): Batch {
  const list = [...indices];
  const size = height * width * channels;
  const x = new Float32Array(list.length * size);
  list.forEach((image, k) => {
    for (let i = 0; i < size; i += 1) x[k * size + i] = (pixels[image * size + i] ?? 0) / 255;
  });
  return {
    x: tf.tensor4d(x, [list.length, height, width, channels]),
    y: tf.tensor1d(
      Int32Array.from(list, (image) => labels[image] ?? 0),
      'int32',
    ),
  };
}

/** The ranges [from, to) of consecutive batches of 0 … n − 1; the last may be smaller. */
export function batchRanges(n: number, size: number): { readonly from: number; readonly to: number }[] {
  return Array.from({ length: Math.ceil(n / size) }, (_, k) => ({ from: k * size, to: Math.min(n, (k + 1) * size) }));
}
