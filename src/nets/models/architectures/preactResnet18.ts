import { defineNet } from '../defineNet';
import { preactGroups, publishedBlock, publishedResidual } from '../layers';

/** Pre-activation ResNet-18 as in the code of AWP: 64, 128, 256, 512 filters, two blocks each, and a norm at the end. */
export const preactResnet18 = defineNet({
  label: 'PreAct ResNet-18',
  note: "The paper's ResNet-18, with the norm before each convolution as in the code it follows: 11 million weights. For a real GPU.",
  specs: {},
  published: [[/^layer(\d+)\.(\d+)\./, publishedBlock], ...publishedResidual],
  body: () => (net, x, classes) => {
    const stem = net.convBare('conv', net.standardise(x), { filters: 64, size: 3, stride: 1 });
    return net.dense('dense', net.pool(preactGroups(net, stem, 64, [64, 128, 256, 512], 2)), classes);
  },
});
