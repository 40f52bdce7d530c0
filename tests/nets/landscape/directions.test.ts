import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type DirectionKind, directionKinds, directionsOf, type DirectionSource, reportOf } from '../../../src/nets/landscape/directions';
import { linearCombination, vectorNorm, vectorProduct, type WeightVector } from '../../../src/nets/landscape/weightVectors';
import { nets } from '../../../src/nets/models/architectures';
import { modelOf } from '../../../src/nets/models/defineNet';
import { initialWeights } from '../../../src/nets/models/weights';
import { streamOf } from '../../../src/math/core/random';
import { tiny } from '../tiny';

const { mean, std } = tiny();
const { outline } = modelOf(nets['small-cnn-bn'], { height: 8, width: 8, classes: 2, mean, std }, {});
const weights = initialWeights(outline, 1);
const other = (seed: number): WeightVector => initialWeights(outline, seed);
const noise = (seed: number): WeightVector => weights.map((t, i) => ({ ...t, values: streamOf(seed, 'noise', i).normal(t.values.length, 1) }));
const source: DirectionSource = {
  weights,
  count: 2,
  seed: 3,
  vectors: 'fixed',
  eigenpairs: [2, 1].map((value) => ({ value, vector: noise(value) })),
  path: [weights, other(2), other(3), other(4)],
  others: [other(5), other(6)],
};
const kinds = Object.keys(directionKinds) as DirectionKind[];
const seeded = kinds.filter((kind) => directionKinds[kind].seeded);

/** Norms of the filters of a tensor by definition: the last axis counts them. */
const filterNorms = (values: Float32Array, filters: number): number[] =>
  Array.from({ length: filters }, (_, f) => Math.hypot(...values.filter((_value, i) => i % filters === f)));

describe.each(kinds)('%s', (kind) => {
  test('gives as many directions as asked, shaped like the weights; the first does not depend on how many', () => {
    const [one, two] = [directionsOf(kind, { ...source, count: 1 }), directionsOf(kind, source)];
    expect([one.list.length, two.list.length]).toEqual([1, 2]);
    expect(one.list[0]).toEqual(two.list[0]);
    for (const d of two.list) expect(d.map(({ name, shape }) => [name, shape])).toEqual(weights.map(({ name, shape }) => [name, shape]));
    expect(two.list.every((d) => vectorNorm(d) > 0 && d.every(({ values }) => values.every(Number.isFinite)))).toBe(true);
  });
  test('is the same again, and another seed gives others where it has one', () => {
    const digest = (seed: number): string => reportOf(directionsOf(kind, { ...source, seed }), weights).sha256;
    expect(digest(3)).toBe(digest(3));
    expect(digest(4) === digest(3)).toBe(!seeded.includes(kind));
  });
});

test('filter normalisation gives each filter the norm of the weights’ and leaves parameters with one axis where they are', () => {
  for (const d of directionsOf('filter-normalised', source).list)
    d.forEach(({ shape, values }, k) => {
      const filters = shape.at(-1) ?? 1;
      if (shape.length < 2) return expect(values.every((v) => v === 0)).toBe(true);
      const want = filterNorms(weights[k]?.values ?? new Float32Array(), filters);
      filterNorms(values, filters).forEach((norm, f) => expect(norm / (want[f] ?? NaN)).toBeCloseTo(1, 6));
    });
});

test('layer normalisation gives each tensor the norm of the weights’; an option lets parameters with one axis move too', () => {
  const { layers } = reportOf(directionsOf('layer-normalised', { ...source, vectors: 'moved' }), weights);
  for (const { name, ratios } of layers)
    for (const ratio of ratios) if (!name.endsWith('beta') && name !== 'dense/b') expect(ratio, name).toBeCloseTo(1, 6); // β and biases are 0 at first
  const fixed = reportOf(directionsOf('layer-normalised', source), weights).layers;
  expect(fixed.find(({ name }) => name === 'bn1/gamma')?.ratios).toEqual([0, 0]);
  expect(fixed.find(({ name }) => name === 'conv1/w')?.ratios[0]).toBeCloseTo(1, 6);
});

test('multiplying filters multiplies their part of a normalised direction, and nothing else', () => {
  const scaled = weights.map((t) => (t.name === 'conv2/w' ? { ...t, values: t.values.map((v) => 4 * v) } : t));
  const [d, e] = [weights, scaled].map((w) => directionsOf('filter-normalised', { ...source, weights: w }).list[0] ?? []);
  d?.forEach(({ name, values }, k) => expect(e?.[k]?.values, name).toEqual(name === 'conv2/w' ? values.map((v) => 4 * v) : values));
});

