import { importFiles } from '../../../src/nets/import/importImages';
import { memoryStore } from '../datasets/folder';
import { batchOf, columns, fileOf, gzip, importAll, join, matOf, matrix, noise, sample, svhnOf, tarOf } from './archives';
import { describe, expect, test } from 'vitest';

const quiet = (): void => undefined;
const images = sample([3, 1, 4], 1);
const good = batchOf(images);
const names = ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'].map((name) => `${name}.bin`);
const members = (change: Readonly<Record<string, Uint8Array>> = {}): Record<string, Uint8Array> =>
  ({ ...Object.fromEntries(names.map((name) => [`cifar-10-batches-bin/${name}`, good])), ...change }); // prettier-ignore
const tar = tarOf(members());
const packed = gzip(tar);
const mat = svhnOf(images);
const flip = (bytes: Uint8Array, at: number): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 0x55 : byte));
const without = (name: string): Record<string, Uint8Array> => Object.fromEntries(Object.entries(members()).filter(([path]) => !path.endsWith(name)));
const X = (dims: readonly number[], type = 2, data = columns(images)): Uint8Array => matrix('X', dims, type, data);
const y = (...labels: number[]): Uint8Array => matrix('y', [labels.length, 1], 2, Uint8Array.from(labels));
const X3 = X([32, 32, 3, 3]);

type Case = readonly [why: string, name: string, bytes: Uint8Array<ArrayBuffer>, sentence: RegExp];
const archive = 'cifar-10-binary.tar.gz';
const cutShort = /^cifar-10-binary\.tar\.gz is cut short\.$/;
const single = 'data_batch_1.bin';
const svhn = 'train_32x32.mat';

