import type { Tensor2D } from '@tensorflow/tfjs-core';
import { streamOf } from '../../../src/math/core/random';
import { autoAttack, type AutoAttackRun } from '../../../src/nets/autoAttack/autoAttack';
import { type AutoAttackOptions, standardOptions } from '../../../src/nets/attacks/autoAttackOptions';
import type { Ball } from '../../../src/nets/attacks/ball';
import type { Classifier } from '../../../src/nets/attacks/classifier';
import type { Attack, AttackBatch, Outcome } from '../../../src/nets/attacks/types';
import type { AutoAttackResult } from '../../../src/nets/autoAttack/verdicts';
import type { Images } from '../../../src/nets/models/types';
import type { Device } from '../../../src/tensors/device';

/** An affine classifier z = Wx + b of flattened pixels, W [classes][size], also judged in float64. */
export interface Affine extends Classifier {
  readonly weights: readonly Float32Array[];
  readonly bias: readonly number[];
  /** Logits of one image in float64. */
  judge(pixels: ArrayLike<number>): number[];
}

export function affine(weights: readonly Float32Array[], bias: readonly number[]): Affine {
  const [classes, size] = [weights.length, weights[0]?.length ?? 0];
  return {
    ...{ classes, weights, bias },
    logits: (tf, x) => {
      const matrix = tf.transpose(tf.tensor2d(weights.map((w) => [...w])));
      return tf.add<Tensor2D>(tf.matMul(tf.reshape(x, [-1, size]), matrix), tf.tensor2d([...bias], [1, classes]));
    },
    judge: (pixels) => weights.map((w, j) => w.reduce((sum, v, i) => sum + v * (pixels[i] ?? NaN), bias[j] ?? NaN)),
  };
}

/** Random weights, and biases that make every class possible near grey. */
export function randomAffine(seed: number, classes: number, size: number): Affine {
  const weights = Array.from({ length: classes }, (_, j) => streamOf(seed, 'weights', j).normal(size, 1));
  const jitter = streamOf(seed, 'bias').normal(classes, 0.2);
  return affine(
    weights,
    weights.map((w, j) => (jitter[j] ?? 0) - w.reduce((sum, v) => sum + v / 2, 0)),
  );
}

/** Random images about mid-grey, bytes within `spread` of 128, each labelled by the classifier itself in float64. */
export function greyImages(seed: number, count: number, side: number, judge: Affine['judge'], spread = 30): Images {
  const size = side * side * 3;
  const pixels = Uint8Array.from(streamOf(seed, 'images').uniform(count * size, 128 - spread, 128 + spread));
  const labels = Uint8Array.from({ length: count }, (_, k) => {
    const z = judge(Float32Array.from(pixels.subarray(k * size, (k + 1) * size), (byte) => byte / 255));
    return z.indexOf(Math.max(...z));
  });
  return { pixels, labels, count, height: side, width: side, channels: 3 };
}

/** The clean pixels of an image. */
export const cleanPixels = ({ pixels, height, width }: Images, index: number): Float32Array => {
  const size = height * width * 3;
  return Float32Array.from(pixels.subarray(index * size, (index + 1) * size), (byte) => byte / 255);
};

/** Least distance to the boundary of an affine classifier, the box left out: min over t of (z_y − z_t)/‖w_y − w_t‖_q. */
export function boundaryDistance({ weights, judge }: Affine, pixels: ArrayLike<number>, label: number, norm: Ball['norm']): number {
  const z = judge(pixels);
  const dual = (d: Float32Array): number =>
    norm === 'inf' ? d.reduce((sum, v) => sum + Math.abs(v), 0) : Math.sqrt(d.reduce((sum, v) => sum + v * v, 0));
  const distances = weights.flatMap((w, t) =>
    t === label ? [] : [((z[label] ?? NaN) - (z[t] ?? NaN)) / dual(w.map((v, i) => (weights[label]?.[i] ?? NaN) - v))],
  );
  return Math.min(...distances);
}

/** The radius that half of the images need, at which the box is inactive about grey. */
export function medianDistance(net: Affine, images: Images, norm: Ball['norm']): number {
  const needed = allOf(images).map((image) => boundaryDistance(net, cleanPixels(images, image), images.labels[image] ?? 0, norm));
  return [...needed].sort((a, b) => a - b)[images.count >> 1] ?? NaN;
}

export const allOf = (images: Images): number[] => Array.from({ length: images.count }, (_, k) => k);

/** A row of the table on every image, alone. */
export async function attacked(
  device: Device,
  attack: Attack,
  classifier: Classifier,
  images: Images,
  options: AutoAttackOptions,
): Promise<Outcome[]> {
  const batch: AttackBatch = {
    pixels: Float32Array.from(images.pixels, (byte) => byte / 255),
    shape: [images.height, images.width, 3],
    labels: [...images.labels],
  };
  const steps = attack.run({
    device,
    classifier,
    options,
    batch,
    streamOf: (image, ...address) => streamOf(options.seed, 'test', image, ...address),
  });
  for (;;) {
    const { value, done } = await steps.next();
    if (done) return value;
  }
}

/** A chain to its end. */
export async function chained(
  device: Device,
  classifier: Classifier,
  images: Images,
  options: AutoAttackOptions,
  run: Partial<AutoAttackRun> = {},
  indices: readonly number[] = allOf(images),
): Promise<AutoAttackResult> {
  const work = autoAttack(device, classifier, images, indices, options, { batch: 16, ...run });
  for (;;) {
    const { value, done } = await work.next();
    if (done) return value;
  }
}

/** The standard version with small budgets. */
export const quick = (ball: Ball, more: Partial<AutoAttackOptions> = {}): AutoAttackOptions => ({
  ...standardOptions(ball, 1),
  ...{ iterations: 20, queries: 200 },
  ...more,
});
