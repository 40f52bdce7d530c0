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

test('what is written is read back', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 5 }), fc.float32Array({ maxLength: 40 }), (names, values) => {
      const tensors = names.filter((name) => !name.startsWith('__')).map((name) => ({ name: `t${name}`, shape: [values.length], values }));
      const whole = { tensors, metadata: { a: names.join() } };
      expect(readSafetensors(written(whole))).toEqual(whole);
    }),
  );
  expect(readSafetensors(written(file))).toEqual(file);
});

test('the layout is that of the format', () => {
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
