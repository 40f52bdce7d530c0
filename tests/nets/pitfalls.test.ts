import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ApgdTarget } from '../../src/nets/attacks/apgd';
import { type Ball, type Objective, signOf } from '../../src/nets/attacks/ball';
import { pgd } from '../../src/nets/attacks/pgd';
import { batchOf } from '../../src/nets/training/batches';
import { weightPerturbation, isPerturbed } from '../../src/nets/training/trainingGradient';
import { adversarialBatch, gradientCall, tensorsOf, type GradientOptions } from '../../src/nets/training/trainingGradient';
import { startRun, replaceState, disposeRun } from '../../src/nets/training/liveRun';
import { crossEntropyEach, oneHotOf } from '../../src/nets/attacks/losses';
import { methods } from '../../src/nets/methods';
import { modelOf } from '../../src/nets/models/defineNet';
import { nets } from '../../src/nets/models/architectures';
import { defineNet } from '../../src/nets/models/defineNet';
import { netOptimisers } from '../../src/nets/optimisers';
import { hyperparametersAt } from '../../src/nets/training/schedule';
import { streamOf } from '../../src/math/core/random';
import { train } from '../../src/nets/training/train';
import { free, type Device } from '../../src/tensors/device';
import { openTrainer } from './device';
import { apgd, finished } from './reference/bench';
import { choice, tiny } from './tiny';

let device: Device;
beforeAll(async () => {
  device = await openTrainer();
}, 120_000);

const data = tiny();
const input = { height: 8, width: 8, classes: 2, mean: data.mean, std: data.std };
const model = modelOf(nets['small-cnn-bn'], input, {});
const recipe: GradientOptions = { method: methods.at, attack: { ...choice.attack, steps: 4 }, beta: 6, awp: 0, weightDecay: 0.1, attackMode: 'eval' };
const read = (list: readonly Tensor[]): Promise<Float32Array[]> => device.read((tf) => list.map((t) => tf.clone(t)));

test('padding at stride 2 lies below and on the right, as TensorFlow has it', async () => {
  const corner = defineNet({
    label: '',
    note: '',
    specs: {},
    published: [],
    body: () => (net, x) => net.convBare('conv', x, { filters: 1, size: 3, stride: 2 }),
  });
  const outputs = await device.read((tf) => {
    const x = tf.tensor4d(
      Float32Array.from({ length: 48 }, (_, i) => Math.floor(i / 3)),
      [1, 4, 4, 3],
    );
    const tap = (row: number, column: number): Tensor =>
      tf.tensor4d(
        Float32Array.from({ length: 27 }, (_, i) => (i === 9 * row + 3 * column ? 1 : 0)),
        [3, 3, 3, 1],
      );
    const shape = { ...input, height: 4, width: 4, classes: 4 };
    return [tap(0, 0), tap(2, 2)].map((w) => corner.apply(tf, shape, {})([w], [], x, 'eval').logits);
  });
  expect(outputs.map((values) => [...values])).toEqual([
    [0, 2, 8, 10],
    [10, 0, 0, 0],
  ]);
});

test('the sign of a tiny gradient is kept', async () => {
  const numbers = [1e-7, -1e-7, 1e-12, -1e-12, 1e-30, -1e-30, 0, 3];
  const [signs] = await device.read((tf) => [signOf(tf, tf.tensor1d(numbers))]);
  expect(signs).toEqual(Float32Array.from(numbers, Math.sign));
});

