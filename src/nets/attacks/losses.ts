import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/convKernels';

/** Cross-entropy −log softmax(z)_y of each image, [N]. */
export const crossEntropyEach = (tf: Tf, z: Tensor2D, oneHot: Tensor): Tensor1D => tf.neg(tf.sum(tf.mul(oneHot, tf.logSoftmax(z)), 1));

/** Mean cross-entropy over the images. */
export const crossEntropy = (tf: Tf, z: Tensor2D, oneHot: Tensor): Scalar => tf.mean(crossEntropyEach(tf, z, oneHot));

/**
 * Log-odds of error of each image, log((1 − p_y)/p_y) = log Σ_{j≠y} exp(z_j) − z_y, [N]. Cross-entropy is its softplus, so both have one direction
 * of steepest ascent by image; but the gradient of cross-entropy is p − 1 at the label, which float32 rounds to 0 from a margin of 17 on.
 */
export const errorLogOddsEach = (tf: Tf, z: Tensor2D, oneHot: Tensor): Tensor1D =>
  tf.sub(tf.logSumExp(tf.sub(z, tf.mul(oneHot, EXCLUDED)), 1), tf.sum(tf.mul(z, oneHot), 1));
/** Subtracted from a logit that is left out of a maximum or a log-sum-exp. */
const EXCLUDED = 1e30;

/** Kullback–Leibler divergence Σ p (log p − log q) of each image, p = softmax(natural), q = softmax(attacked), [N]. */
export function klEach(tf: Tf, natural: Tensor2D, attacked: Tensor2D): Tensor1D {
  const [p, q] = [tf.logSoftmax(natural), tf.logSoftmax(attacked)];
  return tf.sum(tf.mul(tf.exp(p), tf.sub(p, q)), 1);
}

/** Difference of logits ratio of each image (Croce and Hein 2020): −(z_y − max_{j≠y} z_j)/(z₍₁₎ − z₍₃₎ + 1e-12), [N]. */
export function dlrEach(tf: Tf, z: Tensor2D, oneHot: Tensor): Tensor1D {
  const largest = (masked: Tensor): Tensor2D => tf.max(masked, 1, true);
  const without = (mask: Tensor): Tensor => tf.sub(z, tf.mul(mask, EXCLUDED));
  const reaching = (bound: Tensor): Tensor => tf.sub(1, tf.step(tf.sub(bound, z))); // 1 where z ≥ bound; step has a gradient, comparisons have none
  const labelled = tf.sum(tf.mul(z, oneHot), 1);
  const other = tf.max(without(oneHot), 1);
  const first = largest(z);
  const second = largest(without(reaching(first)));
  const third = tf.max(without(reaching(second)), 1);
  return tf.neg(tf.div(tf.sub(labelled, other), tf.add(tf.sub(tf.reshape(first, [-1]), third), 1e-12)));
}

/** One-hot labels [N, classes], cast to float32 since oneHot on WASM ignores the requested type. */
export const oneHotOf = (tf: Tf, y: Tensor1D, classes: number): Tensor2D => tf.reshape(tf.cast(tf.oneHot(y, classes), 'float32'), [y.size, classes]);
