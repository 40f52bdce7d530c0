import type { Page, Worker } from '@playwright/test';
import type { TrainRequest } from '../../src/worker/rpc/trainingProtocol';
import { expect, test } from './page';
import type { Metrics, TrainingChoice } from '../../src/nets/training/types';

/** Enough that a run can be met half way. */
const EPOCHS = 10;

/** Seconds on two cores: 32 generated images in four batches. */
const training: TrainingChoice = {
  data: { source: 'shapes', train: 32, test: 8 },
  net: { name: 'small-cnn' },
  method: 'at',
  attack: { norm: 'inf', epsilon: 8 / 255, steps: 2, stepSize: 2 / 255 },
  awp: null,
  optimiser: {
    name: 'entropy-sgd',
    lr: 0.1,
    momentum: 0.9,
    nesterov: true,
    weightDecay: 0.0005,
    gamma: 0.03,
    scoping: 0,
    innerLr: 0.1,
    noise: 0.001,
    alpha: 0.75,
    L: 3,
  },
  schedule: { milestones: [0.5], factor: 0.1 },
  epochs: EPOCHS,
  batch: 8,
  seeds: [1],
  evaluate: { every: 1, norm: 'inf', epsilon: 8 / 255, steps: 1, stepSize: 10 / 255, count: 8, autoattack: false },
};
const request = (run: string, resume = false): TrainRequest => ({ run, training, seed: 1, backend: 'auto', resume });

interface Outcome {
  readonly metrics: readonly Metrics[];
  readonly notices: readonly string[];
  readonly saved: number;
}
const train = (page: Page, asked: TrainRequest): Promise<Outcome> =>
  page.evaluate(async (wanted) => {
    if (!globalThis.smoothscape) throw new Error('the page does not answer');
    return globalThis.smoothscape.run('train', wanted);
  }, asked);
const curve = ({ metrics }: Outcome) => metrics.map(({ seconds: _seconds, ...row }) => row);

/** Epochs of a run that the browser's database holds. */
const keptEpochs = (page: Page, run: string): Promise<number> =>
  page.evaluate(
    (name) =>
      new Promise<number>((resolve) => {
        const opening = indexedDB.open('smoothscape-runs', 1);
        opening.onerror = () => resolve(-1);
        opening.onupgradeneeded = () => opening.transaction?.abort(); // the page has made none yet
        opening.onsuccess = () => {
          const found = opening.result.transaction('states').objectStore('states').get(name);
          found.onsuccess = () => {
            const kept = found.result as { readonly state: { readonly epoch: number } } | undefined;
            resolve(kept?.state.epoch ?? -1);
            opening.result.close();
          };
        };
      }),
    run,
  );

/** Begins a run and comes back when some epochs are kept. */
async function begin(page: Page, run: string): Promise<{ readonly running: Promise<Outcome> }> {
  const running = train(page, request(run));
  running.catch(() => undefined); // a reload leaves it without an answer
  await expect.poll(() => keptEpochs(page, run), { intervals: [20] }).toBeGreaterThan(1);
  return { running };
}

const nets = async (page: Page): Promise<Worker> => {
  for (const worker of page.workers()) if ((await worker.evaluate('self.name')) === 'nets') return worker;
  throw new Error('the page has no worker of networks');
};

let whole: Outcome | undefined;
async function straight(page: Page): Promise<Outcome> {
  await page.goto('#gallery');
  await page.waitForFunction(() => globalThis.smoothscape !== undefined);
  whole ??= await train(page, request('straight'));
  return whole;
}

test('no network code is loaded before a training starts; then the run is stored', async ({ page }) => {
  const loaded: string[] = [];
  page.on('request', (asked) => loaded.push(asked.url()));
  await page.goto('#gallery');
  await page.waitForFunction(() => globalThis.smoothscape !== undefined);
  expect(loaded.filter((url) => /\/training-/.test(url))).toEqual([]);
  const done = await straight(page);
  expect(loaded.filter((url) => /\/training-/.test(url)).length).toBeGreaterThan(0);
  expect(done.metrics.map(({ epoch }) => epoch)).toEqual(Array.from({ length: EPOCHS }, (_, k) => k + 1));
  expect([done.saved, done.notices]).toEqual([EPOCHS, []]);
  expect(await keptEpochs(page, 'straight')).toBe(EPOCHS);
});

test('after a reload in the middle a run continues and gives the same curve', async ({ page }) => {
  const expected = await straight(page);
  await begin(page, 'reloaded');
  await page.reload();
  await page.waitForFunction(() => globalThis.smoothscape !== undefined);
  expect(await keptEpochs(page, 'reloaded')).toBeLessThan(EPOCHS);
  expect(curve(await train(page, request('reloaded', true)))).toEqual(curve(expected));
});

test('after a worker crash a run continues automatically, with one notice and the same curve', async ({ page }) => {
  const expected = await straight(page);
  const { running } = await begin(page, 'killed');
  const worker = await nets(page);
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('killed by a test');
    }, 0);
  });
  const ended = await running;
  expect(curve(ended)).toEqual(curve(expected));
  expect(ended.notices).toEqual([expect.stringMatching(/killed by a test.*\(wasm\); the run goes on from its last kept state\.$/)]);
});

test('stored runs can be deleted', async ({ page }) => {
  await page.goto('#gallery');
  await page.waitForFunction(() => globalThis.smoothscape !== undefined);
  await train(page, { ...request('gone'), training: { ...training, epochs: 1 } });
  expect(await keptEpochs(page, 'gone')).toBe(1);
  await page.evaluate(() => globalThis.smoothscape?.run('forgetRun', { run: 'gone' }));
  expect(await keptEpochs(page, 'gone')).toBe(-1);
});
