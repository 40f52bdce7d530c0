import type { Images } from '../models/types';
import type { FetchFile, Split } from './types';
import { inflateSync } from 'fflate';

/** Cube roots of the first 64 primes: the first 32 bits of their fractions (FIPS 180-4, 4.2.2). */
const primes: number[] = [];
for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p !== 0)) primes.push(n);
const fraction = (x: number): number => ((x - Math.floor(x)) * 2 ** 32) >>> 0;
const constants = Uint32Array.from(primes, (p) => fraction(Math.cbrt(p)));
const start = Uint32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)));

const turn = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

/** SHA-256 in hexadecimal (FIPS 180-4). The browser's own is only there on secure pages, and a page may be served by plain http. */
export function sha256(bytes: Uint8Array): string {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
  const state = Uint32Array.from(start);
  const words = new Uint32Array(64);
  for (let block = 0; block < padded.length; block += 64) mix(state, words, view, block);
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('');
}

/** One block of 64 bytes (6.2.2). */
function mix(state: Uint32Array, words: Uint32Array, view: DataView, block: number): void {
  for (let t = 0; t < 16; t += 1) words[t] = view.getUint32(block + 4 * t);
  for (let t = 16; t < 64; t += 1) {
    const [w2, w15] = [words[t - 2]!, words[t - 15]!];
    const small1 = turn(w2, 17) ^ turn(w2, 19) ^ (w2 >>> 10);
    const small0 = turn(w15, 7) ^ turn(w15, 18) ^ (w15 >>> 3);
    words[t] = small1 + words[t - 7]! + small0 + words[t - 16]!;
  }
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let t = 0; t < 64; t += 1) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + constants[t]! + words[t]!) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = state[i]! + word;
}

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

/** What lies in a folder of shards: manifest.json, as `npm run data:cifar10` writes it. */
export interface Manifest {
  readonly name: string;
  /** Who made the data. */
  readonly cite: string;
  readonly classes: readonly string[];
  readonly train: PackedSplit;
  readonly test: PackedSplit;
}
export interface PackedSplit {
  readonly count: number;
  /** The first labels, for a look without a reader. */
  readonly firstLabels: readonly number[];
  readonly shards: readonly PackedShard[];
}
export interface PackedShard {
  readonly file: string;
  readonly count: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** The manifest of `folder`; `missing` is the sentence when there is none (some servers answer with a page instead). */
export async function manifestOf(fetchFile: FetchFile, folder: string, missing: string): Promise<Manifest> {
  try {
    const manifest = JSON.parse(new TextDecoder().decode(await fetchFile(`${folder}/manifest.json`))) as Manifest;
    if (Array.isArray(manifest.train.shards) && Array.isArray(manifest.test.shards)) return manifest;
  } catch (error) {
    throw new Error(missing, { cause: error });
  }
  throw new Error(missing);
}

/** The shards that hold the first `count` images. */
export function shardsFor({ shards }: PackedSplit, count: number): readonly PackedShard[] {
  let before = 0;
  return shards.filter((shard) => (before += shard.count) - shard.count < count);
}

/** Fetches, checks and unpacks the first `count` images; `arrived` hears the bytes of every shard. */
export async function unpack(
  fetchFile: FetchFile,
  folder: string,
  manifest: Manifest,
  split: Split,
  count: number,
  arrived: (bytes: number) => void,
): Promise<Images> {
  const pixels = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  let before = 0;
  const place = async (shard: PackedShard, at: number): Promise<void> => {
    const path = `${folder}/${shard.file}`;
    const bytes = await fetchFile(path);
    if (sha256(bytes) !== shard.sha256) throw new Error(`${path} is damaged: its checksum is not the one in the manifest`);
    const images = decodeShard(bytes, shard.count);
    const wrong = images.labels.find((label) => label >= manifest.classes.length);
    if (wrong !== undefined) throw new Error(`${path} has the label ${wrong}, and there are ${manifest.classes.length} classes`);
    const wanted = Math.min(shard.count, count - at);
    pixels.set(images.pixels.subarray(0, wanted * PIXELS), at * PIXELS);
    labels.set(images.labels.subarray(0, wanted), at);
    arrived(shard.bytes);
  };
  await Promise.all(
    shardsFor(manifest[split], count).map((shard) => {
      const at = before;
      before += shard.count;
      return place(shard, at);
    }),
  );
  return { pixels, labels, count, height: SIDE, width: SIDE, channels: 3 };
}
