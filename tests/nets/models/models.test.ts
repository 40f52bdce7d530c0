import { nets } from '../../../src/nets/models/architectures';
import { modelOf } from '../../../src/nets/models/defineNet';
import { parameterCount } from '../../../src/worker/training/costEstimate';
import { sgd } from '../../../src/nets/optimisers/sgd';
import { batchOf } from '../../../src/nets/training/batches';
import { disposeRun, replaceState, startRun } from '../../../src/nets/training/liveRun';
import { gradientOptionsAt, hyperparametersAt } from '../../../src/nets/training/schedule';
import { gradientCall, tensorsOf } from '../../../src/nets/training/trainingGradient';
import { type Device, free } from '../../../src/tensors/device';
import { openTrainer } from '../device';
import { finished, stored } from '../reference/bench';
import { choice, tiny } from '../tiny';
import { beforeAll, describe, expect, test } from 'vitest';

type NetName = keyof typeof nets;

let device: Device;
beforeAll(async () => {
  device = await openTrainer();
}, 120_000);

const cifar = { height: 32, width: 32, classes: 10, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } as const;

/** Trainable numbers: ours by hand, PreAct ResNet-18 and WRN-34-10 as their PyTorch files have them; and multiply-adds in millions. */
const counts: Record<NetName, readonly [weights: number, millions: number]> = {
  'small-cnn': [24_234, 2.8],
  'small-cnn-bn': [24_346, 2.8],
  'resnet-8': [78_042, 12.5],
  'preact-resnet-18': [11_172_170, 555],
  'wrn-34-10': [46_160_474, 6664],
};

describe.each(Object.entries(nets))('%s', (name, net) => {
  const [weights, millions] = Object.entries(counts).find(([key]) => key === name)?.[1] ?? [];

  test('has the published numbers of parameters and multiplications', () => {
    const outline = net.outline(cifar, {});
    expect(parameterCount(outline.weights)).toBe(weights);
    expect(Math.abs(outline.macs / 1e6 / (millions ?? 0) - 1)).toBeLessThan(0.02);
    expect(new Set(outline.weights.map((spec) => spec.name)).size).toBe(outline.weights.length);
  });

  test('makes one step of AT on small images, and leaves no tensor', async () => {
    const data = tiny(2, 2);
    const model = modelOf(net, { ...cifar, height: 8, width: 8 }, {});
    const before = device.tensors();
    const live = startRun(device, model, choice, 1);
    const batch = device.make((tf) => ({ ...batchOf(tf, data.train, [0, 1]) }));
    const recipe = { ...gradientOptionsAt(choice, 0), attack: { ...choice.attack, steps: 1 } };
    const start = stored(new Float32Array(batch.x.size));
    const called = finished(gradientCall(device, model, recipe, sgd.gradientPoint(live.state), live.statistics, batch, start));
    live.state = replaceState(device, live.state, (tf) => sgd.update(tf, live.state, called.gradients, hyperparametersAt(choice, 0), () => []));
    const [loss, ...norms] = await device.read((tf) => [tf.clone(called.loss), ...called.gradients.map((g) => tf.norm(g))]);
    expect(loss?.[0]).toBeGreaterThan(0);
    expect(norms.every(([norm]) => Number.isFinite(norm))).toBe(true);
    free([...tensorsOf(called), batch.x, batch.y]);
    disposeRun(live);
    expect(device.tensors()).toBe(before);
  });
});
