import { beforeAll, describe, expect, test } from 'vitest';
import { attacks } from '../../../src/nets/attacks';
import { checkpoints } from '../../../src/nets/attacks/apgd';
import { type Ball, distance } from '../../../src/nets/attacks/ball';
import { dlrEach, dlrTargetedEach } from '../../../src/nets/attacks/losses';
import { type Classifier, oneHotRows } from '../../../src/nets/attacks/classifier';
import type { Device } from '../../../src/tensors/device';
import { openTrainer } from '../device';
import { type Affine, attacked, boundaryDistance, cleanPixels, greyImages, medianDistance, quick, randomAffine } from './toys';

let device: Device;
beforeAll(async () => {
  device = await openTrainer();
}, 120_000);

/** Share of ε about the boundary within which float32 decides. */
const ROUNDING = 2e-5;

describe.each(['inf', 2] as const)('on an affine classifier with the box inactive, in L%s', (norm) => {
  test.each([
    ['apgd-ce', 2],
    ['apgd-dlr', 2],
    ['apgd-dlr', 3],
    ['apgd-t', 2],
    ['apgd-t', 3],
    ['apgd-t', 4],
    ['apgd-t', 6],
  ] as const)('%s with %i classes wins where the margin is below ε‖w_y − w_t‖, and nowhere else', async (name, classes) => {
    const net: Affine = randomAffine(7, classes, 48);
    const images = greyImages(11, 50, 4, net.judge);
    const ball: Ball = { norm, epsilon: medianDistance(net, images, norm) };
    const before = device.tensors();
    const outcomes = await attacked(device, attacks[name], net, images, quick(ball, { iterations: 40 }));
    expect(device.tensors()).toBe(before);
    const shares = { broken: 0, withstood: 0 };
    outcomes.forEach(({ adversarial }, image) => {
      const clean = cleanPixels(images, image);
      const needed = boundaryDistance(net, clean, images.labels[image] ?? 0, ball.norm) / ball.epsilon;
      if (Math.abs(needed - 1) < ROUNDING) return;
      expect(adversarial !== null, `image ${image}, which needs ${needed} ε`).toBe(needed < 1);
      shares[adversarial ? 'broken' : 'withstood'] += 1;
      if (adversarial) expect(distance(adversarial.pixels, clean, ball.norm)).toBeLessThanOrEqual(ball.epsilon * (1 + 1e-5));
    });
    expect(Math.min(shares.broken, shares.withstood)).toBeGreaterThan(10);
  });
});

test('checkpoints follow from the formula: 22 %, then windows shorter by 3 % down to 6 %', () => {
  expect(checkpoints(100).map((k) => k + 1)).toEqual([22, 41, 57, 70, 80, 87, 93, 99]);
  expect(checkpoints(50).map((k) => k + 1)).toEqual([11, 21, 30, 38, 45]);
  expect(checkpoints(20).map((k) => k + 1)).toEqual([4, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
});

test('a shift and a positive factor of the logits change nothing about APGD on DLR', async () => {
  const net = randomAffine(7, 5, 48);
  const images = greyImages(11, 20, 4, net.judge);
  const scaled: Classifier = { classes: 5, logits: (tf, x) => tf.add(tf.mul(net.logits(tf, x), 4), 32) };
  const options = quick({ norm: 2, epsilon: medianDistance(net, images, 2) }, { iterations: 30 });
  for (const name of ['apgd-dlr', 'apgd-t'] as const) {
    const [plain, moved] = [
      await attacked(device, attacks[name], net, images, options),
      await attacked(device, attacks[name], scaled, images, options),
    ];
    expect(plain.some(({ adversarial }) => adversarial)).toBe(true);
    plain.forEach(({ adversarial }, k) => {
      const other = moved[k]?.adversarial;
      expect(other?.at).toBe(adversarial?.at);
      if (adversarial && other) expect(distance(adversarial.pixels, other.pixels, 'inf')).toBeLessThan(1e-4);
    });
  }
});

test('DLR and its targeted form: from sorted logits, ties counted by rank, unchanged by a shift and a positive factor', async () => {
  const rows = [
    [3, 1, 2, 0.5, -1],
    [2, 2, 2, 1, 0],
    [0, 5, 5, 4, 4],
    [-1, 0.3, 0.2, 0.1, 7],
  ];
  const [labels, targets] = [
    [0, 1, 0, 4],
    [2, 3, 4, 0],
  ];
  const losses = (scale: number, shift: number) =>
    device.read((tf) => {
      const z = tf.tensor2d(rows.map((row) => row.map((v) => scale * v + shift)));
      const [y, t] = [oneHotRows(tf, labels, 5), oneHotRows(tf, targets, 5)];
      return [dlrEach(tf, z, y), dlrTargetedEach(tf, z, y, t)];
    });
  const expected = rows.map((z, k) => {
    const sorted = [...z].sort((a, b) => b - a);
    const [first = 0, , third = 0, fourth = 0] = sorted;
    const zy = z[labels[k] ?? 0] ?? NaN;
    const other = Math.max(...z.filter((_, j) => j !== labels[k]));
    return [-(zy - other) / (first - third + 1e-12), -(zy - (z[targets[k] ?? 0] ?? NaN)) / (first - (third + fourth) / 2 + 1e-12)];
  });
  const plain = await losses(1, 0);
  expected.forEach((pair, k) => pair.forEach((value, i) => (Number.isFinite(value) ? expect(plain[i]?.[k]).toBeCloseTo(value, 5) : undefined)));
  const moved = await losses(4, 8);
  moved.forEach((list, i) => list.forEach((value, k) => (Math.abs(value) < 1e3 ? expect(value).toBeCloseTo(plain[i]?.[k] ?? NaN, 4) : undefined)));
});
