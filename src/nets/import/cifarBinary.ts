import { formatCount } from '../datasets/imageOrder';
import { IMAGE_BYTES, IMAGE_SIDE } from '../datasets/shards';
import type { Split } from '../datasets/types';
import { type BytesRead, openByteReader, tarMembers } from './byteReader';
import { allocateImages, type ImageFile, type Cifar, cifarLabels, cifarSets, recordBytes } from './imageFormat';

const CHANNEL_BYTES = IMAGE_SIDE * IMAGE_SIDE;
/** Images read and converted at once. */
const IMAGES_PER_READ = 250;

const batches: Readonly<Record<Cifar, readonly string[]>> = {
  'cifar10-full': ['data_batch_1.bin', 'data_batch_2.bin', 'data_batch_3.bin', 'data_batch_4.bin', 'data_batch_5.bin', 'test_batch.bin'],
  cifar100: ['train.bin', 'test.bin'],
};
/** The split of a batch by its name. */
export const splitOf = (batch: string): Split => (/test/i.test(batch) ? 'test' : 'train');

/** Reads one batch: records of label bytes, then 1,024 bytes each of red, green and blue. `source` names it in sentences. */
async function readBatch(
  source: string,
  set: Cifar,
  size: number,
  take: (count: number) => Promise<Uint8Array>,
): Promise<Omit<ImageFile, 'batch' | 'file'>> {
  const head = cifarLabels[set];
  const record = recordBytes(set);
  if (size % record !== 0)
    throw new Error(`${source} has ${formatCount(size)} bytes, which is no whole number of records of ${formatCount(record)}.`);
  const count = size / record;
  const { labels, pixels } = allocateImages(source, count);
  for (let first = 0; first < count; first += IMAGES_PER_READ) {
    const group = Math.min(IMAGES_PER_READ, count - first);
    const bytes = await take(group * record);
    for (let n = 0; n < group; n += 1) {
      const from = n * record;
      head.forEach((values: number, i) => {
        const label = bytes[from + i]!;
        if (label >= values)
          throw new Error(`${source} has the label ${label} at image ${formatCount(first + n + 1)}, where 0 to ${values - 1} may stand.`);
        labels[first + n] = label;
      });
      const to = (first + n) * IMAGE_BYTES;
      for (let i = 0; i < IMAGE_BYTES; i += 1) pixels[to + 3 * (i % CHANNEL_BYTES) + Math.floor(i / CHANNEL_BYTES)] = bytes[from + head.length + i]!;
    }
  }
  return { set, split: splitOf(source), labels, pixels };
}

/** Reads all batches of the official archive of CIFAR-10 or CIFAR-100 in binary form. */
export async function readCifarArchive(file: File, compressed: boolean, onRead: BytesRead): Promise<ImageFile[]> {
  const reader = openByteReader(file, onRead, { compressed });
  const parts: ImageFile[] = [];
  try {
    for await (const { name, size, take } of tarMembers(file.name, reader)) {
      const set = cifarSets.find((candidate) => batches[candidate].includes(name));
      if (!set) continue;
      if (parts.some(({ batch }) => batch === name)) throw new Error(`${file.name} contains ${name} twice.`);
      parts.push({ ...(await readBatch(`${name} in ${file.name}`, set, size, take)), split: splitOf(name), batch: name, file: file.name });
    }
  } finally {
    await reader.close();
  }
  const [first] = parts;
  if (!first)
    throw new Error(`${file.name} contains no images of CIFAR in binary form: cifar-10-binary.tar.gz or cifar-100-binary.tar.gz is wanted.`);
  const missing = batches[first.set as Cifar].find((name) => parts.every(({ batch }) => batch !== name));
  if (missing !== undefined) throw new Error(`${file.name} contains no ${missing}.`);
  return parts;
}

/** Reads a single .bin file, of the set that its name and size fit. */
export async function readCifarFile(file: File, onRead: BytesRead): Promise<ImageFile[]> {
  const named = cifarSets.find((set) => batches[set].includes(file.name));
  const fits = cifarSets.filter((set) => file.size % recordBytes(set) === 0);
  const set = named === 'cifar10-full' || fits.length === 0 ? named : (fits.find((candidate) => candidate === named) ?? fits[0]);
  if (!set) {
    const records = cifarSets.map((candidate) => formatCount(recordBytes(candidate))).join(' (CIFAR-10) or ');
    throw new Error(`${file.name} has ${formatCount(file.size)} bytes, which is no whole number of records of ${records} (CIFAR-100).`);
  }
  const reader = openByteReader(file, onRead);
  try {
    return [{ ...(await readBatch(file.name, set, file.size, reader.take)), batch: file.name, file: file.name }];
  } finally {
    await reader.close();
  }
}
