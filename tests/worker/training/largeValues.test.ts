import type { SavedTensor } from '../../../src/nets/models/weights';
import type { Checkpoint } from '../../../src/worker/training/checkpointFile';
import { memoryStore } from './memoryStore';
import { isCheckpointBlob, type StoredCheckpoint, withLargeValues } from '../../../src/worker/training/services';
import { tiny } from './services';
import { expect, test } from 'vitest';

const tensor = (name: string, ...values: number[]): SavedTensor => ({ name, shape: [values.length], values: Float32Array.from(values) });
const metrics = { epoch: 1, seconds: 2, lr: 0.1, trainLoss: 2.3, trainClean: 0.1, trainRobust: 0.1, testClean: 0.2, testRobust: 0.1 };
const kept: Checkpoint = {
  training: tiny(),
  seed: 7,
  backend: 'wasm',
  state: {
    ...{ epoch: 1, call: 2, lossSum: 3.5, seconds: 4, optimiser: 'entropy-sgd', count: 5 },
    lists: { centre: [tensor('a/w', 1, -2), tensor('a/b', 3)], walk: [tensor('a/w', 4, 5), tensor('a/b', 1e-40)] },
    statistics: [tensor('bn/mean', 0.5)],
    best: { epoch: 1, testRobust: 0.25, weights: [tensor('a/w', 6, 7), tensor('a/b', 8)], statistics: [tensor('bn/mean', 9)] },
    metrics: [metrics],
  },
};

test.each([
  [44, true],
  [45, false],
])('a state of 44 bytes, stored as a file from %i bytes on: %j, is restored bit for bit', async (large, packed) => {
  const inner = memoryStore<StoredCheckpoint>();
  const store = withLargeValues(inner, large);
  await store.put('run', kept);
  expect(isCheckpointBlob(await inner.get('run'))).toBe(packed);
  expect(await store.get('run')).toEqual(kept);
  expect(await store.all()).toEqual([kept]);
  await store.put('run', { ...kept, state: { ...kept.state, best: null } });
  expect((await store.get('run'))?.state.best).toBeNull();
  await store.remove('run');
  expect(await store.get('run')).toBeUndefined();
});
