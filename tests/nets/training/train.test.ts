import { nets } from '../../../src/nets/models/architectures';
import { modelOf } from '../../../src/nets/models/defineNet';
import { train } from '../../../src/nets/training/train';
import type { RunState, TrainEvent, TrainingChoice } from '../../../src/nets/training/types';
import type { Device } from '../../../src/tensors/device';
import { openTrainer } from '../device';
import { choice, tiny } from '../tiny';
import { beforeAll, describe, expect, test } from 'vitest';

type NetName = keyof typeof nets;

let device: Device;
beforeAll(async () => {
  device = await openTrainer();
}, 120_000);

const data = tiny();
function run(what: TrainingChoice, net: NetName = 'small-cnn', from?: RunState): AsyncGenerator<TrainEvent, void> {
  const model = modelOf(nets[net], { height: 8, width: 8, classes: 2, mean: data.mean, std: data.std }, {});
  return train(device, model, data, what, 1, from, () => 0);
}
async function last(events: AsyncGenerator<TrainEvent, void>): Promise<RunState> {
  let state: RunState | undefined;
  for await (const event of events) if (event.kind === 'epoch') state = event.state;
  if (!state) throw new Error('No epoch was finished');
  return state;
}

const entropy = { name: 'entropy-sgd', lr: 0.5, momentum: 0.9, weightDecay: 5e-4, L: 4, innerLr: 0.05, noise: 1e-3 } as const;
const kinds: [string, TrainingChoice, NetName][] = [
  ['standard, SGD', { ...choice, method: 'standard' }, 'small-cnn'],
  ['AT, SGD with batch norm', choice, 'small-cnn-bn'],
  ['TRADES with AWP', { ...choice, method: 'trades', awp: { size: 0.01, warmup: 1 } }, 'small-cnn-bn'],
  ['AT, EntropySGD with AWP', { ...choice, optimiser: entropy, awp: { size: 0.005, warmup: 0 } }, 'small-cnn-bn'],
  ['AT, second order, then SGD', { ...choice, optimiser: { ...entropy, name: 'entropy-sgd-2', until: 1 } }, 'small-cnn'],
  ['AT, EntropySGD after a warm-up by SGD', { ...choice, optimiser: { ...entropy, warmup: 1 } }, 'small-cnn-bn'],
  [
    'AT in L2, Nesterov',
    { ...choice, attack: { ...choice.attack, norm: 2, epsilon: 0.5, stepSize: 0.25 }, optimiser: { ...choice.optimiser, nesterov: true } },
    'small-cnn',
  ],
];

describe.each(kinds)('%s', (_name, what, net) => {
  test('two epochs leave no tensor, the best weights and one row of metrics an epoch', async () => {
    const before = device.tensors();
    const state = await last(run(what, net));
    expect(device.tensors()).toBe(before);
    expect(state).toMatchObject({ epoch: 2, call: 0 });
    expect(state.metrics.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(state.metrics.map(({ lr }) => lr)).toEqual([what.optimiser.lr, what.optimiser.lr * 0.1]);
    expect(state.best?.testRobust).toBe(Math.max(...state.metrics.map(({ testRobust }) => testRobust)));
  });

  test('cancelled anywhere and resumed from its state, it gives the same numbers', async () => {
    const whole = await last(run(what, net));
    const before = device.tensors();
    for (const stopAt of [1, 5, 9, 23]) {
      const events = run(what, net);
      let state: RunState | undefined;
      for (let count = 0; ; count += 1) {
        const { value } = await events.next();
        if (!value) break;
        if (count < stopAt) continue;
        state = await value.snapshot();
        break;
      }
      await events.return();
      expect(device.tensors()).toBe(before);
      if (!state) throw new Error(`There was no event ${stopAt}`);
      expect(await last(run(what, net, structuredClone(state)))).toEqual(whole);
    }
  });
});

test.each(kinds.filter(([name]) => /batch norm|warm-up/.test(name)))(
  '%s: a finished run goes on to more epochs as one run would, where its rates agree',
  async (_name, kind, net) => {
    const of = (epochs: number): TrainingChoice => ({ ...kind, epochs, schedule: { milestones: [], factor: 0.1 } });
    const [whole, first] = [await last(run(of(3), net)), await last(run(of(1), net))];
    expect(await last(run(of(3), net, structuredClone(first)))).toEqual(whole);
  },
);

test('the last short batch is trained on: every image once an epoch', async () => {
  const sizes: number[] = [];
  for await (const event of run({ ...choice, epochs: 1 })) if (event.kind === 'batch') sizes.push(event.images);
  expect(sizes).toEqual([8, 8, 4]);
});

test('epochs count gradient calls, whatever the optimiser', async () => {
  let calls = 0;
  for await (const event of run({ ...choice, optimiser: entropy })) if (event.kind === 'batch') calls += 1;
  expect(calls).toBe(6);
});

test('training lowers the loss and reaches 90 % robust accuracy', async () => {
  const { metrics } = await last(run({ ...choice, epochs: 6 }));
  expect(metrics.at(-1)?.testRobust).toBeGreaterThan(0.9);
  expect(metrics.at(-1)?.trainLoss).toBeLessThan(metrics[0]?.trainLoss ?? 0);
});

test('a diverging run fails with one sentence and leaves no tensor', async () => {
  const before = device.tensors();
  await expect(last(run({ ...choice, optimiser: { ...choice.optimiser, lr: 1e30 } }))).rejects.toThrow(/The training loss is \S+ in epoch 1/);
  expect(device.tensors()).toBe(before);
});