const archives: readonly Case[] = [
  ...[11, 100, packed.length >> 1, packed.length - 9, packed.length - 1].map((cut): Case => [
    `cut at byte ${cut}`,
    archive,
    packed.slice(0, cut),
    cutShort,
  ]),
  [
    'a bit turned in the packed data',
    archive,
    flip(packed, packed.length >> 1),
    /^cifar-10-binary\.tar\.gz is damaged: its (checksum is wrong|compressed data are invalid)\.$/,
  ],
  ['its checksum turned', archive, flip(packed, packed.length - 6), /^cifar-10-binary\.tar\.gz is damaged: its checksum is wrong\.$/],
  ['no gzip at all', archive, noise(3000, 4).with(0, 1), /^cifar-10-binary\.tar\.gz is no tar archive, or damaged\.$/],
  ['gzip of something else', archive, gzip(noise(3000, 4)), /is no tar archive, or damaged\.$/],
  ['a tar cut within a batch', archive, gzip(tar.slice(0, 5000)), /^cifar-10-binary\.tar\.gz is cut short\.$/],
  ['a tar cut after a batch', archive, gzip(tar.slice(0, 512 + 9728)), /^cifar-10-binary\.tar\.gz contains no data_batch_2\.bin\.$/],
  ['a tar header turned', archive, gzip(flip(tar, 512 + 9728 + 3)), /is no tar archive, or damaged\.$/],
  ['a batch missing', archive, gzip(tarOf(without('batch_3.bin'))), /^cifar-10-binary\.tar\.gz contains no data_batch_3\.bin\.$/],
  ['no test batch', archive, gzip(tarOf(without('test_batch.bin'))), /contains no test_batch\.bin\.$/],
  ['a batch twice', archive, gzip(tarOf(members({ 'copy/data_batch_1.bin': good }))), /contains data_batch_1\.bin twice\.$/],
  [
    'the Python version',
    'cifar-10-python.tar.gz',
    gzip(tarOf({ 'cifar-10-batches-py/data_batch_1': good })),
    /contains no images of CIFAR in binary form: /,
  ],
  ['an empty archive', archive, gzip(tarOf({})), /contains no images of CIFAR in binary form: /],
  ['a byte too many in a batch', archive, gzip(tarOf(members({ 'cifar-10-batches-bin/test_batch.bin': join(good, good.slice(0, 1)) }))), /^test_batch\.bin in cifar-10-binary\.tar\.gz has 9,220 bytes, which is no whole number of records of 3,073\.$/], // prettier-ignore
  [
    'an empty batch',
    archive,
    gzip(tarOf(members({ 'cifar-10-batches-bin/test_batch.bin': new Uint8Array() }))),
    /^test_batch\.bin in .* is empty\.$/,
  ],
  ['a label of 10', archive, gzip(tarOf(members({ 'cifar-10-batches-bin/data_batch_4.bin': batchOf(sample([1, 10], 1)) }))), /^data_batch_4\.bin in cifar-10-binary\.tar\.gz has the label 10 at image 2, where 0 to 9 may stand\.$/], // prettier-ignore
  ['a coarse label of 20', 'cifar-100-binary.tar.gz', gzip(tarOf({ 'train.bin': batchOf(images, 20), 'test.bin': batchOf(images, 1) })), /^train\.bin in cifar-100-binary\.tar\.gz has the label 20 at image 1, where 0 to 19 may stand\.$/], // prettier-ignore
  ['a fine label of 100', 'cifar-100-binary.tar.gz', gzip(tarOf({ 'train.bin': batchOf(sample([100], 1), 1) })), /has the label 100 at image 1, where 0 to 99 may stand\.$/], // prettier-ignore
];
const singles: readonly Case[] = [
  ['empty', single, new Uint8Array(), /^data_batch_1\.bin is empty\.$/],
  ['a byte short', single, good.slice(0, -1), /^data_batch_1\.bin has 9,218 bytes, which is no whole number of records of 3,073\.$/],
  ['a label of 255', single, good.with(3073, 255), /^data_batch_1\.bin has the label 255 at image 2, where 0 to 9 may stand\.$/],
  [
    'of CIFAR-100, a byte long',
    'test.bin',
    join(batchOf(images, 1), noise(1, 1)),
    /^test\.bin has 9,223 bytes, which is no whole number of records of 3,074\.$/,
  ],
  ['of no size that fits', 'mine.bin', noise(5000, 1), /^mine\.bin has 5,000 bytes, .* 3,073 \(CIFAR-10\) or 3,074 \(CIFAR-100\)\.$/],
  ['a photograph', 'cat.png', noise(5000, 1).with(0, 137), /^cat\.png is none of the files that can be read: /],
];
const mats: readonly Case[] = [
  ['no magic', svhn, noise(500, 5), /^train_32x32\.mat is no MATLAB file of version 5, or damaged\.$/],
  ['shorter than its header', svhn, mat.slice(0, 100), /^train_32x32\.mat is no MATLAB file of version 5, or damaged\.$/],
  ['the other end first', svhn, mat.with(126, 0x4d).with(127, 0x49), /is no MATLAB file of version 5, or damaged\.$/],
  ['version 7.3', svhn, join(new TextEncoder().encode('MATLAB 7.3 MAT-file'), noise(600, 1)), /^train_32x32\.mat is a MATLAB file of version 7\.3; /],
  ...[130, 140, 1000, mat.length - 20, mat.length - 1].map((cut): Case => [`cut at byte ${cut}`, svhn, mat.slice(0, cut), /^train_32x32\.mat is cut short\.$/]),
  ['cut after X', svhn, matOf([X3]), /^train_32x32\.mat contains no variable y\.$/],
  ['without X', svhn, matOf([y(1)]), /^train_32x32\.mat contains no variable X\.$/],
  ['nothing but a header', svhn, matOf([]), /contains no variable X\.$/],
  ['a bit turned in the packed data', svhn, flip(mat, 5000), /^train_32x32\.mat is damaged: its (checksum is wrong|compressed data are invalid)\.$/],
  ['its checksum turned', svhn, flip(matOf([X3]), matOf([X3]).length - 2), /^train_32x32\.mat is damaged: its checksum is wrong\.$/],
  ['an unknown element', svhn, join(mat, Uint8Array.from([99, 0, 0, 0, 0, 0, 0, 0])), /is damaged: byte \d+ begins no variable\.$/],
  ['a head that is none', svhn, matOf([flip(X3, 24)]), /is damaged: a variable has no proper head\.$/],
  ['images of 28×28', svhn, matOf([X([28, 28, 3, 3]), y(1, 2, 3)]), /^X in train_32x32\.mat is 28×28×3×3, where 32×32×3×images is wanted\.$/],
  ['fewer bytes than its size', svhn, matOf([X([32, 32, 3, 4]), y(1, 2, 3)]), /^X in train_32x32\.mat is damaged: it has 9,216 bytes where 12,288 belong\.$/],
  ['images as 16-bit numbers', svhn, matOf([X([32, 32, 3, 3], 4, noise(18432, 1)), y(1, 2, 3)]), /^X in train_32x32\.mat has the value \d+ in image 1, where whole numbers from 0 to 255 may stand\.$/],
  ['a label of 11', svhn, matOf([X3, y(1, 11, 3)]), /^y in train_32x32\.mat is 11 at image 2, where 1 to 10 may stand\.$/],
  ['a label of 0', svhn, matOf([X3, y(0, 1, 3)]), /^y in train_32x32\.mat is 0 at image 1, where 1 to 10 may stand\.$/],
  ['a label of 1.5', svhn, matOf([X3, matrix('y', [1, 1], 9, new Uint8Array(Float64Array.of(1.5).buffer), 6)]), /^y in .* is 1\.5 at image 1, /],
  ['labels that are no numbers', svhn, matOf([X3, matrix('y', [3, 1], 16, noise(3, 1), 4)]), /^y in train_32x32\.mat is not stored as plain numbers\.$/],
  ['a label too few', svhn, matOf([X3, y(1, 2)]), /^train_32x32\.mat contains 3 images and 2 labels\.$/],
  ['the extra set', 'extra_32x32.mat', mat, /^extra_32x32\.mat is neither train_32x32\.mat nor test_32x32\.mat\.$/],
]; // prettier-ignore

