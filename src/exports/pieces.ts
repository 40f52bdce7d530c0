import { base64Soon, bytesOf } from './base64';

/** Bytes of a piece: 12 MB, far below the longest string of a browser (2²⁹ − 24 signs); a multiple of 3, as base64 wants. */
export const PIECE = 3 * 2 ** 22;

/** A stretch of a file that has `of` bytes, from byte `at` on. */
export interface Piece {
  readonly name: string;
  readonly at: number;
  readonly of: number;
  readonly base64: string;
}

/** Hands a file over piece by piece, in order, each after the one before was taken. */
export async function handOver(name: string, bytes: Uint8Array, take: (piece: Piece) => Promise<void>, size = PIECE): Promise<void> {
  let at = 0;
  do {
    await take({ name, at, of: bytes.length, base64: await base64Soon(bytes.subarray(at, at + size)) });
    at += size;
  } while (at < bytes.length);
}

/** Fetches a file of `of` bytes piece by piece. */
export async function fetched(of: number, give: (from: number, to: number) => Promise<string>, size = PIECE): Promise<Uint8Array> {
  const bytes = new Uint8Array(of);
  for (let at = 0; at < of; at += size) {
    const to = Math.min(of, at + size);
    const piece = bytesOf(await give(at, to));
    if (piece.length !== to - at) throw new Error(`The bytes ${at} to ${to} came as ${piece.length}: the file changed while it was read`);
    bytes.set(piece, at);
  }
  return bytes;
}
