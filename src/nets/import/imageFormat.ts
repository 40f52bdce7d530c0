import { IMAGE_BYTES } from '../datasets/shards';
import type { UserDatasetName } from '../datasets/types';
import { readBytes } from './imageFile';
import { isTarHeader } from './tarArchive';

/** Formats of the user's files of images. */
export type ImageFormat = 'gzip' | 'tar' | 'mat' | 'cifar';

/** The formats that endings of names promise. */
const endings: readonly (readonly [RegExp, ImageFormat])[] = [
  [/\.(tar|tgz|gz)$/i, 'tar'],
  [/\.mat$/i, 'mat'],
  [/\.bin$/i, 'cifar'],
];
export const namedFormat = (name: string): ImageFormat | undefined => endings.find(([ending]) => ending.test(name))?.[1];

/** The format of a file by its bytes, whatever its name; undefined for any other file. */
export async function imageFormat(file: File): Promise<ImageFormat | undefined> {
  const start = await readBytes(file, 0, 512);
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  if (isTarHeader(start)) return 'tar';
  if (isMatFile(start)) return 'mat';
  return (await isCifar(file)) ? 'cifar' : undefined;
}

/** Whether the first bytes of a file are the header of a MAT-file of level 5: its text is free, then come version and byte order. */
export const isMatFile = (start: Uint8Array): boolean =>
  /^MATLAB 7\.3|^[^]{124}(\0\x01IM|\x01\0MI)/.test(String.fromCharCode(...start.subarray(0, 128)));

/** The label bytes before the pixels of a record of CIFAR, as the number of values of each; the last is the class. CIFAR-100 has the coarse label first. */
export const cifarLabels = { 'cifar10-full': [10], cifar100: [20, 100] } as const satisfies Partial<Record<UserDatasetName, readonly number[]>>;
export type Cifar = keyof typeof cifarLabels;
export const cifarSets = ['cifar10-full', 'cifar100'] as const satisfies Cifar[];
export const recordBytes = (set: Cifar): number => cifarLabels[set].length + IMAGE_BYTES;

/** Records whose labels are read to recognise a file of CIFAR, which has no header. */
const RECORDS_TRIED = 32;

/** Whether a file is made of whole records of CIFAR with labels in range. */
async function isCifar(file: File): Promise<boolean> {
  for (const set of cifarSets) {
    const count = file.size / recordBytes(set);
    if (!Number.isInteger(count) || count === 0) continue;
    const tried = Array.from({ length: Math.min(count, RECORDS_TRIED) }, (_, k) => Math.floor((k * count) / RECORDS_TRIED));
    const valid = await Promise.all(
      tried.map(async (record) => {
        const from = record * recordBytes(set);
        const labels = await readBytes(file, from, from + cifarLabels[set].length);
        return cifarLabels[set].every((values, i) => labels[i]! < values);
      }),
    );
    if (valid.every(Boolean)) return true;
  }
  return false;
}
