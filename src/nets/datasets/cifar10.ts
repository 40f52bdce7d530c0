import type { Dataset } from '../models/types';
import { requireCounts } from './imageOrder';
import { fetchManifest, shardsFor, loadSplit } from './shards';
import type { Citation, Counts, DataAccess, DatasetRow, Moments, Progress } from './types';

export const krizhevsky: Citation = {
  text: 'Alex Krizhevsky: Learning Multiple Layers of Features from Tiny Images, technical report, University of Toronto, 2009',
  url: 'https://www.cs.toronto.edu/~kriz/cifar.html',
};
export const cifar10Classes = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'] as const;
/** Moments of the 50,000 training images, rounded as in the paper and its reference code. */
export const cifar10Moments: Moments = { mean: [0.4914, 0.4822, 0.4465], std: [0.2471, 0.2435, 0.2616] };

/** Loads the first images of each split from a folder of shards, as `npm run data:cifar10` writes it. */
export async function loadShardFolder(
  { fetchFile }: DataAccess,
  { folder, label, missing }: { readonly folder: string; readonly label: string; readonly missing: string },
  wanted: Counts,
  progress: Progress,
): Promise<Dataset> {
  const manifest = await fetchManifest(fetchFile, folder, missing);
  requireCounts(label, wanted, { train: manifest.train.count, test: manifest.test.count });
  const shards = [...shardsFor(manifest.train, wanted.train), ...shardsFor(manifest.test, wanted.test)];
  const total = shards.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const onShard = (bytes: number): void => progress((done += bytes), total);
  progress(0, total);
  const [train, test] = await Promise.all([
    loadSplit(fetchFile, folder, manifest, 'train', wanted.train, onShard),
    loadSplit(fetchFile, folder, manifest, 'test', wanted.test, onShard),
  ]);
  return { train, test, classes: manifest.classes, ...cifar10Moments, generated: false };
}

const label = 'CIFAR-10, shipped subset';
export const cifar10: DatasetRow = {
  label,
  note: '3,500 real photographs of 32×32 pixels that come with the page, the same number of each of ten classes; the first of the whole set in a seeded order.',
  cite: krizhevsky,
  generated: false,
  counts: { train: 2500, test: 1000 },
  classes: cifar10Classes,
  load: (dataAccess, counts, progress) =>
    loadShardFolder(
      dataAccess,
      {
        folder: 'data/cifar10',
        label,
        missing: 'The images of CIFAR-10 that come with the page could not be fetched: data/cifar10 is missing or damaged.',
      },
      counts,
      progress,
    ),
};
