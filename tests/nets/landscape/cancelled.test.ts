import { beforeAll, expect, test } from 'vitest';
import { runTask } from '../../../src/math/core/cooperative';
import { averageFlatness, worstFlatness } from '../../../src/nets/landscape/flatness';
import { type MeasuredNet, openNetworkLoss } from '../../../src/nets/landscape/networkLoss';
import { drawnPath } from '../../../src/nets/landscape/path';
import { selfTest } from '../../../src/nets/landscape/selfTest';
import { emptySlice, measureSlice } from '../../../src/nets/landscape/slice';
import { initialStatistics, initialWeights } from '../../../src/nets/models/weights';
import { spectralDensity } from '../../../src/nets/spectrum/density';
import { openHessian } from '../../../src/nets/spectrum/lossHessian';
import { hutchPlusPlus } from '../../../src/nets/spectrum/trace';
import type { Device } from '../../../src/tensors/device';
import { openTrainer } from '../device';
import { data, directions, indices, options, outline, saved, withNet } from './bench';

let device: Device;
beforeAll(async () => {
  device = await openTrainer();
}, 120_000);

const everywhere = { ...options, losses: ['clean', 'adversarial', 'frozen'], batchNorm: 'recalibrated' } as const;
const how = { kind: 'adversarial', ball: { kind: 'relative', radius: 0.1 }, seed: 1 } as const;
const point = { weights: initialWeights(outline, 2), statistics: initialStatistics(outline) };
const hessian = { images: data.test, indices, batch: 4, attack: options.attack, seed: 1 };
const range = { a: [-1, 1], b: [-1, 1], n: 2 } as const;

/** Opens the loss of the network for one job and closes it after. */
async function* withLoss(net: MeasuredNet, work: (loss: Awaited<ReturnType<typeof runLoss>>) => AsyncGenerator): AsyncGenerator {
  const loss = yield* openNetworkLoss(device, net, everywhere);
  try {
    yield* work(loss);
  } finally {
    loss.close();
  }
}
const runLoss = (net: MeasuredNet) => runTask(openNetworkLoss(device, net, everywhere));
async function* withHessian(net: MeasuredNet, work: (operator: Awaited<ReturnType<typeof runHessian>>) => AsyncGenerator): AsyncGenerator {
  const operator = yield* openHessian(device, net, hessian);
  try {
    yield* work(operator);
  } finally {
    operator.close();
  }
}
const runHessian = (net: MeasuredNet) => runTask(openHessian(device, net, hessian));

const jobs: Record<string, (net: MeasuredNet) => AsyncGenerator> = {
  slice: (net) => withLoss(net, (loss) => measureSlice(device, net.weights, directions, loss, emptySlice(range, loss.losses))),
  path: (net) => withLoss(net, (loss) => drawnPath(device, saved, directions, loss, [point])),
  'average flatness': (net) => withLoss(net, (loss) => averageFlatness(device, saved, loss, { ...how, samples: 1 })),
  'worst flatness': (net) => withLoss(net, (loss) => worstFlatness(device, saved, loss, { ...how, steps: 1 })),
  'self-test': (net) =>
    selfTest(device, { net, options: everywhere, kind: 'filter-normalised', source: { weights: saved, count: 2, seed: 1, vectors: 'fixed' }, range }),
  trace: (net) => withHessian(net, (operator) => hutchPlusPlus(operator, { products: 6, seed: 1 })),
  density: (net) => withHessian(net, (operator) => spectralDensity(operator, { probes: 2, steps: 2, seed: 1 })),
};

test.each(Object.keys(jobs))('%s, broken off at any of its steps by throw or return, leaves no tensor', async (name) => {
  for (const way of ['return', 'throw'] as const)
    for (const after of [1, 2, 4, 7, 12, 20, 33])
      await withNet(device, async (net) => {
        const work = jobs[name]!(net);
        for (let k = 0; k < after; k += 1) if ((await work.next()).done) return;
        if (way === 'return') await work.return(undefined);
        else await expect(work.throw(new Error('stopped'))).rejects.toThrow('stopped');
      });
});
