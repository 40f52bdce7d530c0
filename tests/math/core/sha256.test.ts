import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { streamOf } from '../../../src/math/core/random';
import { sha256 } from '../../../src/math/core/sha256';

test('SHA-256 is Node’s, at every length about the ends of blocks', () => {
  for (const length of [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 1000, 100_003]) {
    const bytes = Uint8Array.from(streamOf(1, 'bytes', length).uniform(length, 0, 256));
    expect(sha256(bytes), String(length)).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(sha256(new Uint8Array([7, ...bytes.subarray(0, 70)]).subarray(1)), 'within a buffer').toBe(
      createHash('sha256').update(bytes.subarray(0, 70)).digest('hex'),
    );
  }
});
