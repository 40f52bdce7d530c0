import { formatCount } from '../datasets/imageOrder';
import { IMAGE_BYTES } from '../datasets/shards';
import type { Split, UserDatasetName } from '../datasets/types';

/** The images of one batch file, in its order. */
export interface ImageFile {
  readonly set: UserDatasetName;
  readonly split: Split;
  /** Name of the batch, "data_batch_1.bin": batches of a split are joined in the order of their names. */
  readonly batch: string;
  /** Name of the imported file: the batch itself or an archive. */
  readonly file: string;
  readonly labels: Uint8Array;
  /** Row-major, channels last. */
  readonly pixels: Uint8Array;
}

/** More images than any of these sets has; a larger number means a damaged header. */
const MAX_IMAGES = 250_000;

/** Allocates the arrays of one batch; `source` names it in sentences. */
export function allocateImages(source: string, count: number): { labels: Uint8Array; pixels: Uint8Array } {
  if (count === 0) throw new Error(`${source} is empty.`);
  if (count > MAX_IMAGES)
    throw new Error(`${source} contains ${formatCount(count)} images, more than the ${formatCount(MAX_IMAGES)} that can be read.`);
  return { labels: new Uint8Array(count), pixels: new Uint8Array(count * IMAGE_BYTES) };
}

/** The bytes [from, to) of a file, fewer where it ends before. */
export async function readBytes(file: File, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.slice(from, to).arrayBuffer().catch(unreadable(file)));
}

/** Rethrows what the browser says of a file as a sentence. */
export const unreadable =
  (file: File) =>
  (error: unknown): never => {
    throw new Error(`${file.name} could not be read: it is a folder, was moved, or may not be read.`, { cause: error });
  };

/** Formats of the user's files of images. */
type ImageFormat = 'gzip' | 'tar' | 'mat' | 'cifar';

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

/** Bytes of a block of a tar archive. */
export const BLOCK_BYTES = 512;

/** Text of a tar header's field, which ends with its first zero byte. */
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replace(/\0[^]*$/, '');

/** A number of a header: octal, or binary where its first bit is set, as GNU tar writes large ones. */
export const numberOf = (bytes: Uint8Array): number =>
  bytes[0]! & 0x80 ? bytes.subarray(1).reduce((sum, byte) => 256 * sum + byte, bytes[0]! & 0x7f) : parseInt(textOf(bytes).trim(), 8);

/** Whether a block has the checksum of a header: the sum of its bytes, signed in some old archives, with spaces in place of the sum itself. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < BLOCK_BYTES) return false;
  const wanted = numberOf(block.subarray(148, 156));
  const bytes = Uint8Array.from(block.subarray(0, BLOCK_BYTES)).fill(32, 148, 156);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  const signedSum = new Int8Array(bytes.buffer).reduce((total, byte) => total + byte, 0);
  return wanted === sum || wanted === signedSum;
}
