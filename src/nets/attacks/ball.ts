import type { Stream } from '../../math/core/random';
import { SMALLEST_NORMAL, unitVectors, vectorNorms } from '../../tensors/attackTensors';
import type { Tf } from '../../tensors/convKernels';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';

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

/** What an attack raises for each image, [N], as a function of the attacked pixels. Called in a tidy. */
export type Objective = (tf: Tf, pixels: Tensor4D) => Tensor1D;

/** Sign: −1, 0 or 1. By comparison, since tf.sign is 0 for tiny numbers on WASM, and gradients by pixel are tiny. */
export const signOf = (tf: Tf, g: Tensor): Tensor4D => tf.sub(tf.cast(tf.greater(g, 0), 'float32'), tf.cast(tf.less(g, 0), 'float32'));

/** Projection of d on the perturbations δ with pixels x + δ in [0, 1]. */
export const projectToBox = (tf: Tf, d: Tensor4D, x: Tensor4D): Tensor4D => tf.minimum(tf.maximum(d, tf.neg(x)), tf.sub(1, x));

/** The axes of one image in a batch [N, H, W, C]. */
export const IMAGE_AXES = [1, 2, 3];

/** Direction of steepest ascent of each image in a norm: the sign of the gradient (L∞), or the gradient at length 1 (L2), whatever its size. */
export const steepestDirection = (tf: Tf, g: Tensor4D, norm: Ball['norm']): Tensor4D =>
  norm === 'inf' ? signOf(tf, g) : unitVectors(tf, g, IMAGE_AXES);

/** The factor, at most 1, that brings each image's d into the L2 ball of radius ε. */
export const shrinkingFactor = (tf: Tf, d: Tensor4D, epsilon: number): Tensor =>
  tf.minimum(tf.div(epsilon, tf.maximum(vectorNorms(tf, d, IMAGE_AXES), SMALLEST_NORMAL)), 1);

/** Steepest ascent step of length `size` in the norm of the ball, projected on the ball and on [0, 1]. */
export function ascentStep(tf: Tf, d: Tensor4D, g: Tensor4D, x: Tensor4D, { norm, epsilon }: Ball, size: number): Tensor4D {
  const moved: Tensor4D = tf.add(d, tf.mul(steepestDirection(tf, g, norm), size));
  return projectToBox(tf, norm === 'inf' ? tf.clipByValue(moved, -epsilon, epsilon) : tf.mul(moved, shrinkingFactor(tf, moved, epsilon)), x);
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

/** The same image in the ball about `clean` and in [0, 1], float32 numbers whose distance in float64 is at most ε: what float32 rounded out of it is moved in. */
export function insideBall(pixels: Float32Array, clean: Float32Array, { norm, epsilon }: Ball): Float32Array {
  if (norm === 'inf') return insideCube(pixels, clean, epsilon);
  let inside = pixels.map(clip);
  for (let margin = ULP; distance(inside, clean, norm) > epsilon; margin *= 2) {
    const factor = Math.max((epsilon / distance(inside, clean, norm)) * (1 - margin), 0); // rounding may undo a small margin, so it doubles
    inside = inside.map((v, i) => (clean[i] ?? 0) + factor * (v - (clean[i] ?? 0)));
  }
  return inside;
}

/** Spacing of float32 numbers from 0.5 to 1; below it is smaller. */
const ULP = 2 ** -24;

function insideCube(pixels: Float32Array, clean: Float32Array, epsilon: number): Float32Array {
  return pixels.map((v, i) => {
    const x = clean[i] ?? 0;
    const nearest = Math.fround(Math.min(Math.max(clip(v), x - epsilon), x + epsilon));
    if (Math.abs(nearest - x) <= epsilon) return nearest;
    return nearest > x ? nearest - ULP : nearest + ULP;
  });
}

const clip = (v: number): number => Math.min(Math.max(v, 0), 1);

/** Distance of two images in a norm, in float64. */
export function distance(a: Float32Array, b: Float32Array, norm: Ball['norm']): number {
  let [largest, squares] = [0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const d = Math.abs((a[i] ?? NaN) - (b[i] ?? NaN));
    if (!(d <= largest)) largest = d;
    squares += d * d;
  }
  return norm === 'inf' ? largest : Math.sqrt(squares);
}
