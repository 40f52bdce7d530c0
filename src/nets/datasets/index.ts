import type { Dataset } from '../models/types';
import { cifar10 } from './cifar10';
import { shapes } from './syntheticShapes';
import type { Counts, DataAccess, DatasetRow, Progress } from './types';
import { cifar100, cifar10Full, svhn } from './userDatasets';

/** Every source that a training document may name, in the order of the panel. */
export const datasets = { cifar10, 'cifar10-full': cifar10Full, cifar100, svhn, shapes } satisfies Record<string, DatasetRow>;
export type DatasetName = keyof typeof datasets;

export const isDataset = (name: string): name is DatasetName => Object.hasOwn(datasets, name);

/** Loads the images that a training document names (`data`). Throws one sentence. */
export async function loadDataset(data: Counts & { readonly source: string }, dataAccess: DataAccess, progress: Progress): Promise<Dataset> {
  if (!isDataset(data.source)) throw new Error(`data.source: "${data.source}" is not one of ${Object.keys(datasets).join(', ')}`);
  const row: DatasetRow = datasets[data.source];
  return row.load(dataAccess, { train: data.train, test: data.test }, progress);
}
