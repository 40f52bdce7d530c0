import { streamOf } from '../../math/core/random';
import { type Device, free } from '../../tensors/device';
import { type PgdOptions, projectToBox, randomStart } from '../attacks/ball';
import { crossEntropy, errorLogOddsEach, oneHotOf } from '../attacks/losses';
import { type Attacked, pgd } from '../attacks/pgd';
import type { Model } from '../models/defineNet';
import type { Batch, Images, Statistics, Weights } from '../models/types';
import { batchOf, batchRanges } from './batches';
import type { LiveRun } from './liveRun';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
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
  /** Share of the images on which the attack ended without a gradient: that they are recognised proves nothing. */
  readonly stalled: number;
}

/** A network with its weights and statistics, for evaluation: never changed or freed. */
export interface EvaluatedNet {
  readonly model: Model;
  readonly weights: Weights;
  readonly statistics: Statistics;
}

/** Clean and robust accuracy over the first `count` images, in mode 'eval', the start of each image drawn from the seed. Yields undefined between gradients. */
export async function* evaluate<E>(
  device: Device,
  net: EvaluatedNet,
  images: Images,
  attack: PgdOptions,
  { count, batch, seed }: { readonly count: number; readonly batch: number; readonly seed: number },
  progressEvent: (done: number) => E,
): AsyncGenerator<E | undefined, Accuracy> {
  const total = Math.min(count, images.count);
  const sum = { clean: 0, robust: 0, cleanLoss: 0, robustLoss: 0, stalled: 0 };
  for (const { from, to } of batchRanges(total, batch)) {
    const inputs = device.make((tf) => ({ ...batchOf(tf, images, range(from, to)) }));
    let attacked: Attacked | undefined;
    try {
      const { pixels, stalled } = (attacked = yield* evaluationBatch(device, net, inputs, attack, startsOf(seed, range(from, to), attack, images)));
      const [clean, robust, cleanLoss, robustLoss, still] = await device.read((tf) => {
        const [a, b] = [inputs.x, pixels].map((x) => scoreOf(tf, net, { x, y: inputs.y }));
        return a && b ? [a.correct, b.correct, a.loss, b.loss, tf.sum(stalled)] : [];
      });
      sum.clean += clean?.[0] ?? 0;
      sum.robust += robust?.[0] ?? 0;
      sum.cleanLoss += (cleanLoss?.[0] ?? NaN) * (to - from);
      sum.robustLoss += (robustLoss?.[0] ?? NaN) * (to - from);
      sum.stalled += still?.[0] ?? 0;
    } finally {
      free([inputs.x, inputs.y, ...Object.values(attacked ?? {})]);
    }
    yield progressEvent(to);
  }
  const { clean, robust, cleanLoss, robustLoss, stalled } = sum;
  return { clean: clean / total, robust: robust / total, cleanLoss: cleanLoss / total, robustLoss: robustLoss / total, stalled: stalled / total };
}

/** The random starts of the images of the given indices, one stream an image: a verdict does not depend on the batch that an image is in. */
export function startsOf(seed: number, indices: readonly number[], attack: PgdOptions, { height, width, channels }: Images): Float32Array {
  const size = height * width * channels;
  const starts = new Float32Array(indices.length * size);
  indices.forEach((image, k) => starts.set(randomStart(streamOf(seed, 'judge', image), attack, 1, size), k * size));
  return starts;
}

/** The images under the attack of the evaluation: PGD on the log-odds of error in mode 'eval', from x + starts. `trace` as in `pgd`. */
export function* evaluationBatch(
  device: Device,
  { model, weights, statistics }: EvaluatedNet,
  { x, y }: Batch,
  attack: PgdOptions,
  starts: Float32Array,
  trace?: Tensor[],
): Generator<undefined, Attacked> {
  const { labels, start } = device.make((tf) => ({
    labels: oneHotOf(tf, y, model.input.classes),
    start: projectToBox(tf, tf.tensor4d(starts, x.shape), x),
  }));
  try {
    return yield* pgd(
      device,
      (tf, pixels) => errorLogOddsEach(tf, model.forward(tf, weights, statistics, pixels, 'eval').logits, labels),
      x,
      start,
      attack,
      trace,
    );
  } finally {
    free([labels, start]);
  }
}

/** The number of correctly classified images and the mean cross-entropy. */
export function scoreOf(tf: Tf, { model, weights, statistics }: EvaluatedNet, { x, y }: Batch): { correct: Tensor; loss: Scalar } {
  const { logits } = model.forward(tf, weights, statistics, x, 'eval');
  const correct = tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), y), 'float32'));
  return { correct, loss: crossEntropy(tf, logits, oneHotOf(tf, y, model.input.classes)) };
}

/** Accuracy without an attack over the first `count` images, in mode 'eval'. Yields between batches. */
export async function* cleanAccuracy(
  device: Device,
  net: EvaluatedNet,
  images: Images,
  { count, batch }: { readonly count: number; readonly batch: number },
): AsyncGenerator<undefined, number> {
  let correct = 0;
  for (const { from, to } of batchRanges(count, batch)) {
    const [right] = await device.read((tf) => [scoreOf(tf, net, batchOf(tf, images, range(from, to))).correct]);
    correct += right?.[0] ?? NaN;
    yield;
  }
  return correct / count;
}

/** Attacked pixels [n, H, W, 3], the logits [n, classes] before and after the attack, and 1 for each image that it had no gradient for, [n]. */
export interface AttackedImages {
  readonly adversarial: Float32Array;
  readonly before: Float32Array;
  readonly after: Float32Array;
  readonly stalled: Float32Array;
}

/** Attacks the images of the given indices, from the starts that `evaluate` gives them under the same seed. Yields between gradients. */
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
    const attacked = yield* evaluationBatch(device, net, inputs, attack, startsOf(seed, indices, attack, images));
    const logits = (tf: Tf, x: Batch['x']): Tensor => model.forward(tf, weights, statistics, x, 'eval').logits;
    try {
      const { pixels } = attacked;
      const [adversarial, before, after, stalled] = await device.read((tf) => [
        tf.clone(pixels),
        logits(tf, inputs.x),
        logits(tf, pixels),
        tf.clone(attacked.stalled),
      ]);
      if (!adversarial || !before || !after || !stalled) throw new Error('The attack gave no images');
      return { adversarial, before, after, stalled };
    } finally {
      free(Object.values(attacked));
    }
  } finally {
    free([inputs.x, inputs.y]);
  }
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
