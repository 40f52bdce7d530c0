import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/tf';
import { EPSILON, MOMENTUM } from './layers';

/** Batch norm as h·scale + shift when the statistics are fixed. */
export function scaleOf(tf: Tf, gamma: Tensor1D, beta: Tensor1D, mean: Tensor, variance: Tensor): { scale: Tensor1D; shift: Tensor1D } {
  const scale: Tensor1D = tf.div(gamma, tf.sqrt(tf.add(variance, EPSILON)));
  return { scale, shift: tf.sub(beta, tf.mul(mean, scale)) };
}

interface Normed {
  readonly out: Tensor4D;
  /** The running mean and variance after this batch. */
  running(mean: Tensor, variance: Tensor): [mean: Tensor, variance: Tensor];
}

/** PyTorch's batch norm on the statistics of the batch: biased variance inside, unbiased for the running one. */
export function batchNorm(tf: Tf, h: Tensor4D, gamma: Tensor1D, beta: Tensor1D): Normed {
  const [images, height, width] = h.shape;
  const n = images * height * width;
  const mean: Tensor1D = tf.mean(h, [0, 1, 2]);
  const centred = tf.sub(h, mean);
  const variance: Tensor1D = tf.mean(tf.square(centred), [0, 1, 2]);
  const out: Tensor4D = tf.add(tf.mul(centred, tf.div(gamma, tf.sqrt(tf.add(variance, EPSILON)))), beta);
  return {
    out,
    running: (runningMean, runningVariance) => [
      tf.add(tf.mul(runningMean, 1 - MOMENTUM), tf.mul(mean, MOMENTUM)),
      tf.add(tf.mul(runningVariance, 1 - MOMENTUM), tf.mul(variance, (MOMENTUM * n) / (n - 1))),
    ],
  };
}
