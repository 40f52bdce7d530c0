import { streamOf } from '../../math/core/random';
import { type Device, free } from '../../tensors/device';
import type { PgdOptions } from '../attacks/ball';
import { crossEntropy, oneHotOf } from '../attacks/losses';
import type { Model } from '../models/defineNet';
import type { Batch, Images, Statistics, Weights } from '../models/types';
import { batchOf, batchRanges } from './batches';
import type { LiveRun } from './liveRun';
import { at } from '../methods/at';
import { adversarialBatch } from './trainingGradient';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/convKernels';

/**
 * The running statistics a network is judged with, owned by who called. Those of SGD are its own. Those of EntropySGD belong to the walk and
 * not to the centre, so the training images pass once more at the centre (the authors' "dry feed"); the run's own statistics stay as they are.
 */
export async function* recalibratedStatistics(
  device: Device,
  { model, optimiser, statistics }: Pick<LiveRun, 'model' | 'optimiser' | 'statistics'>,
  weights: Weights,
  images: Images,
  count: number,
  batch: number,
): AsyncGenerator<undefined, Tensor[]> {
  let held = device.make((tf) => statistics.map((tensor) => tf.clone(tensor)));
  if (held.length === 0 || optimiser === 'sgd') return held;
  let complete = false;
  try {
    for (const { from, to } of batchRanges(count, batch)) {
      const next = device.make((tf) => {
        const { x } = batchOf(
          tf,
          images,
          Array.from({ length: to - from }, (_, i) => from + i),
        );
        return [...model.forward(tf, weights, held, x, 'train').statistics];
      });
      free(held);
      held = next;
      yield;
    }
    complete = true;
    return held;
  } finally {
    if (!complete) free(held);
  }
}

/** Accuracies in [0, 1] and mean losses in nats, before and under the attack. */
export interface Accuracy {
  readonly clean: number;
  readonly robust: number;
  readonly cleanLoss: number;
  readonly robustLoss: number;
}

/** What is judged: nothing of it is changed or freed. */
export interface EvaluatedNet {
  readonly model: Model;
  readonly weights: Weights;
  readonly statistics: Statistics;
}

/** Clean and robust accuracy over the first `count` images, in mode 'eval', the starts drawn from the seed. Yields undefined between gradients. */
export async function* evaluate<E>(
  device: Device,
  judged: EvaluatedNet,
  images: Images,
  attack: PgdOptions,
  { count, batch, seed }: { readonly count: number; readonly batch: number; readonly seed: number },
  report: (done: number) => E,
): AsyncGenerator<E | undefined, Accuracy> {
  const of = Math.min(count, images.count);
  const sum = { clean: 0, robust: 0, cleanLoss: 0, robustLoss: 0 };
  for (const { from, to } of batchRanges(of, batch)) {
    const held = device.make((tf) => ({ ...batchOf(tf, images, range(from, to)) }));
    let attacked: Tensor | undefined;
    try {
      const pixels = yield* evaluationBatch(device, judged, held, attack, seed, from);
      attacked = pixels;
      const [clean, robust, cleanLoss, robustLoss] = await device.read((tf) => {
        const [a, b] = [held.x, pixels].map((x) => scoreOf(tf, judged, { x, y: held.y }));
        return a && b ? [a.right, b.right, a.loss, b.loss] : [];
      });
      sum.clean += clean?.[0] ?? 0;
      sum.robust += robust?.[0] ?? 0;
      sum.cleanLoss += (cleanLoss?.[0] ?? NaN) * (to - from);
      sum.robustLoss += (robustLoss?.[0] ?? NaN) * (to - from);
    } finally {
      free([held.x, held.y, ...(attacked ? [attacked] : [])]);
    }
    yield report(to);
  }
  return { clean: sum.clean / of, robust: sum.robust / of, cleanLoss: sum.cleanLoss / of, robustLoss: sum.robustLoss / of };
}

/** The images under the attack that robust accuracy is judged by: PGD on the cross-entropy in mode 'eval'. */
function evaluationBatch(
  device: Device,
  { model, weights, statistics }: EvaluatedNet,
  batch: Batch,
  attack: PgdOptions,
  seed: number,
  address: number,
) {
  const recipe = { method: at, attack, beta: 0, awp: 0, weightDecay: 0, attackMode: 'eval' } as const;
  return adversarialBatch(device, model, recipe, weights, statistics, batch, streamOf(seed, 'judge', address));
}

function scoreOf(tf: Tf, { model, weights, statistics }: EvaluatedNet, { x, y }: Batch): { right: Tensor; loss: Scalar } {
  const { logits } = model.forward(tf, weights, statistics, x, 'eval');
  const right = tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), y), 'float32'));
  return { right, loss: crossEntropy(tf, logits, oneHotOf(tf, y, model.input.classes)) };
}

/** For a panel of images: pixels under the attack [n, H, W, 3] and the logits [n, classes] before and after. */
export interface AttackedImages {
  readonly adversarial: Float32Array;
  readonly before: Float32Array;
  readonly after: Float32Array;
}

/** Attacks some images by their numbers. Yields between gradients. */
export async function* attackImages(
  device: Device,
  judged: EvaluatedNet,
  images: Images,
  chosen: readonly number[],
  attack: PgdOptions,
  seed: number,
): AsyncGenerator<undefined, AttackedImages> {
  const { model, weights, statistics } = judged;
  const held = device.make((tf) => ({ ...batchOf(tf, images, chosen) }));
  try {
    const pixels = yield* evaluationBatch(device, judged, held, attack, seed, 0);
    const logits = (tf: Tf, x: Batch['x']): Tensor => model.forward(tf, weights, statistics, x, 'eval').logits;
    try {
      const [adversarial, before, after] = await device.read((tf) => [tf.clone(pixels), logits(tf, held.x), logits(tf, pixels)]);
      if (!adversarial || !before || !after) throw new Error('The attack gave no images');
      return { adversarial, before, after };
    } finally {
      free([pixels]);
    }
  } finally {
    free([held.x, held.y]);
  }
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
