import { seeded, streamOf } from '../../../src/math/core/random';
import { nets } from '../../../src/nets/models/architectures';
import { initialWeights } from '../../../src/nets/models/weights';
import { expect, test } from 'vitest';

const moments = (values: Float32Array): { mean: number; deviation: number } => {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
};

test('uniform and normal numbers of a seed never change', () => {
  const next = seeded(1);
  expect([next(), next(), next()]).toEqual([0.3678755429573357, 0.08161311969161034, 0.8205357783008367]);
  expect([...streamOf(1, 'batches', 0).uniform(3, 0, 1)]).toEqual([0.7243078351020813, 0.5513855814933777, 0.8673962354660034]);
  expect([...streamOf(2, 'batches', 3).order(8)]).toEqual([7, 3, 2, 6, 1, 5, 4, 0]);
});

test('the same address gives the same numbers, any other gives others', () => {
  const draw = (...address: Parameters<typeof streamOf>) =>
    streamOf(...address)
      .uniform(8, -1, 1)
      .join();
  expect(draw(1, 'start', 3, 4)).toBe(draw(1, 'start', 3, 4));
  const others = [draw(2, 'start', 3, 4), draw(1, 'noise', 3, 4), draw(1, 'start', 4, 3), draw(1, 'start', 34), draw(1, 'start', 3, 4)];
  expect(new Set(others).size).toBe(5);
});

test('uniform and normal numbers have their moments, and streams are distinct', () => {
  const uniform = streamOf(1, 'a').uniform(40_000, -2, 4);
  expect(uniform.every((v) => v >= -2 && v <= 4)).toBe(true);
  expect(Math.abs(moments(uniform).mean - 1)).toBeLessThan(0.05);
  expect(Math.abs(moments(uniform).deviation - Math.sqrt(3))).toBeLessThan(0.05);
  const normal = streamOf(1, 'b').normal(40_001, 2);
  expect(normal).toHaveLength(40_001);
  expect(Math.abs(moments(normal).mean)).toBeLessThan(0.05);
  expect(Math.abs(moments(normal).deviation - 2)).toBeLessThan(0.05);
  expect(moments(normal.map((v) => v ** 4)).mean / 16).toBeGreaterThan(2.7); // the fourth moment is 3
  const seen = new Set<number>();
  for (let k = 0; k < 200; k += 1) for (const v of streamOf(1, 'start', k).uniform(100, 0, 1)) seen.add(v);
  expect(seen.size).toBeGreaterThan(19_950); // 2^24 values: some twelve coincide by chance
});

test('an order is a permutation, different in every epoch', () => {
  const order = streamOf(1, 'batches', 0).order(1000);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  expect(order).not.toEqual(streamOf(1, 'batches', 1).order(1000));
});

test('initial weights follow He et al.: variance 2 / fan-in, biases and β 0, γ 1', () => {
  const outline = nets['resnet-8'].outline({ height: 32, width: 32, classes: 10, mean: [0, 0, 0], std: [1, 1, 1] }, {});
  for (const { name, shape, values } of initialWeights(outline, 3)) {
    const fanIn = values.length / (shape.at(-1) ?? 1);
    if (name.endsWith('/w')) expect(Math.abs(moments(values).deviation / Math.sqrt(2 / fanIn) - 1)).toBeLessThan(0.15);
    else expect(new Set(values)).toEqual(new Set([name.endsWith('/gamma') ? 1 : 0]));
  }
});
