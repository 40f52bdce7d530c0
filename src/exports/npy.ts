/** A float64 array in NumPy's format 1.0 (little-endian, C order). */
export function npyOf(values: Float64Array, shape: readonly number[]): Uint8Array {
  const dims = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': ${dims}, }`;
  const padded = Math.ceil((10 + header.length + 1) / 64) * 64;
  const bytes = new Uint8Array(padded + 8 * values.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]); // \x93NUMPY, version 1.0
  const view = new DataView(bytes.buffer);
  view.setUint16(8, padded - 10, true);
  bytes.set(new TextEncoder().encode(`${header.padEnd(padded - 11)}\n`), 10);
  values.forEach((value, k) => view.setFloat64(padded + 8 * k, value, true));
  return bytes;
}
