import { seeded } from '../../../src/math/core/random';
import type { Progress, UserDatasetInfo, UserImageStore } from '../../../src/nets/datasets/types';
import { importFiles } from '../../../src/nets/import/importImages';
import { deflateSync, gzipSync } from 'node:zlib';

const AREA = 1024;
export const PIXELS = 3 * AREA;

export const noise = (length: number, seed: number): Uint8Array<ArrayBuffer> => {
  const rng = seeded(seed);
  return Uint8Array.from({ length }, () => Math.floor(256 * rng()));
};
export const join = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.concat(parts));
/** importFiles() of files that must all be read. */
export async function importAll(
  files: readonly File[],
  store: UserImageStore,
  progress: Progress = () => undefined,
): Promise<readonly UserDatasetInfo[]> {
  const { infos, problems } = await importFiles(files, store, progress);
  if (problems.length > 0) throw new Error(problems.join(' '));
  return infos;
}
export const fileOf = (name: string, bytes: Uint8Array<ArrayBuffer>): File => new File([bytes], name);

/** Images with known labels; `pixels` [count, 32, 32, 3]. */
export interface Sample {
  readonly labels: readonly number[];
  readonly pixels: Uint8Array;
}
export const sample = (labels: readonly number[], seed: number): Sample => ({ labels, pixels: noise(labels.length * PIXELS, seed) });

/** A batch of CIFAR in binary form; `coarse` puts the byte of the coarse label before the fine one. */
export function batchOf({ labels, pixels }: Sample, coarse?: number): Uint8Array<ArrayBuffer> {
  const records = labels.map((label, n) => {
    const planes = Uint8Array.from({ length: PIXELS }, (_, i) => pixels[n * PIXELS + 3 * (i % AREA) + Math.floor(i / AREA)]!);
    return join(Uint8Array.from(coarse === undefined ? [label] : [coarse, label]), planes);
  });
  return join(...records);
}

/** An ustar archive. */
export function tarOf(files: Readonly<Record<string, Uint8Array>>): Uint8Array<ArrayBuffer> {
  const members = Object.entries(files).map(([name, bytes]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        0', 148);
    if (name.endsWith('/')) header.write('5', 156);
    header.write('ustar\x0000', 257);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    return join(header, bytes, new Uint8Array((512 - (bytes.length % 512)) % 512));
  });
  return join(...members, new Uint8Array(1024));
}
export const gzip = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(bytes));

/** An element of a MAT-file: in its tag when it has at most four bytes, padded otherwise. */
function element(type: number, data: Uint8Array): Uint8Array {
  const tag = Buffer.alloc(8);
  if (data.length <= 4 && data.length > 0) {
    tag.writeUInt16LE(type, 0);
    tag.writeUInt16LE(data.length, 2);
    tag.set(data, 4);
    return tag;
  }
  tag.writeUInt32LE(type, 0);
  tag.writeUInt32LE(data.length, 4);
  return join(tag, data, new Uint8Array((8 - (data.length % 8)) % 8));
}
const words = (...values: number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer);

/** A numeric matrix: class 9 is uint8, 6 is double; `type` is how its numbers are stored. */
export function matrix(name: string, dims: readonly number[], type: number, data: Uint8Array, kind = 9): Uint8Array {
  const body = join(element(6, words(kind, 0)), element(5, words(...dims)), element(1, new TextEncoder().encode(name)), element(type, data));
  return join(words(14, body.length), body);
}
/** A MAT-file of level 5; `packed` compresses each variable as MATLAB does. */
export function matOf(variables: readonly Uint8Array[], packed = true): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(128, 0x20);
  header.write('MATLAB 5.0 MAT-file, Platform: GLNXA64');
  header.writeUInt16LE(0x0100, 124);
  header.write('IM', 126);
  const elements = variables.map((variable) => {
    if (!packed) return variable;
    const deflated = deflateSync(variable);
    return join(words(15, deflated.length), deflated);
  });
  return join(header, ...elements);
}

/** X as SVHN's files have it: [32, 32, 3, images], column-major. */
export function columns({ labels, pixels }: Sample): Uint8Array {
  return Uint8Array.from({ length: labels.length * PIXELS }, (_, i) => {
    const [row, column, channel, image] = [i % 32, Math.floor(i / 32) % 32, Math.floor(i / AREA) % 3, Math.floor(i / PIXELS)];
    return pixels[image * PIXELS + 3 * (32 * row + column) + channel]!;
  });
}
/** A whole file of SVHN; labels are digits. */
export function svhnOf(images: Sample, packed = true): Uint8Array<ArrayBuffer> {
  const count = images.labels.length;
  const y = Uint8Array.from(images.labels, (digit) => (digit === 0 ? 10 : digit));
  return matOf([matrix('X', [32, 32, 3, count], 2, columns(images)), matrix('y', [count, 1], 2, y)], packed);
}
