import { defineNet } from '../defineNet';
import { publishedDense } from '../layers';

/** Three convolutions 3→16→32→64 (strides 1, 2, 2) with ReLU, global average pooling, dense: 24,234 parameters for ten classes. */
export const smallCnn = defineNet({
  label: 'Small CNN',
  note: 'Three convolutions with ReLU, global mean, one dense layer; trains in the page without a GPU.',
  specs: {},
  published: [publishedDense],
  body: () => (net, x, classes) => {
    let h = net.conv('conv1', net.standardise(x), { filters: 16, size: 3, stride: 1, relu: true });
    h = net.conv('conv2', h, { filters: 32, size: 3, stride: 2, relu: true });
    h = net.conv('conv3', h, { filters: 64, size: 3, stride: 2, relu: true });
    return net.dense('dense', net.pool(h), classes);
  },
});
