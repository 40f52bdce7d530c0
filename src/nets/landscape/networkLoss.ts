import { sha256 } from '../../math/core/sha256';
import { type Device, free } from '../../tensors/device';
import type { PgdOptions } from '../attacks/ball';
import type { Batch, Images, Statistics, Weights } from '../models/types';
import { batchOf, batchRanges } from '../training/batches';
import { type EvaluatedNet, evaluationBatch, scoreOf, startsOf } from '../training/evaluate';
import { type BatchNormChoice, type Calibration, calibrationBatches, recalibrated } from './batchNorm';
import { digestOfValues } from './weightVectors';
import { lossGradient, type LossGradient } from './lossGradient';
import { type LossKind, lossKinds, type Measured, type PointValues } from './lossKinds';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';

/** A function of the weights that slices, paths and flatness measure; the loss of a network, or of a self-test. */
export interface MeasuredLoss {
  readonly losses: readonly LossKind[];
  /** SHA-256 of everything but the weights that its values depend on. */
  readonly key: string;
  /**
   * Its values at these weights, which stay the caller's, as do the running statistics that belong to them; without any, and where they are not
   * recalibrated, the statistics are those of the centre. Yields between gradients.
   */
  at(weights: Weights, statistics?: Statistics): AsyncGenerator<undefined, PointValues>;
  /** Frees its tensors. */
  close(): void;
}

/** The loss of a network, with its gradient. */
export interface NetworkLoss extends MeasuredLoss {
  /** Value and gradient of one kind at these weights; statistics of batch norm are held. Yields between gradients. */
  gradient(weights: Weights, kind: LossKind): AsyncGenerator<undefined, LossGradient>;
}

/** How the loss of a network is measured. */
export interface LossOptions {
  /** At least one. */
  readonly losses: readonly LossKind[];
  /** PGD on the log-odds of error, as the evaluation of training runs it; pixels in [0, 1]. */
  readonly attack: PgdOptions;
  /**
   * Where the attack starts, the same at every point: at random, each image from its own stream of `seed`; at the image; or from given
   * perturbations, [images, H, W, 3] in the order of `indices`.
   */
  readonly start: 'random' | 'zero' | Float32Array;
  /** The seed of `evaluate`, which then gives the same losses. */
  readonly seed: number;
  readonly batchNorm: BatchNormChoice;
  /** Images a batch. Sums are taken batch by batch, so that another size changes last digits. */
  readonly batch: number;
}

/** The network at the centre of a slice and the images that its loss is the mean over. */
export interface MeasuredNet extends EvaluatedNet {
  readonly images: Images;
  /** Which of them. */
  readonly indices: readonly number[];
  /** Needed where batch norm is recalibrated. */
  readonly calibration?: Calibration;
}

interface Part extends Batch {
  readonly starts: Float32Array;
  /** The images attacked at the centre, where they are asked for. */
  frozen?: Tensor4D;
}

/**
 * The loss of a network as a function of its weights, by the code of `evaluate`: at the weights of `net` both agree to the last digit. Images, starts
 * and frozen attacks are kept on the device until `close`. Yields between gradients. Throws one sentence where there is nothing to measure.
 */
export async function* openNetworkLoss(device: Device, net: MeasuredNet, options: LossOptions): AsyncGenerator<undefined, NetworkLoss> {
  const { model, images, indices } = net;
  const { losses, attack, seed, start } = options;
  requireMeasurable(net, options);
  const hasNorm = options.batchNorm === 'recalibrated' && model.outline.statistics.length > 0;
  const calibration = hasNorm && net.calibration ? calibrationBatches(device, net.calibration, options.batch) : [];
  const parts: Part[] = [];
  const close = (): void => free([...calibration, ...parts.flatMap(({ x, y, frozen }) => [x, y, ...(frozen ? [frozen] : [])])]);

  /** Runs `work` with the network at these weights and the statistics that belong to them. */
  async function* withStatistics<T>(
    weights: Weights,
    work: (at: EvaluatedNet) => AsyncGenerator<undefined, T>,
    trained: Statistics = net.statistics,
  ): AsyncGenerator<undefined, T> {
    if (!hasNorm) return yield* work({ model, weights, statistics: trained });
    const statistics = yield* recalibrated(device, model, weights, calibration);
    try {
      return yield* work({ model, weights, statistics });
    } finally {
      free(statistics);
    }
  }

  let open = false;
  try {
    for (const { from, to } of batchRanges(indices.length, options.batch)) {
      const chosen = indices.slice(from, to);
      const { x, y } = device.make((tf) => ({ ...batchOf(tf, images, chosen) }));
      const size = x.size / chosen.length;
      const given = start === 'random' ? startsOf(seed, chosen, attack, images) : start === 'zero' ? undefined : start.slice(from * size, to * size);
      parts.push({ x, y, starts: given ?? new Float32Array(x.size) });
    }
    if (losses.includes('frozen'))
      yield* withStatistics(net.weights, async function* (at) {
        for (const part of parts) {
          const { pixels, stalled } = yield* evaluationBatch(device, at, part, attack, part.starts);
          part.frozen = pixels;
          free([stalled]);
        }
      });
    const key = await keyOf(device, net, options);
    open = true;
    return {
      losses,
      key,
      at: (weights, statistics) => withStatistics(weights, (at) => valuesOf(device, at, parts, options), statistics),
      gradient: (weights, kind) =>
        withStatistics(weights, (at) =>
          lossGradient(device, at, parts, async function* (part) {
            if (kind !== 'adversarial') return device.make((tf) => tf.clone((kind === 'frozen' ? part.frozen : undefined) ?? part.x));
            const { pixels, stalled } = yield* evaluationBatch(device, at, part, attack, part.starts);
            free([stalled]);
            return pixels;
          }),
        ),
      close,
    };
  } finally {
    if (!open) close();
  }
}

