import type { Stream } from '../../math/core/random';
import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/convKernels';

/** The ball of allowed perturbations, in pixels of [0, 1]. */
export interface Ball {
  readonly norm: 'inf' | 2;
  readonly epsilon: number;
}
/** Number and size of the steps of projected gradient descent. */
export interface PgdOptions extends Ball {
  readonly steps: number;
  readonly stepSize: number;
}

/** The function of the attacked pixels that an attack maximises. Called in a tidy. */
export type Objective = (tf: Tf, pixels: Tensor4D) => Scalar;

/** Sign: −1, 0 or 1. By comparison, since tf.sign is 0 for tiny numbers on WASM, and gradients by pixel are tiny. */
export const signOf = (tf: Tf, g: Tensor): Tensor4D => tf.sub(tf.cast(tf.greater(g, 0), 'float32'), tf.cast(tf.less(g, 0), 'float32'));

/** Projection of d on the perturbations δ with pixels x + δ in [0, 1]. */
export const projectToBox = (tf: Tf, d: Tensor4D, x: Tensor4D): Tensor4D => tf.minimum(tf.maximum(d, tf.neg(x)), tf.sub(1, x));

/** Euclidean norm of each image, [N, 1, 1, 1]. */
export const imageNorms = (tf: Tf, d: Tensor): Tensor => tf.sqrt(tf.sum(tf.square(d), [1, 2, 3], true));

/** Steepest ascent step of length `size` in the norm of the ball, projected on the ball and on [0, 1]. */
export function ascentStep(tf: Tf, d: Tensor4D, g: Tensor, x: Tensor4D, { norm, epsilon }: Ball, size: number): Tensor4D {
  if (norm === 'inf') return projectToBox(tf, tf.clipByValue(tf.add(d, tf.mul(signOf(tf, g), size)), -epsilon, epsilon), x);
  const moved: Tensor4D = tf.add(d, tf.mul(tf.div(g, tf.add(imageNorms(tf, g), 1e-10)), size));
  const shrink = tf.minimum(tf.div(epsilon, tf.maximum(imageNorms(tf, moved), 1e-12)), 1);
  return projectToBox(tf, tf.mul(moved, shrink), x);
}

/** A random start for n images of `size` numbers: uniform in the cube (L∞), or a uniform direction of uniform length (L2). */
export function randomStart(stream: Stream, { norm, epsilon }: Ball, n: number, size: number): Float32Array {
  if (norm === 'inf') return stream.uniform(n * size, -epsilon, epsilon);
  const [direction, length] = [stream.normal(n * size, 1), stream.uniform(n, 0, epsilon)];
  for (let k = 0; k < n; k += 1) {
    const image = direction.subarray(k * size, (k + 1) * size);
    const scale = (length[k] ?? 0) / Math.sqrt(image.reduce((sum, v) => sum + v * v, 0));
    image.forEach((v, i) => (image[i] = v * scale));
  }
  return direction;
}
