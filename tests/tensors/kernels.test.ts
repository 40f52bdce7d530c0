import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { compileKernels } from '../../scripts/kernels.mjs';
import { seeded } from '../../src/math/core/random';
import { openTrainer } from '../nets/device';

beforeAll(async () => {
  await openTrainer();
}, 60_000);

interface Case {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outputs: number;
  readonly size: number;
  readonly stride: number;
  readonly pad: 'same' | 'valid';
  readonly relu: boolean;
  /** Factor of the input: a power of two, of which the least makes every product a denormal number. */
  readonly scale: number;
  /** Which entry of the input is NaN, as a share of all; none where it is 1 or more. */
  readonly broken: number;
}
const cases: fc.Arbitrary<Case> = fc.record({
  images: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 1, max: 13 }),
  width: fc.integer({ min: 1, max: 13 }),
  channels: fc.integer({ min: 1, max: 9 }),
  outputs: fc.integer({ min: 1, max: 19 }),
  size: fc.constantFrom(1, 2, 3, 5),
  stride: fc.integer({ min: 1, max: 3 }),
  pad: fc.constantFrom('same', 'valid'),
  relu: fc.boolean(),
  scale: fc.constantFrom(1, 2 ** -145, 2 ** 100),
  broken: fc.double({ min: 0, max: 4, noNaN: true }),
});

/** Where the output position (or its window) lies: the zeros before the input, and the number of positions. */
const sidesOf = (side: number, { size, stride, pad }: Case): { readonly before: number; readonly made: number } => {
  const made = Math.ceil((pad === 'same' ? side : side - size + 1) / stride);
  return { before: pad === 'same' ? Math.floor(Math.max(0, (made - 1) * stride + size - side) / 2) : 0, made };
};

/** Small whole numbers: their sums of products are exact in float32, so results must be those of float64 to the last bit. */
const whole = (count: number, seed: number): number[] => {
  const rng = seeded(seed);
  return Array.from({ length: count }, () => Math.floor(rng() * 7) - 3);
};

/** Convolution and its gradients by the definition, in float64. */
function byDefinition(one: Case, x: readonly number[], w: readonly number[], b: readonly number[], r: readonly number[]): Record<string, number[]> {
  const { images, height, width, channels, outputs, size, stride, relu } = one;
  const [rows, columns] = [sidesOf(height, one), sidesOf(width, one)];
  const each = (visit: (at: number, image: number, row: number, column: number, o: number) => void): void => {
    let at = 0;
    for (let n = 0; n < images; n += 1)
      for (let i = 0; i < rows.made; i += 1)
        for (let j = 0; j < columns.made; j += 1)
          for (let o = 0; o < outputs; o += 1) visit(at++, n, i * stride - rows.before, j * stride - columns.before, o);
  };
  const eachTap = (n: number, row: number, column: number, o: number, visit: (atX: number, atW: number) => void): void => {
    for (let p = Math.max(0, -row); p < size && row + p < height; p += 1)
      for (let q = Math.max(0, -column); q < size && column + q < width; q += 1)
        for (let c = 0; c < channels; c += 1)
          visit(((n * height + row + p) * width + column + q) * channels + c, ((p * size + q) * channels + c) * outputs + o);
  };
  const [y, dx, dw, db] = [[] as number[], x.map(() => 0), w.map(() => 0), b.map(() => 0)];
  each((at, n, row, column, o) => {
    let sum = b[o]!;
    eachTap(n, row, column, o, (atX, atW) => (sum += x[atX]! * w[atW]!));
    y[at] = relu ? Math.max(0, sum) : sum;
    if (relu && y[at] <= 0) return;
    db[o]! += r[at]!;
    eachTap(n, row, column, o, (atX, atW) => {
      dx[atX]! += r[at]! * w[atW]!;
      dw[atW]! += r[at]! * x[atX]!;
    });
  });
  return { y, dx, dw, db };
}

