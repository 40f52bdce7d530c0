import type { Stream } from '../../math/core/random';
import { type Device, free, valueAndGradients } from '../../tensors/device';
import { unitVectors, vectorNorms } from '../../tensors/attackTensors';
import { projectToBox, type PgdOptions } from '../attacks/ball';
import { oneHotOf } from '../attacks/losses';
import { pgd } from '../attacks/pgd';
import type { Model } from '../models/defineNet';
import type { Batch, Mode, Statistics, TensorSpec, Weights } from '../models/types';
import { zipTensors, addScaled } from '../models/weights';
import type { Method } from '../methods/types';
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/convKernels';

/** The options of one gradient of the training loss. */
export interface GradientOptions {
  readonly method: Method;
  readonly attack: PgdOptions;
  /** TRADES: weight of the KL term. */
  readonly beta: number;
  /** Relative size of the weight perturbation; 0: none. */
  readonly awp: number;
  /** λ of the optimiser: under AWP the perturbed weights decay, as in the authors' code. */
  readonly weightDecay: number;
  /** Mode of batch norm in the attack: 'eval' (Madry, TRADES) or 'batch' (the code of AWP). Running statistics are never updated. */
  readonly attackMode: Exclude<Mode, 'train'>;
}

/** Loss, gradients and updated statistics, owned by the caller. `before` is the loss at the unperturbed weights, under AWP only. */
export type GradientResult = {
  readonly loss: Scalar;
  readonly before?: Scalar;
  readonly gradients: Tensor[];
  readonly statistics: Tensor[];
};
export const tensorsOf = ({ loss, before, gradients, statistics }: GradientResult): Tensor[] => [
  loss,
  ...(before ? [before] : []),
  ...gradients,
  ...statistics,
];

/** One training gradient at `weights`: inner attack, weight perturbation, gradient in mode 'train'. Yields between gradients. */
export function* gradientCall(
  device: Device,
  model: Model,
  options: GradientOptions,
  weights: Weights,
  statistics: Statistics,
  batch: Batch,
  stream: Stream,
): Generator<undefined, GradientResult> {
  const attacked = yield* adversarialBatch(device, model, options, weights, statistics, batch, stream);
  try {
    return yield* trainingGradient(device, model, options, weights, statistics, batch, attacked);
  } finally {
    free([attacked]);
  }
}

/** The gradient of the training loss on an attacked batch; under AWP it is taken at w + v, and w itself is never changed. */
export function* trainingGradient(
  device: Device,
  model: Model,
  options: GradientOptions,
  weights: Weights,
  statistics: Statistics,
  batch: Batch,
  attacked: Tensor4D,
): Generator<undefined, GradientResult> {
  const lossAt = (tf: Tf, w: Weights, mode: Mode) => lossOf(tf, model, options, w, statistics, batch, attacked, mode);
  if (options.awp === 0) return device.make((tf) => gradientResult(tf, weights, () => lossAt(tf, weights, 'train')));
  const ascent = device.make((tf) => {
    const { value, gradients } = valueAndGradients(tf, weights, () => ({ value: lossAt(tf, weights, 'batch').value }));
    return [value, ...weightPerturbation(tf, model.outline.weights, weights, gradients, options.awp)];
  });
  try {
    yield;
    return device.make((tf) => {
      const [before, ...v] = ascent;
      const perturbed = addScaled(tf, weights, 1, v);
      const result = gradientResult(tf, perturbed, () => lossAt(tf, perturbed, 'train'));
      return { ...result, gradients: addScaled(tf, result.gradients, options.weightDecay, v), ...(before && { before: tf.sum<Scalar>(before) }) };
    });
  } finally {
    free(ascent);
  }
}

/** The adversarial batch at these weights, or a copy of the clean batch when the method has no attack. */
export function* adversarialBatch(
  device: Device,
  model: Model,
  { method: { inner }, attack, attackMode }: GradientOptions,
  weights: Weights,
  statistics: Statistics,
  { x, y }: Batch,
  stream: Stream,
  trace?: Tensor[],
): Generator<undefined, Tensor4D> {
  if (!inner) return device.make((tf) => tf.clone(x));
  const [n, height, width, channels] = x.shape;
  const startValues = inner.start(stream, attack, n, height * width * channels);
  const logits = (tf: Tf, pixels: Tensor4D): Tensor2D => model.forward(tf, weights, statistics, pixels, attackMode).logits;
  const { target, start } = device.make((tf) => {
    const raw = tf.tensor4d(startValues, x.shape);
    const labels = oneHotOf(tf, y, model.input.classes);
    return { start: inner.clipStart ? projectToBox(tf, raw, x) : raw, target: inner.target(tf, labels, () => logits(tf, x)) };
  });
  try {
    const objective = attackMode === 'eval' ? (inner.unsaturated ?? inner.objective) : inner.objective;
    const { pixels, stalled } = yield* pgd(device, (tf, attacked) => objective(tf, logits(tf, attacked), target), x, start, attack, trace);
    free([stalled]);
    return pixels;
  } finally {
    free([start, target]);
  }
}

/** The training loss, and the running statistics after its forward passes. */
function lossOf(
  tf: Tf,
  model: Model,
  { method, beta }: GradientOptions,
  weights: Weights,
  statistics: Statistics,
  { x, y }: { readonly x: Tensor4D; readonly y: Tensor1D },
  attacked: Tensor4D,
  mode: Mode,
): { value: Scalar; extra: Statistics } {
  let updated = statistics;
  const logits = (pixels: Tensor4D): Tensor2D => {
    const pass = model.forward(tf, weights, updated, pixels, mode);
    updated = pass.statistics;
    return pass.logits;
  };
  const value = method.loss(tf, logits, x, attacked, oneHotOf(tf, y, model.input.classes), beta);
  return { value, extra: updated };
}

function gradientResult(tf: Tf, weights: Weights, pass: () => { value: Scalar; extra: Statistics }): GradientResult {
  const { value, gradients, extra } = valueAndGradients(tf, weights, pass);
  return { loss: value, gradients, statistics: extra };
}

/** Whether adversarial weight perturbation (Wu et al. 2020) changes a tensor: filters and matrices; never biases, γ or β of a norm. */
export const isPerturbed = ({ name, shape }: TensorSpec): boolean => shape.length > 1 && name.endsWith('/w');

/** Adversarial weight perturbation v = size·‖w‖·g/‖g‖ of each perturbed tensor, 0 of the others: one normalised ascent step. Run in a tidy. */
export function weightPerturbation(tf: Tf, specs: readonly TensorSpec[], weights: Weights, gradients: Weights, size: number): Tensor[] {
  const steps = zipTensors((w, g) => tf.mul(unitVectors(tf, g), tf.mul(vectorNorms(tf, w), size)), weights, gradients);
  return steps.map((v, i) => (specs[i] && isPerturbed(specs[i]) ? v : tf.zerosLike(v)));
}
