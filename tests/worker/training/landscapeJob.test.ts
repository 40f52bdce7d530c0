import { parseLandscape } from '../../../src/documents/parseLandscape';
import { landscapeChoiceOf } from '../../../src/documents/landscapeDocument';
import { nets } from '../../../src/nets/models/architectures';
import { writeSafetensors } from '../../../src/nets/models/safetensors';
import { initialStatistics, initialWeights } from '../../../src/nets/models/weights';
import { evaluate } from '../../../src/nets/training/evaluate';
import { runTask } from '../../../src/math/core/cooperative';
import { datasets } from '../../../src/nets/datasets';
import { uploadTensors } from '../../../src/nets/models/weights';
import { free } from '../../../src/tensors/device';
import { requestOnce } from '../../../src/worker/rpc/latestRequest';
import type { LandscapeRequest, LandscapeResult } from '../../../src/worker/rpc/landscapeProtocol';
import { modelFor } from '../../../src/worker/training/costEstimate';
import { nodeServices, openPort, tiny } from './services';
import { beforeAll, expect, test } from 'vitest';

const services = nodeServices();
const port = openPort(services);
const input = { height: 32, width: 32, classes: 10, mean: [0, 0, 0], std: [1, 1, 1] } as const;
const outline = nets['small-cnn'].outline(input, {});
const training = tiny({ data: { source: 'shapes', train: 20, test: 12 } });

