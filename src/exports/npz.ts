import type { SurfaceDocument } from '../documents/surfaceDocument';
import type { SurfaceResult } from '../worker/rpc/protocol';
import { unzipSync, zipSync } from 'fflate';

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
const DOCUMENT_ENTRY = 'document.json';
/** Greatest decompressed size of a document in bytes, against decompression bombs. */
const MAX_DOCUMENT_BYTES = 1e6;
/** Modification date of all entries, the earliest that ZIP supports, so that equal data give equal files. */
const ENTRY_DATE = new Date(1980, 0, 1);

/** theta1, theta2 [n]; loss, grad1, grad2 [n, n] with θ₂ by rows, NaN where a gradient does not exist; the document beside them. */
export function npzOf(document: SurfaceDocument, result: SurfaceResult): Uint8Array {
  const { n, x, y, z } = result.grid;
  const none = new Float64Array(n * n).fill(NaN);
  const entries = {
    'theta1.npy': npyOf(x, [n]),
    'theta2.npy': npyOf(y, [n]),
    'loss.npy': npyOf(z, [n, n]),
    'grad1.npy': npyOf(result.gradient?.g1 ?? none, [n, n]),
    'grad2.npy': npyOf(result.gradient?.g2 ?? none, [n, n]),
    [DOCUMENT_ENTRY]: new TextEncoder().encode(JSON.stringify(document)),
  };
  return zipSync(entries, { level: 6, mtime: ENTRY_DATE });
}

/** The document in an archive, if it has one. */
export function documentInNpz(bytes: Uint8Array): string | undefined {
  try {
    const entry = unzipSync(bytes, { filter: (file) => file.name === DOCUMENT_ENTRY && file.originalSize <= MAX_DOCUMENT_BYTES })[DOCUMENT_ENTRY];
    return entry && new TextDecoder().decode(entry);
  } catch {
    return undefined; // not an archive, or a broken one: it carries no document
  }
}
