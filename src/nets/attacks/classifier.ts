import type { Tf } from '../../tensors/convKernels';
import type { Device } from '../../tensors/device';
import type { Model } from '../models/defineNet';
import type { Statistics, Weights } from '../models/types';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/** What is attacked: logits [N, classes] of pixels [N, H, W, C] in [0, 1], each image's its own. Called in a tidy. */
export interface Classifier {
  readonly classes: number;
  logits(tf: Tf, pixels: Tensor4D): Tensor2D;
}

/** A network with its weights in mode 'eval', where images do not share batch statistics. */
export const classifierOf = (model: Model, weights: Weights, statistics: Statistics): Classifier => ({
  classes: model.input.classes,
  logits: (tf, pixels) => model.forward(tf, weights, statistics, pixels, 'eval').logits,
});

/** 1 where the largest logit is the label's (the first one on a tie) and none is NaN, else 0; [N]. */
export function isCorrect(tf: Tf, z: Tensor2D, labels: ArrayLike<number>): Tensor1D {
  const predicted = tf.equal(tf.argMax(z, 1), tf.tensor1d(Int32Array.from(labels), 'int32'));
  const invalid = tf.max(tf.cast(tf.isNaN(z), 'float32'), 1);
  return tf.mul(tf.cast(predicted, 'float32'), tf.sub(1, invalid));
}

/** One-hot rows of the classes, [N, classes]. */
export function oneHotRows(tf: Tf, indices: ArrayLike<number>, classes: number): Tensor2D {
  const rows = new Float32Array(indices.length * classes);
  for (let k = 0; k < indices.length; k += 1) rows[k * classes + (indices[k] ?? 0)] = 1;
  return tf.tensor2d(rows, [indices.length, classes]);
}

/** Pixels [n · size] as a batch of images of the given height, width and channels. */
export const imageTensor = (tf: Tf, pixels: Float32Array, shape: readonly [number, number, number]): Tensor4D =>
  tf.tensor4d(pixels, [pixels.length / (shape[0] * shape[1] * shape[2]), ...shape]);

/** The images of the given rows. */
export const rowsOf = <T extends Tensor>(tf: Tf, tensor: T, rows: readonly number[]): T =>
  tf.gather(tensor, tf.tensor1d(Int32Array.from(rows), 'int32'));

/** The same rows of an array of images of `size` numbers. */
export function pixelRows(pixels: Float32Array, rows: readonly number[], size: number): Float32Array {
  const chosen = new Float32Array(rows.length * size);
  rows.forEach((row, k) => chosen.set(pixels.subarray(row * size, (row + 1) * size), k * size));
  return chosen;
}

/** Logits [n · classes] of pixels, on the host. */
export async function readLogits(
  device: Device,
  classifier: Classifier,
  pixels: Float32Array,
  shape: readonly [number, number, number],
): Promise<Float32Array> {
  const [logits = new Float32Array()] = await device.read((tf) => [classifier.logits(tf, imageTensor(tf, pixels, shape))]);
  return logits;
}

/** The class of the largest logit of each row (the first one on a tie); −1, which is no class, where a logit is NaN. */
export function predictedClasses(logits: Float32Array, classes: number): number[] {
  return Array.from({ length: logits.length / classes }, (_, row) => {
    const z = logits.subarray(row * classes, (row + 1) * classes);
    return z.some(Number.isNaN) ? -1 : z.indexOf(z.reduce((largest, v) => Math.max(largest, v), -Infinity));
  });
}

/** The classes other than the label by rank of the clean logits, largest first and the lower class first on a tie: [rank][image]. */
export async function classesByRank(
  {
    device,
    classifier,
    batch,
  }: {
    readonly device: Device;
    readonly classifier: Classifier;
    readonly batch: { readonly pixels: Float32Array; readonly shape: readonly [number, number, number]; readonly labels: readonly number[] };
  },
  count: number,
): Promise<number[][]> {
  const { classes } = classifier;
  const logits = await readLogits(device, classifier, batch.pixels, batch.shape);
  const ranked = batch.labels.map((label, image) => {
    const z = logits.subarray(image * classes, (image + 1) * classes);
    const others = Array.from(z.keys()).filter((j) => j !== label);
    return others.sort((a, b) => (z[b] ?? 0) - (z[a] ?? 0) || a - b);
  });
  return Array.from({ length: count }, (_, rank) => ranked.map((order) => order[rank] ?? 0));
}
