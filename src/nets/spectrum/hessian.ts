import { valueAndGradients } from '../../tensors/device';
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