/** The values at one set of weights, means over all parts. */
async function* valuesOf(
  device: Device,
  at: EvaluatedNet,
  parts: readonly Part[],
  { losses, attack }: LossOptions,
): AsyncGenerator<undefined, PointValues> {
  const total = parts.reduce((sum, { x }) => sum + x.shape[0], 0);
  const sums = new Map(losses.map((kind) => [kind, { loss: 0, correct: 0, stalled: 0 }]));
  for (const part of parts) {
    const held: Tensor[] = [];
    try {
      for (const kind of losses) held.push(...(yield* scores(device, at, part, kind, attack)));
      const values = await device.read((tf) => held.map((tensor) => tf.clone(tensor)));
      losses.forEach((kind, k) => {
        const sum = sums.get(kind)!;
        const [loss = NaN, correct = NaN, stalled = NaN] = values.slice(3 * k, 3 * k + 3).map((read) => read[0] ?? NaN);
        sum.loss += loss * part.x.shape[0];
        sum.correct += correct;
        sum.stalled += stalled;
      });
    } finally {
      free(held);
    }
    yield;
  }
  const mean = ({ loss, correct, stalled }: { loss: number; correct: number; stalled: number }): Measured => ({
    loss: loss / total,
    error: (total - correct) / total,
    stalled: stalled / total,
  });
  return Object.fromEntries([...sums].map(([kind, sum]) => [kind, mean(sum)]));
}

/** Mean loss, number of correct images and number of stalled attacks of one part, owned by the caller. */
async function* scores(device: Device, at: EvaluatedNet, part: Part, kind: LossKind, attack: PgdOptions): AsyncGenerator<undefined, Tensor[]> {
  const attacked = kind === 'adversarial' ? yield* evaluationBatch(device, at, part, attack, part.starts) : undefined;
  const x = attacked?.pixels ?? (kind === 'frozen' ? part.frozen : undefined) ?? part.x;
  try {
    return device.make((tf) => {
      const { loss, correct } = scoreOf(tf, at, { x, y: part.y });
      return [loss, correct, attacked ? tf.sum(attacked.stalled) : tf.scalar(0)];
    });
  } finally {
    free(Object.values(attacked ?? {}));
  }
}

function requireMeasurable({ model, images, indices, calibration }: MeasuredNet, { losses, batchNorm, batch }: LossOptions): void {
  if (losses.length === 0) throw new Error(`A landscape needs at least one loss: ${Object.keys(lossKinds).join(', ')}`);
  if (indices.length === 0) throw new Error('A landscape needs at least one image');
  const outside = indices.find((index) => !(Number.isInteger(index) && index >= 0 && index < images.count));
  if (outside !== undefined) throw new Error(`There is no image ${outside}: this split has ${images.count}`);
  if (!(Number.isInteger(batch) && batch > 0)) throw new Error(`${batch} is no number of images a batch`);
  if (batchNorm === 'recalibrated' && model.outline.statistics.length > 0 && !calibration?.indices.length)
    throw new Error('Batch norm can be recalibrated at each point only from training images, and there are none');
}

/** The digest of what the values depend on beside the weights: options, statistics, the centre of frozen attacks, bytes and labels of images. */
async function keyOf(device: Device, net: MeasuredNet, options: LossOptions): Promise<string> {
  const { losses, attack, start, seed, batchNorm, batch } = options;
  const { input, outline } = net.model;
  const fixed = await device.read((tf) => [...net.statistics, ...(losses.includes('frozen') ? net.weights : [])].map((t) => tf.clone(t)));
  const attacked = losses.some((kind) => lossKinds[kind].attacked);
  const begun = typeof start === 'string' ? start : digestOfValues([start]);
  const { norm, epsilon, steps, stepSize } = attack;
  const parts = {
    net: [input, outline.weights, digestOfValues(fixed)],
    losses,
    attack: attacked ? [norm, epsilon, steps, stepSize, begun, seed, net.indices] : [],
    norm: [batchNorm, batchNorm === 'recalibrated' && net.calibration ? imageDigest(net.calibration) : ''],
    images: [imageDigest(net), batch],
  };
  return sha256(new TextEncoder().encode(JSON.stringify(parts)));
}

/** The digest of the bytes and labels of chosen images. */
function imageDigest({ images, indices }: Calibration): string {
  const size = images.height * images.width * images.channels;
  const bytes = new Uint8Array(indices.length * (size + 1));
  indices.forEach((index, k) => {
    bytes.set(images.pixels.subarray(index * size, (index + 1) * size), k * (size + 1));
    bytes[k * (size + 1) + size] = images.labels[index] ?? 0;
  });
  return sha256(bytes);
}