test('raw directions take the place of random ones and are normalised alike', () => {
  const raw = [noise(8), noise(9)];
  expect(directionsOf('random', { ...source, raw, vectors: 'moved' }).list).toEqual(raw);
  const [d] = directionsOf('filter-normalised', { ...source, raw }).list;
  const [e] = directionsOf('filter-normalised', { ...source, raw: raw.map((v) => linearCombination([[3, v]])) }).list;
  d?.forEach(({ values }, k) => values.forEach((v, i) => expect(Math.abs(v - (e?.[k]?.values[i] ?? NaN))).toBeLessThan(1e-6)));
});

test('principal directions of a path are orthogonal unit vectors, and their shares are those of the variance', () => {
  const [u, v] = [noise(10), noise(11)];
  const [a, b] = [linearCombination([[1 / vectorNorm(u), u]]), linearCombination([[1 / vectorNorm(v), v]])];
  const product = vectorProduct(a, b);
  const c = linearCombination([
    [1 / Math.sqrt(1 - product ** 2), b],
    [-product / Math.sqrt(1 - product ** 2), a],
  ]); // b, orthogonal to a
  const path = [
    [-3, 1],
    [3, 1],
    [-3, -1],
    [3, -1],
  ].map(([x = 0, y = 0]) =>
    linearCombination([
      [1, weights],
      [x, a],
      [y, c],
    ]),
  );
  const { list, weightings } = directionsOf('path', { ...source, path });
  expect(weightings?.[0]).toBeCloseTo(0.9, 5);
  expect(weightings?.[1]).toBeCloseTo(0.1, 5);
  expect(Math.abs(vectorProduct(list[0] ?? [], a))).toBeCloseTo(1, 5);
  expect(Math.abs(vectorProduct(list[1] ?? [], c))).toBeCloseTo(1, 5);
});

test('the line between two weights is at the others at 1', () => {
  const [d = []] = directionsOf('between', source).list;
  const there = linearCombination([
    [1, weights],
    [1, d],
  ]);
  there.forEach(({ values }, k) => values.forEach((v, i) => expect(Math.abs(v - (source.others?.[0]?.[k]?.values[i] ?? NaN))).toBeLessThan(1e-6)));
});

test('the report: the digest is that of the float32 values in order, the cosine and the norms are those of float64', () => {
  const directions = directionsOf('filter-normalised', source);
  const bytes = directions.list.flat().map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  const report = reportOf(directions, weights);
  expect(report.sha256).toBe(createHash('sha256').update(Buffer.concat(bytes)).digest('hex'));
  expect(Math.abs(report.cosine ?? NaN)).toBeLessThan(0.1);
  expect(report.norms[0]).toBeCloseTo(
    vectorNorm(weights.map((t) => (t.shape.length > 1 ? t : { ...t, values: new Float32Array(t.values.length) }))),
    4,
  );
});

test('what is missing or does not fit is refused in one sentence', () => {
  const { eigenpairs: _e, path: _p, others: _o, ...bare } = source;
  expect(() => directionsOf('hessian', bare)).toThrow('A slice of 2 dimensions needs 2 eigenvectors of the Hessian, and there are 0');
  expect(() => directionsOf('path', { ...bare, path: [weights, weights] })).toThrow('needs 3 kept weights that differ; this path has 2 and spans 0');
  expect(() => directionsOf('between', { ...bare, others: [weights, weights] })).toThrow('no line between weights that are equal');
  expect(() => directionsOf('random', { ...bare, raw: [noise(1)] })).toThrow('needs 2 directions, and 1 were given');
  const wrong = noise(1).map((t, k) => (k === 0 ? { ...t, shape: [1, 2] } : t));
  expect(() => directionsOf('random', { ...bare, raw: [wrong, wrong] })).toThrow(
    'Direction 1 has conv1/w of shape [1, 2], the network [3, 3, 3, 16]',
  );
  const broken = noise(1).map((t, k) => (k === 0 ? { ...t, values: t.values.map(() => NaN) } : t));
  expect(() => directionsOf('between', { ...bare, others: [broken, broken] })).toThrow(
    'The other weights 1 has a value in conv1/w that is no finite number',
  );
});
