import { nets } from '../../../src/nets/models/architectures';
import { modelOf } from '../../../src/nets/models/defineNet';
import { train } from '../../../src/nets/training/train';
import type { TrainingChoice } from '../../../src/nets/training/types';
import type { Device } from '../../../src/tensors/device';
import { openTrainer } from '../device';
import { choice, tiny } from '../tiny';
import { memory } from '@tensorflow/tfjs-core';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, expect, test } from 'vitest';

let device: Device;
beforeAll(async () => {
  device = await openTrainer();
}, 120_000);

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc') as () => void;

interface Held {
  readonly tensors: number;
  readonly bytes: number;
  /** Of JavaScript and of array buffers (WASM's memory among them), after a collection. */
  readonly heap: number;
  readonly buffers: number;
}
async function held(): Promise<Held> {
  for (let k = 0; k < 3; k += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20)); // buffers are given back between two collections
    collect();
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return { tensors: device.tensors(), bytes: memory().numBytes, heap: heapUsed, buffers: Math.max(external, arrayBuffers) };
}

const data = tiny(4, 2, 4);
const model = modelOf(nets['small-cnn-bn'], { height: 4, width: 4, classes: 2, mean: data.mean, std: data.std }, {});
const base: TrainingChoice = {
  ...choice,
  epochs: 50,
  awp: { size: 0.005, warmup: 0 },
  attack: { ...choice.attack, steps: 1 },
  evaluate: { ...choice.evaluate, steps: 1 },
};
const MB = 1e6;

function expectFlat(which: string, [first, last]: readonly [Held, Held]): void {
  if (process.env['SMOOTHSCAPE_TRACES']) console.log(which, first, last);
  expect([last.tensors, last.bytes]).toEqual([first.tensors, first.bytes]);
  expect(last.heap - first.heap, 'growth of the heap').toBeLessThan(3 * MB); // the weights are 0.1 MB, their copies in 50 states 20 MB
  expect(last.buffers - first.buffers, 'growth of the buffers').toBeLessThan(3 * MB);
}

test.each([
  ['SGD', base.optimiser],
  ['second-order EntropySGD', { ...base.optimiser, name: 'entropy-sgd-2', L: 3 } as const],
])('fifty epochs of %s with AWP: tensors, their bytes, heap and buffers are flat', { timeout: 120_000 }, async (name, optimiser) => {
  let first: Held | undefined;
  let last = await held();
  for await (const event of train(device, model, data, { ...base, optimiser }, 1)) {
    if (event.kind !== 'epoch' || (event.state.epoch !== 10 && event.state.epoch !== 50)) continue;
    last = await held();
    first ??= last;
  }
  if (!first) throw new Error('There was no tenth epoch');
  expectFlat(name, [first, last]);
});

test('fifty runs, each cancelled one event later: all memory is released', { timeout: 120_000 }, async () => {
  const broken = async (after: number): Promise<void> => {
    const events = train(device, model, data, { ...base, epochs: 3 }, 1);
    for (let count = 0; count <= after; count += 1) if ((await events.next()).done) break;
    await events.return();
  };
  for (let after = 0; after < 5; after += 1) await broken(after);
  const first = await held();
  for (let after = 0; after < 50; after += 1) await broken(after % 20);
  expectFlat('broken off', [first, await held()]);
});
