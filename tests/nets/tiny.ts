import type { Dataset, Images } from '../../src/nets/models/types';
import { streamOf } from '../../src/math/core/random';
import type { TrainingChoice } from '../../src/nets/training/types';

/** Small coloured images in two classes that a network can tell apart, with noise; seeded. */
function drawn(seed: number, count: number, side: number): Images {
  const noise = streamOf(seed, 'tiny').uniform(count * side * side * 3, 0, 60);
  const labels = Uint8Array.from({ length: count }, (_, k) => k % 2);
  const pixels = Uint8Array.from(noise, (v, i) => {
    const image = Math.floor(i / (side * side * 3));
    return v + (i % 3 === (labels[image] ?? 0) ? 150 : 60);
  });
  return { pixels, labels, count, height: side, width: side, channels: 3 };
}

export const tiny = (train = 20, test = 12, side = 8): Dataset => ({
  train: drawn(1, train, side),
  test: drawn(2, test, side),
  classes: ['red', 'green'],
  mean: [0.4, 0.4, 0.4],
  std: [0.2, 0.2, 0.2],
  generated: true,
});

export const choice: TrainingChoice = {
  data: { source: 'shapes', train: 20, test: 12 },
  net: { name: 'small-cnn' },
  method: 'at',
  attack: { norm: 'inf', epsilon: 8 / 255, steps: 2, stepSize: 4 / 255 },
  awp: null,
  optimiser: { name: 'sgd', lr: 0.05, momentum: 0.9, weightDecay: 5e-4 },
  schedule: { milestones: [0.5], factor: 0.1 },
  epochs: 2,
  batch: 8,
  seeds: [1],
  evaluate: { every: 1, norm: 'inf', epsilon: 8 / 255, steps: 3, stepSize: 4 / 255, count: 12, autoattack: false },
};
