import { formatCount } from '../datasets/imageOrder';
import { IMAGE_BYTES, IMAGE_SIDE } from '../datasets/shards';
import { type ByteReader, type BytesRead, openByteReader } from './byteReader';
import { type ImageFile, allocateImages, readBytes, isMatFile } from './imageFormat';

/** Data types of level 5 MAT-files ("MAT-File Format", MathWorks). */
const UINT8 = 2;
const MATRIX = 14;
const COMPRESSED = 15;
/** Types of the dimensions and of the name of a variable: what the format demands, and what some programs write and SciPy reads. */
const DIMENSION_TYPES = [5, 6];
const NAME_TYPES = [1, UINT8, 16];
/** Size and decoder of the numeric data types. */
const numberTypes: Readonly<Record<number, readonly [bytes: number, read: (view: DataView, at: number, little: boolean) => number]>> = {
  1: [1, (view, at) => view.getInt8(at)],
  [UINT8]: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at, little) => view.getInt16(at, little)],
  4: [2, (view, at, little) => view.getUint16(at, little)],
  5: [4, (view, at, little) => view.getInt32(at, little)],
  6: [4, (view, at, little) => view.getUint32(at, little)],
  7: [4, (view, at, little) => view.getFloat32(at, little)],
  9: [8, (view, at, little) => view.getFloat64(at, little)],
  12: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  13: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
};
/** Classes of arrays: those of numbers are 6 (double) to 15 (uint64). An opaque object has no dimensions. */
const isNumeric = (kind: number): boolean => kind >= 6 && kind <= 15;
const OPAQUE = 17;
/** Greatest size of the dimensions, and of the name, of a variable. */
const MAX_HEAD_BYTES = 1024;

/** A data element: tag and data. */
interface MatElement {
  readonly type: number;
  readonly size: number;
  take(count: number): Promise<Uint8Array>;
  /** Skips the padding before the next element, once all of this one is taken. */
  pad(): Promise<void>;
}

