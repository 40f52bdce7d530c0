import { seeded } from '../../../src/math/core/random';
import { loadDataset } from '../../../src/nets/datasets';
import { interleave, ORDER_SEED } from '../../../src/nets/datasets/imageOrder';
import type { UserDatasetName } from '../../../src/nets/datasets/types';
import { dataAccess, fromPublic, memoryStore } from '../datasets/folder';
import { fileOf, importAll, PIXELS } from './archives';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

/**
 * Files as other programs write them: SciPy's savemat (format 5, with and without compression, and of int64, NumPy's default) and Python's tarfile, 12 training and 6 test
 * images. Pixel (row r, column c, channel k) of image i is (7r + 3c + 50k + 31i + s) mod 256; a digit is (3i + s) mod 10, a fine label
 * (17i + s) mod 100; s is 1 in the training and 2 in the test images.
 */
const read = async (name: string): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await readFile(`tests/data/own/${name}`));
const quiet = (): void => undefined;
const splits = [
  ['train', 12, 1],
  ['test', 6, 2],
] as const;
const pixelOf = (image: number, s: number, i: number): number =>
  (7 * Math.floor(i / 96) + 3 * (Math.floor(i / 3) % 32) + 50 * (i % 3) + 31 * image + s) % 256;

async function expectAll(
  files: readonly File[],
  name: UserDatasetName,
  classes: number,
  labelOf: (image: number, s: number) => number,
): Promise<void> {
  const store = memoryStore();
  const [info] = await importAll(files, store);
  expect(info).toMatchObject({ name, counts: { train: 12, test: 6 } });
  const set = await loadDataset({ source: name, train: 12, test: 6 }, dataAccess(fromPublic, store), quiet);
  for (const [split, count, s] of splits) {
    const labels = Uint8Array.from({ length: count }, (_, image) => labelOf(image, s));
    const order = interleave(labels, classes, seeded(ORDER_SEED));
    expect([...set[split].labels]).toEqual([...order].map((image) => labels[image]));
    const wrong = set[split].pixels.findIndex((v, at) => v !== pixelOf(order[Math.floor(at / PIXELS)] ?? NaN, s, at % PIXELS));
    expect(wrong, `${split}: first wrong byte`).toBe(-1);
  }
}
const svhn = async (kind: string): Promise<File[]> =>
  Promise.all(splits.map(async ([split]) => fileOf(`${split}_32x32.mat`, await read(`${split}_32x32.${kind}.mat`))));

test.each(['packed', 'plain', 'int64'])('SVHN by SciPy, %s: rows and columns in their places, the label 10 as the digit 0', async (kind) => {
  await expectAll(await svhn(kind), 'svhn', 10, (image, s) => (3 * image + s) % 10);
});

test('CIFAR-100 by tarfile: the fine label, the planes of the colours', async () => {
  const file = fileOf('cifar-100-binary.tar.gz', await read('cifar-100-binary.tar.gz'));
  await expectAll([file], 'cifar100', 100, (image, s) => (17 * image + s) % 100);
});

test.each([
  ['train_32x32.mat', 'train_32x32.packed.mat'],
  ['train_32x32.mat', 'train_32x32.plain.mat'],
  ['cifar-100-binary.tar.gz', 'cifar-100-binary.tar.gz'],
])('%s from %s, truncated anywhere: one sentence, and nothing is stored', async (name, path) => {
  const bytes = await read(path);
  for (let k = 1; k < 24; k += 1) {
    const store = memoryStore();
    const cut = importAll([fileOf(name, bytes.slice(0, Math.floor((k / 24) * bytes.length)))], store);
    await expect(cut).rejects.toThrow(/^(train_32x32\.mat|cifar-100-binary\.tar\.gz) (is|contains no) [^.]*\.?[^.]*\.$/);
    expect(await store.info('svhn')).toBeUndefined();
    expect(await store.info('cifar100')).toBeUndefined();
  }
});
