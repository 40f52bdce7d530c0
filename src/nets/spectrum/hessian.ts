import { type Device, free, valueAndGradients } from '../../tensors/device';
import { crossEntropy, oneHotOf } from '../attacks/losses';
import type { Batch, Weights } from '../models/types';
import { addScaled, zipTensors } from '../models/weights';
import type { EvaluatedNet } from '../training/evaluate';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/convKernels';

/** The weights and images at which derivatives of the mean cross-entropy are taken; mode 'eval', no attack. */
export interface LossPoint extends EvaluatedNet {
  readonly batch: Batch;
}

/** Hessian-vector product H·v, as the gradient of the derivative along v. Exact up to rounding unless a ReLU is at its kink. Run in a tidy. */
export function hessianProduct(tf: Tf, { model, weights, statistics, batch }: LossPoint, v: Weights): Tensor[] {
  return valueAndGradients(tf, weights, () => {
    const { logits, slope } = model.tangent(tf, weights, v, statistics, batch.x);
    const residual = tf.sub(tf.softmax(logits), oneHotOf(tf, batch.y, model.input.classes)); // ∂CE/∂z
    return { value: tf.div(tf.sum(tf.mul(residual, slope)), batch.y.size) };
  }).gradients;
}

/** Central difference (∇L(w + hv) − ∇L(w − hv))/2h: curvature at the scale h, kinks between the two points included. Run in a tidy. */
export function differenceProduct(tf: Tf, { model, weights, statistics, batch }: LossPoint, v: Weights, h: number): Tensor[] {
  const gradientAt = (w: Weights): Tensor[] =>
    valueAndGradients(tf, w, () => ({
      value: crossEntropy(tf, model.forward(tf, w, statistics, batch.x, 'eval').logits, oneHotOf(tf, batch.y, model.input.classes)),
    })).gradients;
  const [ahead, behind] = [gradientAt(addScaled(tf, weights, h, v)), gradientAt(addScaled(tf, weights, -h, v))];
  return addScaled(tf, ahead, -1, behind).map((d) => tf.div(d, 2 * h));
}

/** Inner product Σ a·b over all tensors, added in pairs: addN on WebGPU binds more buffers than the 8 that adapters guarantee. */
export const innerProduct = (tf: Tf, a: Weights, b: Weights): Tensor =>
  zipTensors((p, q) => tf.sum(tf.mul(p, q)), a, b).reduce((sum, part) => tf.add(sum, part));

export interface Eigenpair {
  readonly value: number;
  readonly iterations: number;
  /** Unit eigenvector, owned by the caller. */
  readonly vector: Tensor[];
}

/** The eigenvalue of largest modulus, by power iteration from `start` until its relative change is below `tolerance`. Yields the estimates. */
export async function* topEigenvalue(
  device: Device,
  point: LossPoint,
  start: Weights,
  { tolerance, maxIterations }: { readonly tolerance: number; readonly maxIterations: number },
): AsyncGenerator<number, Eigenpair> {
  const unit = (tf: Tf, v: Weights): Tensor[] => {
    const largest = v.map((t) => tf.max(tf.abs(t))).reduce((a, b) => tf.maximum(a, b));
    const scaled = v.map((t) => tf.div(t, largest)); // squares of small float32 vanish
    const length = tf.sqrt(innerProduct(tf, scaled, scaled));
    return scaled.map((t) => tf.div(t, length));
  };
  let vector = device.make((tf) => unit(tf, start));
  let complete = false;
  try {
    let value = NaN;
    let iterations = 0;
    while (iterations < maxIterations) {
      const product = device.make((tf) => hessianProduct(tf, point, vector));
      const [[estimate = NaN] = []] = await device.read((tf) => [innerProduct(tf, vector, product)]);
      const next = device.make((tf) => unit(tf, product));
      free([...vector, ...product]);
      vector = next;
      iterations += 1;
      const converged = Math.abs(estimate - value) <= tolerance * Math.abs(estimate);
      value = estimate;
      if (converged) break;
      yield value;
    }
    complete = true;
    return { value, iterations, vector };
  } finally {
    if (!complete) free(vector);
  }
}
