import { build } from 'vite';
import { expect, test, type Page } from '@playwright/test';
import { loadDataset } from '../../src/nets/datasets';
import { gzip, importAll, sample, noise, svhnOf, tarOf } from '../nets/import/archives';
import { digestOf } from '../nets/datasets/digest';
import { dataAccess, fromPublic, memoryStore } from '../nets/datasets/folder';

type Files = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
const quiet = (): void => undefined;

/** The loader as a worker of its own, built as the page's workers are. */
let script = '';
test.beforeAll(async () => {
  const entry = 'tests/browser/datasetsWorker.ts';
  const built = await build({ configFile: false, logLevel: 'error', build: { write: false, lib: { entry, formats: ['es'], fileName: 'worker' } } });
  const outputs = Array.isArray(built) ? built.flatMap(({ output }) => output) : 'output' in built ? built.output : [];
  script = outputs.map((chunk) => ('code' in chunk ? chunk.code : '')).join('\n');
});

/** An empty page beside the built one, on its address, with the worker where the page's workers lie. */
async function open(page: Page): Promise<void> {
  await page.route('**/empty.html', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Data</title>' }));
  await page.route('**/assets/datasets.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
  await page.goto('empty.html');
}

const load = (page: Page, source: string, train: number, test: number): Promise<unknown> =>
  page.evaluate(
    (order) =>
      new Promise((resolve) => {
        const worker = new Worker('assets/datasets.js', { type: 'module' });
        worker.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data);
        worker.postMessage(order);
      }),
    { load: { source, train, test } },
  );

const give = (page: Page, files: Files, stopAt = Infinity): Promise<unknown> =>
  page.evaluate(
    ({ texts, stop }) =>
      new Promise((resolve) => {
        const worker = new Worker('assets/datasets.js', { type: 'module' });
        worker.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data);
        const files = texts.map(([name, text]) => ({ name, bytes: Uint8Array.from(atob(text ?? ''), (letter) => letter.charCodeAt(0)) }));
        worker.postMessage({ files, stopAt: stop ?? Infinity });
      }),
    {
      texts: Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
      stop: Number.isFinite(stopAt) ? stopAt : null,
    },
  );

/** What Node makes of the same files. */
async function expected(files: Files, source: string, train: number, test: number): Promise<unknown> {
  const store = memoryStore();
  if (source !== 'cifar10') await importAll(Object.entries(files).map(([name, bytes]) => new File([bytes], name)), store); // prettier-ignore
  const set = await loadDataset({ source, train, test }, dataAccess(fromPublic, store), quiet);
  return {
    digests: await Promise.all([set.train, set.test].flatMap(({ pixels, labels }) => [digestOf(pixels), digestOf(labels)])),
    mean: set.mean,
    classes: set.classes.length,
  };
}

/** Records of noise; the first byte of each is its label. */
const batch = (count: number, seed: number): Uint8Array<ArrayBuffer> =>
  noise(3073 * count, seed).map((byte, i) => (i % 3073 === 0 ? byte % 10 : byte));
const names = ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'];
const archive = (each: number): Files => ({
  'cifar-10-binary.tar.gz': gzip(tarOf(Object.fromEntries(names.map((name, i) => [`cifar-10-batches-bin/${name}.bin`, batch(each, i)])))),
});
const svhn: Files = { 'train_32x32.mat': svhnOf(sample([1, 0, 9, 5, 5], 9)), 'test_32x32.mat': svhnOf(sample([0, 3, 1], 10)) };

test('the worker of the built page loads the shipped images unchanged', async ({ page }) => {
  await open(page);
  expect(await load(page, 'cifar10', 600, 30)).toEqual(await expected({}, 'cifar10', 600, 30));
  expect(await load(page, 'cifar10-full', 10, 10)).toContain('run "npm run data:cifar10" once');
});

test("the user's files survive a reload, and a damaged file changes nothing", async ({ page }) => {
  await open(page);
  const files = archive(230); // more than one chunk of training images
  expect(await give(page, { ...files, ...svhn })).toMatchObject([{ counts: { train: 1150, test: 230 } }, { counts: { train: 5, test: 3 } }]);
  await page.reload();
  expect(await load(page, 'cifar10-full', 1150, 230)).toEqual(await expected(files, 'cifar10-full', 1150, 230));
  expect(await load(page, 'svhn', 5, 3)).toEqual(await expected(svhn, 'svhn', 5, 3));

  const cut = Object.fromEntries(Object.entries(archive(20)).map(([name, bytes]) => [name, bytes.slice(0, -30)]));
  expect(await give(page, cut)).toBe('refused: cifar-10-binary.tar.gz is cut short.');
  expect(await give(page, { 'train_32x32.mat': svhn['train_32x32.mat']!.slice(0, -30) })).toBe('refused: train_32x32.mat is cut short.');
  for (const share of [0.3, 0.6, 0.95]) expect(await give(page, archive(240), share)).toBe('refused: stopped');
  expect(await load(page, 'cifar10-full', 1150, 230)).toEqual(await expected(files, 'cifar10-full', 1150, 230));
});

test('a full disk is reported in one sentence, and earlier data stay', async ({ page }) => {
  await open(page);
  const session = await page.context().newCDPSession(page);
  const origin = new URL(page.url()).origin;
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 2_000_000 });
  await give(page, svhn);
  expect(await give(page, archive(230))).toBe('refused: The browser has no room left for these images: nothing of them is kept.');
  expect(await load(page, 'cifar10-full', 1, 1)).toContain('The whole CIFAR-10 is not here');
  expect(await load(page, 'svhn', 5, 3)).toEqual(await expected(svhn, 'svhn', 5, 3));
});

test('a database of an earlier version is read, and it does not block a newer version', async ({ page }) => {
  await open(page);
  const store = memoryStore();
  const [info] = await importAll(
    Object.entries(svhn).map(([name, bytes]) => new File([bytes], name)),
    store,
  );
  const chunks = await Promise.all((['train', 'test'] as const).map((split) => store.read('svhn', split, info!.counts[split], quiet)));
  const opened = (version: number, given?: { readonly info: unknown; readonly chunks: readonly (readonly number[][])[] }) =>
    page.evaluate(
      ({ number, values }) =>
        new Promise<string>((resolve) => {
          const request = indexedDB.open('smoothscape-data', number);
          request.onblocked = () => resolve('blocked');
          request.onerror = () => resolve(`error: ${request.error?.message}`);
          request.onupgradeneeded = () => {
            if (!values) return;
            for (const name of ['infos', 'chunks']) request.result.createObjectStore(name);
            const [infos, images] = ['infos', 'chunks'].map((name) => request.transaction!.objectStore(name));
            infos!.put(values.info, 'svhn');
            values.chunks.forEach(([pixels, labels], i) =>
              images!.put({ pixels: Uint8Array.from(pixels!), labels: Uint8Array.from(labels!) }, ['svhn', i === 0 ? 'train' : 'test', 0]),
            );
          };
          request.onsuccess = () => {
            request.result.close();
            resolve('open');
          };
        }),
      { number: version, values: given },
    );
  expect(await opened(1, { info, chunks: chunks.map(({ pixels, labels }) => [[...pixels], [...labels]]) })).toBe('open');
  expect(await load(page, 'svhn', 5, 3)).toEqual(await expected(svhn, 'svhn', 5, 3));
  expect(await opened(2)).toBe('open'); // the worker above still has its connection
  expect(await load(page, 'svhn', 5, 3)).toMatch(/^refused: The browser could not keep or read the images: .*version/);
});
