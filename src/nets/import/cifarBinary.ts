import { grouped } from '../datasets/imageOrder';
import { PIXELS, SIDE } from '../datasets/shards';
import type { UserDatasetName, Split } from '../datasets/types';
import { type BytesRead, openBytes } from './byteReader';
import { type ImageFile, roomFor } from './imageFile';
import { membersOf } from './tar';

type Cifar = Exclude<UserDatasetName, 'svhn'>;
const AREA = SIDE * SIDE;
/** How many images are converted at once. */
const GROUP = 250;

/** The label bytes before the pixels, by how many values each may have; the last one is the class. CIFAR-100 has the coarse label first. */
const heads: Readonly<Record<Cifar, readonly number[]>> = { 'cifar10-full': [10], cifar100: [20, 100] };
const recordOf = (set: Cifar): number => heads[set].length + PIXELS;
const batches: Readonly<Record<Cifar, readonly string[]>> = {
  'cifar10-full': ['data_batch_1.bin', 'data_batch_2.bin', 'data_batch_3.bin', 'data_batch_4.bin', 'data_batch_5.bin', 'test_batch.bin'],
  cifar100: ['train.bin', 'test.bin'],
};
const sets = Object.keys(batches) as Cifar[];
const splitOf = (batch: string): Split => (/test/i.test(batch) ? 'test' : 'train');

/** Reads one batch: records of label bytes, then 1,024 bytes each of red, green and blue. */
async function readBatch(
  where: string,
  set: Cifar,
  size: number,
  take: (count: number) => Promise<Uint8Array>,
): Promise<Omit<ImageFile, 'batch' | 'file'>> {
  const head = heads[set];
  const record = recordOf(set);
  if (size % record !== 0) throw new Error(`${where} has ${grouped(size)} bytes, which is no whole number of records of ${grouped(record)}.`);
  const count = size / record;
  const { labels, pixels } = roomFor(where, count);
  for (let first = 0; first < count; first += GROUP) {
    const group = Math.min(GROUP, count - first);
    const bytes = await take(group * record);
    for (let n = 0; n < group; n += 1) {
      const from = n * record;
      head.forEach((values, i) => {
        const label = bytes[from + i]!;
        if (label >= values)
          throw new Error(`${where} has the label ${label} at image ${grouped(first + n + 1)}, where 0 to ${values - 1} may stand.`);
        labels[first + n] = label;
      });
      const to = (first + n) * PIXELS;
      for (let i = 0; i < PIXELS; i += 1) pixels[to + 3 * (i % AREA) + Math.floor(i / AREA)] = bytes[from + head.length + i]!;
    }
  }
  return { set, split: splitOf(where), labels, pixels };
}

/** The official archive of CIFAR-10 or CIFAR-100 in binary form, with all its batches. */
export async function readArchive(file: File, packed: boolean, heard: BytesRead): Promise<ImageFile[]> {
  const reader = openBytes(file, heard, packed ? { inflate: 'gzip' } : {});
  const parts: ImageFile[] = [];
  try {
    for await (const { name, size, take } of membersOf(file.name, reader)) {
      const set = sets.find((candidate) => batches[candidate].includes(name));
      if (!set) continue;
      if (parts.some(({ batch }) => batch === name)) throw new Error(`${file.name} holds ${name} twice.`);
      parts.push({ ...(await readBatch(`${name} in ${file.name}`, set, size, take)), split: splitOf(name), batch: name, file: file.name });
    }
  } finally {
    await reader.close();
  }
  const [first] = parts;
  if (!first) throw new Error(`${file.name} holds no images of CIFAR in binary form: cifar-10-binary.tar.gz or cifar-100-binary.tar.gz is wanted.`);
  const missing = batches[first.set as Cifar].find((name) => parts.every(({ batch }) => batch !== name));
  if (missing !== undefined) throw new Error(`${file.name} holds no ${missing}.`);
  return parts;
}

/** A single .bin file: of the set that its name and its size fit. */
export async function readSingle(file: File, heard: BytesRead): Promise<ImageFile[]> {
  const named = sets.find((set) => batches[set].includes(file.name));
  const fits = sets.filter((set) => file.size % recordOf(set) === 0);
  const set = named === 'cifar10-full' || fits.length === 0 ? named : (fits.find((candidate) => candidate === named) ?? fits[0]);
  if (!set) {
    const records = sets.map((candidate) => grouped(recordOf(candidate))).join(' (CIFAR-10) or ');
    throw new Error(`${file.name} has ${grouped(file.size)} bytes, which is no whole number of records of ${records} (CIFAR-100).`);
  }
  const reader = openBytes(file, heard);
  try {
    return [{ ...(await readBatch(file.name, set, file.size, reader.take)), batch: file.name, file: file.name }];
  } finally {
    await reader.close();
  }
}
