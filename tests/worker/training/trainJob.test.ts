import { readSafetensors, writeSafetensors } from '../../../src/nets/models/safetensors';
import type { SavedTensor } from '../../../src/nets/models/weights';
import { requestOnce } from '../../../src/worker/rpc/latestRequest';
import type { TrainResult } from '../../../src/worker/rpc/trainingProtocol';
import { checkpointRegistry } from '../../../src/worker/training/checkpoints';
import { openDataLoader } from '../../../src/worker/training/imageJobs';
import { memoryStore } from './memoryStore';
import { openTraining } from '../../../src/worker/training/trainJob';
import { curveOf, nodeServices, openNetWasm, openPort, tiny, trained } from './services';
import { afterAll, describe, expect, test } from 'vitest';

const tools = nodeServices();
const port = openPort(tools);
afterAll(() => port.close());
const whole = tiny();
const written = (tensors: readonly SavedTensor[], label: object) => writeSafetensors(tensors, { smoothscape: JSON.stringify(label) });

test('a run: its progress and its checkpoints', async () => {
  const { parts, failed } = await trained(port, { run: 'whole', training: whole });
  expect(failed).toBeUndefined();
  const last = parts.at(-1)!;
  expect([...new Set(parts.map(({ stage }) => stage))]).toEqual(expect.arrayContaining(['loading', 'trial', 'training', 'done']));
  expect(last).toMatchObject({ stage: 'done', epoch: 2, epochs: 2, batches: 3, saved: 2, backend: 'wasm', notices: [] });
  expect(last.metrics.map(({ epoch }) => epoch)).toEqual([1, 2]);
  expect(last.trial.map(({ backend, ms, why }) => [backend, ms !== undefined && ms > 0, why])).toEqual([
    ['wasm', true, undefined],
    ['webgpu', false, expect.stringMatching(/no GPU/)],
    ['webgl', false, expect.stringMatching(/no GPU/)],
  ]);
  for (const row of last.metrics) {
    for (const share of [row.trainClean, row.trainRobust, row.testClean, row.testRobust]) expect(share).toBeGreaterThanOrEqual(0);
    expect(row.trainLoss).toBeGreaterThan(0);
    expect(row.testRobust).toBeLessThanOrEqual(1);
  }
  expect(last.secondsLeft).toBe(0);
  expect((await tools.checkpoints.get('whole'))?.state).toMatchObject({ epoch: 2, call: 0 });
});

describe('resuming', () => {
  const small = { data: { source: 'shapes', train: 20, test: 4 }, attack: { steps: 1 }, batch: 8, evaluate: { steps: 1, count: 4 } };
  const variants = [
    ['AT', {}],
    [
      'TRADES + AWP + EnSGD',
      { ...small, method: 'trades', awp: {}, optimiser: { name: 'entropy-sgd', L: 2, noise: 0.01 }, net: { name: 'small-cnn-bn' } },
    ],
  ] as const;
  test.each(variants)('%s: the same curve, wherever it was cancelled', async (_, more) => {
    const training = tiny(more);
    const own = nodeServices();
    const job = openTraining(own, openDataLoader(own.dataAccess), checkpointRegistry(own));
    const straight = await followed(job({ run: 'straight', training, seed: 7, backend: 'auto', resume: false }, () => undefined));
    for (const steps of [5, 12, 19]) {
      const run = `broken ${steps}`;
      let left = await followed(
        job({ run, training, seed: 7, backend: 'auto', resume: false }, () => undefined),
        steps,
      );
      for (let k = 0; k < 20 && left?.stage !== 'done'; k += 1)
        left = await followed(
          job({ run, training, seed: 7, backend: 'auto', resume: true }, () => undefined),
          steps + 5 * k,
        );
      expect(left?.stage).toBe('done');
      expect(curveOf({ parts: left ? [left] : [] })).toEqual(curveOf({ parts: straight ? [straight] : [] }));
      const [a, b] = [await own.checkpoints.get(run), await own.checkpoints.get('straight')];
      expect(a?.state.lists).toEqual(b?.state.lists);
      expect(a?.state.best?.weights).toEqual(b?.state.best?.weights);
    }
  });
});

/** Runs a job by hand, leaving it after so many breaths; the last part. */
async function followed(steps: AsyncGenerator<TrainResult | undefined, void>, most = Infinity): Promise<TrainResult | undefined> {
  let last: TrainResult | undefined;
  let count = 0;
  for await (const part of steps) {
    last = part ?? last;
    count += 1;
    if (count >= most) break;
  }
  return last;
}

