import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from './convKernels';

/** The smallest normal number of float32: below it GPUs count numbers as 0. */
export const SMALLEST_NORMAL = 2 ** -126;

/** Euclidean norms along the axes, which are kept as 1. Entries are divided by the largest first, since squares of float32 vanish below 1e-19. */
export function vectorNorms(tf: Tf, d: Tensor, axes?: number[]): Tensor {
  const { largest, scaled } = scaledByLargest(tf, d, axes);
  return tf.mul(largest, tf.sqrt(tf.sum(tf.square(scaled), axes, true)));
}

/** Unit vectors d/‖d‖ along the axes, whatever the size of d; 0 where d is 0. */
export function unitVectors<T extends Tensor>(tf: Tf, d: T, axes?: number[]): T {
  const { scaled } = scaledByLargest(tf, d, axes);
  return tf.div(scaled, tf.maximum(tf.sqrt(tf.sum(tf.square(scaled), axes, true)), 1)); // the norm of `scaled` is ≥ 1 unless d is 0
}

/** 1 where all entries along the axes are 0, else 0. */
export const vanished = (tf: Tf, d: Tensor, axes?: number[]): Tensor => tf.cast(tf.less(tf.max(tf.abs(d), axes), SMALLEST_NORMAL), 'float32');

function scaledByLargest(tf: Tf, d: Tensor, axes?: number[]): { readonly largest: Tensor; readonly scaled: Tensor } {
  const largest = tf.max(tf.abs(d), axes, true);
  return { largest, scaled: tf.div(d, tf.add(largest, tf.cast(tf.less(largest, SMALLEST_NORMAL), 'float32'))) };
}
