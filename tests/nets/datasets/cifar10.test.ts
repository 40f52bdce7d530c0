import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isDataset, loadDataset } from '../../../src/nets/datasets';
import { cifar10Moments } from '../../../src/nets/datasets/cifar10';
import { momentsOf } from '../../../src/nets/datasets/imageOrder';
import type { Manifest } from '../../../src/nets/datasets/shards';
import { decodeShard, IMAGE_BYTES } from '../../../src/nets/datasets/shards';
import { dataAccess, fromPublic, tally } from './folder';

const quiet = (): void => undefined;
const folder = 'data/cifar10';
const manifest = JSON.parse(readFileSync(`public/${folder}/manifest.json`, 'utf8')) as Manifest;
const whole = { source: 'cifar10', train: 2500, test: 1000 };
const shardsOf = (split: 'train' | 'test') =>
  manifest[split].shards.map(({ file, count }) => decodeShard(readFileSync(`public/${folder}/${file}`), count));

describe('the shipped subset', () => {
  test('contains 2,500 and 1,000 images, balanced over classes, with the first labels of the manifest', async () => {
    const { train, test, classes } = await loadDataset(whole, dataAccess(), quiet);
    for (const [images, split, each] of [
      [train, manifest.train, 250],
      [test, manifest.test, 100],
    ] as const) {
      expect(images.pixels).toHaveLength(images.count * images.height * images.width * images.channels);
      expect(images.count).toBe(split.count);
      expect(tally(images.labels)).toEqual(classes.map(() => each));
      expect([...images.labels.subarray(0, 20)]).toEqual(split.firstLabels);
    }
    expect(classes).toHaveLength(10);
  });

  test('has the moments of the whole set up to sampling error', async () => {
    const { train, mean, std } = await loadDataset(whole, dataAccess(), quiet);
    expect({ mean, std }).toEqual(cifar10Moments);
    const sample = momentsOf([train.pixels]);
    for (const channel of [0, 1, 2] as const) {
      expect(Math.abs(sample.mean[channel] - mean[channel])).toBeLessThan(0.006); // images' means deviate by 0.12: a standard error of 0.0024
      expect(Math.abs(sample.std[channel] - std[channel])).toBeLessThan(0.006);
    }
  });

  test('contains the images of the reference traces byte for byte, as far as it contains them', () => {
    const reference = readFileSync('tests/data/nets/images.u8.bin'); // CIFAR-10's test images 0 to 31 [32, 32, 32, 3]
    const labels = [3, 8, 8, 0, 6, 6, 1, 6, 3, 1]; // of the first ten
    let met = 0;
    for (const shard of shardsOf('test')) {
      shard.originalIndices.forEach((place, n) => {
        if (place < labels.length) expect(shard.labels[n]).toBe(labels[place]);
        if (place >= 32) return;
        met += 1;
        expect(
          Buffer.compare(
            shard.pixels.subarray(n * IMAGE_BYTES, (n + 1) * IMAGE_BYTES),
            reference.subarray(place * IMAGE_BYTES, (place + 1) * IMAGE_BYTES),
          ),
        ).toBe(0);
      });
    }
    expect(met).toBeGreaterThan(0);
  });

  test('contains no image twice', () => {
    for (const split of ['train', 'test'] as const) {
      const places = shardsOf(split).flatMap((shard) => [...shard.originalIndices]);
      expect(new Set(places).size).toBe(manifest[split].count);
    }
  });

  test.each([1, 7, 10, 95, 500, 501, 2000])('balances the classes of its first %i images and fetches only the shards needed', async (train) => {
    const fetched: string[] = [];
    const spy = async (path: string): Promise<Uint8Array> => {
      fetched.push(path);
      return fromPublic(path);
    };
    const images = (await loadDataset({ source: 'cifar10', train, test: 10 }, dataAccess(spy), quiet)).train;
    const counts = tally(images.labels);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    expect(fetched.filter((path) => path.includes('train-'))).toHaveLength(Math.ceil(train / 500));
    expect(fetched.filter((path) => path.includes('test-'))).toHaveLength(1);
  });

  test('reports progress in bytes', async () => {
    const heard: number[][] = [];
    await loadDataset({ source: 'cifar10', train: 2000, test: 500 }, dataAccess(), (done, total) => heard.push([done, total]));
    expect(heard[0]![0]).toBe(0);
    expect(heard.at(-1)![0]).toBe(heard.at(-1)![1]);
    expect(heard).toHaveLength(1 + 5);
  });
});

