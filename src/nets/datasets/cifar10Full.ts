import { cifar10Classes, krizhevsky, loadPacked } from './cifar10';
import { keptInfo, loadKept } from './kept';
import type { DatasetRow } from './kinds';

const label = 'CIFAR-10, whole set';
const missing =
  'The whole CIFAR-10 is not here: give this page cifar-10-binary.tar.gz, or run "npm run data:cifar10" once in the project\'s folder (it fetches 139 MB) and load the page from there anew.';

/** The whole set: from the user's copy of the official archive, or as prepared on the machine that serves the page. */
export const cifar10Full: DatasetRow = {
  label,
  note: 'All 60,000 photographs, from your own copy of the archive (read and kept in this browser, never uploaded) or prepared by "npm run data:cifar10"; the shipped subset is its beginning.',
  cite: krizhevsky,
  generated: false,
  counts: { train: 50_000, test: 10_000 },
  classes: cifar10Classes,
  files: ['cifar-10-binary.tar.gz'],
  load: async (doors, counts, progress) => {
    const info = await keptInfo(doors, 'cifar10-full').catch(() => undefined); // without a database there may still be the prepared files
    if (info) return loadKept(doors, info, { label, classes: cifar10Classes }, counts, progress);
    return loadPacked(doors, { folder: 'data/cifar10-full', label, missing }, counts, progress);
  },
};
