import { scalarTypes, valuesOf } from '../models/scalarTypes';
import type { SavedTensor } from '../models/weights';

/** Number types of NumPy, by kind and bytes. */
const types: Readonly<Record<string, keyof typeof scalarTypes>> = {
  ...{ f8: 'F64', f4: 'F32', f2: 'F16', i8: 'I64', i4: 'I32', i2: 'I16', i1: 'I8', u1: 'U8', b1: 'BOOL' },
};

/** How the numbers of an array lie in its file. */
interface NpyLayout {
  readonly shape: readonly number[];
  readonly size: number;
  readonly type: keyof typeof scalarTypes;
  /** Offset of the first number. */
  readonly start: number;
  readonly littleEndian: boolean;
  /** Whether the first index runs fastest. */
  readonly columnMajor: boolean;
}

/** Whether a file is an array in NumPy's format, by its bytes. */
export const isNpy = (bytes: Uint8Array): boolean =>
  bytes.length >= 12 && bytes[0] === 0x93 && String.fromCharCode(...bytes.subarray(1, 6)) === 'NUMPY';

/** The header of an array in NumPy's format (versions 1 to 3). Throws one sentence that begins with `name`. */
function readLayout(name: string, bytes: Uint8Array, view: DataView): NpyLayout {
  if (!isNpy(bytes)) throw new Error(`${name} is no array of NumPy`);
  const start = bytes[6] === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
  if (start > bytes.length) throw new Error(`${name} was cut off in its header`);
  const header = new TextDecoder('latin1').decode(bytes.subarray(bytes[6] === 1 ? 10 : 12, start));
  const descr = /'descr':\s*'([<>|=]?)(\w+)'/.exec(header);
  const sides = /'shape':\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  if (sides === undefined || order === undefined) throw new Error(`${name} has no shape or no order of its numbers in its header`);
  const [, byteOrder, code = ''] = descr ?? [];
  const type = types[code];
  if (type === undefined) throw new Error(`${name} holds ${code || 'records'}, which is not one of ${Object.keys(types).join(', ')}`);
  const shape = sides.split(',').flatMap((side) => (side.trim() === '' ? [] : [Number(side)]));
  const size = shape.reduce((product, side) => product * side, 1);
  const [has, needs] = [bytes.length - start, size * Number(code.slice(1))];
  if (has !== needs)
    throw new Error(`${name} of shape [${shape.join(', ')}] has ${has} bytes of numbers, not ${needs}${has < needs ? ': it was cut off' : ''}`);
  return { shape, size, type, start, littleEndian: byteOrder !== '>', columnMajor: order === 'True' };
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** An array in NumPy's format, as float32 in C order. Throws one sentence that begins with `name`. */
export function readNpy(name: string, bytes: Uint8Array): SavedTensor {
  const view = viewOf(bytes);
  const { shape, size, type, start, littleEndian, columnMajor } = readLayout(name, bytes, view);
  const values = valuesOf(type, view, start, size, littleEndian);
  return { name, shape, values: columnMajor ? inRowOrder(values, shape) : values };
}

/** The rows of an array of one or two dimensions, as float64; one of one dimension is a column. Throws one sentence that begins with `name`. */
export function readNpyRows(name: string, bytes: Uint8Array): number[][] {
  const view = viewOf(bytes);
  const { shape, type, start, littleEndian, columnMajor } = readLayout(name, bytes, view);
  const [height = 1, width = 1] = shape;
  if (height * width === 0) throw new Error(`${name} of shape [${shape.join(', ')}] holds no numbers`); // however long its other side
  if (shape.length > 2) throw new Error(`${name} has shape [${shape.join(', ')}], which is no table`);
  const { bytes: step, read } = scalarTypes[type];
  const at = (i: number, j: number): number => start + step * (columnMajor ? j * height + i : i * width + j);
  return Array.from({ length: height }, (_, i) => Array.from({ length: width }, (_, j) => read(view, at(i, j), littleEndian)));
}

/** Numbers whose first index runs fastest, in the order in which the last one does. */
function inRowOrder(columns: Float32Array, shape: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, side) => product * side, 1));
  return Float32Array.from({ length: columns.length }, (_, index) => {
    let [rest, at] = [index, 0];
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const side = shape[axis] ?? 1;
      at += (rest % side) * (strides[axis] ?? 0);
      rest = Math.floor(rest / side);
    }
    return columns[at] ?? NaN;
  });
}
