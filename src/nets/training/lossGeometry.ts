import { type Stream, streamOf } from '../../math/core/random';
import { type Device, free, valueAndGradients } from '../../tensors/device';
import type { PgdOptions } from '../attacks/ball';
import { crossEntropy, oneHotOf } from '../attacks/losses';
import type { Model } from '../models/defineNet';
import type { Batch, Outline, Statistics, Weights } from '../models/types';
import { zipTensors, addScaled, type SavedTensor } from '../models/weights';
import { at } from '../methods/at';
import { adversarialBatch } from './trainingGradient';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/convKernels';

/** Where the curvature of the mean cross-entropy is asked for; mode 'eval', the images as they are. */
export interface LossPoint {
  readonly model: Model;
  readonly weights: Weights;
  readonly statistics: Statistics;
  readonly batch: Batch;
}

/** H·v: the gradient of the loss's derivative along v. Exact but for rounding wherever no ReLU is at its kink. Run in a tidy. */
export function hessianProduct(tf: Tf, { model, weights, statistics, batch }: LossPoint, v: Weights): Tensor[] {
  return valueAndGradients(tf, weights, () => {
    const { logits, slope } = model.tangent(tf, weights, v, statistics, batch.x);
    const missing = tf.sub(tf.softmax(logits), oneHotOf(tf, batch.y, model.input.classes)); // ∂CE/∂z
    return { value: tf.div(tf.sum(tf.mul(missing, slope)), batch.y.size) };
  }).gradients;
}

/** (∇L(w + hv) − ∇L(w − hv))/2h: curvature at the scale h, kinks between the two places included. Run in a tidy. */
export function differenceProduct(tf: Tf, { model, weights, statistics, batch }: LossPoint, v: Weights, h: number): Tensor[] {
  const gradientAt = (w: Weights): Tensor[] =>
    valueAndGradients(tf, w, () => ({
      value: crossEntropy(tf, model.forward(tf, w, statistics, batch.x, 'eval').logits, oneHotOf(tf, batch.y, model.input.classes)),
    })).gradients;
  const [ahead, behind] = [gradientAt(addScaled(tf, weights, h, v)), gradientAt(addScaled(tf, weights, -h, v))];
  return addScaled(tf, ahead, -1, behind).map((d) => tf.div(d, 2 * h));
}

/** Σ a·b over all tensors, two at a time: WebGPU's sum of many at once binds more buffers than adapters promise (8). */
export const innerProduct = (tf: Tf, a: Weights, b: Weights): Tensor =>
  zipTensors((p, q) => tf.sum(tf.mul(p, q)), a, b).reduce((sum, part) => tf.add(sum, part));

export interface Eigenpair {
  readonly value: number;
  readonly iterations: number;
  /** Unit eigenvector; the caller's to free. */
  readonly vector: Tensor[];
}

/** The eigenvalue of largest size by power iteration from `start` until it changes by less than `tolerance` of itself. Yields its estimates. */
export async function* topEigenvalue(
  device: Device,
  place: LossPoint,
  start: Weights,
  { tolerance, most }: { readonly tolerance: number; readonly most: number },
): AsyncGenerator<number, Eigenpair> {
  const unit = (tf: Tf, v: Weights): Tensor[] => {
    const length = tf.sqrt(innerProduct(tf, v, v));
    return v.map((t) => tf.div(t, length));
  };
  let vector = device.make((tf) => unit(tf, start));
  let complete = false;
  try {
    let value = NaN;
    let iterations = 0;
    while (iterations < most) {
      const product = device.make((tf) => hessianProduct(tf, place, vector));
      const [[estimate = NaN] = []] = await device.read((tf) => [innerProduct(tf, vector, product)]);
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

/** A Gaussian direction in the space of weights, number `k` of a seed. */
export const randomDirection = ({ weights }: Outline, seed: number, k: number): SavedTensor[] =>
  weights.map(({ name, shape }, i) => ({
    name,
    shape,
    values: streamOf(seed, 'direction', k, i).normal(
      shape.reduce((n, side) => n * side, 1),
      1,
    ),
  }));

/** Filter normalisation (Li et al. 2018): each filter of d has the norm of the weights' own; biases, γ and β stay where they are. Run in a tidy. */
export function filterNormalise(tf: Tf, direction: Weights, weights: Weights): Tensor[] {
  const lengths = (t: Tensor): Tensor => tf.sqrt(tf.sum(tf.square(tf.reshape(t, [-1, t.shape.at(-1) ?? 1])), 0)); // [filters]
  return zipTensors((d, w) => (w.rank > 1 ? tf.mul(d, tf.div(lengths(w), tf.add(lengths(d), 1e-10))) : tf.zerosLike(w)), direction, weights);
}

/** Mean cross-entropies at one place: of the images, at the start of the attack, and under it. */
export interface SliceLosses {
  readonly clean: number;
  readonly start: number;
  readonly adversarial: number;
}

/** Heights at w + a·d₁ + b·d₂ in mode 'eval', the attack run anew there. Yields between gradients; frees all that it makes. */
export async function* sliceLossesAt(
  device: Device,
  { model, weights, statistics }: { readonly model: Model; readonly weights: Weights; readonly statistics: Statistics },
  steps: readonly (readonly [length: number, direction: Weights])[],
  batch: Batch,
  attack: PgdOptions,
  stream: Stream,
): AsyncGenerator<undefined, SliceLosses> {
  const there = device.make((tf) => steps.reduce<Tensor[]>((w, [length, d]) => addScaled(tf, w, length, d), [...weights]).map((w) => tf.clone(w)));
  const trace: Tensor[] = [];
  const recipe = { method: at, attack, beta: 0, awp: 0, weightDecay: 0, attackMode: 'eval' } as const;
  try {
    free([yield* adversarialBatch(device, model, recipe, there, statistics, batch, stream, trace)]);
    const [clean, start, adversarial] = await device.read((tf) => {
      const { logits } = model.forward(tf, there, statistics, batch.x, 'eval');
      const loss: Scalar = crossEntropy(tf, logits, oneHotOf(tf, batch.y, model.input.classes));
      return [loss, ...[trace.at(0), trace.at(-1)].map((value) => (value ? tf.clone(value) : loss))];
    });
    return { clean: clean?.[0] ?? NaN, start: start?.[0] ?? NaN, adversarial: adversarial?.[0] ?? NaN };
  } finally {
    free([...there, ...trace]);
  }
}
