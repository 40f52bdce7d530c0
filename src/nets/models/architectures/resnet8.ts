import { defineNet } from '../defineNet';
import { type Layers, publishedResidual } from '../layers';

/** Residual block relu(h + BN(conv(relu(BN(conv h))))), with a 1×1 convolution on the shortcut where the size changes (He et al. 2016a). */
function block<H>(net: Layers<H>, name: string, h: H, filters: number, stride: 1 | 2): H {
  const inner = net.convNorm(`${name}/conv1`, `${name}/bn1`, h, { filters, size: 3, stride, relu: true });
  const outer = net.convNorm(`${name}/conv2`, `${name}/bn2`, inner, { filters, size: 3, stride: 1 });
  const short = stride === 1 ? h : net.convNorm(`${name}/short`, `${name}/bn3`, h, { filters, size: 1, stride });
  return net.relu(net.add(outer, short));
}

/** Residual network of 6·1 + 2 layers: 16, 32, 64 filters, one block each. */
export const resnet8 = defineNet({
  label: 'ResNet-8',
  note: 'Three residual blocks of 16, 32 and 64 filters (He et al. 2016).',
  specs: {},
  published: [[/^bn1$/, 'bn'], [/^layer(\d+)\.0\./, ([, group = '']) => `block${group}.`], ...publishedResidual],
  body: () => (net, x, classes) => {
    let h = net.convNorm('conv', 'bn', net.standardise(x), { filters: 16, size: 3, stride: 1, relu: true });
    h = block(net, 'block1', h, 16, 1);
    h = block(net, 'block2', h, 32, 2);
    h = block(net, 'block3', h, 64, 2);
    return net.dense('dense', net.pool(h), classes);
  },
});
