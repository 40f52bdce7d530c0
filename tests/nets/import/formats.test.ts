import type { UserImageStore } from '../../../src/nets/datasets/types';
import { memoryStore } from '../datasets/folder';
import { batchOf, fileOf, gzip, importAll, join, noise, PIXELS, sample, type Sample, tarOf } from './archives';
import fc from 'fast-check';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

type Bytes = Uint8Array<ArrayBuffer>;
const train = sample([3, 1, 4, 1, 5, 9, 2], 1);
const testImages = sample([6, 0, 8], 2);

/** A file whose stream comes in pieces of `size` bytes. */
function inPieces(name: string, bytes: Bytes, size: number): File {
  const file = fileOf(name, bytes);
  const slice = (from = 0, to = bytes.length): Blob => {
    const part = bytes.slice(from, to);
    const pieces = Array.from({ length: Math.ceil(part.length / size) }, (_, k) => part.slice(k * size, (k + 1) * size));
    const stream = (): ReadableStream<Bytes> =>
      new ReadableStream({
        start: (controller) => {
          pieces.forEach((piece) => controller.enqueue(piece));
          controller.close();
        },
      });
    return Object.defineProperty(new Blob([part]), 'stream', { value: stream });
  };
  return Object.defineProperty(file, 'slice', { value: slice });
}

/** Every image of a store with its label, whatever their order. */
async function imagesIn(store: UserImageStore, name: 'svhn' | 'cifar100', split: 'train' | 'test'): Promise<string[]> {
  const count = (await store.info(name))?.counts[split] ?? 0;
  const { pixels, labels } = await store.read(name, split, count, () => undefined);
  return listed({ labels: [...labels], pixels });
}
const listed = ({ labels, pixels }: Sample): string[] =>
  labels.map((label, n) => `${label}:${Buffer.from(pixels.subarray(n * PIXELS, (n + 1) * PIXELS)).toString('base64')}`).sort();

