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

/**
 * Kullback–Leibler divergence Σ p (log p − log q) of each image, p = softmax(natural), q = softmax(attacked), [N]. Its gradient in the attacked logits is
 * q − p, which float32 rounds off at the likeliest class, from a margin of 17 on to noise above all other entries. Logits relative to that class, which
 * softmax does not see, give it minus the sum of the others, down to the least float32 number (a margin of 87).
 */
export function klEach(tf: Tf, natural: Tensor2D, attacked: Tensor2D): Tensor1D {
  const likeliest = tf.reshape(largestLogits(tf, natural, 1), natural.shape);
  const relative = (z: Tensor2D): Tensor2D => tf.mul(tf.sub(z, tf.sum(tf.mul(z, likeliest), 1, true)), tf.sub(1, likeliest));
  const [p, q] = [tf.logSoftmax(relative(natural)), tf.logSoftmax(relative(attacked))];
  return tf.sum(tf.mul(tf.exp(p), tf.sub(p, q)), 1);
}

/** max_{j≠y} z_j − z_y of each image, [N]: positive where it is misclassified. */
export const marginLossEach = (tf: Tf, z: Tensor2D, oneHot: Tensor): Tensor1D =>
  tf.sub(tf.max(tf.sub(z, tf.mul(oneHot, EXCLUDED)), 1), tf.sum(tf.mul(z, oneHot), 1));

/** z_t − z_y of each image, [N]. */
export const differenceEach = (tf: Tf, z: Tensor2D, oneHot: Tensor, target: Tensor): Tensor1D => tf.sum(tf.mul(z, tf.sub(target, oneHot)), 1);

/** Difference of logits ratio of each image (Croce and Hein 2020): −(z_y − max_{j≠y} z_j)/(z₍₁₎ − z₍₃₎ + 1e-12), [N]; needs three classes. */
export function dlrEach(tf: Tf, z: Tensor2D, oneHot: Tensor): Tensor1D {
  const [first, , third] = sortedLogits(tf, z, 3);
  return tf.div(marginLossEach(tf, z, oneHot), tf.add(tf.sub(first, third), SMALLEST_DIVISOR));
}

/** Its targeted form: (z_t − z_y)/(z₍₁₎ − ½(z₍₃₎ + z₍₄₎) + 1e-12), [N]; needs four classes. */
export function dlrTargetedEach(tf: Tf, z: Tensor2D, oneHot: Tensor, target: Tensor): Tensor1D {
  const [first, , third, fourth] = sortedLogits(tf, z, 4);
  return tf.div(differenceEach(tf, z, oneHot, target), tf.add(tf.sub(first, tf.mul(tf.add(third, fourth), 0.5)), SMALLEST_DIVISOR));
}
const SMALLEST_DIVISOR = 1e-12;

/** The `count` largest logits of each image in falling order, [N] each, with their gradients. On a tie the lower class comes first. */
function sortedLogits(tf: Tf, z: Tensor2D, count: 3): readonly [Tensor1D, Tensor1D, Tensor1D];
function sortedLogits(tf: Tf, z: Tensor2D, count: 4): readonly [Tensor1D, Tensor1D, Tensor1D, Tensor1D];
function sortedLogits(tf: Tf, z: Tensor2D, count: number): readonly Tensor1D[] {
  const [images, classes] = z.shape;
  const sorted = tf.sum(tf.mul(largestLogits(tf, z, count), tf.reshape(z, [images, 1, classes])), 2);
  return Array.from({ length: count }, (_, rank) => tf.reshape(tf.slice(sorted, [0, rank], [images, 1]), [images]));
}

/** One-hot places of the `count` largest logits of each image in falling order, [N, count, classes], constant for gradients: top-k itself has none. */
const largestLogits = (tf: Tf, z: Tensor2D, count: number): Tensor =>
  tf.customGrad(() => ({
    value: tf.cast(tf.oneHot(tf.topk(z, count).indices, z.shape[1]), 'float32'),
    gradFunc: () => tf.zerosLike(z),
  }))(z);

/** One-hot labels [N, classes], cast to float32 since oneHot on WASM ignores the requested type. */
export const oneHotOf = (tf: Tf, y: Tensor1D, classes: number): Tensor2D => tf.reshape(tf.cast(tf.oneHot(y, classes), 'float32'), [y.size, classes]);
