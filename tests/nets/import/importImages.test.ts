import { seeded } from '../../../src/math/core/random';
import { loadDataset } from '../../../src/nets/datasets';
import { cifar10Moments } from '../../../src/nets/datasets/cifar10';
import { interleave, momentsOf, ORDER_SEED } from '../../../src/nets/datasets/imageOrder';
import type { UserDatasetName, UserImageStore } from '../../../src/nets/datasets/types';
import { dataAccess, fromPublic, memoryStore } from '../datasets/folder';
import { batchOf, columns, fileOf, gzip, importAll, join, matOf, matrix, noise, PIXELS, sample, type Sample, svhnOf, tarOf } from './archives';
import { describe, expect, test } from 'vitest';

const quiet = (): void => undefined;
const load = (store: UserImageStore, source: string, train: number, test: number) =>
  loadDataset({ source, train, test }, dataAccess(fromPublic, store), quiet);
const joined = (samples: readonly Sample[]): Sample => ({
  labels: samples.flatMap(({ labels }) => labels),
  pixels: join(...samples.map(({ pixels }) => pixels)),
});
const batch = (count: number, classes: number, seed: number): Sample => sample([...noise(count, seed)].map((byte) => byte % classes), seed); // prettier-ignore

/** What must come out for what went in: the same images in the seeded order. */
async function expectKept(store: UserImageStore, name: UserDatasetName, classes: number, given: { train: Sample; test: Sample }): Promise<void> {
  const set = await load(store, name, given.train.labels.length, given.test.labels.length);
  for (const split of ['train', 'test'] as const) {
    const order = interleave(Uint8Array.from(given[split].labels), classes, seeded(ORDER_SEED));
    expect([...set[split].labels]).toEqual([...order].map((image) => given[split].labels[image]));
    const wanted = join(...[...order].map((image) => given[split].pixels.subarray(image * PIXELS, (image + 1) * PIXELS)));
    expect(Buffer.compare(set[split].pixels, wanted)).toBe(0);
  }
}

const train10 = [1, 2, 3, 4, 5].map((n) => batch(4 + n, 10, n));
const test10 = batch(5, 10, 6);
const archive10 = (): Record<string, Uint8Array> => ({
  'cifar-10-batches-bin/': new Uint8Array(),
  'cifar-10-batches-bin/test_batch.bin': batchOf(test10),
  ...Object.fromEntries([5, 3, 4, 1, 2].map((n) => [`cifar-10-batches-bin/data_batch_${n}.bin`, batchOf(train10[n - 1]!)])),
  'cifar-10-batches-bin/readme.html': noise(700, 3),
});
const archive100 = { train: batch(12, 100, 7), test: batch(6, 100, 8) };
const svhn = { train: sample([1, 0, 9, 5, 5, 0, 2], 9), test: sample([0, 3, 1], 10) };