/** A variable; its numbers follow its head in the file. */
export interface MatVariable {
  readonly name: string;
  readonly dims: readonly number[];
  /** The numbers of the real part, in groups of at most `group`; throws unless there are as many as `dims` say. */
  numbers(group: number): AsyncGenerator<ArrayLike<number>>;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Reads the tag of the next element; data of up to four bytes are within the tag. */
async function nextElement(reader: ByteReader, little: boolean): Promise<MatElement> {
  const tag = await reader.take(8);
  const [type, size] = [viewOf(tag).getUint32(0, little), viewOf(tag).getUint32(4, little)];
  if (type >> 16 === 0) return { type, size, take: reader.take, pad: () => reader.skip((8 - (size % 8)) % 8) };
  let at = 4;
  return { type: type & 0xffff, size: type >>> 16, take: async (count) => tag.subarray(at, (at += count)), pad: async () => undefined };
}

/** Reads the header: whether numbers are stored with their lowest byte first. */
async function readByteOrder(file: File): Promise<boolean> {
  const header = await readBytes(file, 0, 128);
  if (!isMatFile(header)) throw new Error(`${file.name} is no MATLAB file of version 5, or damaged.`);
  if (String.fromCharCode(...header.subarray(0, 10)) === 'MATLAB 7.3')
    throw new Error(`${file.name} is a MATLAB file of version 7.3; version 5 is wanted, as SVHN's own files are.`);
  return header[126] === 0x49; // IM, else MI
}

/** The variables of a file in their order; numbers that are not asked for are not read. */
export async function* matVariables(file: File, onRead: BytesRead): AsyncGenerator<MatVariable> {
  const little = await readByteOrder(file);
  for (let at = 128; at < file.size;) {
    const tag = viewOf(await readBytes(file, at, at + 8));
    if (tag.byteLength < 8) throw new Error(`${file.name} is cut short.`);
    const [type, size] = [tag.getUint32(0, little), tag.getUint32(4, little)];
    if (type !== MATRIX && type !== COMPRESSED) throw new Error(`${file.name} is damaged: byte ${at} begins no variable.`);
    const to = at + 8 + size;
    if (to > file.size) throw new Error(`${file.name} is cut short.`);
    const compressed = type === COMPRESSED;
    const reader = openByteReader(file, onRead, { from: compressed ? at + 8 : at, to, compressed });
    try {
      const variable = await readVariable(file.name, reader, little);
      if (variable) yield variable;
    } finally {
      await reader.close();
    }
    at = to;
  }
}

/** Reads flags, dimensions and name; undefined for an element that is no array. */
async function readVariable(file: string, reader: ByteReader, little: boolean): Promise<MatVariable | undefined> {
  if ((await nextElement(reader, little)).type !== MATRIX) return undefined;
  const part = async (types?: readonly number[]): Promise<{ readonly type: number; readonly bytes: Uint8Array }> => {
    const { type, size, take, pad } = await nextElement(reader, little);
    if ((types && !types.includes(type)) || size > MAX_HEAD_BYTES) throw new Error(`${file} is damaged: a variable has no proper head.`);
    const bytes = await take(size);
    await pad();
    return { type, bytes };
  };
  const { bytes: flags } = await part();
  const kind = flags[little ? 0 : 3] ?? 0;
  if (kind === OPAQUE) return undefined;
  const { type, bytes } = await part(DIMENSION_TYPES);
  const dims = Array.from(decode(type, bytes, little));
  const name = new TextDecoder().decode((await part(NAME_TYPES)).bytes);
  return {
    name,
    dims,
    async *numbers(group) {
      const data = await nextElement(reader, little);
      const [width = 0] = numberTypes[data.type] ?? [];
      if (!isNumeric(kind) || width === 0) throw new Error(`${name} in ${file} is not stored as plain numbers.`);
      const count = dims.reduce((product, side) => product * side, 1);
      if (data.size !== count * width)
        throw new Error(`${name} in ${file} is damaged: it has ${formatCount(data.size)} bytes where ${formatCount(count * width)} belong.`);
      for (let done = 0; done < count; done += group) {
        const bytes = await data.take(width * Math.min(group, count - done));
        yield decode(data.type, bytes, little);
      }
      await reader.drain(); // where the checksum of compressed data is verified
    },
  };
}

/** Decodes all numbers of one data type. */
function decode(type: number, bytes: Uint8Array, little: boolean): ArrayLike<number> {
  if (type === UINT8) return bytes;
  const [width, read] = numberTypes[type] ?? [1, () => NaN];
  const view = viewOf(bytes);
  return Array.from({ length: Math.floor(bytes.length / width) }, (_, i) => read(view, i * width, little));
}

/** Images read and converted at once. */
const IMAGES_PER_READ = 250;
const LABELS_PER_READ = 100_000;

/** Reads X [32, 32, 3, images], column-major: the row varies fastest, then the column, the channel, the image. */
async function readPixels(file: string, { dims, numbers }: MatVariable): Promise<Uint8Array> {
  const [height, width, channels, count = 1] = dims;
  if (height !== IMAGE_SIDE || width !== IMAGE_SIDE || channels !== 3 || dims.length > 4)
    throw new Error(`X in ${file} is ${dims.join('×')}, where 32×32×3×images is wanted.`);
  const { pixels } = allocateImages(file, count);
  let first = 0;
  for await (const values of numbers(IMAGES_PER_READ * IMAGE_BYTES)) {
    for (let i = 0; i < values.length; i += 1) {
      const [row, column, channel] = [i % IMAGE_SIDE, Math.floor(i / IMAGE_SIDE) % IMAGE_SIDE, Math.floor(i / (IMAGE_SIDE * IMAGE_SIDE)) % 3];
      const [image, value] = [first + Math.floor(i / IMAGE_BYTES), values[i]!];
      const to = image * IMAGE_BYTES + 3 * (IMAGE_SIDE * row + column) + channel;
      pixels[to] = value;
      if (pixels[to] !== value)
        throw new Error(`X in ${file} has the value ${value} in image ${formatCount(image + 1)}, where whole numbers from 0 to 255 may stand.`);
    }
    first += values.length / IMAGE_BYTES;
  }
  return pixels;
}

/** Reads y [images, 1], in which 10 means the digit 0. */
async function readLabels(file: string, { numbers }: MatVariable): Promise<Uint8Array> {
  const labels: number[] = [];
  for await (const values of numbers(LABELS_PER_READ))
    for (const value of Array.from(values)) {
      if (!Number.isInteger(value) || value < 1 || value > 10)
        throw new Error(`y in ${file} is ${value} at image ${formatCount(labels.length + 1)}, where 1 to 10 may stand.`);
      labels.push(value % 10);
    }
  return Uint8Array.from(labels);
}

/** Reads one of SVHN's files of cropped digits (Netzer et al. 2011). */
export async function readSvhn(file: File, onRead: BytesRead): Promise<ImageFile[]> {
  const split = (['train', 'test'] as const).find((name) => file.name.toLowerCase().includes(name));
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
