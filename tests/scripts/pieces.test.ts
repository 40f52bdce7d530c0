import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPieces, pieceOf } from '../../scripts/pieces.mjs';
import { receiveChunks, sendChunks, CHUNK_BYTES, type FileChunk } from '../../src/exports/commands/chunkedTransfer';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smoothscape-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Bytes that differ from piece to piece. */
const bytesOf = (length: number): Uint8Array => {
  const words = new Uint32Array(Math.ceil(length / 4));
  words.forEach((_, i) => (words[i] = Math.imul(i + 1, 2654435761)));
  return new Uint8Array(words.buffer, 0, length);
};
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** From the page to the command, to a file, and back to the page. */
async function around(bytes: Uint8Array, size?: number): Promise<{ back: Uint8Array; longest: number }> {
  const path = join(folder, 'state');
  let longest = 0;
  const take = openPieces((_name: string, whole: Buffer) => writeFileSync(path, whole));
  const heard = async (piece: FileChunk): Promise<void> => {
    longest = Math.max(longest, piece.base64.length);
    take(piece);
  };
  await sendChunks('state', bytes, heard, size);
  return { back: await receiveChunks(bytes.length, async (from, to) => pieceOf(path, from, to), size), longest };
}

describe('a state is sent to the command and back in chunks', () => {
  test.each([0, 1, 8, 9, 10, 3000])('%i bytes in chunks of nine', async (length) => {
    const bytes = bytesOf(length);
    expect((await around(bytes, 9)).back).toEqual(bytes);
  });

  const megabytes = process.env['SMOOTHSCAPE_LONG'] === '1' ? 600 : 30; // wrn-34-10 with SGD keeps 555 MB, in base64 longer than a string can be
  test(`${megabytes} MB, in strings that stay short`, { timeout: 300_000 }, async () => {
    const bytes = bytesOf(megabytes * 1e6 + 1);
    const { back, longest } = await around(bytes);
    expect(longest).toBe((CHUNK_BYTES / 3) * 4);
    expect(hashOf(back)).toBe(hashOf(bytes));
  });

  test('two files at a time, and a missing chunk', () => {
    const whole: [string, string][] = [];
    const take = openPieces((name: string, bytes: Buffer) => whole.push([name, bytes.toString()]));
    const piece = (name: string, at: number, text: string): void => take({ name, at, of: 6, base64: btoa(text) });
    piece('a', 0, 'abc');
    piece('b', 0, 'uvw');
    piece('b', 3, 'xyz');
    piece('a', 3, 'def');
    expect(whole).toEqual([
      ['b', 'uvwxyz'],
      ['a', 'abcdef'],
    ]);
    piece('c', 0, 'abc');
    expect(() => piece('c', 4, 'ef')).toThrow('A piece of c is missing before byte 4');
    expect(() => piece('d', 3, 'def')).toThrow('A piece of d is missing before byte 3');
  });

  test('a file that was truncated meanwhile', async () => {
    await expect(receiveChunks(10, async () => btoa('abc'), 9)).rejects.toThrow('The bytes 0 to 9 came as 3');
  });
});
