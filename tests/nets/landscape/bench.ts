import { expect } from 'vitest';
import { directionsOf } from '../../../src/nets/landscape/directions';
import type { LossOptions, MeasuredNet } from '../../../src/nets/landscape/networkLoss';
import { nets } from '../../../src/nets/models/architectures';
import { modelOf } from '../../../src/nets/models/defineNet';
import { initialStatistics, initialWeights, type SavedTensor, uploadTensors } from '../../../src/nets/models/weights';
import { type Device, free } from '../../../src/tensors/device';
import { tiny } from '../tiny';

export const data = tiny(9, 6, 4);
export const model = modelOf(nets['small-cnn-bn'], { height: 4, width: 4, classes: 2, mean: data.mean, std: data.std }, {});
export const { outline } = model;
/** Initial weights of the network. */
export const saved = initialWeights(outline, 1);
export const indices = Array.from({ length: 6 }, (_, k) => k);
export const options: LossOptions = {
  losses: ['clean', 'adversarial', 'frozen'],
  attack: { norm: 'inf', epsilon: 0.1, steps: 3, stepSize: 0.05 },
  start: 'random',
  seed: 1,
  batchNorm: 'trained',
  batch: 4,
};
export const directions = directionsOf('filter-normalised', { weights: saved, count: 2, seed: 1, vectors: 'fixed' }).list;

/** Runs with a network of these weights on the device; nothing may be left of it. */
export async function withNet<T>(device: Device, work: (net: MeasuredNet) => Promise<T>, weights: readonly SavedTensor[] = saved): Promise<T> {
  const before = device.tensors();
  const up = device.make((tf) => ({
    weights: uploadTensors(tf, outline.weights, weights),
    statistics: uploadTensors(tf, outline.statistics, initialStatistics(outline)),
  }));
  try {
    return await work({ model, ...up, images: data.test, indices, calibration: { images: data.train, indices: [0, 1, 2, 3, 4, 5, 6, 7, 8] } });
  } finally {
    free([...up.weights, ...up.statistics]);
    expect(device.tensors(), 'tensors left over').toBe(before);
  }
}