test('a cancelled run frees every tensor', async () => {
  const device = await openNetWasm();
  const before = device.tensors();
  for (const most of [1, 3, 5, 8, 13, 21]) {
    const own = nodeServices();
    const job = openTraining(own, openDataLoader(own.dataAccess), checkpointRegistry(own));
    await followed(
      job({ run: 'left', training: tiny({ method: 'trades', awp: {} }), seed: 1, backend: 'auto', resume: false }, () => undefined),
      most,
    );
    expect(device.tensors(), `after ${most} breaths`).toBe(before);
  }
});

describe('failures', () => {
  test('full storage is reported before the start, and the run goes on', async () => {
    const full = { ...memoryStore<never>(), put: () => Promise.reject(new Error('The browser has no room left for this site')) };
    const own = openPort(nodeServices({ storageLeft: () => Promise.resolve(1000), checkpoints: full }));
    const { parts, failed } = await trained(own, { training: tiny({ epochs: 1 }) });
    own.close();
    expect(failed).toBeUndefined();
    const first = parts.find(({ stage }) => stage === 'training');
    expect(first?.notices).toEqual([expect.stringMatching(/^The browser has room for .+ and this run needs .+: it will not survive a reload\.$/)]);
    expect(parts.at(-1)).toMatchObject({ stage: 'done', saved: 0 });
    expect(parts.at(-1)?.metrics).toHaveLength(1);
  });

  test('a lost device: one notice, the next backend, the same curve', async () => {
    const training = tiny();
    let opened = 0;
    const own = nodeServices();
    const flaky = {
      ...own.backends,
      gpu: () => Promise.resolve('webgl' as const),
      open: async (backend: 'webgpu' | 'webgl' | 'wasm') => {
        if (backend === 'webgpu') throw new Error('This browser offers no WebGPU adapter');
        const device = await openNetWasm();
        if (backend === 'wasm') return device;
        opened += 1;
        let reads = 0;
        const read: typeof device.read = (build) => {
          reads += 1;
          return reads > 12 ? Promise.reject(new Error('The WebGL context was lost')) : device.read(build);
        };
        return { ...device, backend, read };
      },
    };
    const lossy = openPort({ ...own, backends: flaky });
    const { parts, failed } = await trained(lossy, { training, backend: 'webgl' });
    lossy.close();
    expect(failed).toBeUndefined();
    expect(opened).toBe(1);
    const last = parts.at(-1)!;
    expect(last.backend).toBe('wasm');
    expect(last.notices).toEqual([expect.stringMatching(/^The WebGL context was lost \(webgl\); the run goes on with wasm from epoch \d\.$/)]);
    expect(curveOf({ parts })).toEqual(curveOf(await trained(port, { run: 'b', training })));
  });

  test.each([
    [{ backend: 'float64' as const }, /float32 only/],
    [{ training: tiny({ data: { source: 'cifar100', train: 40, test: 10 } }) }, /CIFAR-100/],
  ])('%j fails in one sentence', async (more, sentence) => {
    const { failed } = await trained(port, { training: whole, ...more });
    expect(failed).toMatch(sentence);
  });
});

