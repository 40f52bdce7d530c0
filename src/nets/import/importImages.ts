import { seeded } from '../../math/core/random';
import { cifar10Moments } from '../datasets/cifar10';
import { formatCount, interleave, momentsOf, ORDER_SEED, splits } from '../datasets/imageOrder';
import { IMAGE_BYTES } from '../datasets/shards';
import type { Chunk, Counts, Moments, UserDatasetInfo, UserDatasetName, UserImageStore, Progress, Split } from '../datasets/types';
import { CHUNK_IMAGES } from './browserDataAccess';
import type { BytesRead } from './byteReader';
import { readCifarArchive, readCifarFile, splitOf } from './cifarBinary';
import { type ImageFile, imageFormat, namedFormat } from './imageFormat';
import { readSvhn } from './matFile';

/** Number of images and classes of the complete sets, and the files of each split. */
const officialSets: Readonly<Record<UserDatasetName, Counts & { readonly classes: number; readonly files: Readonly<Record<Split, string>> }>> = {
  'cifar10-full': { train: 50_000, test: 10_000, classes: 10, files: { train: 'data_batch_1.bin to data_batch_5.bin', test: 'test_batch.bin' } },
  cifar100: { train: 50_000, test: 10_000, classes: 100, files: { train: 'train.bin', test: 'test.bin' } },
  svhn: { train: 73_257, test: 26_032, classes: 10, files: { train: 'train_32x32.mat', test: 'test_32x32.mat' } },
};
const splitNames = { train: 'training', test: 'test' } as const;

/** Stores the batches of one data set, replacing their splits. `onProgress` receives the fraction done, 0 to 1. */
export async function storeImages(
  name: UserDatasetName,
  parts: readonly ImageFile[],
  store: UserImageStore,
  onProgress: (fraction: number) => void,
): Promise<UserDatasetInfo> {
  const before = await store.info(name);
  const of = (split: Split): ImageFile[] => parts.filter((part) => part.split === split).sort((a, b) => (a.batch < b.batch ? -1 : 1));
  const replaced = splits.filter((split) => of(split).length > 0);
  const countOf = (split: Split): number =>
    replaced.includes(split) ? of(split).reduce((sum, { labels }) => sum + labels.length, 0) : (before?.counts[split] ?? 0);
  const counts = { train: countOf('train'), test: countOf('test') };
  const info: UserDatasetInfo = {
    name,
    files: [...new Set([...(before && replaced.length < 2 ? before.files : []), ...parts.map(({ file }) => file)])],
    counts,
    ...momentsFor(name, of('train'), before, parts),
    notices: noticesOn(name, counts),
  };
  const total = parts.reduce((sum, { labels }) => sum + labels.length, 0);
  function* chunks(): Generator<Chunk> {
    let done = 0;
    for (const split of replaced) {
      for (const chunk of chunksOf(split, of(split), officialSets[name].classes)) {
        yield chunk;
        onProgress((done += chunk.labels.length) / total);
      }
    }
  }
  await store.write(info, replaced, chunks());
  return info;
}

function momentsFor(name: UserDatasetName, train: readonly ImageFile[], before: UserDatasetInfo | undefined, all: readonly ImageFile[]): Moments {
  if (name === 'cifar10-full') return cifar10Moments;
  if (train.length === 0 && before && before.counts.train > 0) return { mean: before.mean, std: before.std };
  return momentsOf((train.length > 0 ? train : all).map(({ pixels }) => pixels));
}

function noticesOn(name: UserDatasetName, counts: Counts): string[] {
  const notices: string[] = [];
  for (const split of splits) {
    const [has, whole] = [counts[split], officialSets[name][split]];
    if (has === 0) notices.push(`The ${splitNames[split]} images are still missing: add ${officialSets[name].files[split]}.`);
    else if (has !== whole) notices.push(`There are ${formatCount(has)} ${splitNames[split]} images; the whole set has ${formatCount(whole)}.`);
  }
  if (name !== 'cifar10-full' && counts.train > 0) {
    notices.push(`Mean and standard deviation were computed from these ${formatCount(counts.train)} training images.`);
  }
  return notices;
}

