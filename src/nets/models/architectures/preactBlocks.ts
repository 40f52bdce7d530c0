import type { Layers } from '../layers';

/**
 * Pre-activation residual block (He et al. 2016b): a = relu(BN h), out = conv(relu(BN(conv a))) + shortcut, where the shortcut
 * is h itself or a 1×1 convolution of a where size or number of channels changes.
 */
export function preactBlock<H>(net: Layers<H>, name: string, h: H, filters: number, stride: 1 | 2, changes: boolean): H {
  const active = net.relu(net.norm(`${name}/bn1`, h));
  const short = changes ? net.convBare(`${name}/short`, active, { filters, size: 1, stride }) : h;
  const inner = net.relu(net.norm(`${name}/bn2`, net.convBare(`${name}/conv1`, active, { filters, size: 3, stride })));
  return net.add(net.convBare(`${name}/conv2`, inner, { filters, size: 3, stride: 1 }), short);
}

/** Groups of `blocks` pre-activation blocks; every group but the first halves the image. */
export function preactGroups<H>(net: Layers<H>, h: H, inputChannels: number, groups: readonly number[], blocks: number): H {
  let channels = inputChannels;
  groups.forEach((filters, g) => {
    for (let b = 0; b < blocks; b += 1) {
      const stride = b === 0 && g > 0 ? 2 : 1;
      h = preactBlock(net, `group${g + 1}/block${b + 1}`, h, filters, stride, stride === 2 || channels !== filters);
      channels = filters;
    }
  });
  return net.relu(net.norm('bn', h));
}
