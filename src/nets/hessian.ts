import type { Tensor } from '@tensorflow/tfjs-core';
import { free, slopes, type Device, type Tf } from '../tensors/tf';
import type { Batch, Statistics, Weights } from './kinds';
import { crossEntropy, oneHotOf } from './losses';
import type { Model } from './model';
import { each, plus } from './weights';

/** Where the curvature of the mean cross-entropy is asked for; mode 'eval', the images as they are. */
export interface Place {
  readonly model: Model;
  readonly weights: Weights;
  readonly statistics: Statistics;
  readonly batch: Batch;
}

/** H·v: the gradient of the loss's derivative along v. Exact but for rounding wherever no ReLU is at its kink. Run in a tidy. */
export function hessianProduct(tf: Tf, { model, weights, statistics, batch }: Place, v: Weights): Tensor[] {
  return slopes(tf, weights, () => {
    const { logits, slope } = model.tangent(tf, weights, v, statistics, batch.x);
    const missing = tf.sub(tf.softmax(logits), oneHotOf(tf, batch.y, model.input.classes)); // ∂CE/∂z
    return { value: tf.div(tf.sum(tf.mul(missing, slope)), batch.y.size) };
  }).gradients;
}

/** (∇L(w + hv) − ∇L(w − hv))/2h: curvature at the scale h, kinks between the two places included. Run in a tidy. */
export function differenceProduct(tf: Tf, { model, weights, statistics, batch }: Place, v: Weights, h: number): Tensor[] {
  const gradientAt = (w: Weights): Tensor[] =>
    slopes(tf, w, () => ({
      value: crossEntropy(tf, model.forward(tf, w, statistics, batch.x, 'eval').logits, oneHotOf(tf, batch.y, model.input.classes)),
    })).gradients;
  const [ahead, behind] = [gradientAt(plus(tf, weights, h, v)), gradientAt(plus(tf, weights, -h, v))];
  return plus(tf, ahead, -1, behind).map((d) => tf.div(d, 2 * h));
}

/** Σ a·b over all tensors, two at a time: WebGPU's sum of many at once binds more buffers than adapters promise (8). */
export const inner = (tf: Tf, a: Weights, b: Weights): Tensor => each((p, q) => tf.sum(tf.mul(p, q)), a, b).reduce((sum, part) => tf.add(sum, part));

export interface Eigen {
  readonly value: number;
  readonly iterations: number;
  /** Unit eigenvector; the caller's to free. */
  readonly vector: Tensor[];
}

/** The eigenvalue of largest size by power iteration from `start` until it changes by less than `tolerance` of itself. Yields its estimates. */
export async function* topEigenvalue(
  device: Device,
  place: Place,
  start: Weights,
  { tolerance, most }: { readonly tolerance: number; readonly most: number },
): AsyncGenerator<number, Eigen> {
  const unit = (tf: Tf, v: Weights): Tensor[] => {
    const length = tf.sqrt(inner(tf, v, v));
    return v.map((t) => tf.div(t, length));
  };
  let vector = device.make((tf) => unit(tf, start));
  let complete = false;
  try {
    let value = NaN;
    let iterations = 0;
    while (iterations < most) {
      const product = device.make((tf) => hessianProduct(tf, place, vector));
      const [[estimate = NaN] = []] = await device.read((tf) => [inner(tf, vector, product)]);
      const next = device.make((tf) => unit(tf, product));
      free([...vector, ...product]);
      vector = next;
      iterations += 1;
      const settled = Math.abs(estimate - value) <= tolerance * Math.abs(estimate);
      value = estimate;
      if (settled) break;
      yield value;
    }
    complete = true;
    return { value, iterations, vector };
  } finally {
    if (!complete) free(vector);
  }
}
