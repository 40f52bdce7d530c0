import { initialWeights, type SavedTensor } from '../../src/nets/models/weights';

const shapes = {
  ...{ 'conv1/w': [3, 3, 3, 16], 'conv1/b': [16], 'conv2/w': [3, 3, 16, 32], 'conv2/b': [32], 'conv3/w': [3, 3, 32, 64], 'conv3/b': [64] },
  ...{ 'dense/w': [64, 10], 'dense/b': [10] },
};

/** Initial weights of small-cnn for ten classes; its table of networks needs modules that only the build can load. */
export const smallWeights = (seed: number): SavedTensor[] =>
  initialWeights(
    {
      weights: Object.entries(shapes).map(([name, shape]) => ({ name, shape, init: name.endsWith('w') ? 'he' : 'zeros' })),
      statistics: [],
      macs: 0,
      activations: 0,
    },
    seed,
  );
