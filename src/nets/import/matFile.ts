import { formatCount } from '../datasets/imageOrder';
import { IMAGE_BYTES, IMAGE_SIDE } from '../datasets/shards';
import { type ByteReader, type BytesRead, openByteReader } from './byteReader';
import { type ImageFile, allocateImages } from './imageFile';

/** Data types of level 5 MAT-files ("MAT-File Format", MathWorks). */
const INT8 = 1;
const UINT8 = 2;
const INT32 = 5;
const UINT32 = 6;
const MATRIX = 14;
const COMPRESSED = 15;
/** Size and decoder (little-endian) of the numeric data types. */
const numberTypes: Readonly<Record<number, readonly [bytes: number, read: (view: DataView, at: number) => number]>> = {
  [INT8]: [1, (view, at) => view.getInt8(at)],
  [UINT8]: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at) => view.getInt16(at, true)],
  4: [2, (view, at) => view.getUint16(at, true)],
  [INT32]: [4, (view, at) => view.getInt32(at, true)],
  [UINT32]: [4, (view, at) => view.getUint32(at, true)],
  7: [4, (view, at) => view.getFloat32(at, true)],
  9: [8, (view, at) => view.getFloat64(at, true)],
};

/** A numeric array; `take` returns its data as stored. */
export interface MatVariable {
  readonly name: string;
  readonly dims: readonly number[];
  /** Data type and size in bytes of the real part, as stored. */
  readonly type: number;
  readonly size: number;
  take(count: number): Promise<Uint8Array>;
}

/** A data element: tag and data. */
interface MatElement {
  readonly type: number;
  readonly size: number;
  take(count: number): Promise<Uint8Array>;
  /** Skips the padding before the next element, once all of this one is taken. */
  pad(): Promise<void>;
}
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Reads the tag of the next element; data of up to four bytes are within the tag. */
async function nextElement(reader: ByteReader): Promise<MatElement> {
  const tag = await reader.take(8);
  const [type, size] = [viewOf(tag).getUint32(0, true), viewOf(tag).getUint32(4, true)];
  if (type >> 16 === 0) return { type, size, take: reader.take, pad: () => reader.skip((8 - (size % 8)) % 8) };
  let at = 4;
  return { type: type & 0xffff, size: type >>> 16, take: async (count) => tag.subarray(at, (at += count)), pad: async () => undefined };
}

/** Decodes all numbers of an element; `source` names it in sentences. */
export function decodeNumbers(source: string, type: number, bytes: Uint8Array): number[] {
  const [width, read] = numberTypes[type] ?? [0, () => 0];
  if (width === 0 || bytes.length % width !== 0) throw new Error(`${source} is not stored as plain numbers.`);
  const view = viewOf(bytes);
  return Array.from({ length: bytes.length / width }, (_, i) => read(view, i * width));
}

async function readHeader(file: File): Promise<void> {
  const header = new Uint8Array(await file.slice(0, 128).arrayBuffer());
  const text = String.fromCharCode(...header.subarray(0, 10));
  if (text === 'MATLAB 7.3') throw new Error(`${file.name} is a MATLAB file of version 7.3; version 5 is wanted, as SVHN's own files are.`);
  const [low, high, first, second] = header.subarray(124);
  if (low !== 0 || high !== 1 || first !== 0x49 || second !== 0x4d) throw new Error(`${file.name} is no MATLAB file of version 5, or damaged.`);
}

/** The variables of a file in their order; data that are not taken are not read. */
export async function* matVariables(file: File, onRead: BytesRead): AsyncGenerator<MatVariable> {
  await readHeader(file);
  for (let at = 128; at < file.size;) {
    const tag = viewOf(new Uint8Array(await file.slice(at, at + 8).arrayBuffer()));
    if (tag.byteLength < 8) throw new Error(`${file.name} is cut short.`);
    const [type, size] = [tag.getUint32(0, true), tag.getUint32(4, true)];
    if (type !== MATRIX && type !== COMPRESSED) throw new Error(`${file.name} is damaged: byte ${at} begins no variable.`);
    const to = at + 8 + size;
    if (to > file.size) throw new Error(`${file.name} is cut short.`);
    const reader =
      type === MATRIX ? openByteReader(file, onRead, { from: at, to }) : openByteReader(file, onRead, { from: at + 8, to, inflate: 'deflate' });
    try {
      const variable = await readVariable(file.name, reader);
      if (variable) yield variable;
      if (variable?.done()) await reader.drain(); // where the checksum of the compressed data is verified
    } finally {
      await reader.close();
    }
    at = to;
  }
}

