import { defineNet } from '../defineNet';
import { preactGroups, publishedBlock, publishedResidual } from '../layers';

/** Wide residual network (Zagoruyko and Komodakis 2016): depth 34 = 6·5 + 4, 160, 320, 640 filters. */
export const wrn34 = defineNet({
  label: 'WRN-34-10',
  note: "The paper's wide residual network: 46 million weights. It trains for days on a workstation's GPU.",
  specs: {},
  published: [
    [/^sub_block1(\.|$)/, null], // made in the code of TRADES, and never called
    [/^bn1$/, 'bn'],
    [/^block(\d+)\.layer\.(\d+)\./, publishedBlock],
    [/^layer(\d+)\.(\d+)\./, publishedBlock],
    ...publishedResidual,
  ],
  body: () => (net, x, classes) => {
    const stem = net.convBare('conv', net.standardise(x), { filters: 16, size: 3, stride: 1 });
    return net.dense('dense', net.pool(preactGroups(net, stem, 16, [160, 320, 640], 5)), classes);
  },
});
