import { createHash } from 'node:crypto';
import { deflateSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../../src/math/core/random';
import { interleave, momentsOf } from '../../../src/nets/datasets/imageOrder';
import { decodeShard, encodeShard, hasIntegrity, IMAGE_BYTES } from '../../../src/nets/datasets/shards';
import { tally } from './folder';

const noise = (length: number, seed: number): Uint8Array => {
  const rng = seeded(seed);
  return Uint8Array.from({ length }, () => Math.floor(256 * rng()));
};

describe('shards', () => {
  test.each([1, 3, 20])('decode %i encoded images of noise, black and white, with labels and indices', (count) => {
    for (const pixels of [noise(count * IMAGE_BYTES, count), noise(count * IMAGE_BYTES, 9).map((byte) => (byte < 128 ? 0 : 255))]) {
      const shard = { labels: noise(count, 2), originalIndices: Uint16Array.from({ length: count }, (_, n) => 65_535 - 777 * n), pixels };
      expect(decodeShard(deflateSync(encodeShard(shard)), count)).toEqual(shard);
    }
  });

  test('reject another number of images than the manifest has', () => {
    const bytes = deflateSync(encodeShard({ labels: noise(2, 1), originalIndices: new Uint16Array(2), pixels: noise(2 * IMAGE_BYTES, 1) }));
    expect(() => decodeShard(bytes, 3)).toThrow('6150 bytes where 9225 belong');
    expect(() => decodeShard(bytes.subarray(0, 5000), 2)).toThrow();
  });
});

test.each([0, 1, 55, 56, 63, 64, 65, 1000, 860_000])("the digest of %i bytes is Node's SHA-256, and no other's", async (length) => {
  const bytes = noise(length, length);
  const integrity = (given: Uint8Array): string => `sha256-${createHash('sha256').update(given).digest('base64')}`;
  expect(await hasIntegrity(bytes, integrity(bytes))).toBe(true);
  expect(await hasIntegrity(bytes, integrity(Uint8Array.of(...bytes.subarray(0, 9), 1)))).toBe(false);
  if (length > 0) expect(await hasIntegrity(bytes.with(length - 1, bytes[length - 1]! ^ 1), integrity(bytes))).toBe(false);
});

test.each(['', 'sha256-', 'sha256-AAAA', 'md5-AAAA', 'undefined', `sha256-${'0'.repeat(64)}`])('"%s" is the digest of nothing', async (integrity) => {
  expect(await hasIntegrity(new Uint8Array(3), integrity)).toBe(false);
});

describe('interleave', () => {
  const labels = noise(400, 5).map((byte) => Math.floor((byte * byte) / 6553.6)); // ten classes, the low ones more frequent
  const order = interleave(labels, 10, seeded(1));

  test('is a permutation, the same for the same seed only', () => {
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from(labels, (_, i) => i));
    expect(interleave(labels, 10, seeded(1))).toEqual(order);
    expect(interleave(labels, 10, seeded(2))).not.toEqual(order);
  });

  test('keeps every prefix as balanced as the labels permit', () => {
    const held = tally(labels);
    for (let count = 1; count <= order.length; count += 1) {
      const counts = tally(Uint8Array.from(order.subarray(0, count), (image) => labels[image]!));
      const most = Math.max(...counts);
      counts.forEach((n, label) => expect(n).toBeGreaterThanOrEqual(Math.min(most - 1, held[label]!)));
    }
  });
});

test('moments are those of the definition, over several parts', () => {
  const parts = [noise(30, 1), noise(300, 2)];
  const { mean, std } = momentsOf(parts);
  const values = parts.flatMap((part) => [...part]).map((byte) => byte / 255);
  for (const channel of [0, 1, 2] as const) {
    const mine = values.filter((_, i) => i % 3 === channel);
    const average = mine.reduce((sum, x) => sum + x, 0) / mine.length;
    expect(mean[channel]).toBeCloseTo(average, 12);
    expect(std[channel]).toBeCloseTo(Math.sqrt(mine.reduce((sum, x) => sum + (x - average) ** 2, 0) / mine.length), 12);
  }
});
