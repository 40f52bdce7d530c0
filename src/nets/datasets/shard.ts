import { inflateSync } from 'fflate';

/** Images of 32×32 in three channels. */
export const SIDE = 32;
const AREA = SIDE * SIDE;
export const PIXELS = 3 * AREA;
/** What a shard holds before its pixels, by image: the label (one byte) and its place in the original set (two, little end first). */
const HEADER = 3;

export interface Shard {
  readonly labels: Uint8Array;
  /** Places in the original set. */
  readonly places: Uint16Array;
  /** Row-major, channels last. */
  readonly pixels: Uint8Array;
}

/** The edge detector of LOCO-I (Weinberger, Seroussi and Sapiro 2000): a guess from the pixels to the left, above, and above left. */
function guess(plane: Uint8Array, i: number, x: number): number {
  if (i < SIDE) return x > 0 ? plane[i - 1]! : 0;
  const above = plane[i - SIDE]!;
  if (x === 0) return above;
  const left = plane[i - 1]!;
  const corner = plane[i - SIDE - 1]!;
  if (corner >= Math.max(left, above)) return Math.min(left, above);
  return corner <= Math.min(left, above) ? Math.max(left, above) : left + above - corner;
}

/**
 * The bytes of a shard before they are deflated: labels, places, then for all images the planes green, red − green and blue − green
 * one after the other, each pixel less its guess. All differences are mod 256, so that nothing is lost.
 */
export function encodeShard({ labels, places, pixels }: Shard): Uint8Array {
  const count = labels.length;
  const bytes = new Uint8Array(count * (HEADER + PIXELS));
  bytes.set(labels);
  places.forEach((place, n) => bytes.set([place & 255, place >> 8], count + 2 * n));
  const plane = new Uint8Array(AREA);
  for (let k = 0; k < 3; k += 1) {
    for (let n = 0; n < count; n += 1) {
      for (let i = 0; i < AREA; i += 1) {
        const at = n * PIXELS + 3 * i;
        plane[i] = k === 0 ? pixels[at + 1]! : pixels[at + (k === 1 ? 0 : 2)]! - pixels[at + 1]!;
      }
      const to = count * HEADER + (k * count + n) * AREA;
      for (let i = 0; i < AREA; i += 1) bytes[to + i] = plane[i]! - guess(plane, i, i % SIDE);
    }
  }
  return bytes;
}

/** Reads a deflated shard of `count` images; throws when it holds another number of bytes. */
export function decodeShard(deflated: Uint8Array, count: number): Shard {
  const bytes = inflateSync(deflated);
  const wanted = count * (HEADER + PIXELS);
  if (bytes.length !== wanted) throw new Error(`${bytes.length} bytes where ${wanted} belong`);
  const places = Uint16Array.from({ length: count }, (_, n) => bytes[count + 2 * n]! + 256 * bytes[count + 2 * n + 1]!);
  const pixels = new Uint8Array(count * PIXELS);
  const plane = new Uint8Array(AREA);
  for (let k = 0; k < 3; k += 1) {
    for (let n = 0; n < count; n += 1) {
      const from = count * HEADER + (k * count + n) * AREA;
      for (let i = 0; i < AREA; i += 1) plane[i] = bytes[from + i]! + guess(plane, i, i % SIDE);
      for (let i = 0; i < AREA; i += 1) {
        const at = n * PIXELS + 3 * i;
        if (k === 0) pixels[at + 1] = plane[i]!;
        else pixels[at + (k === 1 ? 0 : 2)] = plane[i]! + pixels[at + 1]!;
      }
    }
  }
  return { labels: bytes.slice(0, count), places, pixels };
}
