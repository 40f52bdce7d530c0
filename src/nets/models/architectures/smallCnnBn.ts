import { defineNet } from '../defineNet';
import { publishedDense } from '../layers';

/** The small CNN with batch norm in place of the convolutions' biases: 24,346 parameters for ten classes. */
export const smallCnnBn = defineNet({
  label: 'Small CNN, batch norm',
  note: 'The small CNN with batch norm (Ioffe and Szegedy 2015) between each convolution and its ReLU.',
  specs: {},
  published: [publishedDense],
  body: () => (net, x, classes) => {
    let h = net.convNorm('conv1', 'bn1', net.standardise(x), { filters: 16, size: 3, stride: 1, relu: true });
    h = net.convNorm('conv2', 'bn2', h, { filters: 32, size: 3, stride: 2, relu: true });
    h = net.convNorm('conv3', 'bn3', h, { filters: 64, size: 3, stride: 2, relu: true });
    return net.dense('dense', net.pool(h), classes);
  },
});
