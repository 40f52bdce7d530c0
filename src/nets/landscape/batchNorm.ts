import { type Device, free } from '../../tensors/device';
import type { Model } from '../models/defineNet';
import { NORM_MOMENTUM } from '../models/layers';
import type { Images, Statistics, Weights } from '../models/types';
import { batchOf } from '../training/batches';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';

/** Statistics of batch norm on a slice: those of the trained network everywhere, or recomputed at every point. Another surface each. */
export type BatchNormChoice = 'trained' | 'recalibrated';

/** Training images that statistics are recomputed from. */
export interface Calibration {
  readonly images: Images;
  readonly indices: readonly number[];
}

/** The pixels of the calibration images, in batches of at most `size` and of equal size but for one image, owned by the caller. */
export function calibrationBatches(device: Device, { images, indices }: Calibration, size: number): Tensor4D[] {
  const count = Math.ceil(indices.length / size);
  const start = (k: number): number => Math.floor((k * indices.length) / count);
  return Array.from({ length: count }, (_, k) => device.make((tf) => batchOf(tf, images, indices.slice(start(k), start(k + 1))).x));
}

/**
 * Statistics of batch norm at these weights, owned by the caller: the mean over the batches of each batch's mean and unbiased variance, by number
 * of images, as the averages of weights are evaluated (Izmailov et al. 2018, section 3.2). Yields between batches.
 */
export async function* recalibrated(
  device: Device,
  model: Model,
  weights: Weights,
  batches: readonly Tensor4D[],
): AsyncGenerator<undefined, Tensor[]> {
  const total = batches.reduce((sum, x) => sum + x.shape[0], 0);
  let sums = device.make((tf) => model.outline.statistics.map(({ shape }) => tf.zeros([...shape])));
  let complete = false;
  try {
    for (const x of batches) {
      const next = device.make((tf) => {
        const none: Statistics = model.outline.statistics.map(({ shape }) => tf.zeros([...shape]));
        const { statistics } = model.forward(tf, weights, none, x, 'train'); // from 0, the running ones become NORM_MOMENTUM times those of the batch
        return statistics.map((t, i) => tf.add(sums[i] ?? t, tf.mul(t, x.shape[0] / (NORM_MOMENTUM * total))));
      });
      free(sums);
      sums = next;
      yield;
    }
    complete = true;
    return sums;
  } finally {
    if (!complete) free(sums);
  }
}