/** The same by the kernels. */
async function byKernels(
  one: Case,
  x: readonly number[],
  w: readonly number[],
  b: readonly number[],
  r: readonly number[],
): Promise<Record<string, number[]>> {
  const { images, height, width, channels, outputs, size, stride, pad, relu } = one;
  const made = [images, sidesOf(height, one).made, sidesOf(width, one).made, outputs];
  const results = tf.tidy(() => {
    const inputs = [tf.tensor(x, [images, height, width, channels]), tf.tensor(w, [size, size, channels, outputs]), tf.tensor(b)];
    const attributes = { strides: stride, dilations: 1, pad, dataFormat: 'NHWC', activation: relu ? 'relu' : 'linear' };
    const run = (image: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor): tf.Tensor =>
      tf.engine().runKernel<tf.Tensor>(tf.FusedConv2D, { x: image, filter, bias }, attributes);
    const gradients = tf.grads((image: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor) =>
      tf.mul(run(image, filter, bias), tf.tensor(r as number[], made)),
    )(inputs);
    return [run(...(inputs as [tf.Tensor, tf.Tensor, tf.Tensor])), ...gradients];
  });
  const values = await Promise.all(results.map(async (tensor) => Array.from(await tensor.data())));
  tf.dispose(results);
  return { y: values[0]!, dx: values[1]!, dw: values[2]!, db: values[3]! };
}

const positive = (list: Record<string, number[]>): Record<string, number[]> =>
  Object.fromEntries(Object.entries(list).map(([key, values]) => [key, values.map((value) => value + 0)])); // −0 counts as 0

test('a convolution with bias and ReLU, and its gradients by input, filter and bias, are those of float64 for any shape, NaN and denormals included', async () => {
  const backend = tf.backend() as unknown as { numDataIds(): number };
  const held = backend.numDataIds();
  await fc.assert(
    fc.asyncProperty(cases, fc.integer(), async (one, seed) => {
      fc.pre(sidesOf(one.height, one).made > 0 && sidesOf(one.width, one).made > 0);
      const { images, height, width, channels, outputs, size, scale, broken } = one;
      const x = whole(images * height * width * channels, seed).map((value) => value * scale);
      const at = Math.floor(broken * x.length);
      if (at < x.length) x[at] = NaN;
      const [w, b] = [whole(size * size * channels * outputs, seed + 1), whole(outputs, seed + 2).map((value) => value * scale)];
      const r = whole(images * sidesOf(height, one).made * sidesOf(width, one).made * outputs, seed + 3);
      expect(positive(await byKernels(one, x, w, b, r))).toEqual(positive(byDefinition(one, x, w, b, r)));
    }),
    { numRuns: 60 },
  );
  expect(backend.numDataIds()).toBe(held);
});

test.each(['mean', 'sum'] as const)(
  'the gradient of %s over any axes is that of the definition, broadcast by a tensor filled on the device',
  async (name) => {
    const shape = [2, 3, 4];
    for (const axes of [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]]) {
      const kept = shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
      const count = name === 'mean' ? axes.reduce((n, axis) => n * (shape[axis] ?? 1), 1) : 1;
      const weights = tf.tensor(
        whole(
          kept.reduce((a, b) => a * b, 1),
          5,
        ),
        kept,
      );
      const gradient = tf.grad((x) => tf.mul(tf[name](x, axes, true), weights))(tf.zeros(shape));
      const expected = tf.tile(
        tf.div(weights, count),
        shape.map((side, axis) => side / (kept[axis] ?? 1)),
      );
      expect(await gradient.array()).toEqual(await expected.array());
    }
    const { kernels } = await tf.profile(() => tf.grad((x) => tf[name](x))(tf.zeros(shape)));
    expect(kernels.map((kernel) => kernel.name)).toContain('Fill');
  },
);

test('convolution.wasm is what its source gives', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
  try {
    const made = join(folder, 'convolution.wasm');
    compileKernels(made);
    expect(readFileSync(made).equals(readFileSync('src/tensors/kernels/convolution.wasm'))).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