describe('tar and gzip', () => {
  const long = `${'a long folder/'.repeat(9)}cifar-100-binary/`;
  const pax = (path: string, size: number): Bytes => {
    const record = (text: string): string => {
      const rest = ` ${text}\n`;
      const digits = String(rest.length + String(rest.length + 2).length).length;
      return `${rest.length + digits}${rest}`;
    };
    return new TextEncoder().encode(record('mtime=1.5') + record(`path=${path}`) + record(`size=${size}`));
  };
  /** One member as each of the formats of tar has it. */
  const member: Readonly<Record<string, (name: string, bytes: Bytes) => readonly Bytes[]>> = {
    ustar: (name, bytes) => [block(`cifar-100-binary/${name}`, bytes.length), padded(bytes)],
    'ustar with a prefix': (name, bytes) => [block(name, bytes.length, { prefix: long.slice(0, 150) }), padded(bytes)],
    v7: (name, bytes) => [block(`./${name}`, bytes.length, { magic: '', kind: '\0' }), padded(bytes)],
    'signed checksum': (name, bytes) => [block(`données/${name}`, bytes.length, { signed: true }), padded(bytes)],
    'binary size': (name, bytes) => [block(name, bytes.length, { binary: true }), padded(bytes)],
    pax: (name, bytes) => {
      const head = pax(long + name, bytes.length);
      return [block('PaxHeaders/x', head.length, { kind: 'x' }), padded(head), block((long + name).slice(0, 100), 0), padded(bytes)];
    },
    GNU: (name, bytes) => {
      const path = new TextEncoder().encode(`${long}${name}\0`);
      const link = block('././@LongLink', path.length, { kind: 'L', magic: 'ustar  \0' });
      return [link, padded(path), block((long + name).slice(0, 100), bytes.length, { magic: 'ustar  \0' }), padded(bytes)];
    },
  };
  const padded = (bytes: Uint8Array): Bytes => join(bytes, new Uint8Array((512 - (bytes.length % 512)) % 512));
  function block(name: string, size: number, { magic = 'ustar\x0000', kind = '0', prefix = '', binary = false, signed = false } = {}): Bytes {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write('0000644\0', 100);
    if (binary) header.writeUInt32BE(size, 132);
    else header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
    if (binary) header[124] = 0x80;
    header.write(`        ${kind}`, 148);
    header.write(magic, 257);
    header.write(prefix, 345);
    const values = [...header].map((byte) => (signed && byte > 127 ? byte - 256 : byte));
    header.write(`${values.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148); // prettier-ignore
    return new Uint8Array(header);
  }
  const ends: Readonly<Record<string, (tar: Bytes) => Bytes>> = {
    'two blocks of zeros': (tar) => join(tar, new Uint8Array(1024)),
    'a whole record': (tar) => join(tar, new Uint8Array(10240 - (tar.length % 10240))),
    'one block of zeros': (tar) => join(tar, new Uint8Array(512)),
    'part of a block': (tar) => join(tar, new Uint8Array(100)),
    'its last file': (tar) => tar,
    'its last byte': (tar) => tar.slice(0, tar.findLastIndex((byte) => byte !== 0) + 1),
  };
  const batches = { 'train.bin': batchOf(train, 3), 'test.bin': batchOf(testImages, 19) };

  test('every format of tar, however it ends, in any number of gzip members with zeros after them, is the same images', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(member)),
        fc.constantFrom(...Object.keys(ends)),
        fc.option(fc.array(fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), zeros: fc.nat(1500) }), { minLength: 1, maxLength: 4 })),
        fc.constantFrom(1009, 4096, 65536),
        async (format, end, members, piece) => {
          const others = { 'readme.html': noise(700, 3), '._train.bin': noise(50, 1) };
          const tar = ends[end]!(join(...Object.entries({ ...others, ...batches }).flatMap(([name, bytes]) => member[format]!(name, bytes))));
          const cuts = [0, ...(members ?? []).map(({ share }) => Math.floor(share * tar.length)).sort((a, b) => a - b), tar.length];
          const packed = cuts.slice(1).map((to, k) => join(gzip(tar.slice(cuts[k], to)), new Uint8Array(members?.[k]?.zeros ?? 0)));
          const store = memoryStore();
          await importAll([inPieces('an archive', members ? join(...packed) : tar, piece)], store);
          expect(await imagesIn(store, 'cifar100', 'train')).toEqual(listed(train));
          expect(await imagesIn(store, 'cifar100', 'test')).toEqual(listed(testImages));
        },
      ),
      { numRuns: 40 },
    );
  });

  test('a member that ends where a piece of the stream does', async () => {
    const tar = tarOf(batches);
    for (const first of [1, 30, 2000]) {
      const one = new Uint8Array(gzipSync(tar.slice(0, first)));
      const file = join(one, gzip(tar.slice(first)), new Uint8Array(one.length));
      await importAll([inPieces('an archive', file, one.length)], memoryStore());
    }
  });

  test.each([
    [
      'followed by other bytes',
      (packed: Bytes) => join(packed, noise(40, 1).with(0, 7)),
      /^x is followed by bytes that are not part of its compressed data\.$/,
    ],
    ['cut in its second member', (packed: Bytes) => join(packed, packed.slice(0, 300)), /^x is cut short\.$/],
    ['damaged in its second member', (packed: Bytes) => join(packed, packed.with(-6, packed.at(-6)! ^ 1)), /^x is damaged: its checksum is wrong\.$/],
    ['of a short text', () => gzip(new TextEncoder().encode('Dear page,')), /^x is no tar archive, or damaged\.$/],
  ] as const)('gzip %s: the cause', async (_, change, sentence) => {
    await expect(importAll([fileOf('x', change(gzip(tarOf(batches))))], memoryStore())).rejects.toThrow(sentence);
  });
});

describe('MAT-files', () => {
  /** Types of numbers: class of the array, data type, size, and writer. */
  const numbers = [
    [8, 1, 1, (view: DataView, at: number, value: number) => view.setInt8(at, value)],
    [9, 2, 1, (view, at, value) => view.setUint8(at, value)],
    [10, 3, 2, (view, at, value, little) => view.setInt16(at, value, little)],
    [11, 4, 2, (view, at, value, little) => view.setUint16(at, value, little)],
    [12, 5, 4, (view, at, value, little) => view.setInt32(at, value, little)],
    [13, 6, 4, (view, at, value, little) => view.setUint32(at, value, little)],
    [7, 7, 4, (view, at, value, little) => view.setFloat32(at, value, little)],
    [6, 9, 8, (view, at, value, little) => view.setFloat64(at, value, little)],
    [6, 2, 1, (view, at, value) => view.setUint8(at, value)], // MATLAB stores doubles in as few bytes as they need
    [14, 12, 8, (view, at, value, little) => view.setBigInt64(at, BigInt(value), little)],
    [15, 13, 8, (view, at, value, little) => view.setBigUint64(at, BigInt(value), little)],
  ] as const satisfies readonly (readonly [number, number, number, (view: DataView, at: number, value: number, little: boolean) => void])[];
  type Numbers = (typeof numbers)[number];

  const columns = ({ labels, pixels }: Sample): number[] =>
    Array.from({ length: labels.length * PIXELS }, (_, i) => {
      const [row, column, channel, image] = [i % 32, Math.floor(i / 32) % 32, Math.floor(i / 1024) % 3, Math.floor(i / PIXELS)];
      return pixels[image * PIXELS + 3 * (32 * row + column) + channel]!;
    });

  /** Builds parts of MAT-files in one byte order. */
  function writer(little: boolean) {
    const words = (...values: number[]): Bytes => {
      const view = new DataView(new ArrayBuffer(4 * values.length));
      values.forEach((value, i) => view.setUint32(4 * i, value, little));
      return new Uint8Array(view.buffer);
    };
    const element = (type: number, data: Uint8Array): Bytes =>
      data.length > 0 && data.length <= 4
        ? join(words((data.length << 16) | type), data, new Uint8Array(4 - data.length))
        : join(words(type, data.length), data, new Uint8Array((8 - (data.length % 8)) % 8));
    const wrapped = (...parts: Bytes[]): Bytes => element(14, join(...parts));
    const flags = (kind: number, type = 6): Bytes => element(type, words(kind, 0));
    const text = (value: string, type = 1): Bytes => element(type, new TextEncoder().encode(value));
    const array = (
      name: string,
      dims: number[],
      [kind, type, width, write]: Numbers,
      values: number[],
      head: { dims: number; name: number; flags: number },
    ): Bytes => {
      const view = new DataView(new ArrayBuffer(width * values.length));
      values.forEach((value, i) => write(view, i * width, value, little));
      return wrapped(flags(kind, head.flags), element(head.dims, words(...dims)), text(name, head.name), element(type, new Uint8Array(view.buffer)));
    };
    const others = [
      wrapped(flags(1), element(5, words(0, 0)), text('empty cells')),
      wrapped(flags(17), text('table'), text('MCOS'), text('table')),
      wrapped(flags(2), element(5, words(1, 1)), text('y of a struct'), element(5, words(32)), element(1, new Uint8Array(32))),
      wrapped(flags(4), element(5, words(1, 3)), text('note'), element(16, new TextEncoder().encode('abc'))),
      wrapped(flags(9), element(5, words(0, 0)), text('nothing'), element(2, new Uint8Array())),
    ];
    const file = (variables: readonly Bytes[], packed: boolean): Bytes => {
      const header = Buffer.alloc(128, 0x20);
      header.write('MATLAB 5.0 MAT-file, by some program');
      header.set(little ? [0, 1, 0x49, 0x4d] : [1, 0, 0x4d, 0x49], 124);
      const stored = variables.map((each) => (packed ? join(words(15, deflateSync(each).length), deflateSync(each)) : each));
      return join(header, ...stored);
    };
    return { array, others, file };
  }

  const head = fc.record({ dims: fc.constantFrom(5, 6), name: fc.constantFrom(1, 2, 16), flags: fc.constantFrom(6, 5) });
  const anyNumbers = fc.constantFrom(...numbers);

  test('numbers of every type, in both byte orders, with every head that SciPy reads, among other variables', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.boolean(), anyNumbers.filter(([, type]) => type !== 1), anyNumbers, head, fc.boolean(), fc.boolean(), async (little, packed, X, y, heads, row, yFirst) => {
        const { array, others, file } = writer(little);
        const of = ({ labels, pixels }: Sample): Bytes => {
          const [count, digits] = [labels.length, labels.map((digit) => (digit === 0 ? 10 : digit))];
          const two = [array('X', [32, 32, 3, count], X, columns({ labels, pixels }), heads), array('y', row ? [1, count] : [count, 1], y, digits, heads)];
          const [first, ...rest] = others;
          return file([first!, ...(yFirst ? two.reverse() : two), ...rest], packed);
        };
        const store = memoryStore();
        await importAll([inPieces('train', of(train), 5000), inPieces('a test set', of(testImages), 65536)], store);
        expect(await imagesIn(store, 'svhn', 'train')).toEqual(listed(train));
        expect(await imagesIn(store, 'svhn', 'test')).toEqual(listed(testImages));
      }),
      { numRuns: 25 },
    ); // prettier-ignore
  });

  test.each([
    ['X', 0.5, /^X in train has the value 0\.5 in image 2, where whole numbers from 0 to 255 may stand\.$/],
    ['X', 256, /^X in train has the value 256 in image 2, /],
    ['X', -1, /^X in train has the value -1 in image 2, /],
    ['y', 0, /^y in train is 0 at image 2, where 1 to 10 may stand\.$/],
    ['y', 2.5, /^y in train is 2\.5 at image 2, where 1 to 10 may stand\.$/],
  ] as const)('%s with the value %d: the cause', async (where, value, sentence) => {
    const { array, file } = writer(true);
    const heads = { dims: 5, name: 1, flags: 6 };
    const pixels = columns(testImages).map((each, i) => (where === 'X' && i === PIXELS ? value : each));
    const digits = [6, where === 'y' ? value : 10, 8];
    const bytes = file([array('X', [32, 32, 3, 3], numbers[7], pixels, heads), array('y', [3, 1], numbers[7], digits, heads)], false);
    await expect(importAll([fileOf('train', bytes)], memoryStore())).rejects.toThrow(sentence);
  });
});
