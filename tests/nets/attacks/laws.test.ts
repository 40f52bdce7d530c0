import type { Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { attacks } from '../../../src/nets/attacks';
import type { AutoAttackOptions } from '../../../src/nets/attacks/autoAttackOptions';
import type { Ball } from '../../../src/nets/attacks/ball';
import { type Classifier, classifierOf } from '../../../src/nets/attacks/classifier';
import { nets } from '../../../src/nets/models/architectures';
import { modelOf } from '../../../src/nets/models/defineNet';
import type { Images } from '../../../src/nets/models/types';
import { initialStatistics, initialWeights, uploadTensors } from '../../../src/nets/models/weights';
import { evaluate, type EvaluatedNet } from '../../../src/nets/training/evaluate';
import { type Device, free } from '../../../src/tensors/device';
import { openTrainer } from '../device';
import { tiny } from '../tiny';
import { affine, allOf, attacked, chained, greyImages, medianDistance, quick, randomAffine } from './toys';

let device: Device;
beforeAll(async () => {
  device = await openTrainer();
}, 120_000);

const norms = ['inf', 2] as const;
const few = (ball: Ball, more: Partial<AutoAttackOptions> = {}): AutoAttackOptions =>
  quick(ball, { iterations: 6, queries: 40, targets: 3, ...more });

describe.each(norms)('the chain in L%s', (norm) => {
  const data = tiny(4, 10, 8);
  const model = modelOf(nets['small-cnn-bn'], { height: 8, width: 8, classes: 5, mean: data.mean, std: data.std }, {});
  const ball = { norm, epsilon: norm === 2 ? 0.5 : 0.04 } as const;

  /** `body` on a random network and images labelled by it, half of them by their second class where `wrong`. */
  async function onNetwork(body: (net: Classifier, images: Images, judged: EvaluatedNet) => Promise<void>): Promise<void> {
    const before = device.tensors();
    const { weights, statistics } = device.make((tf) => ({
      weights: uploadTensors(tf, model.outline.weights, initialWeights(model.outline, 1)),
      statistics: uploadTensors(tf, model.outline.statistics, initialStatistics(model.outline)),
    }));
    const net = classifierOf(model, weights, statistics);
    const plain = await chained(device, net, data.test, { ...few(ball), attacks: [] });
    const images = { ...data.test, labels: Uint8Array.from(plain.verdicts, ({ predicted }) => predicted) };
    await body(net, images, { model, weights, statistics });
    free([...weights, ...statistics]);
    expect(device.tensors()).toBe(before);
  }

  test('the set of robust images only shrinks; the chain is at most every member alone, and at most PGD', () =>
    onNetwork(async (net, images, judged) => {
      const options = few(ball);
      const whole = await chained(device, net, images, options);
      const steps = options.attacks.map((name) => whole.by[name] ?? NaN);
      expect([whole.clean, ...steps]).toEqual([...[whole.clean, ...steps]].sort((a, b) => b - a));
      expect([whole.clean, steps.at(-1)]).toEqual([1, whole.robust]);
      for (const name of options.attacks) {
        const alone = await chained(device, net, images, { ...options, attacks: [name] });
        expect(whole.robust).toBeLessThanOrEqual(alone.robust);
        whole.verdicts.forEach(({ attack }, k) => (attack === null ? expect(alone.verdicts[k]?.attack).toBeNull() : undefined));
      }
      const attack = { ...ball, steps: 10, stepSize: ball.epsilon / 4 };
      const pgd = evaluate(device, judged, images, attack, { count: 10, batch: 10, seed: 1 }, (n) => n);
      let step = await pgd.next();
      while (!step.done) step = await pgd.next();
      expect(whole.robust).toBeLessThanOrEqual(step.value.robust);
      expect(whole.robust).toBeLessThan(1);
    }));

  test('robust accuracy falls with ε, and is the clean accuracy at ε = 0; a ball that holds every image is said to', () =>
    onNetwork(async (net, images) => {
      const shares: number[] = [];
      for (const factor of [0, 0.01, 0.3, 1, 200]) {
        const { clean, robust, warnings, gradients } = await chained(
          device,
          net,
          images,
          few({ norm, epsilon: ball.epsilon * factor }, { attacks: ['apgd-ce', 'fab-t'] }),
        );
        if (factor === 0) expect([robust, gradients, warnings]).toEqual([clean, 0, ['ε is 0: no image was attacked']]);
        expect(warnings.some((text) => text.endsWith('is a ball that holds every image'))).toBe(factor === 200);
        shares.push(robust);
      }
      expect(shares).toEqual([...shares].sort((a, b) => b - a));
      expect(shares.at(-1)).toBe(0);
    }));
});

test.each(norms)('gradients and queries are those of the budget where an image withstands, in L%s', async (norm) => {
  const net = randomAffine(5, 4, 48);
  const images = greyImages(6, 4, 4, net.judge);
  for (const [name, attack] of Object.entries(attacks)) {
    const options = few({ norm, epsilon: 1e-5 }, { restarts: 2 });
    for (const outcome of await attacked(device, attack, net, images, options)) {
      expect([name, outcome.adversarial, outcome.stalled]).toEqual([name, null, false]);
      expect({ gradients: outcome.gradients, queries: outcome.queries }).toEqual(attack.budget(options, 4));
    }
  }
  const whole = await chained(device, net, images, few({ norm, epsilon: 1e-5 }));
  const budgets = ['apgd-ce', 'apgd-t', 'fab-t', 'square'].map((name) =>
    attacks[name as keyof typeof attacks].budget(few({ norm, epsilon: 1e-5 }), 4),
  );
  for (const { gradients, queries } of whole.verdicts)
    expect([gradients, queries]).toEqual([budgets.reduce((sum, b) => sum + b.gradients, 0), budgets.reduce((sum, b) => sum + b.queries, 0)]);
});

describe('numbers of classes', () => {
  test.each([
    [2, 1, ['APGD-DLR: its loss needs 3 classes, so max z_j − z_y was raised', 'APGD-T: its loss needs 4 classes, so z_t − z_y was raised']],
    [3, 2, ['APGD-T: its loss needs 4 classes, so z_t − z_y was raised']],
    [4, 3, []],
    [7, 6, []],
    [100, 9, []],
  ] as const)('%i: %i targets, and losses that are undefined are replaced and said to be', async (classes, targets, said) => {
    const net = randomAffine(9, classes, 27);
    const images = greyImages(2, 3, 3, net.judge);
    const ball = { norm: 'inf', epsilon: 1e-5 } as const;
    const options = quick(ball, { iterations: 2, queries: 2, attacks: ['apgd-dlr', 'apgd-t', 'fab-t'] });
    const { warnings, verdicts, standard } = await chained(device, net, images, options);
    expect(warnings).toEqual(said);
    expect(standard).toBe(false);
    for (const { gradients } of verdicts) expect(gradients).toBe(2 * (1 + 2 * targets));
  });

  test('one: nothing can be misclassified, and nothing is attacked', async () => {
    const net = randomAffine(9, 1, 48);
    const result = await chained(device, net, greyImages(2, 3, 4, net.judge), few({ norm: 'inf', epsilon: 0.1 }));
    expect(result).toMatchObject({
      clean: 1,
      robust: 1,
      gradients: 0,
      warnings: ['There is one class: no image can be misclassified, and none was attacked'],
    });
  });
});

describe('what is out of the ordinary', () => {
  const net = randomAffine(3, 4, 48);
  const images = greyImages(4, 6, 4, net.judge);
  const ball = { norm: 'inf', epsilon: medianDistance(net, images, 'inf') } as const;
  const taught = (logits: (...of: Parameters<Classifier['logits']>) => Tensor2D): Classifier => ({ classes: 4, logits });

  test('one image, no image, and images that are all misclassified', async () => {
    expect((await chained(device, net, images, few(ball), {}, [2])).verdicts).toEqual([(await chained(device, net, images, few(ball))).verdicts[2]]);
    expect(await chained(device, net, images, few(ball), {}, [])).toMatchObject({ clean: NaN, robust: NaN, verdicts: [] });
    const wrong = { ...images, labels: images.labels.map((label) => (label + 1) % 4) };
    const { clean, robust, gradients, warnings } = await chained(device, net, wrong, few(ball));
    expect([clean, robust, gradients]).toEqual([0, 0, 0]);
    expect(warnings).toEqual(['No image is classified correctly without an attack: none was attacked']);
  });

  test('a NaN logit counts as wrong, without an attack and under it, and no pixel becomes NaN', async () => {
    const nothing = await chained(
      device,
      taught((tf, x) => tf.fill<Tensor2D['rankType']>([x.shape[0], 4], NaN)),
      images,
      few(ball),
    );
    expect([nothing.clean, nothing.verdicts[0]?.predicted]).toEqual([0, -1]);
    // √ of the margin's slack: NaN beyond a distance, its gradient infinite at it
    const fragile = taught((tf, x) => {
      const away = tf.max(tf.abs(tf.sub(x, 0.5)), [1, 2, 3]);
      return tf.add(net.logits(tf, x), tf.reshape(tf.mul(tf.sqrt(tf.sub(0.13, away)), 0), [-1, 1]));
    });
    const kept: Float32Array[] = [];
    for (const norm of norms) {
      const options = few({ norm, epsilon: norm === 2 ? 0.3 : 0.05 });
      const result = await chained(device, fragile, images, options, { onAdversarial: (_index, pixels) => kept.push(pixels) });
      expect(result.robust).toBeLessThan(1);
    }
    expect(kept.every((pixels) => pixels.every((v) => v >= 0 && v <= 1))).toBe(true);
  });

  test('equal logits: the first class is predicted, and the second is broken by nothing', async () => {
    const flat = affine(
      Array.from({ length: 4 }, () => new Float32Array(48)),
      [1, 1, 1, 1],
    );
    const labelled = { ...images, labels: Uint8Array.from([0, 1, 2, 3, 0, 1]) };
    const { clean, robust, warnings } = await chained(device, flat, labelled, few(ball));
    expect([clean, robust]).toEqual([2 / 6, 2 / 6]);
    expect(warnings).toEqual(['2 of the 2 attacked images gave an attack no gradient at all: that they withstood it proves nothing']);
  });

  test('a softmax at the end and chance in the classifier are told', async () => {
    const soft = await chained(
      device,
      taught((tf, x) => tf.softmax(net.logits(tf, x))),
      images,
      { ...few(ball), attacks: [] },
    );
    expect(soft.warnings).toEqual(['The outputs are probabilities, not logits: a softmax at the end weakens every attack by gradients']);
    let pass = 0;
    const random = taught((tf, x) => tf.add(net.logits(tf, x), (pass += 1)));
    expect((await chained(device, random, images, { ...few(ball), attacks: [] })).warnings[0]).toMatch(
      /^The classifier is randomised: its logits differ by 4/,
    );
  });

  test.each([
    [{ iterations: 0 }, 'iterations: 0 is not ≥ 1'],
    [{ rho: 2 }, 'rho: 2 is not ≤ 1'],
    [{ epsilon: NaN }, 'epsilon: NaN is not a finite number ≥ 0'],
    [{ attacks: ['apgd-ce', 'deepfool'] }, 'attacks: "deepfool" is not one of apgd-ce, apgd-t, fab-t, square, apgd-dlr'],
    [{ attacks: ['square', 'square'] }, 'attacks: "square" stands there twice'],
  ])('%o is refused by name', async (change, message) => {
    await expect(chained(device, net, images, { ...few(ball), ...change })).rejects.toThrow(message);
  });

  test('a checkpoint of other options or images is refused', async () => {
    const state = { key: JSON.stringify({ ...few(ball), classes: 4 }), verdicts: [], warnings: [] };
    await expect(chained(device, net, images, few(ball, { seed: 7 }), { state })).rejects.toThrow('The checkpoint is of other options');
    const [verdict] = (await chained(device, net, images, { ...few(ball), attacks: [] }, {}, [3])).verdicts;
    if (!verdict) throw new Error('no verdict');
    await expect(chained(device, net, images, few(ball), { state: { ...state, verdicts: [verdict] } })).rejects.toThrow('other images');
    expect((await chained(device, net, images, few(ball), { state }, allOf(images))).verdicts).toHaveLength(6);
  });
});
