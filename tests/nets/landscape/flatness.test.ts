import { beforeAll, describe, expect, test } from 'vitest';
import { runTask } from '../../../src/math/core/cooperative';
import { averageFlatness, sharpnessOf, withTensors, worstFlatness } from '../../../src/nets/landscape/flatness';
import { type NetworkLoss, openNetworkLoss } from '../../../src/nets/landscape/networkLoss';
import { drawnPath, projectionOf } from '../../../src/nets/landscape/path';
import {
  ofLength,
  projected,
  uniformIn,
  type WeightBall,
  linearCombination,
  vectorNorm,
  type WeightVector,
} from '../../../src/nets/landscape/weightVectors';
import { initialStatistics, initialWeights, type SavedTensor } from '../../../src/nets/models/weights';
import { type Device } from '../../../src/tensors/device';
import { streamOf } from '../../../src/math/core/random';
import { openTrainer } from '../device';
import { directions, options, outline, saved, withNet } from './bench';

let device: Device;
beforeAll(async () => {
  device = await openTrainer();
}, 120_000);

const noise = (seed: number): SavedTensor[] => saved.map((t, i) => ({ ...t, values: streamOf(seed, 'noise', i).normal(t.values.length, 1) }));
const size = ({ values }: SavedTensor): number => Math.hypot(...values);
const balls: WeightBall[] = [
  { kind: 'relative', radius: 0.1 },
  { kind: 'euclidean', radius: 0.5 },
];

describe.each(balls)('the $kind ball', (ball) => {
  const within = (v: WeightVector): number =>
    ball.kind === 'euclidean'
      ? vectorNorm(v) / ball.radius
      : Math.max(...v.map((t, k) => (size(t) === 0 ? 0 : size(t) / (ball.radius * size(saved[k]!)))));
  test('projection keeps what is inside and shortens what is outside; uniform points lie inside, near the boundary in high dimension', () => {
    expect(within(projected(noise(1), saved, ball))).toBeCloseTo(1, 5);
    const inside = ofLength(noise(1), saved, { ...ball, radius: 0.5 * ball.radius });
    expect(projected(inside, saved, ball)).toEqual(inside);
    for (let k = 0; k < 5; k += 1) expect(within(uniformIn(saved, ball, 1, k))).toBeLessThanOrEqual(1 + 1e-6);
    expect(within(uniformIn(saved, ball, 1, 0))).toBeGreaterThan(0.99);
    expect(uniformIn(saved, ball, 1, 0)).not.toEqual(uniformIn(saved, ball, 1, 1));
  });
});

test('where a tensor has few entries, lengths are distributed as in a ball: half of the volume of a plane lies beyond 0.707', () => {
  const plane = [{ name: 'w', shape: [2], values: Float32Array.of(3, 4) }];
  const lengths = Array.from({ length: 400 }, (_, k) => size(uniformIn(plane, { kind: 'relative', radius: 0.2 }, 1, k)[0]!));
  expect(Math.max(...lengths)).toBeLessThan(1);
  expect(lengths.filter((length) => length > Math.SQRT1_2).length / 400).toBeCloseTo(0.5, 1);
});

/** A quadratic Σ k·vₖ² over tensors in place of the loss of a network. */
const quadratic = (curvature: number): NetworkLoss => {
  const at = async (list: Parameters<NetworkLoss['at']>[0]): Promise<number> => {
    const values = await device.read((tf) => list.map((t, k) => tf.sum(tf.square(tf.sub(t, tf.tensor(saved[k]!.values, t.shape))))));
    return values.reduce((sum, [v = NaN]) => sum + (curvature / 2) * v, 0);
  };
  return {
    losses: ['clean'],
    key: '',
    async *at(list) {
      yield;
      return { clean: { loss: await at(list), error: 0, stalled: 0 } };
    },
    async *gradient(list) {
      const values = await device.read((tf) => list.map((t, k) => tf.mul(tf.sub(t, tf.tensor(saved[k]!.values, t.shape)), curvature)));
      yield;
      return { value: await at(list), gradient: values.map((v, k) => ({ ...saved[k]!, values: v })) };
    },
    close: () => undefined,
  };
};

test('of an isotropic quadratic, sharpness in a Euclidean ball is ½ λ α² both ways, and the average rise is the same in high dimension', async () => {
  const ball: WeightBall = { kind: 'euclidean', radius: 0.3 };
  const worst = await runTask(worstFlatness(device, saved, quadratic(4), { kind: 'clean', ball, seed: 1, steps: 4 }));
  const { lowerBound, quadratic: second } = sharpnessOf(worst, 4, 0.3);
  expect(second).toBeCloseTo(0.18, 10);
  expect(lowerBound).toBeCloseTo(0.18, 3);
  const average = await runTask(averageFlatness(device, saved, quadratic(4), { kind: 'clean', ball, seed: 1, samples: 4 }));
  expect(average.rise).toBeCloseTo(0.18, 3);
  expect(average.losses).toHaveLength(4);
  expect(average.standardError).toBeLessThan(1e-3);
});