/** Reads flags, dimensions, name and the tag of the data; undefined for an element that is no array. */
async function readVariable(file: string, reader: ByteReader): Promise<(MatVariable & { done(): boolean }) | undefined> {
  if ((await nextElement(reader)).type !== MATRIX) return undefined;
  const parts: number[][] = [];
  for (const expected of [UINT32, INT32, INT8]) {
    const element = await nextElement(reader);
    if (element.type !== expected || element.size > 1024) throw new Error(`${file} is damaged: a variable has no proper head.`);
    parts.push(decodeNumbers(file, element.type, await element.take(element.size)));
    await element.pad();
  }
  const [, dims = [], name = []] = parts;
  const { type, size, take } = await nextElement(reader);
  let left = size;
  const counted = (count: number): Promise<Uint8Array> => {
    left -= count;
    return take(count);
  };
  return { name: String.fromCharCode(...name), dims, type, size, take: counted, done: () => left === 0 };
}

/** Images read and converted at once. */
const IMAGES_PER_READ = 250;

/** Reads X [32, 32, 3, images], column-major: the row varies fastest, then the column, the channel, the image. */
async function readPixels(file: string, { dims, type, size, take }: MatVariable): Promise<Uint8Array> {
  const [height, width, channels, count = 1] = dims;
  if (height !== IMAGE_SIDE || width !== IMAGE_SIDE || channels !== 3 || dims.length > 4 || type !== UINT8 || size !== count * IMAGE_BYTES) {
    throw new Error(`X in ${file} is ${dims.join('×')}, where bytes of 32×32×3×images are wanted.`);
  }
  const { pixels } = allocateImages(file, count);
  for (let first = 0; first < count; first += IMAGES_PER_READ) {
    const group = Math.min(IMAGES_PER_READ, count - first);
    const bytes = await take(group * IMAGE_BYTES);
    for (let i = 0; i < bytes.length; i += 1) {
      const [row, column, channel] = [i % IMAGE_SIDE, Math.floor(i / IMAGE_SIDE) % IMAGE_SIDE, Math.floor(i / (IMAGE_SIDE * IMAGE_SIDE)) % 3];
      pixels[first * IMAGE_BYTES + Math.floor(i / IMAGE_BYTES) * IMAGE_BYTES + 3 * (IMAGE_SIDE * row + column) + channel] = bytes[i]!;
    }
  }
  return pixels;
}

/** Reads y [images, 1], in which 10 means the digit 0. */
async function readLabels(file: string, { type, size, take }: MatVariable): Promise<Uint8Array> {
  const values = decodeNumbers(`y in ${file}`, type, await take(size));
  return Uint8Array.from(values, (value, i) => {
    if (!Number.isInteger(value) || value < 1 || value > 10) {
      throw new Error(`y in ${file} is ${value} at image ${formatCount(i + 1)}, where 1 to 10 may stand.`);
    }
    return value % 10;
  });
}

/** Reads one of SVHN's files of cropped digits (Netzer et al. 2011). */
export async function readSvhn(file: File, onRead: BytesRead): Promise<ImageFile[]> {
  const split = (['train', 'test'] as const).find((name) => file.name.includes(name));
  if (!split) throw new Error(`${file.name} is neither train_32x32.mat nor test_32x32.mat.`);
  let pixels: Uint8Array | undefined;
  let labels: Uint8Array | undefined;
  for await (const variable of matVariables(file, onRead)) {
    if (variable.name === 'X') pixels = await readPixels(file.name, variable);
    if (variable.name === 'y') labels = await readLabels(file.name, variable);
  }
  if (!pixels || !labels) throw new Error(`${file.name} contains no variable ${pixels ? 'y' : 'X'}.`);
  const count = pixels.length / IMAGE_BYTES;
  if (labels.length !== count) throw new Error(`${file.name} contains ${formatCount(count)} images and ${formatCount(labels.length)} labels.`);
  return [{ set: 'svhn', split, batch: file.name, file: file.name, labels, pixels }];
}
