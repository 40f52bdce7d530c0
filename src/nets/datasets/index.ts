import type { Dataset } from '../models/types';
import { cifar10 } from './cifar10';
import { shapes } from './syntheticShapes';
import type { Counts, DataAccess, DatasetRow, Progress } from './types';
import { cifar100, cifar10Full, svhn } from './userDatasets';

/** Every source that a training document may name, in the order of the panel. */
export const datasets = { cifar10, 'cifar10-full': cifar10Full, cifar100, svhn, shapes } satisfies Record<string, DatasetRow>;
export type DatasetName = keyof typeof datasets;

export const isDataset = (name: string): name is DatasetName => Object.hasOwn(datasets, name);

/** The images that a training document names (`data`). Throws one sentence; then nothing is loaded. */
export async function loadDataset(data: Counts & { readonly source: string }, doors: DataAccess, progress: Progress): Promise<Dataset> {
  if (!isDataset(data.source)) throw new Error(`data.source: "${data.source}" is not one of ${Object.keys(datasets).join(', ')}`);
  const row: DatasetRow = datasets[data.source];
  return row.load(doors, { train: data.train, test: data.test }, progress);
}
