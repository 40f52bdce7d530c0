import { describe, expect, test } from 'vitest';
import { datasets } from '../../../src/nets/datasets';
import { momentsOf } from '../../../src/nets/datasets/imageOrder';
import { dataAccess, fromPublic, tally } from './folder';

const quiet = (): void => undefined;

describe.each(Object.entries(datasets))('%s', (name, row) => {
  test('has a label, a note, a citation and its classes', () => {
    expect(row.label).not.toBe('');
    expect(row.note).toMatch(/\.$/);
    expect(row.generated).toBe(row.cite === null);
    expect(new Set(row.classes).size).toBe(name === 'cifar100' ? 100 : 10);
  });

  test('refuses to load more images than it has, or says how to get it', async () => {
    const fetchFile = async (path: string): Promise<Uint8Array> => {
      if (path.includes('full')) throw new Error('404');
      return fromPublic(path);
    };
    const counts = { train: row.counts.train + 1, test: 1 };
    await expect(row.load(dataAccess(fetchFile), counts, quiet)).rejects.toThrow(
      row.files
        ? /: give (it|this page) (cifar-100?-binary\.tar\.gz|train_32x32\.mat and test_32x32\.mat)/
        : /^data\.train: .* is more than the .* images of .*$/,
    );
  });
});

describe('shapes', () => {
  const load = (train: number, test: number) => datasets.shapes.load(dataAccess(), { train, test }, quiet);

  test('are the same at every call and for every count, and differ between the splits', async () => {
    const few = await load(30, 20);
    const more = await load(60, 20);
    expect(more.train.pixels.subarray(0, few.train.pixels.length)).toEqual(few.train.pixels);
    expect(more.test).toEqual(few.test);
    expect(few.test.pixels).not.toEqual(few.train.pixels.subarray(0, few.test.pixels.length));
  });

  test('are balanced, labelled as generated, and normalised by what was drawn', async () => {
    const set = await load(105, 20);
    expect(set.generated).toBe(true);
    expect(tally(set.train.labels).sort()).toEqual([10, 10, 10, 10, 10, 11, 11, 11, 11, 11]);
    const { mean, std } = momentsOf([set.train.pixels]);
    expect({ mean: set.mean, std: set.std }).toEqual({ mean, std });
    expect(Math.min(...std)).toBeGreaterThan(0.1);
  });
});