describe.each([
  ['archives', archives],
  ['single files', singles],
  ['MAT-files', mats],
])('%s', (_, cases) => {
  test.each(cases)('%s: one sentence about %s, nothing of it is stored, and the good file beside it is', async (_why, name, bytes, sentence) => {
    const store = memoryStore();
    const fine = [fileOf('test_batch.bin', good), fileOf('test.bin', batchOf(images, 1)), fileOf('test_32x32.mat', mat)];
    const before = await importAll(fine, store);
    const [beside, set] = name.endsWith('.mat') ? [fileOf('data_batch_9.bin', good), 'cifar10-full'] : [fileOf('train_32x32.mat', mat), 'svhn'];
    const { infos, problems } = await importFiles([fileOf(name, bytes), beside], store, quiet);
    expect(problems).toEqual([expect.stringMatching(sentence)]);
    expect(problems.join().match(/\.(\s|$)/g)).toHaveLength(1);
    expect(infos).toMatchObject([{ name: set, counts: { train: 3, test: 3 } }]);
    for (const info of before) {
      if (info.name !== set) expect(await store.info(info.name)).toEqual(info);
      expect((await store.read(info.name, 'test', 3, quiet)).labels).toHaveLength(3);
    }
  });
});

test('the same batch twice is named, and read once', async () => {
  const { infos, problems } = await importFiles([fileOf(single, good), fileOf(single, good)], memoryStore(), quiet);
  expect(problems).toEqual(['data_batch_1.bin came twice; the first of them was read.']);
  expect(infos).toMatchObject([{ counts: { train: 3 } }]);
});

test('a split whose files cannot all be read stays as it was', async () => {
  const store = memoryStore();
  const [before] = await importAll(
    [1, 2].map((n) => fileOf(`data_batch_${n}.bin`, good)),
    store,
  );
  const files = [fileOf(single, good.slice(1)), fileOf('data_batch_2.bin', good), fileOf('test_batch.bin', good), fileOf(svhn, mat)];
  const { infos, problems } = await importFiles(files, store, quiet);
  expect(problems).toEqual([
    expect.stringMatching(/^data_batch_1\.bin has 9,218 bytes/),
    'data_batch_2.bin left out with it: a split is replaced as a whole.',
  ]);
  expect(infos).toMatchObject([
    { name: 'cifar10-full', counts: { ...before?.counts, test: 3 } },
    { name: 'svhn', counts: { train: 3, test: 0 } },
  ]);
});

test('a file that the browser cannot read is one sentence', async () => {
  const gone = fileOf('train_32x32.mat', mat);
  Object.defineProperty(gone, 'slice', { value: () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) }) });
  const { infos, problems } = await importFiles([gone, fileOf('test_32x32.mat', mat)], memoryStore(), quiet);
  expect(problems).toEqual(['train_32x32.mat could not be read: it is a folder, was moved, or may not be read.']);
  expect(infos).toMatchObject([{ name: 'svhn', counts: { train: 0, test: 3 } }]);
});

test.each([0, 0.3, 0.6, 0.9])('stopped by its listener at %d of the way, it stores nothing', async (share) => {
  const store = memoryStore();
  const stopped = importFiles([fileOf(archive, packed)], store, (done, total) => {
    if (done >= share * total) throw new Error('stopped');
  });
  await expect(stopped).rejects.toThrow('stopped');
  expect(await store.info('cifar10-full')).toBeUndefined();
});