test('of a network: the worst rise is at least the average, robust losses are attacked anew, the perturbation is in the ball, and tensors are freed', async () => {
  const ball = balls[0]!;
  await withNet(device, async (net) => {
    const loss = await runTask(openNetworkLoss(device, net, { ...options, losses: ['clean', 'adversarial'] }));
    const how = { kind: 'adversarial', ball, seed: 1 } as const;
    const average = await runTask(averageFlatness(device, saved, loss, { ...how, samples: 3 }));
    const worst = await runTask(worstFlatness(device, saved, loss, { ...how, steps: 4 }));
    const again = await runTask(worstFlatness(device, saved, loss, { ...how, steps: 4 }));
    expect(again).toEqual(worst);
    expect(worst.loss).toBe(average.loss);
    expect(worst.rise).toBeGreaterThan(Math.max(0, average.rise));
    for (const [k, t] of worst.perturbation.entries()) expect(size(t)).toBeLessThanOrEqual(ball.radius * size(saved[k]!) * (1 + 1e-5));
    const { adversarial, clean } = await runTask(
      withTensors(device, linearCombination([[1, saved], [1, worst.perturbation]]), (w) => loss.at(w)), // prettier-ignore
    );
    expect(adversarial?.loss).toBeCloseTo(worst.loss + worst.rise, 4);
    expect(adversarial?.loss).toBeGreaterThan(clean?.loss ?? NaN);
    loss.close();
  });
});

test('the gradient of a loss is its slope by differences', async () => {
  await withNet(device, async (net) => {
    const loss = await runTask(openNetworkLoss(device, net, { ...options, losses: ['clean', 'frozen'] }));
    for (const kind of ['clean', 'frozen'] as const) {
      const at = async (h: number): Promise<number> => {
        const moved = linearCombination([[1, saved], [h, directions[0] ?? []]]); // prettier-ignore
        return (await runTask(withTensors(device, moved, (w) => loss.at(w))))[kind]?.loss ?? NaN;
      };
      const { value, gradient } = await runTask(loss.gradient(net.weights, kind));
      expect(value).toBeCloseTo(await at(0), 6);
      const slope = gradient.reduce((sum, t, k) => sum + t.values.reduce((s, v, i) => s + v * (directions[0]?.[k]?.values[i] ?? NaN), 0), 0);
      expect(slope).toBeCloseTo(((await at(0.005)) - (await at(-0.005))) / 0.01, 1);
    }
    loss.close();
  });
});

test('a point on the slice has its coordinates and distance 0; one beside it the distance it was moved by', () => {
  const [d1 = [], d2 = []] = directions;
  const on = linearCombination([[1, saved], [0.3, d1], [-0.7, d2]]); // prettier-ignore
  const found = projectionOf(on, saved, directions);
  expect(found.coordinates[0]).toBeCloseTo(0.3, 5);
  expect(found.coordinates[1]).toBeCloseTo(-0.7, 5);
  expect(found.distance).toBeLessThan(1e-4);
  const biases = saved.map((t) => ({ ...t, values: t.shape.length > 1 ? new Float32Array(t.values.length) : t.values.map(() => 0.1) }));
  const off = projectionOf(linearCombination([[1, on], [1, biases]]), saved, directions); // prettier-ignore
  expect(off.coordinates[1]).toBeCloseTo(-0.7, 5);
  expect(off.distance).toBeCloseTo(vectorNorm(biases), 4);
  expect(projectionOf(saved, saved, directions)).toMatchObject({ distance: 0, shareOff: 0 });
  expect(() => projectionOf(on, saved, [d1, d1])).toThrow('parallel');
});

test('a path on the slice: where a point lies on it both losses agree, elsewhere its own is that of its own weights and statistics', async () => {
  await withNet(device, async (net) => {
    const loss = await runTask(openNetworkLoss(device, net, { ...options, losses: ['clean'] }));
    const [statistics, other] = [initialStatistics(outline), initialWeights(outline, 2)];
    const wide = statistics.map((t) => ({ ...t, values: t.values.map((v) => 4 * v) }));
    const path = [
      { weights: linearCombination([[1, saved], [0.5, directions[0] ?? []]]), statistics }, // prettier-ignore
      { weights: other, statistics: wide },
      { weights: saved, statistics },
    ];
    const counts: (number | undefined)[] = [];
    const [on, beside, centre] = await runTask(drawnPath(device, saved, directions, loss, path), { onEvent: (done) => counts.push(done) });
    expect(on?.drawn.clean?.loss).toBeCloseTo(on?.own.clean?.loss ?? NaN, 4);
    expect(on?.shareOff).toBeLessThan(1e-6);
    expect(beside?.shareOff).toBeGreaterThan(0.5);
    const own = await runTask(withTensors(device, other, (w) => withTensors(device, wide, (s) => loss.at(w, s))));
    expect(beside?.own).toEqual(own);
    expect(beside?.own.clean?.loss).not.toBe((await runTask(withTensors(device, other, (w) => loss.at(w)))).clean?.loss);
    expect(centre).toMatchObject({ coordinates: [0, 0], distance: 0 });
    expect(centre?.own).toEqual(centre?.drawn);
    expect(counts.filter((done) => done !== undefined)).toEqual([1, 2, 3]);
    loss.close();
  });
});