describe('the attack', () => {
  const extremes = (tf: Parameters<Parameters<typeof device.make>[0]>[0]) => {
    const { x, y } = batchOf(tf, data.train, [0, 1, 2, 3]);
    return { x: tf.clipByValue<typeof x>(tf.mul(tf.sub(x, 0.5), 20), 0, 1), y }; // black, white and little between
  };

  test.each([
    ['AT in L∞', { ...recipe, attack: { norm: 'inf', epsilon: 0.3, steps: 4, stepSize: 0.1 } }],
    ['AT in L2', { ...recipe, attack: { norm: 2, epsilon: 2, steps: 4, stepSize: 1 } }],
    ['TRADES', { ...recipe, method: methods.trades, attack: { norm: 'inf', epsilon: 0.3, steps: 4, stepSize: 0.1 } }],
  ] as const)('stays in its ball and in [0, 1]: %s', async (_name, how) => {
    const live = startRun(device, model, choice, 1);
    const batch = device.make((tf) => ({ ...extremes(tf) }));
    const pixels = finished(
      adversarialBatch(device, model, how, netOptimisers.sgd.gradientPoint(live.state), live.statistics, batch, streamOf(1, 'start')),
    );
    const [attacked = new Float32Array(), clean = new Float32Array()] = await read([pixels, batch.x]);
    expect(attacked.every((v) => v >= 0 && v <= 1)).toBe(true);
    within(attacked, clean, how.attack);
    free([pixels, batch.x, batch.y]);
    disposeRun(live);
  });

  test.each([
    ['inf', 0.2],
    [2, 1.5],
  ] as const)('stays there: FGSM and APGD in L%s, and APGD leaves no image less damaged than it was', async (norm, epsilon) => {
    const before = device.tensors();
    const live = startRun(device, model, choice, 1);
    const batch = device.make((tf) => ({ ...extremes(tf) }));
    const target: ApgdTarget = {
      logits: (tf, x) => model.forward(tf, netOptimisers.sgd.gradientPoint(live.state), live.statistics, x, 'eval').logits,
      losses: (tf, z) => crossEntropyEach(tf, z, oneHotOf(tf, batch.y, 2)),
      correct: (tf, z) => tf.cast(tf.equal(tf.argMax(z, 1), batch.y), 'float32'),
    };
    const start = device.make((tf) => tf.zerosLike(batch.x));
    const state = apgd(device, target, batch.x, start, { norm, epsilon }, 12);
    const raised: Objective = (tf, x) => target.losses(tf, target.logits(tf, x));
    const quick = finished(pgd(device, raised, batch.x, start, { norm, epsilon, steps: 1, stepSize: epsilon }));
    const [best = [], fast = [], clean = [], losses = [], natural = []] = await device.read((tf) => [
      ...[state.best, quick.pixels, batch.x, state.bestLoss].map((t) => tf.clone(t)),
      target.losses(tf, target.logits(tf, batch.x)),
    ]);
    within(best, clean, { norm, epsilon });
    within(fast, clean, { norm, epsilon });
    losses.forEach((loss, i) => expect(loss).toBeGreaterThanOrEqual(natural[i] ?? NaN));
    free([...Object.values(state), ...Object.values(quick), start, batch.x, batch.y]);
    disposeRun(live);
    expect(device.tensors()).toBe(before);
  });

  function within(attacked: ArrayLike<number>, clean: ArrayLike<number>, { norm, epsilon }: Ball): void {
    const away = Array.from(attacked, (v, i) => v - (clean[i] ?? NaN));
    const size = 8 * 8 * 3;
    for (let k = 0; k < away.length / size; k += 1) {
      const image = away.slice(size * k, size * (k + 1));
      const length = norm === 2 ? Math.hypot(...image) : Math.max(...image.map(Math.abs));
      expect(length).toBeGreaterThan(0);
      expect(length).toBeLessThanOrEqual(epsilon * (1 + 1e-5));
    }
  }

  test('sees batch norm in mode eval: an image is attacked alike in any company, and running statistics stay', async () => {
    const live = startRun(device, model, choice, 1);
    const pixelsIn = async (company: readonly number[], attackMode: GradientOptions['attackMode']): Promise<number[]> => {
      const batch = device.make((tf) => ({ ...batchOf(tf, data.train, company) }));
      const same = { ...recipe, attackMode, method: methods.trades, attack: { ...recipe.attack, steps: 2 } };
      const made = finished(
        adversarialBatch(device, model, same, netOptimisers.sgd.gradientPoint(live.state), live.statistics, batch, streamOf(1, 'start')),
      );
      const [pixels = []] = await read([made]);
      free([made, batch.x, batch.y]);
      return [...pixels.slice(0, 192)];
    };
    expect(await pixelsIn([0, 1, 2], 'eval')).toEqual(await pixelsIn([0, 5, 9], 'eval'));
    expect(await pixelsIn([0, 1, 2], 'batch')).not.toEqual(await pixelsIn([0, 5, 9], 'batch'));
    const batch = device.make((tf) => ({ ...batchOf(tf, data.train, [0, 1, 2]) }));
    const after = async (how: GradientOptions): Promise<Float32Array[]> => {
      const called = finished(
        gradientCall(device, model, how, netOptimisers.sgd.gradientPoint(live.state), live.statistics, batch, streamOf(1, 'start')),
      );
      const statistics = await read(called.statistics);
      free(tensorsOf(called));
      return statistics;
    };
    const still = { ...recipe, attack: { ...recipe.attack, epsilon: 0 } };
    expect(await after(still)).toEqual(await after({ ...recipe, method: methods.standard }));
    expect(await after({ ...still, attackMode: 'batch', awp: 0 })).toEqual(await after({ ...recipe, method: methods.standard }));
    free([batch.x, batch.y]);
    disposeRun(live);
  });
});

