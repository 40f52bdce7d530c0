import { beforeAll, expect, test } from 'vitest';
import { runTask } from '../../../src/math/core/cooperative';
import { symmetricEigen } from '../../../src/math/core/linearAlgebra';
import { streamOf } from '../../../src/math/core/random';
import { defineNet, modelOf } from '../../../src/nets/models/defineNet';
import { initialWeights, type SavedTensor, uploadTensors } from '../../../src/nets/models/weights';
import { extremeEigenpairs } from '../../../src/nets/spectrum/lanczos';
import { type HessianOptions, joinVectors, openHessian, splitVector } from '../../../src/nets/spectrum/lossHessian';
import { dot, type SymmetricOperator } from '../../../src/nets/spectrum/operator';
import { hutchPlusPlus } from '../../../src/nets/spectrum/trace';
import { type Device, free } from '../../../src/tensors/device';
import { openTrainer } from '../device';
import { data, options, outline, saved, withNet } from '../landscape/bench';

let device: Device;
beforeAll(async () => {
  device = await openTrainer();
}, 120_000);

const all: HessianOptions = { images: data.test, indices: [0, 1, 2, 3, 4, 5], batch: 6, attack: null, seed: 1 };

/** Softmax regression on mean colours: 4 × 2 weights, whose Hessian has a closed form. */
const regression = modelOf(
  defineNet({
    label: '',
    note: '',
    specs: {},
    published: [],
    body: () => (net, x, classes) => net.dense('dense', net.pool(net.standardise(x)), classes),
  }),
  { height: 4, width: 4, classes: 2, mean: data.mean, std: data.std },
  {},
);
const parameters = initialWeights(regression.outline, 3);

/** mean (diag p − p pᵀ) ⊗ (z, 1)(z, 1)ᵀ in float64, weights [3, 2] before biases [2]. */
function closedForm(weights: readonly SavedTensor[]): number[][] {
  const [w = new Float32Array(), bias = new Float32Array()] = weights.map(({ values }) => values);
  const rows = Array.from({ length: 8 }, () => new Array<number>(8).fill(0));
  for (const image of all.indices) {
    const z = [0, 1, 2].map((c) => {
      const pixels = data.test.pixels.subarray(image * 48, (image + 1) * 48).filter((_, i) => i % 3 === c);
      return (pixels.reduce((sum, v) => sum + v, 0) / 16 / 255 - data.mean[c]!) / data.std[c]!;
    });
    const logits = [0, 1].map((k) => z.reduce((sum, v, c) => sum + v * w[2 * c + k]!, bias[k]!));
    const p = logits.map((l) => Math.exp(l) / logits.reduce((sum, m) => sum + Math.exp(m), 0));
    const inputs = [...z, 1];
    for (let i = 0; i < 8; i += 1)
      for (let j = 0; j < 8; j += 1) {
        const [k, l] = [i % 2, j % 2];
        rows[i]![j]! += ((k === l ? p[k]! : 0) - p[k]! * p[l]!) * inputs[i >> 1]! * inputs[j >> 1]! / 6; // prettier-ignore
      }
  }
  return rows;
}

test('of softmax regression it is the closed form: products, extreme eigenvalues, trace', async () => {
  const weights = device.make((tf) => uploadTensors(tf, regression.outline.weights, parameters));
  const operator = await runTask(openHessian(device, { model: regression, weights, statistics: [] }, all));
  const exact = closedForm(parameters);
  expect(operator.size).toBe(8);
  for (let j = 0; j < 8; j += 1) {
    const column = await runTask(operator.product(Float64Array.from({ length: 8 }, (_, i) => (i === j ? 1 : 0))));
    column.forEach((value, i) => expect(Math.abs(value - exact[i]![j]!)).toBeLessThan(2e-6));
  }
  const { values } = symmetricEigen(exact);
  const { largest } = await runTask(extremeEigenpairs(operator, { count: 1, steps: 8, tolerance: 1e-6, seed: 1 }));
  expect((largest[0]?.value ?? NaN) / values[7]!).toBeCloseTo(1, 5);
  const trace = await runTask(hutchPlusPlus(operator, { products: 24, seed: 1 }));
  expect(trace.value / values.reduce((sum, v) => sum + v, 0)).toBeCloseTo(1, 4);
  operator.close();
  free(weights);
});

const vector = (seed: number, size: number): Float64Array => Float64Array.from(streamOf(seed, 'v').normal(size, 1));
const product = async (operator: SymmetricOperator, seed: number): Promise<Float64Array> => runTask(operator.product(vector(seed, operator.size)));

test('it is symmetric, does not depend on the batches, and is that of the attacked images where it is asked for', async () => {
  await withNet(device, async (net) => {
    const open = (more: Partial<HessianOptions>) => runTask(openHessian(device, net, { ...all, ...more }));
    const operators = [
      await open({}),
      await open({ batch: 4 }),
      await open({ attack: options.attack }),
      await open({ attack: { ...options.attack, epsilon: 0 } }),
    ];
    const [whole, parts, attacked, unmoved] = await Promise.all(operators.map((operator) => product(operator, 1)));
    const [u, v] = [vector(1, whole!.length), vector(2, whole!.length)];
    const other = await product(operators[0]!, 2);
    const scale = Math.abs(dot(u, whole!));
    expect(Math.abs(dot(v, whole!) - dot(u, other)) / scale).toBeLessThan(1e-3);
    const apart = (a: Float64Array): number => Math.max(...a.map((value, i) => Math.abs(value - whole![i]!))) / Math.max(...whole!.map(Math.abs));
    expect(apart(parts!)).toBeLessThan(1e-4);
    expect(apart(unmoved!)).toBeLessThan(1e-4);
    expect(apart(attacked!)).toBeGreaterThan(1e-2);
    operators.forEach(({ close }) => close());
  });
});

test('a vector split into tensors and joined again is itself', () => {
  const joined = joinVectors(saved.map(({ values }) => values));
  const parts = splitVector(outline.weights, joined);
  expect(joinVectors(parts.map(({ values }) => values)).join()).toBe(joined.join());
  expect(parts.map(({ name, shape }) => [name, shape])).toEqual(saved.map(({ name, shape }) => [name, shape]));
});