describe('files that are read', () => {
  test.each([
    ['packed', gzip],
    ['unpacked by the browser that saved it', (tar: Uint8Array<ArrayBuffer>) => tar],
  ])("CIFAR-10's archive, %s", async (_, pack) => {
    const store = memoryStore();
    const [info] = await importAll([fileOf('cifar-10-binary.tar.gz', pack(tarOf(archive10())))], store);
    expect(info).toMatchObject({ name: 'cifar10-full', counts: { train: 35, test: 5 }, files: ['cifar-10-binary.tar.gz'], ...cifar10Moments });
    expect(info!.notices).toEqual(['There are 35 training images; the whole set has 50,000.', 'There are 5 test images; the whole set has 10,000.']);
    await expectKept(store, 'cifar10-full', 10, { train: joined(train10), test: test10 });
  });

  test("CIFAR-100's archive, by its fine labels, normalised by what it holds", async () => {
    const store = memoryStore();
    const files = { 'cifar-100-binary/train.bin': batchOf(archive100.train, 19), 'cifar-100-binary/test.bin': batchOf(archive100.test, 0) };
    const [info] = await importAll([fileOf('cifar-100-binary.tar.gz', gzip(tarOf(files)))], store);
    expect(info).toMatchObject({ name: 'cifar100', counts: { train: 12, test: 6 }, ...momentsOf([archive100.train.pixels]) });
    expect(info!.notices.at(-1)).toBe('Mean and standard deviation were computed from these 12 training images.');
    await expectKept(store, 'cifar100', 100, archive100);
  });

  test.each([true, false])("SVHN's two files, compressed: %s, the digit 0 as class 0", async (packed) => {
    const store = memoryStore();
    const files = [fileOf('train_32x32.mat', svhnOf(svhn.train, packed)), fileOf('test_32x32.mat', svhnOf(svhn.test, packed))];
    const [info] = await importAll(files, store);
    expect(info).toMatchObject({ name: 'svhn', counts: { train: 7, test: 3 }, ...momentsOf([svhn.train.pixels]) });
    await expectKept(store, 'svhn', 10, svhn);
  });

  test('one image of SVHN, its last dimension dropped, its label a double, y before X', async () => {
    const one = sample([4], 3);
    const y = new Uint8Array(Float64Array.from([4]).buffer);
    const other = matrix('note', [1, 3], 4, noise(6, 1), 4);
    const bytes = matOf([matrix('y', [1, 1], 9, y, 6), other, matrix('X', [32, 32, 3], 2, columns(one))]);
    const store = memoryStore();
    await importAll([fileOf('train_32x32.mat', bytes), fileOf('test_32x32.mat', bytes)], store);
    await expectKept(store, 'svhn', 10, { train: one, test: one });
  });

  test('single .bin files, in the order of their names, one split after the other', async () => {
    const store = memoryStore();
    const [first] = await importAll(
      [3, 1].map((n) => fileOf(`data_batch_${n}.bin`, batchOf(train10[n - 1]!))),
      store,
    );
    expect(first!.notices).toContain('The test images are still missing: add test_batch.bin.');
    await expect(load(store, 'cifar100', 1, 1)).rejects.toThrow('CIFAR-100 is not in this browser: give it cifar-100-binary.tar.gz first.');
    const [both] = await importAll([fileOf('test_batch.bin', batchOf(test10))], store);
    expect(both).toMatchObject({ counts: { train: 12, test: 5 }, files: ['data_batch_3.bin', 'data_batch_1.bin', 'test_batch.bin'] });
    await expectKept(store, 'cifar10-full', 10, { train: joined([train10[0]!, train10[2]!]), test: test10 });
  });

  test('several data sets at once, and a later one in the place of an earlier', async () => {
    const store = memoryStore();
    const infos = await importAll([fileOf('train.bin', batchOf(archive100.train, 3)), fileOf('mine_train.bin', batchOf(test10))], store);
    expect(infos.map(({ name, counts }) => [name, counts])).toEqual([
      ['cifar100', { train: 12, test: 0 }],
      ['cifar10-full', { train: 5, test: 0 }],
    ]);
    await expect(load(store, 'cifar100', 1, 1)).rejects.toThrow('Of CIFAR-100 the test images are missing: give it their file too.');
    await importAll([fileOf('train.bin', batchOf(archive100.test, 3)), fileOf('test.bin', batchOf(archive100.test, 3))], store);
    await expectKept(store, 'cifar100', 100, { train: archive100.test, test: archive100.test });
  });

  test('reports progress that never decreases', async () => {
    const heard: (readonly [number, number])[] = [];
    const file = fileOf('cifar-10-binary.tar.gz', gzip(tarOf(archive10())));
    await importAll([file], memoryStore(), (done, total) => heard.push([done, total]));
    expect(heard.at(-1)).toEqual([2 * file.size, 2 * file.size]);
    heard.reduce(([before], [done, total]) => {
      expect(done).toBeGreaterThanOrEqual(before);
      return [done, total];
    });
  });
});