test('AWP perturbs filters and matrices only, restores the weights bit for bit, and decays the perturbed ones', async () => {
  const live = startRun(device, model, choice, 1);
  const { weights: specs } = model.outline;
  const weights = netOptimisers.sgd.gradientPoint(live.state);
  const batch = device.make((tf) => ({ ...batchOf(tf, data.train, [0, 1, 2, 3]) }));
  const call = (how: GradientOptions) => finished(gradientCall(device, model, how, weights, live.statistics, batch, streamOf(1, 'start')));
  const before = await read(weights);
  const [plain, moved, bare] = [call(recipe), call({ ...recipe, awp: 0.05 }), call({ ...recipe, awp: 0.05, weightDecay: 0 })];
  expect(await read(weights)).toEqual(before);
  const v = await device.read((tf) => weightPerturbation(tf, specs, weights, plain.gradients, 0.05));
  const [decayed, undecayed] = [await read(moved.gradients), await read(bare.gradients)];
  specs.forEach((spec, i) => {
    const norm = (list: ArrayLike<number> = []): number => Math.hypot(...Array.from(list));
    expect(norm(v[i]) > 0).toBe(isPerturbed(spec));
    if (isPerturbed(spec)) expect(norm(v[i]) / norm(before[i])).toBeCloseTo(0.05, 5);
    decayed[i]?.forEach((g, k) => expect(g - (undecayed[i]?.[k] ?? NaN)).toBeCloseTo(0.1 * (v[i]?.[k] ?? NaN), 5));
  });
  const values = { ...hyperparametersAt(choice, 0), lr: 0.5, momentum: 0, weightDecay: 0.1 };
  live.state = replaceState(device, live.state, (tf) => netOptimisers.sgd.update(tf, live.state, moved.gradients, values, () => []));
  const after = await read(netOptimisers.sgd.gradientPoint(live.state));
  after.forEach((list, i) =>
    list.forEach((w, k) => {
      const [old, step] = [before[i]?.[k] ?? NaN, v[i]?.[k] ?? NaN];
      expect(w).toBeCloseTo(old - 0.5 * ((undecayed[i]?.[k] ?? NaN) + 0.1 * (old + step)), 4);
    }),
  );
  free([...[plain, moved, bare].flatMap(tensorsOf), batch.x, batch.y]);
  disposeRun(live);
});

test.each([
  ['SGD', choice],
  ['EntropySGD', { ...choice, optimiser: { ...choice.optimiser, name: 'entropy-sgd', L: 4 } }],
] as const)('evaluation does not change the running statistics of %s', async (_name, what) => {
  const statisticsOf = async (every: number): Promise<unknown> => {
    for await (const event of train(device, model, data, { ...what, evaluate: { ...what.evaluate, every } }, 1))
      if (event.kind === 'epoch') return event.state.statistics;
    return undefined;
  };
  const evaluated = await statisticsOf(1);
  expect(evaluated).toBeDefined();
  expect(evaluated).toEqual(await statisticsOf(2));
});
