import { beforeAll, expect, test } from 'vitest';
import { lp } from '../../src/math/attack/norms/lp';
import { dualNorm } from '../../src/tensors/attackTensors';
import type { Device } from '../../src/tensors/device';
import { openWasm } from './wasm';

let wasm: Device;
beforeAll(async () => {
  wasm = await openWasm();
});

test.each([1e-25, 1e-12, 1, 1e12, 1e25])('dual norms in float32 are those of float64 for weights of size %s', async (size) => {
  const [a, b] = [[3, -1, 0.5, 1, 0].map((v) => v * size), [-4, 1, 0, 2, 5].map((v) => v * size)];
  for (const p of [1.5, 2, 3]) {
    const [values = []] = await wasm.read((tf) => [dualNorm(tf, p, tf.tensor2d([a]), tf.tensor2d([b]))]);
    values.forEach((value, i) => expect(value / lp(p).dual([a[i] ?? NaN, b[i] ?? NaN])).toBeCloseTo(1, 5));
  }
});