/** The images of a split in stratified order, in chunks. */
function* chunksOf(split: Split, parts: readonly ImageFile[], classes: number): Generator<Chunk> {
  const starts = parts.map((_, i) => parts.slice(0, i).reduce((sum, { labels }) => sum + labels.length, 0));
  const all = new Uint8Array(parts.reduce((sum, { labels }) => sum + labels.length, 0));
  parts.forEach(({ labels }, i) => all.set(labels, starts[i]));
  const order = interleave(all, classes, seeded(ORDER_SEED));
  for (let from = 0; from < order.length; from += CHUNK_IMAGES) {
    const images = order.subarray(from, from + CHUNK_IMAGES);
    const pixels = new Uint8Array(images.length * IMAGE_BYTES);
    images.forEach((image, n) => {
      const part = starts.findLastIndex((start) => start <= image);
      const at = (image - starts[part]!) * IMAGE_BYTES;
      pixels.set(parts[part]!.pixels.subarray(at, at + IMAGE_BYTES), n * IMAGE_BYTES);
    });
    yield { split, index: from / CHUNK_IMAGES, pixels, labels: Uint8Array.from(images, (image) => all[image]!) };
  }
}

/** Reads a file of images in the format that its bytes have or, where they have none, that its name promises. */
async function readImageFile(file: File, onRead: BytesRead): Promise<ImageFile[]> {
  if (file.size === 0) throw new Error(`${file.name} is empty.`);
  const format = (await imageFormat(file)) ?? namedFormat(file.name);
  switch (format) {
    case 'gzip':
    case 'tar':
      return readCifarArchive(file, format === 'gzip', onRead);
    case 'mat':
      return readSvhn(file, onRead);
    case 'cifar':
      return readCifarFile(file, onRead);
    case undefined:
      throw new Error(
        `${file.name} is none of the files that can be read: cifar-10-binary.tar.gz, cifar-100-binary.tar.gz, train_32x32.mat and test_32x32.mat, or single .bin files of CIFAR.`,
      );
  }
}

/** What was stored, and a sentence for every file that was not. */
export interface ImportedImages {
  readonly infos: readonly UserDatasetInfo[];
  readonly problems: readonly string[];
}

/**
 * Imports the user's files, one or several: cifar-10-binary.tar.gz, cifar-100-binary.tar.gz, SVHN's .mat files, single .bin files. A file that
 * cannot be read is left out; so are the other single files of its split, which would else replace a whole split by a part. Throws when storing
 * fails or `progress` throws, and then nothing is stored. `progress` counts bytes: the first half of its total is reading, the second storing.
 */
export async function importFiles(files: readonly File[], store: UserImageStore, progress: Progress): Promise<ImportedImages> {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const problems: string[] = [];
  const incomplete = new Set<Split>();
  const read: ImageFile[] = [];
  let before = 0;
  for (const file of files) {
    const start = before;
    let stopped = false;
    const onRead = (bytes: number): void => {
      stopped = true;
      progress(start + bytes, 2 * total);
      stopped = false;
    };
    try {
      for (const part of await readImageFile(file, onRead)) {
        if (read.some(({ set, split, batch }) => set === part.set && split === part.split && batch === part.batch))
          problems.push(`${part.batch} came twice; the first of them was read.`);
        else read.push(part);
      }
    } catch (error) {
      if (stopped || !(error instanceof Error)) throw error;
      problems.push(error.message);
      if (namedFormat(file.name) === 'cifar') incomplete.add(splitOf(file.name));
    }
    before += file.size;
  }
  const isSingle = ({ set, batch, file }: ImageFile): boolean => set !== 'svhn' && batch === file;
  const left = read.filter((part) => isSingle(part) && incomplete.has(part.split));
  if (left.length > 0) problems.push(`${left.map(({ batch }) => batch).join(', ')} left out with it: a split is replaced as a whole.`);
  const parts = read.filter((part) => !left.includes(part));
  const infos: UserDatasetInfo[] = [];
  const sets = [...new Set(parts.map(({ set }) => set))];
  for (const [i, set] of sets.entries()) {
    const onProgress = (fraction: number): void => progress(total + Math.round((total * (i + fraction)) / sets.length), 2 * total);
    const batches = parts.filter((part) => part.set === set);
    infos.push(await storeImages(set, batches, store, onProgress));
  }
  return { infos, problems };
}
