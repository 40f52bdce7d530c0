/** Bytes that are encoded at a time: a multiple of 3, so that the texts join. */
const ENCODED_BYTES = 0x6000;

export function base64Of(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += ENCODED_BYTES) pieces.push(btoa(String.fromCharCode(...bytes.subarray(at, at + ENCODED_BYTES))));
  return pieces.join('');
}

/** The same by the browser's own encoder where there is one, which is many times faster. */
function base64Async(bytes: Uint8Array): Promise<string> {
  if (typeof FileReader === 'undefined') return Promise.resolve(base64Of(bytes));
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result.slice(reader.result.indexOf(',') + 1) : '');
    reader.onerror = () => reject(reader.error ?? new Error('The bytes could not be read'));
    reader.readAsDataURL(new Blob([new Uint8Array(bytes)]));
  });
}

export function bytesOf(base64: string): Uint8Array {
  const signs = atob(base64);
  const bytes = new Uint8Array(signs.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = signs.charCodeAt(i);
  return bytes;
}

/** Bytes of a chunk: 12 MB, far below the longest string of a browser (2²⁹ − 24 signs); a multiple of 3, as base64 wants. */
export const CHUNK_BYTES = 3 * 2 ** 22;

/** Chunk of a file of `of` bytes, from byte `at` on. */
export interface FileChunk {
  readonly name: string;
  readonly at: number;
  readonly of: number;
  readonly base64: string;
}

/** Sends a file chunk by chunk, in order, each after the previous one was received. */
export async function sendChunks(name: string, bytes: Uint8Array, take: (piece: FileChunk) => Promise<void>, size = CHUNK_BYTES): Promise<void> {
  let at = 0;
  do {
    await take({ name, at, of: bytes.length, base64: await base64Async(bytes.subarray(at, at + size)) });
    at += size;
  } while (at < bytes.length);
}

/** Receives a file of `of` bytes chunk by chunk. */
export async function receiveChunks(of: number, read: (from: number, to: number) => Promise<string>, size = CHUNK_BYTES): Promise<Uint8Array> {
  const bytes = new Uint8Array(of);
  for (let at = 0; at < of; at += size) {
    const to = Math.min(of, at + size);
    const piece = bytesOf(await read(at, to));
    if (piece.length !== to - at) throw new Error(`The bytes ${at} to ${to} came as ${piece.length}: the file changed while it was read`);
    bytes.set(piece, at);
  }
  return bytes;
}
