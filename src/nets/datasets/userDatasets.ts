import type { Dataset } from '../models/types';
import { cifar10Classes, krizhevsky, loadShardFolder } from './cifar10';
import { requireCounts } from './imageOrder';
import type { Counts, DataAccess, DatasetRow, UserDatasetInfo, UserDatasetName, Progress } from './types';

/** Description of the user's images of a data set, when both splits are imported. */
export async function completeUserInfo({ userImages }: DataAccess, name: UserDatasetName): Promise<UserDatasetInfo | undefined> {
  const info = await userImages.info(name);
  return info && info.counts.train > 0 && info.counts.test > 0 ? info : undefined;
}

/** Loads the first images of each split of the user's data set. */
export async function loadUserImages(
  { userImages }: DataAccess,
  info: UserDatasetInfo,
  { label, classes }: { readonly label: string; readonly classes: readonly string[] },
  wanted: Counts,
  progress: Progress,
): Promise<Dataset> {
  requireCounts(`${label} as your files have it`, wanted, info.counts);
  const total = wanted.train + wanted.test;
  const train = await userImages.read(info.name, 'train', wanted.train, (done) => progress(done, total));
  const test = await userImages.read(info.name, 'test', wanted.test, (done) => progress(wanted.train + done, total));
  return { train, test, classes, mean: info.mean, std: info.std, generated: false };
}

/** The error when a data set is not, or not completely, imported. */
export async function missingDatasetError(
  { userImages }: DataAccess,
  name: UserDatasetName,
  label: string,
  files: readonly string[],
): Promise<Error> {
  const info = await userImages.info(name);
  if (!info) return new Error(`${label} is not in this browser: give it ${files.join(' and ')} first.`);
  return new Error(`Of ${label} the ${info.counts.train === 0 ? 'training' : 'test'} images are missing: give it their file too.`);
}

const cifar10FullLabel = 'CIFAR-10, whole set';
const missing =
  'The whole CIFAR-10 is not here: give this page cifar-10-binary.tar.gz, or run "npm run data:cifar10" once in the project\'s folder (it fetches 139 MB) and load the page from there anew.';

/** All of CIFAR-10: from the user's copy of the official archive, or prepared on the machine that serves the page. */
export const cifar10Full: DatasetRow = {
  label: cifar10FullLabel,
  note: 'All 60,000 photographs, from your own copy of the archive (read and kept in this browser, never uploaded) or prepared by "npm run data:cifar10"; the shipped subset is its beginning.',
  cite: krizhevsky,
  generated: false,
  counts: { train: 50_000, test: 10_000 },
  classes: cifar10Classes,
  files: ['cifar-10-binary.tar.gz'],
  load: async (dataAccess, counts, progress) => {
    const info = await completeUserInfo(dataAccess, 'cifar10-full').catch(() => undefined); // without a database the prepared files may exist
    if (info) return loadUserImages(dataAccess, info, { label: cifar10FullLabel, classes: cifar10Classes }, counts, progress);
    return loadShardFolder(dataAccess, { folder: 'data/cifar10-full', label: cifar10FullLabel, missing }, counts, progress);
  },
};

const cifar100Label = 'CIFAR-100';
const cifar100Files = ['cifar-100-binary.tar.gz'];

/** The fine labels, in the order of the official archive's fine_label_names.txt. */
const cifar100Classes =
  `apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle caterpillar cattle
  chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard
  lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear
  pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake
  spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle wardrobe whale willow_tree
  wolf woman worm`
    .split(/\s+/)
    .map((name) => name.replace('_', ' '));

export const cifar100: DatasetRow = {
  label: cifar100Label,
  note: 'Photographs of 32×32 pixels in 100 classes (the fine labels), from your own copy of the archive: read and kept in this browser, never uploaded.',
  cite: krizhevsky,
  generated: false,
  counts: { train: 50_000, test: 10_000 },
  classes: cifar100Classes,
  files: cifar100Files,
  load: async (dataAccess, counts, progress) => {
    const info = await completeUserInfo(dataAccess, 'cifar100');
    if (!info) throw await missingDatasetError(dataAccess, 'cifar100', cifar100Label, cifar100Files);
    return loadUserImages(dataAccess, info, { label: cifar100Label, classes: cifar100Classes }, counts, progress);
  },
};

const svhnLabel = 'SVHN';
const svhnFiles = ['train_32x32.mat', 'test_32x32.mat'];
const svhnClasses = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

export const svhn: DatasetRow = {
  label: svhnLabel,
  note: 'House numbers photographed from the street, one digit in the middle of 32×32 pixels, from your own copy of the two files: read and kept in this browser, never uploaded.',
  cite: {
    text: 'Yuval Netzer, Tao Wang, Adam Coates, Alessandro Bissacco, Bo Wu and Andrew Y. Ng: Reading Digits in Natural Images with Unsupervised Feature Learning, NIPS Workshop on Deep Learning and Unsupervised Feature Learning, 2011',
    url: 'http://ufldl.stanford.edu/housenumbers',
  },
  generated: false,
  counts: { train: 73_257, test: 26_032 },
  classes: svhnClasses,
  files: svhnFiles,
  load: async (dataAccess, counts, progress) => {
    const info = await completeUserInfo(dataAccess, 'svhn');
    if (!info) throw await missingDatasetError(dataAccess, 'svhn', svhnLabel, svhnFiles);
    return loadUserImages(dataAccess, info, { label: svhnLabel, classes: svhnClasses }, counts, progress);
  },
};
