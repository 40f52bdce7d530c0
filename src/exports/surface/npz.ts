import type { SurfaceDocument } from '../../documents/surfaceDocument';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { provenanceOf } from '../base/provenance';
import { columnNames } from './csv';
import type { Quantity } from './shownPanes';
import { zipSync } from 'fflate';

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

/** Archive entry of the document. */
export const DOCUMENT_ENTRY = 'document.json';
/** Modification date of all entries, the earliest that ZIP supports, so that equal data give equal files. */
export const ENTRY_DATE = new Date(1980, 0, 1);

/** theta1, theta2 [n]; loss, grad1, grad2 [n, n] with θ₂ by rows, NaN where a gradient does not exist; derived values alone; beside them the document, and what else made the numbers. */
export function npzOf(document: SurfaceDocument, result: SurfaceResult, quantity: Quantity = 'loss'): Uint8Array {
  const { n, x, y, z } = result.grid;
  const none = new Float64Array(n * n).fill(NaN);
  const gradient = { 'grad1.npy': npyOf(result.gradient?.g1 ?? none, [n, n]), 'grad2.npy': npyOf(result.gradient?.g2 ?? none, [n, n]) };
  const entries = {
    'theta1.npy': npyOf(x, [n]),
    'theta2.npy': npyOf(y, [n]),
    [`${columnNames[quantity]}.npy`]: npyOf(z, [n, n]),
    ...(quantity === 'loss' && gradient),
    [DOCUMENT_ENTRY]: new TextEncoder().encode(JSON.stringify(document)),
    'recipe.txt': new TextEncoder().encode(`${provenanceOf([{ document, result }]).join('\n')}\n`),
  };
  return zipSync(entries, { level: 6, mtime: ENTRY_DATE });
}

/** The text in an array of one string, as NumPy writes again what it read beside arrays: bytes (S) or UTF-32 (U). */
export function textInNpy(bytes: Uint8Array): string | undefined {
  if (bytes.length < 12 || String.fromCharCode(...bytes.subarray(1, 6)) !== 'NUMPY') return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = bytes[6] === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
  const kind = /'descr':\s*'[|<]([SU])\d+'/.exec(new TextDecoder().decode(bytes.subarray(10, start)))?.[1];
  const data = bytes.subarray(start);
  if (kind === 'S') return new TextDecoder().decode(data).replace(/\0+$/, '');
  if (kind !== 'U') return undefined;
  const codes = Array.from({ length: Math.floor(data.length / 4) }, (_, k) => view.getUint32(start + 4 * k, true));
  return codes.map((code) => (code > 0 && code < 0x110000 ? String.fromCodePoint(code) : '')).join('');
}
