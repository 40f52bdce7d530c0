import { inflateSync } from 'fflate';
import type { Images } from '../models/types';
import type { FetchFile, Split } from './types';

/** Size of the images: 32×32 pixels in three channels of one byte. */
export const IMAGE_SIDE = 32;
const CHANNEL_BYTES = IMAGE_SIDE * IMAGE_SIDE;
export const IMAGE_BYTES = 3 * CHANNEL_BYTES;
/** Bytes of an image before the pixels of a shard: the label (one) and the index in the original set (two, little-endian). */
const HEADER_BYTES = 3;

/** Consecutive images of a split, decoded. */
export interface Shard {
  readonly labels: Uint8Array;
  /** Indices in the original set. */
  readonly originalIndices: Uint16Array;
  /** Row-major, channels last. */
  readonly pixels: Uint8Array;
}

/** Median edge detection, the predictor of LOCO-I (Weinberger, Seroussi and Sapiro 2000), from the pixels left, above, and above left. */
function predict(plane: Uint8Array, i: number, x: number): number {
  if (i < IMAGE_SIDE) return x > 0 ? plane[i - 1]! : 0;
  const above = plane[i - IMAGE_SIDE]!;
  if (x === 0) return above;
  const left = plane[i - 1]!;
  const corner = plane[i - IMAGE_SIDE - 1]!;
  if (corner >= Math.max(left, above)) return Math.min(left, above);
  return corner <= Math.min(left, above) ? Math.max(left, above) : left + above - corner;
}

/**
 * The bytes of a shard before compression: labels, indices, then for all images the planes green, red − green and blue − green, as
 * differences of each pixel from its prediction. All differences are mod 256, so that the code is lossless.
 */
export function encodeShard({ labels, originalIndices, pixels }: Shard): Uint8Array {
  const count = labels.length;
  const bytes = new Uint8Array(count * (HEADER_BYTES + IMAGE_BYTES));
  bytes.set(labels);
  originalIndices.forEach((index, n) => bytes.set([index & 255, index >> 8], count + 2 * n));
  const plane = new Uint8Array(CHANNEL_BYTES);
  for (let k = 0; k < 3; k += 1) {
    for (let n = 0; n < count; n += 1) {
      for (let i = 0; i < CHANNEL_BYTES; i += 1) {
        const at = n * IMAGE_BYTES + 3 * i;
        plane[i] = k === 0 ? pixels[at + 1]! : pixels[at + (k === 1 ? 0 : 2)]! - pixels[at + 1]!;
      }
      const to = count * HEADER_BYTES + (k * count + n) * CHANNEL_BYTES;
      for (let i = 0; i < CHANNEL_BYTES; i += 1) bytes[to + i] = plane[i]! - predict(plane, i, i % IMAGE_SIDE);
    }
  }
  return bytes;
}

/** Decodes a deflated shard of `count` images; throws when it has another size. */
export function decodeShard(deflated: Uint8Array, count: number): Shard {
  const bytes = inflateSync(deflated);
  const wanted = count * (HEADER_BYTES + IMAGE_BYTES);
  if (bytes.length !== wanted) throw new Error(`${bytes.length} bytes where ${wanted} belong`);
  const originalIndices = Uint16Array.from({ length: count }, (_, n) => bytes[count + 2 * n]! + 256 * bytes[count + 2 * n + 1]!);
  const pixels = new Uint8Array(count * IMAGE_BYTES);
  const plane = new Uint8Array(CHANNEL_BYTES);
  for (let k = 0; k < 3; k += 1) {
    for (let n = 0; n < count; n += 1) {
      const from = count * HEADER_BYTES + (k * count + n) * CHANNEL_BYTES;
      for (let i = 0; i < CHANNEL_BYTES; i += 1) plane[i] = bytes[from + i]! + predict(plane, i, i % IMAGE_SIDE);
      for (let i = 0; i < CHANNEL_BYTES; i += 1) {
        const at = n * IMAGE_BYTES + 3 * i;
        if (k === 0) pixels[at + 1] = plane[i]!;
        else pixels[at + (k === 1 ? 0 : 2)] = plane[i]! + pixels[at + 1]!;
      }
    }
  }
  return { labels: bytes.slice(0, count), originalIndices, pixels };
}

