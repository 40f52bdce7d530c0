import '@tensorflow/tfjs-backend-cpu';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { seeded } from '../../src/math/core/random';
import { convolve } from '../../src/tensors/convKernels';
import { openTrainer } from '../nets/device';

/** Height and width, channels in and out, size of the filter, stride, padding. */
const shapes: readonly (readonly [number, number, number, number, number, 'same' | 'valid'])[] = [
  [8, 3, 5, 3, 1, 'same'],
  [8, 4, 6, 3, 2, 'same'],
  [7, 2, 3, 3, 2, 'same'],
  [8, 3, 4, 1, 1, 'same'],
  [8, 3, 4, 1, 2, 'same'],
  [9, 2, 4, 5, 1, 'same'],
  [9, 2, 4, 3, 3, 'same'],
  [12, 2, 3, 5, 2, 'same'],
  [8, 3, 4, 3, 1, 'valid'],
  [8, 3, 4, 4, 2, 'valid'],
];

beforeAll(async () => {
  await openTrainer();
});

const drawn = (shape: number[], seed: number): Float32Array => {
  const rng = seeded(seed);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng() - 0.5);
};

/** Values of a list of tensors made on a backend. */
async function on(backend: 'cpu' | 'wasm', make: () => tf.Tensor[]): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  const made = tf.tidy(make);
  const values = await Promise.all(made.map((tensor) => tensor.data<'float32'>()));
  tf.dispose(made);
  return values;
}

function near(ours: readonly Float32Array[], theirs: readonly Float32Array[]): void {
  expect(ours).toHaveLength(theirs.length);
  theirs.forEach((list, k) => {
    const scale = list.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(scale).toBeGreaterThan(0);
    expect(ours[k]).toHaveLength(list.length);
    expect(list.reduce((most, value, i) => Math.max(most, Math.abs(value - (ours[k]?.[i] ?? NaN))), 0) / scale).toBeLessThan(3e-6);
  });
}

describe.each(shapes)('%i pixels, %i → %i channels, filter %i, stride %i, %s', (size, channels, made, kernel, stride, pad) => {
  const [xs, ws] = [
    [3, size, size, channels],
    [kernel, kernel, channels, made],
  ];
  const [x, w] = [drawn(xs, 1), drawn(ws, 2)];

  test('both gradients are those of the plain backend, by the library’s own formula', async () => {
    const gradients = (): tf.Tensor[] => {
      const loss = (image: tf.Tensor, filter: tf.Tensor): tf.Scalar =>
        tf.sum(tf.square(tf.conv2d(image as Tensor4D, filter as Tensor4D, stride, pad)));
      return tf.grads(loss)([tf.tensor(x, xs), tf.tensor(w, ws)]);
    };
    near(await on('wasm', gradients), await on('cpu', gradients));
  });
});

describe('bias and relu in one kernel', () => {
  const [xs, ws] = [
    [2, 8, 8, 3],
    [3, 3, 3, 4],
  ];
  const [x, w, b] = [drawn(xs, 3), drawn(ws, 4), drawn([4], 5)];
  const fused = (image: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor): tf.Scalar =>
    tf.sum(tf.square(convolve(tf, image as Tensor4D, filter as Tensor4D, bias as tf.Tensor1D, { stride: 2, relu: true })));
  const apart = (image: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor): tf.Scalar =>
    tf.sum(tf.square(tf.relu(tf.add(tf.conv2d(image as Tensor4D, filter as Tensor4D, 2, 'same'), bias))));

  test('have the gradients of three kernels one after the other', async () => {
    const of = (loss: typeof fused) => (): tf.Tensor[] => tf.grads(loss)([tf.tensor(x, xs), tf.tensor(w, ws), tf.tensor(b, [4])]);
    near(await on('wasm', of(fused)), await on('cpu', of(apart)));
    near(await on('cpu', of(fused)), await on('cpu', of(apart)));
  });

  test('omit gradients that are not requested: the gradient by pixel needs no filter gradient', async () => {
    await tf.setBackend('wasm');
    const profile = await tf.profile(() => {
      const [filter, bias] = [tf.tensor(w, ws), tf.tensor(b, [4])];
      return tf.grad((image) => fused(image, filter, bias))(tf.tensor(x, xs));
    });
    const names = profile.kernels.map(({ name }) => name);
    expect(names).toContain('Conv2DBackpropInput');
    expect(names.filter((name) => /Filter|Bias/.test(name))).toEqual([]);
  });

  test('leave no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await on('wasm', () => tf.grads(fused)([tf.tensor(x, xs), tf.tensor(w, ws), tf.tensor(b, [4])]));
    expect(tf.memory().numTensors).toBe(before);
  });
});
