import { readSafetensors, type WeightsFile, writeSafetensors } from '../../../src/nets/models/safetensors';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const written = ({ tensors, metadata }: WeightsFile): Uint8Array => writeSafetensors(tensors, metadata);
const file = {
  tensors: [
    { name: 'conv1/w', shape: [1, 1, 2, 2], values: Float32Array.of(1, -2.5, 3e-8, Infinity) },
    { name: 'bn1/mean', shape: [], values: Float32Array.of(7) },
  ],
  metadata: { document: '{"smoothscape":1}', note: 'ä' },
};

test('reading returns what was written', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 5 }), fc.float32Array({ maxLength: 40 }), (names, values) => {
      const tensors = names.filter((name) => !name.startsWith('__')).map((name) => ({ name: `t${name}`, shape: [values.length], values }));
      const whole = { tensors, metadata: { a: names.join() } };
      expect(readSafetensors(written(whole))).toEqual(whole);
    }),
  );
  expect(readSafetensors(written(file))).toEqual(file);
});

test('the layout follows the format', () => {
  const bytes = written(file);
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(length % 8).toBe(0);
  const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  expect(header).toMatchObject({ 'conv1/w': { dtype: 'F32', shape: [1, 1, 2, 2], data_offsets: [0, 16] }, 'bn1/mean': { data_offsets: [16, 20] } });
  expect(bytes.length).toBe(8 + length + 20);
});

test.each([
  ['nothing', new Uint8Array()],
  ['text', new TextEncoder().encode('hello, this is no such file')],
  ['a file cut off', written(file).subarray(0, -3)],
  ['a header cut off', written(file).subarray(0, 40)],
])('%s is refused in one sentence', (_name, bytes) => {
  expect(() => readSafetensors(bytes)).toThrow(/^This (is no safetensors file|file was cut off)/);
});

/** A file whose header names these ranges over `size` bytes of values. */
function withRanges(ranges: Readonly<Record<string, readonly [number, number]>>, size: number): Uint8Array {
  const header = Object.entries(ranges).map(([name, [from, to]]) => [name, { dtype: 'F32', shape: [(to - from) / 4], data_offsets: [from, to] }]);
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const bytes = new Uint8Array(8 + text.length + size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

test.each([
  ['the same range twice', { a: [0, 8], b: [0, 8] }, 8, 'The tensors a and b share bytes 0 to 8'],
  ['overlapping ranges', { a: [0, 8], b: [4, 12] }, 12, 'The tensors a and b share bytes 4 to 8'],
  ['a range inside another', { a: [0, 12], b: [4, 8] }, 12, 'The tensors a and b share bytes 4 to 8'],
  ['a gap at the start', { a: [4, 8] }, 8, 'Bytes 0 to 4 of the values belong to no tensor'],
  ['a gap between', { b: [8, 12], a: [0, 4] }, 12, 'Bytes 4 to 8 of the values belong to no tensor'],
  ['a rest', { a: [0, 8] }, 20, 'Bytes 8 to 20 of the values belong to no tensor'],
] as const)('%s is refused: ranges cover the values exactly once', (_name, ranges, size, sentence) => {
  expect(() => readSafetensors(withRanges(ranges, size))).toThrow(sentence);
});

test('ranges in any order and empty tensors are read', () => {
  const read = readSafetensors(withRanges({ b: [4, 12], none: [4, 4], a: [0, 4] }, 12));
  expect(read.tensors.map(({ name, shape }) => [name, shape])).toEqual([
    ['b', [2]],
    ['none', [0]],
    ['a', [1]],
  ]);
});