/** The manifest.json of a folder of shards, as `npm run data:cifar10` writes it. */
export interface Manifest {
  readonly name: string;
  /** Source of the data. */
  readonly cite: string;
  readonly classes: readonly string[];
  readonly train: ManifestSplit;
  readonly test: ManifestSplit;
}
export interface ManifestSplit {
  readonly count: number;
  /** The first labels, for checks by hand. */
  readonly firstLabels: readonly number[];
  readonly shards: readonly ManifestShard[];
}
export interface ManifestShard {
  readonly file: string;
  readonly count: number;
  readonly bytes: number;
  /** Digest of the file, "sha256-" and base64 (Subresource Integrity). */
  readonly integrity?: string;
  /** The digest in hexadecimal, instead of `integrity`, in folders that earlier versions prepared. */
  readonly sha256?: string;
}

/** The digest of a shard in the form of Subresource Integrity. */
function integrityOf({ integrity, sha256 = '' }: ManifestShard): string {
  if (integrity !== undefined) return integrity;
  const digest = Array.from(sha256.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}

/** A complete SHA-256 digest in the form of Subresource Integrity. */
const SHA256_INTEGRITY = /^sha256-[A-Za-z0-9+/]{43}=$/;

/**
 * Whether the bytes have the digest `integrity`, by the integrity check of fetch (W3C Subresource Integrity): unlike crypto.subtle it exists
 * on pages served by plain http. False for an incomplete digest, for which fetch would accept any bytes.
 */
export async function hasIntegrity(bytes: Uint8Array, integrity: string): Promise<boolean> {
  if (!SHA256_INTEGRITY.test(integrity)) return false;
  const url = URL.createObjectURL(new Blob([new Uint8Array(bytes)]));
  try {
    return (await fetch(url, { integrity })).ok;
  } catch {
    return false;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Fetches the manifest of `folder`; `missing` is the error when there is none (some servers answer with a page instead). */
export async function fetchManifest(fetchFile: FetchFile, folder: string, missing: string): Promise<Manifest> {
  try {
    const manifest = JSON.parse(new TextDecoder().decode(await fetchFile(`${folder}/manifest.json`))) as Manifest;
    if (Array.isArray(manifest.train.shards) && Array.isArray(manifest.test.shards)) return manifest;
  } catch (error) {
    throw new Error(missing, { cause: error });
  }
  throw new Error(missing);
}

/** The shards with the first `count` images. */
export function shardsFor({ shards }: ManifestSplit, count: number): readonly ManifestShard[] {
  let before = 0;
  return shards.filter((shard) => (before += shard.count) - shard.count < count);
}

/** Fetches, verifies and decodes the first `count` images; `onShard` receives the size in bytes of every shard. */
export async function loadSplit(
  fetchFile: FetchFile,
  folder: string,
  manifest: Manifest,
  split: Split,
  count: number,
  onShard: (bytes: number) => void,
): Promise<Images> {
  const pixels = new Uint8Array(count * IMAGE_BYTES);
  const labels = new Uint8Array(count);
  let before = 0;
  const loadShard = async (shard: ManifestShard, first: number): Promise<void> => {
    const path = `${folder}/${shard.file}`;
    const bytes = await fetchFile(path);
    if (!(await hasIntegrity(bytes, integrityOf(shard)))) throw new Error(`${path} is damaged: its checksum is not the one in the manifest`);
    const images = decodeShard(bytes, shard.count);
    const invalid = images.labels.find((label) => label >= manifest.classes.length);
    if (invalid !== undefined) throw new Error(`${path} has the label ${invalid}, and there are ${manifest.classes.length} classes`);
    const wanted = Math.min(shard.count, count - first);
    pixels.set(images.pixels.subarray(0, wanted * IMAGE_BYTES), first * IMAGE_BYTES);
    labels.set(images.labels.subarray(0, wanted), first);
    onShard(shard.bytes);
  };
  await Promise.all(
    shardsFor(manifest[split], count).map((shard) => {
      const first = before;
      before += shard.count;
      return loadShard(shard, first);
    }),
  );
  return { pixels, labels, count, height: IMAGE_SIDE, width: IMAGE_SIDE, channels: 3 };
}