describe('rejected in one sentence', () => {
  const broken = (file: string, mend: (bytes: Uint8Array) => Uint8Array) => async (path: string) => {
    const bytes = await fromPublic(path);
    return path.endsWith(file) ? mend(bytes) : bytes;
  };
  const flip = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 4321 ? byte ^ 1 : byte));
  const load = (fetchFile = fromPublic, data = whole) => loadDataset(data, dataAccess(fetchFile), quiet);

  test('a shard with one bit wrong, one cut short, one missing', async () => {
    await expect(load(broken('train-002.bin', flip))).rejects.toThrow(/^data\/cifar10\/train-002\.bin is damaged/);
    await expect(load(broken('test-001.bin', (bytes) => bytes.subarray(0, -1)))).rejects.toThrow(/^data\/cifar10\/test-001\.bin is damaged/);
    const missing = async (path: string): Promise<Uint8Array> => {
      if (path.endsWith('train-001.bin')) throw new Error(`${path} could not be fetched: the server answers 404`);
      return fromPublic(path);
    };
    await expect(load(missing)).rejects.toThrow('data/cifar10/train-001.bin could not be fetched');
  });

  test('a shard whose digest the manifest does not have; one in hexadecimal, as earlier versions wrote it, is the same digest', async () => {
    const hex = (base64: string): string => Buffer.from(base64.slice('sha256-'.length), 'base64').toString('hex');
    const rewritten = (digestOf: (integrity: string) => object) =>
      broken('manifest.json', (bytes) => {
        const text = new TextDecoder()
          .decode(bytes)
          .replaceAll(/"integrity": "([^"]+)"/g, (_, integrity: string) => JSON.stringify(digestOf(integrity)).slice(1, -1));
        return new TextEncoder().encode(text);
      });
    const old = await load(rewritten((integrity) => ({ sha256: hex(integrity) })));
    expect(old.train.count).toBe(2500);
    for (const digest of [{ sha256: hex('sha256-AAAA') }, { sha256: '00'.repeat(32) }, { integrity: '' }, { integrity: 'sha256-' }, { other: 1 }]) {
      await expect(load(rewritten(() => digest))).rejects.toThrow(/^data\/cifar10\/\S+ is damaged: its checksum is not the one in the manifest$/);
    }
  });

  test('no manifest, HTML instead of one, a manifest of something else', async () => {
    for (const text of ['<!doctype html>', '{}', '{"train":{"shards":[]}}', 'null']) {
      const page = broken('manifest.json', () => new TextEncoder().encode(text));
      await expect(load(page)).rejects.toThrow(/^The images of CIFAR-10 that come with the page could not be fetched/);
      const full = async () => new TextEncoder().encode(text);
      await expect(load(full, { ...whole, source: 'cifar10-full' })).rejects.toThrow(/run "npm run data:cifar10" once/);
    }
  });

  test('counts larger than the set', async () => {
    await expect(load(fromPublic, { ...whole, train: 2501 })).rejects.toThrow(
      'data.train: 2,501 is more than the 2,500 images of CIFAR-10, shipped subset',
    );
    await expect(load(fromPublic, { ...whole, test: 0 })).rejects.toThrow('data.test: 0 is not ≥ 1');
    await expect(load(fromPublic, { ...whole, test: 1.5 })).rejects.toThrow('data.test: 1.5 is not a whole number');
  });

  test("an unknown source, and the name of an object's built-in property", async () => {
    await expect(load(fromPublic, { ...whole, source: 'mnist' })).rejects.toThrow(
      'data.source: "mnist" is not one of cifar10, cifar10-full, cifar100, svhn, shapes',
    );
    expect(isDataset('toString')).toBe(false);
  });

  test('an error that the listener throws stops the loading', async () => {
    const stop = loadDataset(whole, dataAccess(), (done) => {
      if (done > 0) throw new Error('stopped');
    });
    await expect(stop).rejects.toThrow('stopped');
  });
});
