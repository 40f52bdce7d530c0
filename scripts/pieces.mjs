import { closeSync, openSync, readSync } from 'node:fs';

/** Puts files together whose pieces come in order, several at a time; `whole` hears of each when its last byte is there. */
export function openPieces(whole) {
  const growing = new Map();
  return ({ name, at, of, base64 }) => {
    if (at === 0) growing.set(name, { bytes: Buffer.allocUnsafe(of), filled: 0 });
    const file = growing.get(name);
    if (!file || file.filled !== at) throw new Error(`A piece of ${name} is missing before byte ${at}`);
    file.filled += file.bytes.write(base64, at, 'base64');
    if (file.filled < of) return;
    growing.delete(name);
    whole(name, file.bytes);
  };
}

/** The bytes from `from` to `to` of a file, in base64. */
export function pieceOf(path, from, to) {
  const file = openSync(path);
  try {
    const bytes = Buffer.allocUnsafe(to - from);
    const read = readSync(file, bytes, 0, to - from, from);
    return bytes.subarray(0, read).toString('base64');
  } finally {
    closeSync(file);
  }
}
