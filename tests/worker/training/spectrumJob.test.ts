import { landscapeChoiceOf } from '../../../src/documents/landscapeDocument';
import { parseLandscape } from '../../../src/documents/parseLandscape';
import { requestOnce } from '../../../src/worker/rpc/latestRequest';
import type { LandscapeResult } from '../../../src/worker/rpc/landscapeProtocol';
import type { SpectrumResult } from '../../../src/worker/rpc/spectrumProtocol';
import { thinned } from '../../../src/worker/training/trainingPath';
import { nodeServices, openPort, tiny, trained } from './services';
import { beforeAll, expect, test } from 'vitest';

const services = nodeServices();
const port = openPort(services);
const training = tiny({ data: { source: 'shapes', train: 32, test: 10 }, epochs: 4 });

function choiceOf(more: object = {}) {
  const parsed = parseLandscape({
    kind: 'landscape',
    data: { source: 'shapes', count: 4 },
    grid: { a: [-1, 1], n: 2 },
    attack: { steps: 2 },
    ...more,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return landscapeChoiceOf(parsed.document);
}
const landscape = (more: object = {}): Promise<LandscapeResult> =>
  requestOnce(port, 'landscape', { run: 'a', choice: choiceOf(more), others: [], backend: 'wasm', resume: false });
const tensors = async (): Promise<number> => (await services.backends.open('wasm')).tensors();

beforeAll(async () => {
  const { failed } = await trained(port, { training });
  expect(failed).toBeUndefined();
}, 60_000);

test('the training path on a slice: the weights at the centre lie on it with the loss drawn, the others off it with a loss of their own', async () => {
  const held = await tensors();
  const { path, epoch, slice } = await landscape({ loss: 'clean' });
  expect(await tensors()).toBe(held);
  expect(path!.map((point) => point.epoch)).toEqual([1, 2, 3, 4]);
  for (const { epoch: at, distance, shareOff, drawn, own, coordinates } of path!)
    if (at === epoch) {
      expect([distance, shareOff, ...coordinates.map(Math.abs)]).toEqual([0, 0, 0]);
      expect([drawn, own]).toEqual([slice.centre!.clean!.loss, slice.centre!.clean!.loss]);
    } else {
      expect(distance).toBeGreaterThan(0);
      expect(shareOff).toBeGreaterThan(0.5); // a random direction is nearly orthogonal to the path
      expect(drawn).not.toBe(own);
    }
  const along = await landscape({ loss: 'clean', directions: { kind: 'path' }, grid: { a: [-1, 1], b: [-1, 1], n: 2 } });
  const [first, second] = along.directions!.weightings!;
  expect(first! >= second! && first! + second! <= 1 + 1e-9).toBe(true);
  const off = (result: LandscapeResult): number => Math.max(...result.path!.map((point) => point.shareOff));
  expect(off(along)).toBeLessThan(off(await landscape({ loss: 'clean' })));
}, 30_000);

test('Hessian and flatness of a run: bounds that hold of any of them, and no tensor left, whole or cancelled', async () => {
  const request = { run: 'a', choice: choiceOf({ loss: 'clean' }), radius: 0.05 };
  const held = await tensors();
  const { stage, eigenvalues, trace, density, average, worst, sharpness } = await requestOnce(port, 'spectrum', request);
  expect(await tensors()).toBe(held);
  expect(stage).toBe('done');
  const [top, bottom] = [eigenvalues!.largest[0]!, eigenvalues!.smallest[0]!];
  expect(top.value).toBeGreaterThan(bottom.value);
  expect(top.residual).toBeLessThan(0.05 * top.value);
  expect(density!.range[0]).toBeGreaterThanOrEqual(bottom.value - bottom.residual - 1e-3 * top.value); // Ritz values lie within the spectrum
  expect(density!.range[1]).toBeLessThanOrEqual(top.value + top.residual + 1e-3 * top.value);
  expect(Number.isFinite(trace!.value) && trace!.standardError >= 0).toBe(true);
  expect(average!.losses).toHaveLength(10);
  expect(worst!.rise).toBeGreaterThanOrEqual(average!.rise); // the ascent begins in the same ball and goes up
  expect(sharpness!.lowerBound).toBeGreaterThan(0);
  const results: SpectrumResult[] = [];
  await new Promise<void>((resolve, reject) => {
    const cancel = port.ask('spectrum', request, {
      part: (result) => {
        results.push(result);
        if (result.stage === 'trace') cancel();
      },
      end: resolve,
      failed: (message) => reject(new Error(message)),
    });
  });
  expect(results.at(-1)!.stage).not.toBe('done');
  expect(await tensors()).toBe(held);
}, 60_000);

test('a long path keeps its ends and points spread over its epochs', () => {
  let path: readonly { epoch: number }[] = [];
  for (let epoch = 1; epoch <= 100; epoch += 1) path = thinned([...path, { epoch }], 6);
  const epochs = path.map((point) => point.epoch);
  expect([epochs.length, epochs[0], epochs.at(-1)]).toEqual([6, 1, 100]);
  const gaps = epochs.slice(1).map((epoch, k) => epoch - epochs[k]!);
  expect(Math.max(...gaps)).toBeLessThan(50);
});
