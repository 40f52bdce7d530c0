import { beforeAll, describe, expect, test } from 'vitest';
import { attacks } from '../../../src/nets/attacks';
import { autoAttack } from '../../../src/nets/autoAttack/autoAttack';
import { isStandard, standardOptions } from '../../../src/nets/attacks/autoAttackOptions';
import { type Ball, distance } from '../../../src/nets/attacks/ball';
import { classifierOf } from '../../../src/nets/attacks/classifier';
import type { AutoAttackState } from '../../../src/nets/autoAttack/verdicts';
import { nets } from '../../../src/nets/models/architectures';
import { modelOf } from '../../../src/nets/models/defineNet';
import { initialStatistics, initialWeights, uploadTensors } from '../../../src/nets/models/weights';
import { type Device, free } from '../../../src/tensors/device';
import { openTrainer } from '../device';
import { tiny } from '../tiny';
import { allOf, chained, cleanPixels, greyImages, medianDistance, quick, randomAffine } from '../attacks/toys';

let device: Device;
beforeAll(async () => {
  device = await openTrainer();
}, 120_000);

/** What float32 adds to or takes from a logit of about 10. */
const ROUNDING = 1e-5;
const net = randomAffine(3, 5, 48);
const images = greyImages(4, 15, 4, net.judge, 110);
const mislabelled = { ...images, labels: images.labels.map((label, k) => (k % 5 === 0 ? (label + 1) % 5 : label)) };

describe.each(['inf', 2] as const)('a chain in L%s', (norm) => {
  const ball: Ball = { norm, epsilon: medianDistance(net, images, norm) };
  const options = quick(ball, { attacks: Object.keys(attacks), iterations: 4, targets: 2, queries: 30 });

  test('every image that is kept is in the ball, in [0, 1], and misclassified in float64; nothing wrong without an attack is attacked', async () => {
    const kept = new Map<number, Float32Array>();
    const before = device.tensors();
    const result = await chained(device, net, mislabelled, options, { onAdversarial: (index, pixels) => kept.set(index, pixels) });
    expect(device.tensors()).toBe(before);
    expect(result.clean).toBeCloseTo(0.8, 10);
    expect(result.robust).toBeLessThan(result.clean);
    expect([...kept.keys()].sort((a, b) => a - b)).toEqual(result.verdicts.filter(({ attack }) => attack !== null).map(({ index }) => index));
    for (const { index, label, predicted, attack, gradients, distance: length, adversarial } of result.verdicts) {
      if (predicted !== label) expect([attack, gradients]).toEqual([null, 0]);
      const pixels = kept.get(index);
      if (!pixels) continue;
      expect(pixels.every((v) => v >= 0 && v <= 1)).toBe(true);
      expect(distance(pixels, cleanPixels(images, index), norm)).toBeLessThanOrEqual(ball.epsilon);
      expect(length).toBe(distance(pixels, cleanPixels(images, index), norm));
      const z = net.judge(pixels);
      const right = z[label] ?? NaN;
      expect(z[adversarial ?? label]).toBeGreaterThan(right - ROUNDING);
      expect(z[adversarial ?? label]).toBeGreaterThan(Math.max(...z) - ROUNDING);
      expect(adversarial).not.toBe(label);
    }
  });

  test('the verdict on an image depends on neither batch, order nor neighbours', async () => {
    const whole = await chained(device, net, images, options);
    const alone = await chained(device, net, images, options, { batch: 1 }, [...allOf(images)].reverse());
    expect([...alone.verdicts].reverse()).toEqual(whole.verdicts);
    const some = await chained(device, net, images, options, { batch: 3 }, [13, 4, 10, 8]);
    expect(some.verdicts).toEqual([13, 4, 10, 8].map((index) => whole.verdicts[index]));
    if (norm === 2) expect(await chained(device, net, images, { ...options, seed: 2 })).not.toEqual(whole); // in L∞ the first step forgets its start
  });

  test('broken off at any event and resumed from JSON, it comes to the same verdicts, and leaves no tensor', async () => {
    const whole = await chained(device, net, images, options, { batch: 8 });
    const before = device.tensors();
    for (const stop of [1, 7, 40]) {
      const work = autoAttack(device, net, images, allOf(images), options, { batch: 8 });
      let state: AutoAttackState | undefined;
      for (let event = 0; event < stop; event += 1) {
        const { value, done } = await work.next();
        if (done) break;
        state = value?.state ?? state;
      }
      await work.return(undefined as never);
      expect(device.tensors()).toBe(before);
      const kept = state && (JSON.parse(JSON.stringify(state)) as AutoAttackState);
      expect(await chained(device, net, images, options, { batch: 5, state: kept })).toEqual(whole);
    }
  });
});

test('the verdicts on images before a network with batch norm do not depend on their batch either', async () => {
  const data = tiny(2, 6, 8);
  const model = modelOf(nets['small-cnn-bn'], { height: 8, width: 8, classes: 5, mean: data.mean, std: data.std }, {});
  const { weights, statistics } = device.make((tf) => ({
    weights: uploadTensors(tf, model.outline.weights, initialWeights(model.outline, 1)),
    statistics: uploadTensors(tf, model.outline.statistics, initialStatistics(model.outline)),
  }));
  const network = classifierOf(model, weights, statistics);
  const options = quick({ norm: 2, epsilon: 0.3 }, { iterations: 4, targets: 2, queries: 20 });
  const plain = await chained(device, network, data.test, { ...options, attacks: [] });
  const labelled = { ...data.test, labels: Uint8Array.from(plain.verdicts, ({ predicted }) => predicted) };
  const whole = await chained(device, network, labelled, options, { batch: 6 });
  expect(whole.robust).toBeLessThan(1);
  expect(await chained(device, network, labelled, options, { batch: 1 })).toEqual(whole);
  expect((await chained(device, network, labelled, options, { batch: 2 }, [5, 0, 3])).verdicts).toEqual([5, 0, 3].map((k) => whole.verdicts[k]));
  free([...weights, ...statistics]);
});

test('standard is only what is standard', () => {
  const standard = standardOptions({ norm: 2, epsilon: 0.5 }, 1);
  expect(isStandard(standard)).toBe(true);
  expect(isStandard({ ...standard, seed: 4, windows: 'published' })).toBe(true);
  for (const change of [
    { iterations: 99 },
    { queries: 1000 },
    { schedule: 'scaled' as const },
    { attacks: [...standard.attacks].reverse() },
    { rho: 0.7 },
  ])
    expect(isStandard({ ...standard, ...change })).toBe(false);
});
