import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as pathOf } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { decodePng } from '../../../scripts/cifar10/png.mjs';
import { filesOf, takeTarball } from '../../../scripts/cifar10/tarball.mjs';
import { writeFolder } from '../../../scripts/cifar10/write.mjs';
import { cifar10Classes, loadShardFolder } from '../../../src/nets/datasets/cifar10';
import { encodeShard } from '../../../src/nets/datasets/shards';
import { gzip, join, noise, PIXELS, tarOf } from '../import/archives';
import { dataAccess } from './folder';

const folder = mkdtempSync(pathOf(tmpdir(), 'smoothscape-data-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [width, height] = [1024, 5];
const pixels = noise(3 * width * height, 1);

/** PNG of 8-bit RGB in which row y has filter y (none, sub, up, average, Paeth), its data cut into two chunks. */
function pngOf(colour = 2): Buffer {
  const row = 3 * width;
  const at = (y: number, x: number): number => (x >= 0 && y >= 0 ? pixels[y * row + x]! : 0);
  const filtered = Array.from({ length: height }, (_, y) =>
    Uint8Array.from({ length: row + 1 }, (_, i) => {
      if (i === 0) return y;
      const [a, b, c] = [at(y, i - 4), at(y - 1, i - 1), i < 4 ? 0 : at(y - 1, i - 4)];
      const nearest = [a, b, c].reduce((best, side) => (Math.abs(a + b - c - side) < Math.abs(a + b - c - best) ? side : best));
      return at(y, i - 1) - [0, a, b, Math.floor((a + b) / 2), nearest][y]!;
    }),
  );
  const packed = deflateSync(join(...filtered));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colour, 0, 0, 0], 8);
  const chunk = (type: string, data: Uint8Array): Uint8Array => {
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    const body = join(Buffer.from(type), data);
    sum.writeUInt32BE(crc32(body));
    return join(length, body, sum);
  };
  const parts = [chunk('IHDR', header), chunk('IDAT', packed.subarray(0, 99)), chunk('IDAT', packed.subarray(99)), chunk('IEND', new Uint8Array())];
  return Buffer.concat([Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10), ...parts]);
}

describe('parts of `npm run data:cifar10`', () => {
  test('PNG: every filter is undone', () => {
    const { bytes, ...size } = decodePng(pngOf());
    expect(size).toEqual({ width, height });
    expect(Buffer.compare(bytes, pixels)).toBe(0);
  });

  test('PNG: other types, truncated files and other data are rejected', () => {
    expect(() => decodePng(pngOf(6))).toThrow('is not 8-bit RGB without interlacing');
    expect(() => decodePng(pngOf().subarray(0, -12))).toThrow('is cut short');
    expect(() => decodePng(Buffer.from(noise(100, 1)))).toThrow('is no PNG');
  });

  test('a tarball with another digest is rejected', () => {
    const path = pathOf('package-lock.json');
    expect(() => takeTarball(path)).toThrow(/^package-lock\.json is not the file it should be: its SHA-512 is \S+$/);
  });

  test('lists the files of a tarball', () => {
    const files = filesOf(gzip(tarOf({ 'package/a.json': Buffer.from('[1]'), 'package/b.png': noise(700, 2) })));
    expect([...files.keys()]).toEqual(['a.json', 'b.png']);
    expect(files.get('a.json')?.toString()).toBe('[1]');
    expect(files.get('b.png')).toHaveLength(700);
  });

  test('a written folder is complete, and the page reads the same images from it', async () => {
    const split = (count: number, seed: number) => {
      const order = Uint32Array.from({ length: count }, (_, n) => count - 1 - n);
      return { pixels: noise(count * PIXELS, seed), labels: noise(count, seed).map((byte) => byte % 10), order };
    };
    const splits = { train: split(620, 1), test: split(9, 2) };
    const target = `${folder}/data/set`;
    const head = { name: 'test', cite: 'nobody', classes: cifar10Classes, seed: 1 };
    for (const counts of [
      { train: 620, test: 9 },
      { train: 510, test: 3 },
    ]) {
      await writeFolder(target, { splits, counts, head, encodeShard });
      expect(readdirSync(`${folder}/data`)).toEqual(['set']);
      const source = { folder: 'set', label: 'the set', missing: 'none' };
      const from = dataAccess(async (path) => new Uint8Array(readFileSync(`${folder}/data/${path}`)));
      const set = await loadShardFolder(from, source, counts, () => undefined);
      for (const name of ['train', 'test'] as const) {
        for (const n of [0, 1, counts[name] - 1]) {
          const image = splits[name].order[n]!;
          expect(set[name].labels[n]).toBe(splits[name].labels[image]);
          expect(Buffer.compare(set[name].pixels.subarray(n * PIXELS, (n + 1) * PIXELS), splits[name].pixels.subarray(image * PIXELS, (image + 1) * PIXELS))).toBe(0); // prettier-ignore
        }
      }
      await expect(loadShardFolder(from, source, { ...counts, test: 10 }, () => undefined)).rejects.toThrow('images of the set');
    }
  });
});
