import type { Mode } from './types';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/convKernels';

/** How a convolution slides; padding is TensorFlow's 'same' (at stride 2 on even sizes: below and on the right only). */
export interface ConvOptions {
  readonly filters: number;
  readonly size: 1 | 3;
  readonly stride: 1 | 2;
  /** ReLU after it, and after its norm: one kernel where that can be. */
  readonly relu?: true;
}

/** The words a network is told in. H is a tensor when it runs and a shape when it is only counted. */
export interface Layers<H> {
  /** (x − mean)/std by channel. */
  standardise(x: H): H;
  /** "name/w", "name/b". */
  conv(name: string, h: H, options: ConvOptions): H;
  /** "conv/w" without bias, then batch norm "norm/gamma", "norm/beta". Folded into one convolution in mode 'eval'. */
  convNorm(conv: string, norm: string, h: H, options: ConvOptions): H;
  /** "name/w" without bias or norm. */
  convBare(name: string, h: H, options: ConvOptions): H;
  norm(name: string, h: H): H;
  relu(h: H): H;
  add(a: H, b: H): H;
  /** Mean over all positions: [N, H, W, C] → [N, C]. */
  pool(h: H): H;
  /** "name/w", "name/b": [N, C] → [N, units]. */
  dense(name: string, h: H, units: number): H;
}

/** A network: logits from pixels, the same words for every H. */
export type Body = <H>(layers: Layers<H>, x: H, classes: number) => H;

/** PyTorch's batch norm: variance + EPSILON under the root, running ← (1 − MOMENTUM) running + MOMENTUM batch. */
export const NORM_EPSILON = 1e-5;
export const NORM_MOMENTUM = 0.1;

/** Whether the mode takes its statistics from the batch. */
export const usesBatchStatistics = (mode: Mode): boolean => mode !== 'eval';

/** Batch norm as h·scale + shift when the statistics are fixed. */
export function scaleAndShift(tf: Tf, gamma: Tensor1D, beta: Tensor1D, mean: Tensor, variance: Tensor): { scale: Tensor1D; shift: Tensor1D } {
  const scale: Tensor1D = tf.div(gamma, tf.sqrt(tf.add(variance, NORM_EPSILON)));
  return { scale, shift: tf.sub(beta, tf.mul(mean, scale)) };
}

interface BatchNormResult {
  readonly out: Tensor4D;
  /** The running mean and variance after this batch. */
  running(mean: Tensor, variance: Tensor): [mean: Tensor, variance: Tensor];
}

/** PyTorch's batch norm on the statistics of the batch: biased variance inside, unbiased for the running one. */
export function batchNorm(tf: Tf, h: Tensor4D, gamma: Tensor1D, beta: Tensor1D): BatchNormResult {
  const [images, height, width] = h.shape;
  const n = images * height * width;
  const mean: Tensor1D = tf.mean(h, [0, 1, 2]);
  const centred = tf.sub(h, mean);
  const variance: Tensor1D = tf.mean(tf.square(centred), [0, 1, 2]);
  const out: Tensor4D = tf.add(tf.mul(centred, tf.div(gamma, tf.sqrt(tf.add(variance, NORM_EPSILON)))), beta);
  return {
    out,
    running: (runningMean, runningVariance) => [
      tf.add(tf.mul(runningMean, 1 - NORM_MOMENTUM), tf.mul(mean, NORM_MOMENTUM)),
      tf.add(tf.mul(runningVariance, 1 - NORM_MOMENTUM), tf.mul(variance, (NORM_MOMENTUM * n) / (n - 1))),
    ],
  };
}