/** The choice of a document on four test images. */
function choiceOf(more: object = {}) {
  const parsed = parseLandscape({
    kind: 'landscape',
    data: { source: 'shapes', from: 2, count: 4 },
    grid: { a: [-1, 1], b: [-1, 1], n: 3 },
    attack: { steps: 2 },
    ...more,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return landscapeChoiceOf(parsed.document);
}

/** All results of a job; it is cancelled at the first one for which `leave` holds. */
function landscape(request: Partial<LandscapeRequest>, leave: (result: LandscapeResult) => boolean = () => false): Promise<LandscapeResult[]> {
  const results: LandscapeResult[] = [];
  return new Promise((resolve, reject) => {
    const cancel = port.ask(
      'landscape',
      { run: 'w', choice: choiceOf(), others: [], backend: 'wasm', resume: false, ...request },
      {
        part: (result) => {
          results.push(result);
          if (leave(result)) cancel();
        },
        end: () => resolve(results),
        failed: (message) => reject(new Error(message)),
      },
    );
  });
}
const last = (results: readonly LandscapeResult[]): LandscapeResult => results.at(-1)!;
const tensors = async (): Promise<number> => (await services.backends.open('wasm')).tensors();

beforeAll(async () => {
  for (const [run, seed] of [
    ['w', 3],
    ['v', 4],
  ] as const) {
    const bytes = writeSafetensors(initialWeights(outline, seed), {});
    const taken = await requestOnce(port, 'takeWeights', { run, bytes, origin: 'w.safetensors', training, seed: 1, anyNet: false });
    expect(taken.mismatches).toEqual([]);
  }
}, 120_000);

test('a slice with its directions, self-test and no tensor left; its centre is the loss of the evaluation', async () => {
  const held = await tensors();
  const results = await landscape({});
  expect(await tensors()).toBe(held);
  const { stage, slice, directions, selfTest, done, of } = last(results);
  expect({ stage, done, of }).toEqual({ stage: 'done', done: 9, of: 9 });
  expect(selfTest!.map(({ name, passed }) => [name, passed])).toEqual(selfTest!.map(({ name }) => [name, true]));
  expect(selfTest!.length).toBeGreaterThanOrEqual(5);
  expect(directions!.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(Math.abs(directions!.cosine!)).toBeLessThan(0.1);
  expect(slice.fields.adversarial!.loss.every(Number.isFinite)).toBe(true);
  expect(slice.fields.adversarial!.loss[4]).toBe(slice.centre!.adversarial!.loss);

  const device = await services.backends.open('wasm');
  const data = await datasets.shapes.load(services.dataAccess, { train: 1, test: 6 }, () => undefined);
  const model = modelFor({ name: 'small-cnn' }, data);
  const weights = device.make((tf) => uploadTensors(tf, model.outline.weights, initialWeights(outline, 3)));
  const { test: images } = data;
  const size = images.pixels.length / images.count;
  const four = { ...images, count: 4, pixels: images.pixels.slice(2 * size), labels: images.labels.slice(2) };
  const measured = await runTask(
    evaluate(device, { model, weights, statistics: [] }, four, choiceOf().attack, { count: 4, batch: 4, seed: 1 }, () => undefined),
  );
  free(weights);
  expect(last(await landscape({ choice: choiceOf({ loss: 'clean' }) })).slice.centre!.clean!.loss).toBe(measured.cleanLoss);
}, 60_000);

test('cancelled at a node nothing is left on the device, and it goes on from the kept slice with the same values', async () => {
  const whole = last(await landscape({}));
  const held = await tensors();
  await landscape({}, ({ stage }) => stage === 'measuring');
  expect(await tensors()).toBe(held);
  const { landscapes } = await requestOnce(port, 'keptLandscapes', { runs: ['w', 'none'] });
  expect(landscapes.map(({ run, result }) => [run, result.choice.loss])).toEqual([
    ['w', 'adversarial'], // the newest first
    ['w', 'clean'],
  ]);
  const missing = landscapes[0]!.result.slice.fields.adversarial!.error.filter(Number.isNaN).length;
  expect(missing).toBeGreaterThan(0);
  const resumed = last(await landscape({ resume: true }));
  expect(resumed.slice.fields).toEqual(whole.slice.fields);
  expect(resumed.slice.seconds).toBeGreaterThan(landscapes[0]!.result.slice.seconds);
  expect((await landscape({ resume: true })).filter(({ stage }) => stage === 'measuring').length).toBeLessThanOrEqual(1); // nothing is measured again
  await requestOnce(port, 'forgetRun', { run: 'v' });
}, 60_000);

test('EntropySGD’s loss on the slice; between two weights; raw directions', async () => {
  const smoothing = { kind: 'entropy-sgd', gamma: 5 };
  const smoothed = last(await landscape({ choice: choiceOf({ loss: 'clean', smoothing }) })).smoothed!;
  expect(smoothed.value).toHaveLength(9);
  expect(smoothed.value.every(Number.isFinite)).toBe(true);
  await requestOnce(port, 'takeWeights', {
    ...{ run: 'v', bytes: writeSafetensors(initialWeights(outline, 4), {}), origin: 'v', training, seed: 1, anyNet: false },
  });
  const line = choiceOf({ loss: 'clean', directions: { kind: 'between' }, grid: { a: [0, 1], n: 3 } });
  const { slice } = last(await landscape({ choice: line, others: ['v'] }));
  const own = last(await landscape({ run: 'v', choice: choiceOf({ loss: 'clean', grid: { a: [-1, 1], n: 2 } }) }));
  expect(slice.fields.clean!.loss[2]).toBeCloseTo(own.slice.centre!.clean!.loss, 5);
  const raw = [1, 2].map((seed) => writeSafetensors(initialWeights(outline, seed), {}));
  const given = last(await landscape({ choice: choiceOf({ loss: 'clean' }), raw }));
  expect(given.directions!.sha256).not.toBe(last(await landscape({ choice: choiceOf({ loss: 'clean' }) })).directions!.sha256);
}, 60_000);

test.each<readonly [Partial<LandscapeRequest>, string]>([
  [{ run: 'nobody' }, 'Nothing is kept of this run: it has no weights yet'],
  [{ choice: choiceOf({ net: { name: 'small-cnn-bn' } }) }, 'net.name: "small-cnn-bn", and these are weights of "small-cnn"'],
  [{ choice: choiceOf({ directions: { kind: 'between' } }) }, 'A slice of 2 dimensions between weights needs 2 other weights, and there are 0'],
  [{ backend: 'float64' }, 'Networks are evaluated in float32 only: the backend is one of webgpu, webgl, wasm'],
  [{ raw: [writeSafetensors(initialWeights(outline, 1).slice(1), {})] }, 'Direction 1 has 7 tensors, the network 8'],
])('%# is refused in one sentence', async (request, sentence) => {
  await expect(landscape(request)).rejects.toThrow(sentence);
});

test('weights of another number of classes are refused by name', async () => {
  const other = nets['small-cnn'].outline({ ...input, classes: 100 }, {});
  const state = { epoch: 0, call: 0, lossSum: 0, seconds: 0, optimiser: 'sgd', count: 0, best: null, metrics: [] } as const;
  await services.checkpoints.put('hundred', {
    ...{ training, seed: 1, backend: 'wasm' },
    state: { ...state, lists: { weights: initialWeights(other, 1) }, statistics: initialStatistics(other) },
  });
  await expect(landscape({ run: 'hundred' })).rejects.toThrow('data.source: "shapes" has 10 classes, and these weights tell 100 apart');
});
