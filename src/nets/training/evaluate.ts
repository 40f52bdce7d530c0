import { type Stream, streamOf } from '../../math/core/random';
import { type Device, free } from '../../tensors/device';
import type { PgdOptions } from '../attacks/ball';
import { crossEntropy, oneHotOf } from '../attacks/losses';
import type { Model } from '../models/defineNet';
import type { Batch, Images, Statistics, Weights } from '../models/types';
import { batchOf, batchRanges } from './batches';
import type { LiveRun } from './liveRun';
import { at } from '../methods/at';
import { adversarialBatch } from './trainingGradient';
import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/convKernels';

/**
 * Batch-norm recalibration: the running statistics for evaluation, owned by the caller. Under EntropySGD those of the run belong to the walk
 * and not to the centre, so they are recomputed by one pass over the training images at the centre (the authors' "dry feed"); under SGD copied.
 */
export async function* recalibratedStatistics(
  device: Device,
  { model, optimiser, statistics }: Pick<LiveRun, 'model' | 'optimiser' | 'statistics'>,
  weights: Weights,
  images: Images,
  count: number,
  batch: number,
): AsyncGenerator<undefined, Tensor[]> {
  let current = device.make((tf) => statistics.map((tensor) => tf.clone(tensor)));
  if (current.length === 0 || optimiser === 'sgd') return current;
  let complete = false;
  try {
    for (const { from, to } of batchRanges(count, batch)) {
      const next = device.make((tf) => {
        const { x } = batchOf(tf, images, range(from, to));
        return [...model.forward(tf, weights, current, x, 'train').statistics];
      });
      free(current);
      current = next;
      yield;
    }
    complete = true;
    return current;
  } finally {
    if (!complete) free(current);
  }
}

/** Accuracies in [0, 1] and mean losses in nats, without and under the attack. */
export interface Accuracy {
  readonly clean: number;
  readonly robust: number;
  readonly cleanLoss: number;
  readonly robustLoss: number;
}

/** A network with its weights and statistics, for evaluation: never changed or freed. */
export interface EvaluatedNet {
  readonly model: Model;
  readonly weights: Weights;
  readonly statistics: Statistics;
}

/** Clean and robust accuracy over the first `count` images, in mode 'eval', starts drawn from the seed. Yields undefined between gradients. */
export async function* evaluate<E>(
  device: Device,
  net: EvaluatedNet,
  images: Images,
  attack: PgdOptions,
  { count, batch, seed }: { readonly count: number; readonly batch: number; readonly seed: number },
  progressEvent: (done: number) => E,
): AsyncGenerator<E | undefined, Accuracy> {
  const total = Math.min(count, images.count);
  const sum = { clean: 0, robust: 0, cleanLoss: 0, robustLoss: 0 };
  for (const { from, to } of batchRanges(total, batch)) {
    const inputs = device.make((tf) => ({ ...batchOf(tf, images, range(from, to)) }));
    let attacked: Tensor | undefined;
    try {
      const pixels = yield* evaluationBatch(device, net, inputs, attack, streamOf(seed, 'judge', from));
      attacked = pixels;
      const [clean, robust, cleanLoss, robustLoss] = await device.read((tf) => {
        const [a, b] = [inputs.x, pixels].map((x) => scoreOf(tf, net, { x, y: inputs.y }));
        return a && b ? [a.correct, b.correct, a.loss, b.loss] : [];
      });
      sum.clean += clean?.[0] ?? 0;
      sum.robust += robust?.[0] ?? 0;
      sum.cleanLoss += (cleanLoss?.[0] ?? NaN) * (to - from);
      sum.robustLoss += (robustLoss?.[0] ?? NaN) * (to - from);
    } finally {
      free([inputs.x, inputs.y, ...(attacked ? [attacked] : [])]);
    }
    yield progressEvent(to);
  }
  return { clean: sum.clean / total, robust: sum.robust / total, cleanLoss: sum.cleanLoss / total, robustLoss: sum.robustLoss / total };
}

/** The images under the attack of the evaluation: PGD on the cross-entropy in mode 'eval'. `trace` as in `pgd`. */
export function evaluationBatch(
  device: Device,
  { model, weights, statistics }: EvaluatedNet,
  batch: Batch,
  attack: PgdOptions,
  stream: Stream,
  trace?: Tensor[],
): Generator<undefined, Tensor4D> {
  const options = { method: at, attack, beta: 0, awp: 0, weightDecay: 0, attackMode: 'eval' } as const;
  return adversarialBatch(device, model, options, weights, statistics, batch, stream, trace);
}

/** The number of correctly classified images and the mean cross-entropy. */
function scoreOf(tf: Tf, { model, weights, statistics }: EvaluatedNet, { x, y }: Batch): { correct: Tensor; loss: Scalar } {
  const { logits } = model.forward(tf, weights, statistics, x, 'eval');
  const correct = tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), y), 'float32'));
  return { correct, loss: crossEntropy(tf, logits, oneHotOf(tf, y, model.input.classes)) };
}

/** Attacked pixels [n, H, W, 3], and the logits [n, classes] before and after the attack. */
export interface AttackedImages {
  readonly adversarial: Float32Array;
  readonly before: Float32Array;
  readonly after: Float32Array;
}

/** Attacks the images of the given indices. Yields between gradients. */
export async function* attackImages(
  device: Device,
  net: EvaluatedNet,
  images: Images,
  indices: readonly number[],
  attack: PgdOptions,
  seed: number,
): AsyncGenerator<undefined, AttackedImages> {
  const { model, weights, statistics } = net;
  const inputs = device.make((tf) => ({ ...batchOf(tf, images, indices) }));
  try {
    const pixels = yield* evaluationBatch(device, net, inputs, attack, streamOf(seed, 'judge', 0));
    const logits = (tf: Tf, x: Batch['x']): Tensor => model.forward(tf, weights, statistics, x, 'eval').logits;
    try {
      const [adversarial, before, after] = await device.read((tf) => [tf.clone(pixels), logits(tf, inputs.x), logits(tf, pixels)]);
      if (!adversarial || !before || !after) throw new Error('The attack gave no images');
      return { adversarial, before, after };
    } finally {
      free([pixels]);
    }
  } finally {
    free([inputs.x, inputs.y]);
  }
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
