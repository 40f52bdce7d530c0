import { nets } from '../../../src/nets/models/architectures';
import { modelOf } from '../../../src/nets/models/defineNet';
import { netOptimisers } from '../../../src/nets/optimisers';
import { attackImages, evaluate, type EvaluatedNet } from '../../../src/nets/training/evaluate';
import { disposeRun, startRun } from '../../../src/nets/training/liveRun';
import { evaluationAttack } from '../../../src/nets/training/schedule';
import type { Device } from '../../../src/tensors/device';
import { openTrainer } from '../device';
import { choice, tiny } from '../tiny';
import { beforeAll, expect, test } from 'vitest';

let device: Device;
beforeAll(async () => {
  device = await openTrainer();
}, 120_000);

const data = tiny();
const model = modelOf(nets['small-cnn-bn'], { height: 8, width: 8, classes: 2, mean: data.mean, std: data.std }, {});
const attack = { ...evaluationAttack(choice), epsilon: 0.1, stepSize: 0.05 };

/** Runs an async generator to its end. */
async function ended<T>(work: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const { value, done } = await work.next();
    if (done) return value;
  }
}
async function judged<T>(use: (what: EvaluatedNet) => Promise<T>): Promise<T> {
  const before = device.tensors();
  const live = startRun(device, model, choice, 1);
  const found = await use({ model, weights: netOptimisers.sgd.centre(live.state), statistics: live.statistics });
  disposeRun(live);
  expect(device.tensors()).toBe(before);
  return found;
}

test('accuracies are shares of the first images, whatever the size of a batch, and an attack raises the loss', async () => {
  const [whole, pieces, one] = await judged(async (what) => {
    const found = [];
    for (const sizes of [
      { count: 12, batch: 12 },
      { count: 12, batch: 5 },
      { count: 1, batch: 5 },
    ])
      found.push(await ended(evaluate(device, what, data.test, { ...attack, epsilon: 0 }, { ...sizes, seed: 1 }, (done) => done)));
    found.push(await ended(evaluate(device, what, data.test, attack, { count: 12, batch: 12, seed: 1 }, (done) => done)));
    expect(found[3]?.cleanLoss).toBe(found[0]?.cleanLoss);
    expect(found[3]?.robustLoss).toBeGreaterThan(found[0]?.cleanLoss ?? NaN);
    return found;
  });
  expect(pieces?.cleanLoss).toBeCloseTo(whole?.cleanLoss ?? NaN, 5);
  expect(pieces?.clean).toBe(whole?.clean);
  expect(whole?.robust).toBe(whole?.clean); // ε = 0
  expect([0, 1]).toContain(one?.clean);
});

test('images under attack: pixels in the ball, logits of both, the same again from the same seed', async () => {
  await judged(async (what) => {
    const chosen = [3, 0, 7];
    const found = await ended(attackImages(device, what, data.test, chosen, attack, 5));
    const size = 8 * 8 * 3;
    expect([found.adversarial.length, found.before.length, found.after.length]).toEqual([3 * size, 6, 6]);
    found.adversarial.forEach((v, i) => {
      const clean = (data.test.pixels[(chosen[Math.floor(i / size)] ?? 0) * size + (i % size)] ?? NaN) / 255;
      expect(Math.abs(v - clean)).toBeLessThanOrEqual(0.1 + 1e-6);
    });
    chosen.forEach((image, k) => {
      const margin = (z: Float32Array): number => ((z[2 * k] ?? NaN) - (z[2 * k + 1] ?? NaN)) * (data.test.labels[image] === 0 ? 1 : -1);
      expect(margin(found.after)).toBeLessThan(margin(found.before));
    });
    expect(await ended(attackImages(device, what, data.test, chosen, attack, 5))).toEqual(found);
  });
});

test('cancelled in the middle, neither leaves a tensor', async () => {
  await judged(async (what) => {
    for (const work of [
      evaluate(device, what, data.test, attack, { count: 12, batch: 5, seed: 1 }, (done) => done),
      attackImages(device, what, data.test, [1, 2], attack, 1),
    ]) {
      await work.next();
      await work.next();
      await work.return(undefined as never);
    }
  });
});
