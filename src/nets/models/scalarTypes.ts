/** A number type of a file of arrays: its bytes, and how one number is read. */
interface ScalarType {
  readonly bytes: number;
  read(view: DataView, at: number, littleEndian: boolean): number;
}

/** Number types of arrays, by their names in safetensors. */
export const scalarTypes = {
  F64: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
  F32: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  F16: { bytes: 2, read: (view, at, little) => half(view.getUint16(at, little)) },
  BF16: { bytes: 2, read: (view, at, little) => bfloat(view.getUint16(at, little)) },
  I64: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  I32: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  I16: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  I8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  U8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  BOOL: { bytes: 1, read: (view, at) => view.getUint8(at) },
} satisfies Record<string, ScalarType>;

export const isScalarType = (name: string): name is keyof typeof scalarTypes => Object.hasOwn(scalarTypes, name);

/** IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits. */
function half(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/** bfloat16: the upper half of a binary32. */
const bfloat = (bits: number): number => new Float32Array(Uint32Array.of(bits << 16).buffer)[0] ?? NaN;

/** `count` numbers of a type from a byte on, rounded to float32. */
export function valuesOf(type: keyof typeof scalarTypes, view: DataView, at: number, count: number, littleEndian: boolean): Float32Array {
  const { bytes, read } = scalarTypes[type];
  const from = view.byteOffset + at;
  if (type === 'F32' && littleEndian) return new Float32Array(view.buffer.slice(from, from + bytes * count)); // as every browser's memory has it
  return Float32Array.from({ length: count }, (_, i) => read(view, at + bytes * i, littleEndian));
}
