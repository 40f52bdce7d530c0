import type { Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { streamOf } from '../../../src/math/core/random';
import { attacks } from '../../../src/nets/attacks';
import { distance } from '../../../src/nets/attacks/ball';
import { proposals2, proposalsInf, pyramid, windowShare, windowSide } from '../../../src/nets/attacks/squareProposals';
import type { Classifier } from '../../../src/nets/attacks/classifier';
import type { Device } from '../../../src/tensors/device';
import { openTrainer } from '../device';
import { attacked, boundaryDistance, chained, cleanPixels, greyImages, medianDistance, quick, randomAffine } from './toys';

let device: Device;
beforeAll(async () => {
  device = await openTrainer();
}, 120_000);

test('the share of a window halves at the queries of the paper, and ends at p/128 after 5000', () => {
  const shares = [0, 10, 11, 51, 201, 501, 1001, 2001, 4001, 4999].map((query) => 0.8 / windowShare(query, 0.8, 'unscaled', 5000));
  expect(shares).toEqual([1, 1, 2, 4, 8, 16, 32, 64, 128, 128]);
  expect(0.8 / windowShare(4999, 0.8, 'scaled', 5000)).toBe(512);
  expect(windowSide(0.8, 32, 32, 1)).toBe(29);
  expect(windowSide(0.8 / 128, 32, 32, 1)).toBe(3);
  expect(windowSide(0.8 / 512, 32, 32, 3, true)).toBe(3);
  expect([windowSide(0.8, 32, 8, 1), windowSide(0.8, 2, 2, 3, true)]).toEqual([8, 2]);
});

test('the pyramid of the paper', () => {
  expect(pyramid(1, 1)).toEqual([1]);
  const [edge, middle] = [1 / 4, 1 / 4 + 1];
  expect(pyramid(3, 3)).toEqual([edge, edge, edge, edge, middle, edge, edge, edge, edge]);
});

describe.each([
  ['inf', proposalsInf],
  [2, proposals2],
] as const)('proposals in L%s', (norm, proposalsOf) => {
  const shape = [7, 9, 3] as const;
  const size = 7 * 9 * 3;
  const epsilon = norm === 2 ? 0.7 : 0.1;
  const clean = streamOf(1, 'clean')
    .uniform(size, 0, 1)
    .map((v, i) => (i % 9 === 0 ? Math.round(v) : v));

  test.each(['all', 'published'] as const)('stay in the ball and in [0, 1], and with windows in %s places reach what they should', (windows) => {
    const { start, propose } = proposalsOf(shape, windows);
    const stream = streamOf(2, 'search');
    const touched = new Set<number>();
    let current = start(stream, clean, epsilon);
    expect(distance(current, clean, norm)).toBeGreaterThan(0.6 * epsilon);
    for (let query = 0; query < 400; query += 1) {
      const proposal = current.slice();
      propose(stream, clean, current, proposal, epsilon, windowShare(query, 0.8, 'unscaled', 5000) / 8);
      expect(distance(proposal, clean, norm)).toBeLessThanOrEqual(epsilon * (1 + 1e-6));
      expect(proposal.every((v) => v >= 0 && v <= 1)).toBe(true);
      proposal.forEach((v, i) => (v === current[i] ? undefined : touched.add(Math.floor(i / 3))));
      if (query % 3 === 0) current = proposal;
    }
    const reached = (row: number, column: number): boolean => touched.has(row * 9 + column);
    const last = [...Array.from({ length: 9 }, (_, column) => reached(6, column)), ...Array.from({ length: 7 }, (_, row) => reached(row, 8))];
    expect(last.some((hit) => hit)).toBe(windows === 'all');
    if (windows === 'all') expect(touched.size).toBe(63);
    else expect(touched.size).toBe(48);
  });
});

describe.each(['inf', 2] as const)('Square in L%s', (norm) => {
  const net = randomAffine(5, 3, 48);
  const images = greyImages(6, 20, 4, net.judge);

  test('breaks only what can be broken, and counts its queries', async () => {
    const ball = { norm, epsilon: 1.5 * medianDistance(net, images, norm) };
    const before = device.tensors();
    const outcomes = await attacked(device, attacks.square, net, images, quick(ball, { queries: 150, restarts: 2 }));
    expect(device.tensors()).toBe(before);
    outcomes.forEach(({ adversarial, gradients, queries, nearest }, image) => {
      const clean = cleanPixels(images, image);
      const needed = boundaryDistance(net, clean, images.labels[image] ?? 0, norm) / ball.epsilon;
      if (needed > 1.001) expect(adversarial).toBeNull();
      if (needed < 0.5) expect(adversarial).not.toBeNull();
      expect([gradients, queries]).toEqual([0, adversarial ? adversarial.at + 1 : 300]);
      if (adversarial) expect(nearest).toBeLessThanOrEqual(ball.epsilon * (1 + 1e-6));
    });
    expect(outcomes.some(({ adversarial }) => adversarial)).toBe(true);
  });
});

test('where gradients are masked only Square wins, and it is said', async () => {
  const smooth = randomAffine(5, 3, 48);
  const masked: Classifier = {
    classes: 3,
    logits: (tf, x) => smooth.logits(tf, tf.customGrad(() => ({ value: tf.clone(x), gradFunc: () => tf.zerosLike(x) }))(x)) satisfies Tensor2D,
  };
  const images = greyImages(6, 10, 4, smooth.judge);
  const ball = { norm: 'inf', epsilon: 0.8 * medianDistance(smooth, images, 'inf') } as const;
  const options = quick(ball, { iterations: 4, queries: 400, attacks: ['fab-t', 'square'] });
  const hidden = await chained(device, masked, images, options);
  expect(hidden.by['fab-t']).toBe(1);
  expect(hidden.robust).toBeLessThan(0.8);
  expect(hidden.warnings.filter((text) => text.startsWith('Square, without gradients, broke'))).toHaveLength(1);
  expect(hidden.warnings.filter((text) => text.includes('no gradient at all'))).toHaveLength(1);
  const open = await chained(device, smooth, images, options);
  expect(open.robust).toBeLessThanOrEqual(hidden.robust);
  expect(open.warnings).toEqual([]);
});