describe('other training jobs', () => {
  test('images under attack: the best weights, the newest ones, and while it trains', async () => {
    const attack = { norm: 'inf', epsilon: 0.1, steps: 3, stepSize: 0.05 } as const;
    await trained(port, { run: 'seen', training: whole });
    const seen = await requestOnce(port, 'attackImages', { run: 'seen', weights: 'best', split: 'test', images: [0, 3], attack });
    expect([seen.height, seen.width, seen.labels.length, seen.before.length]).toEqual([32, 32, 2, 2 * seen.classes.length]);
    expect(seen.generated).toBe(true);
    seen.adversarial.forEach((x, i) => expect(Math.abs(x - seen.pixels[i]!)).toBeLessThanOrEqual(0.1 + 1e-6));
    const still = await requestOnce(port, 'attackImages', {
      run: 'seen',
      weights: 'now',
      split: 'test',
      images: [0],
      attack: { ...attack, epsilon: 0 },
    });
    expect(still.after).toEqual(still.before);
    const asked: Promise<number>[] = [];
    await trained(port, { run: 'live', training: whole }, ({ batch, epoch }) => {
      if (asked.length === 0 && epoch === 0 && batch > 0)
        asked.push(
          requestOnce(port, 'attackImages', { run: 'live', weights: 'now', split: 'train', images: [1], attack }).then((found) => found.epoch),
        );
      return false;
    });
    expect(await asked[0]).toBeLessThanOrEqual(1);
    await expect(requestOnce(port, 'attackImages', { run: 'nobody', weights: 'now', split: 'test', images: [0], attack })).rejects.toThrow(
      /no weights yet/,
    );
    await expect(requestOnce(port, 'attackImages', { run: 'seen', weights: 'now', split: 'test', images: [10], attack })).rejects.toThrow(
      /^images: 10/,
    );
  });

  test('dataset images need no run', async () => {
    const { pixels, labels } = await requestOnce(port, 'pictures', { data: whole.data, split: 'test', images: [2, 5, 7] });
    expect([pixels.length, labels.length]).toEqual([3 * 32 * 32 * 3, 3]);
  });

  test('a state file resumes elsewhere; weights can be inspected; deleting frees', async () => {
    await trained(port, { run: 'away', training: whole }, ({ epoch }) => epoch === 1);
    const state = await requestOnce(port, 'runFile', { run: 'away', what: 'state' });
    const other = openPort(nodeServices());
    const taken = await requestOnce(other, 'takeRun', { run: 'home', bytes: state.bytes });
    expect(taken).toMatchObject({ seed: 1, whole: true, training: whole });
    expect(curveOf(await trained(other, { run: 'home', training: whole, resume: true }))).toEqual(
      curveOf(await trained(port, { run: 'c', training: whole })),
    );
    const best = await requestOnce(other, 'runFile', { run: 'home', what: 'best' });
    expect(await requestOnce(other, 'takeRun', { run: 'bare', bytes: best.bytes })).toMatchObject({
      whole: false,
      metrics: [{ epoch: 1 }, { epoch: 2 }],
    });
    const attack = { norm: 'inf', epsilon: 0, steps: 0, stepSize: 0 } as const;
    const images = { split: 'test', images: [0, 1], attack } as const;
    const [a, b] = [
      await requestOnce(other, 'attackImages', { run: 'home', weights: 'best', ...images }),
      await requestOnce(other, 'attackImages', { run: 'bare', weights: 'now', ...images }),
    ];
    expect(b.before).toEqual(a.before);
    await requestOnce(other, 'forgetRun', { run: 'home' });
    await expect(requestOnce(other, 'runFile', { run: 'home', what: 'state' })).rejects.toThrow(/Nothing is kept/);
    await expect(requestOnce(other, 'takeRun', { run: 'x', bytes: new TextEncoder().encode('{"no":"tensors"}') })).rejects.toThrow(/safetensors/);
    other.close();
  });

  test('an inconsistent weights file is rejected in one sentence, and nothing is stored', async () => {
    await trained(port, { run: 'true', training: tiny({ epochs: 1 }) });
    const { tensors, metadata } = readSafetensors((await requestOnce(port, 'runFile', { run: 'true', what: 'best' })).bytes);
    const label = JSON.parse(metadata['smoothscape'] ?? '') as { training: object; metrics: object[] };
    const [first, ...rest] = tensors;
    if (!first) throw new Error('it has weights');
    const own = nodeServices();
    const other = openPort(own);
    const lies: readonly (readonly [lie: Uint8Array, sentence: RegExp])[] = [
      [written([{ ...first, shape: [...first.shape, 1] }, ...rest], label), /has the shape \[/],
      [
        written([{ ...first, values: first.values.map((value, i) => (i === 3 ? NaN : value)) }, ...rest], label),
        /contains NaN: these weights are broken/,
      ],
      [written([{ ...first, values: first.values.map(() => Infinity) }, ...rest], label), /contains Infinity/],
      [written([{ ...first, name: '<img src=x>' }, ...rest], label), /contains a tensor <img src=x>, and its network has none/],
      [written(rest, label), new RegExp(`contains no tensor ${first.name}`)],
      [written([], label), /contains no tensor/],
      [written(tensors, { ...label, training: { ...label.training, net: { name: 'toString' } } }), /network "toString" is not one of/],
      [written(tensors, { ...label, training: 'AT' }), /no training document of ours/],
      [written(tensors, { ...label, metrics: [{ epoch: null }] }), /no training document of ours/],
      [written(tensors, { ...label, seed: 1e400 }), /no training document of ours/],
      [writeSafetensors(tensors, { smoothscape: '{' }), /no training document of ours/],
      [Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 127, 123, 125), /cut off in its header/],
    ];
    for (const [bytes, sentence] of lies) await expect(requestOnce(other, 'takeRun', { run: 'lie', bytes })).rejects.toThrow(sentence);
    expect(await own.checkpoints.all()).toEqual([]);
    expect(await requestOnce(other, 'takeRun', { run: 'right', bytes: written(tensors, label) })).toMatchObject({ whole: false });
    other.close();
  });

  test('an estimate: parameters at once, time after one small step, a warning where it is hopeless', async () => {
    const small = await requestOnce(port, 'estimate', { training: whole });
    expect(small).toMatchObject({ parameters: 24_234, warnings: [] });
    expect(small.secondsPerEpoch).toBeGreaterThan(0);
    const large = await requestOnce(port, 'estimate', {
      training: tiny({ net: { name: 'wrn-34-10' }, data: { source: 'cifar10-full', train: 50_000, test: 10_000 }, batch: 128 }),
    });
    expect(large.parameters).toBeGreaterThan(46e6);
    expect(large.warnings.join(' ')).toMatch(/GB.*hours/);
  });
});
