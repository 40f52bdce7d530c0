import type { Rank, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { streamOf } from '../../src/math/core/random';
import type { ApgdTarget } from '../../src/nets/attacks/apgd';
import { ascentStep, type Ball, type PgdOptions } from '../../src/nets/attacks/ball';
import { pgd } from '../../src/nets/attacks/pgd';
import { nets } from '../../src/nets/models/architectures';
import { modelOf } from '../../src/nets/models/defineNet';
import type { Dataset } from '../../src/nets/models/types';
import { initialWeights, uploadTensors } from '../../src/nets/models/weights';
import { attackImages, evaluate, type Accuracy, type EvaluatedNet } from '../../src/nets/training/evaluate';
import { batchOf } from '../../src/nets/training/batches';
import { normalised } from '../../src/nets/landscape/normalisation';
import { weightPerturbation } from '../../src/nets/training/trainingGradient';
import { type Device, free } from '../../src/tensors/device';
import { openTrainer } from './device';
import { apgd, finished } from './reference/bench';
import { tiny } from './tiny';

let device: Device;
beforeAll(async () => {
  device = await openTrainer();
}, 120_000);

/** Sizes of gradients and directions from the least to the largest that float32 holds with their entries. */
const sizes = [1e-33, 1e-25, 1e-20, 1e-12, 1e-9, 1e-4, 1, 1e6, 1e18, 1e30];
const close = (a: ArrayLike<number>, b: ArrayLike<number>, tolerance: number): void => {
  const apart = Array.from(a, (value, i) => Math.abs(value - (b[i] ?? NaN)));
  expect(Math.max(...apart)).toBeLessThan(tolerance);
};
const read = async (list: readonly Tensor[]): Promise<Float32Array[]> => {
  const values = await device.read((tf) => list.map((t) => tf.clone(t)));
  free(list);
  return values;
};

describe('a direction does not depend on the size of what it is taken from', () => {
  const length = (list: ArrayLike<number>): number => Math.hypot(...Array.from(list));
  const noise = streamOf(3, 'gradient').normal(2 * 8 * 8 * 3, 1);

  test.each(sizes)('the L2 step of a gradient of size %s has its length, for each image by itself', async (size) => {
    const [moved = new Float32Array()] = await device.read((tf) => {
      const g = tf.tensor4d(noise, [2, 8, 8, 3]);
      const x: Tensor4D = tf.fill([2, 8, 8, 3], 0.5);
      const scales = tf.tensor4d([size, 1], [2, 1, 1, 1]);
      return [ascentStep(tf, tf.zerosLike(x), tf.mul(g, scales), x, { norm: 2, epsilon: 1 }, 0.1)];
    });
    for (const image of [moved.subarray(0, 192), moved.subarray(192)]) expect(length(image)).toBeCloseTo(0.1, 5);
  });

  /** Attacked pixels where the objective of the first image is multiplied by `size`. */
  async function attacked(size: number, how: 'PGD' | 'APGD', norm: Ball['norm']): Promise<Float32Array> {
    const { x, start, weights, scales } = device.make((tf) => ({
      x: tf.tensor4d(streamOf(4, 'pixels').uniform(2 * 48, 0.3, 0.7), [2, 4, 4, 3]),
      start: tf.zeros<Rank.R4>([2, 4, 4, 3]),
      weights: tf.tensor2d(streamOf(5, 'weights').normal(48, 1), [48, 1]),
      scales: tf.tensor1d([size, 1]),
    }));
    const losses: Parameters<typeof pgd>[1] = (tf, pixels) =>
      tf.mul<Tensor1D>(scales, tf.reshape(tf.matMul(tf.square(tf.reshape(pixels, [2, 48])), weights), [2]));
    const options: PgdOptions = { norm, epsilon: 0.2, steps: 4, stepSize: 0.05 };
    const target = {
      logits: (tf: Parameters<typeof losses>[0], pixels: Tensor4D) => tf.reshape(losses(tf, pixels), [2, 1]),
      losses: (tf: Parameters<typeof losses>[0], z: Tensor) => tf.reshape(z, [2]),
      correct: (tf: Parameters<typeof losses>[0], z: Tensor) => tf.reshape(tf.onesLike(z), [2]),
    } as ApgdTarget;
    const made = how === 'PGD' ? finished(pgd(device, losses, x, start, options)) : apgd(device, target, x, start, options, 6);
    const pixels = 'best' in made ? made.best : made.pixels;
    const [values = new Float32Array()] = await device.read((tf) => [tf.clone(pixels)]);
    free([...Object.values(made), x, start, weights, scales]);
    return values;
  }
  test.each([
    ['PGD', 2],
    ['PGD', 'inf'],
    ['APGD', 2],
    ['APGD', 'inf'],
  ] as const)('%s in L%s goes the same way', async (how, norm) => {
    const usual = await attacked(1, how, norm);
    for (const size of sizes) close(await attacked(size, how, norm), usual, 2e-6);
  });

  const data = tiny();
  const model = modelOf(nets['small-cnn'], { height: 8, width: 8, classes: 2, mean: data.mean, std: data.std }, {});
  const { weights: specs } = model.outline;
  test.each(sizes)('filter normalisation and AWP give the norm of the weights to a direction of size %s', async (size) => {
    const of = (scale: number) =>
      device.read((tf) => {
        const weights = initialWeights(model.outline, 1);
        const direction = initialWeights(model.outline, 2).map((t) => ({ ...t, values: t.values.map((value) => value * scale) }));
        const [w, d, byFilter] = [weights, direction, normalised(direction, weights, 'filter', 'fixed')].map((list) =>
          uploadTensors(tf, specs, list),
        );
        return [...(byFilter ?? []), ...weightPerturbation(tf, specs, w ?? [], d ?? [], 0.01)];
      });
    const [usual, found] = [await of(1), await of(size)];
    found.forEach((values, i) => close(values, usual[i] ?? [], 1e-5));
    expect(found.some((values) => values.some((value) => value !== 0))).toBe(true);
  });
});

describe('a network whose logits are large is attacked as well as any', () => {
  const data = tiny(20, 12);
  const classes = 5;
  const model = modelOf(nets['small-cnn'], { height: 8, width: 8, classes, mean: data.mean, std: data.std }, {});
  const attack: PgdOptions = { norm: 'inf', epsilon: 0.08, steps: 10, stepSize: 0.02 };
  const sizes = { count: 12, batch: 5, seed: 1 };

  /** The network with its last layer multiplied, on images that it recognises: a multiple leaves every prediction as it is. */
  async function judged(factor: number, how: PgdOptions, batch = sizes.batch): Promise<Accuracy> {
    const before = device.tensors();
    const weights = device.make((tf) =>
      uploadTensors(tf, model.outline.weights, initialWeights(model.outline, 1)).map((t, i) =>
        model.outline.weights[i]?.name.startsWith('dense') ? tf.mul(t, factor) : tf.clone(t),
      ),
    );
    const net: EvaluatedNet = { model, weights, statistics: [] };
    const images = await recognised(net);
    const work = evaluate(device, net, images, how, { ...sizes, batch }, (done) => done);
    let step = await work.next();
    while (!step.done) step = await work.next();
    free(weights);
    expect(device.tensors()).toBe(before);
    return step.value;
  }
  async function recognised({ model: { forward }, weights }: EvaluatedNet): Promise<Dataset['test']> {
    const [predicted = []] = await device.read((tf) => {
      const { x } = batchOf(
        tf,
        data.test,
        Array.from({ length: 12 }, (_, i) => i),
      );
      return [tf.cast(tf.argMax(forward(tf, weights, [], x, 'eval').logits, 1), 'float32')];
    });
    return { ...data.test, labels: Uint8Array.from(predicted) };
  }

  test.each(['inf', 2] as const)('in L%s', async (norm) => {
    const how: PgdOptions = norm === 'inf' ? attack : { norm, epsilon: 0.6, steps: 10, stepSize: 0.15 };
    const usual = await judged(1, how);
    expect(usual.clean).toBe(1);
    expect(usual.robust).toBeLessThan(0.8);
    for (const factor of [1e-6, 200, 1e4, 1e8]) {
      const found = await judged(factor, how);
      expect(found).toMatchObject({ clean: usual.clean, stalled: 0 });
      expect(found.robust).toBeLessThanOrEqual(usual.robust + 1 / 12 + 1e-9);
    }
  });

  test('where there is no gradient at all, the share of such images is told', async () => {
    expect(await judged(0, attack)).toMatchObject({ clean: 1, robust: 1, stalled: 1 });
    expect((await judged(1, attack)).stalled).toBe(0);
  });

  test('the verdict on an image does not depend on its batch, and the images pane shows the same attack', async () => {
    const [whole, pieces] = [await judged(1, attack, 12), await judged(1, attack, 1)];
    expect(pieces).toMatchObject({ clean: whole.clean, robust: whole.robust });
    expect(pieces.robustLoss).toBeCloseTo(whole.robustLoss, 5);
    const weights = device.make((tf) => uploadTensors(tf, model.outline.weights, initialWeights(model.outline, 1)));
    const shown = async (chosen: readonly number[]): Promise<Float32Array> => {
      const work = attackImages(device, { model, weights, statistics: [] }, data.test, chosen, attack, 1);
      let step = await work.next();
      while (!step.done) step = await work.next();
      return step.value.adversarial;
    };
    close((await shown([7, 3])).subarray(192), await shown([3]), 1e-6);
    await read(weights);
  });
});
