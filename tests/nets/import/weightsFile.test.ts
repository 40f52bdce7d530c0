import { readTensors, recognisedWeights } from '../../../src/nets/import/weightsFile';
import { nets } from '../../../src/nets/models/architectures';
import { writeSafetensors } from '../../../src/nets/models/safetensors';
import type { Net } from '../../../src/nets/models/types';
import type { SavedTensor } from '../../../src/nets/models/weights';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';

type NetName = keyof typeof nets;
const input = { height: 32, width: 32, classes: 10, mean: [0.4914, 0.4822, 0.4465], std: [0.2471, 0.2435, 0.2616] } as const;

/** Module names as published PyTorch code has them, written out: what our layers are called there. */
const published: Record<NetName, (layer: string) => string> = {
  'small-cnn': (layer) => layer.replace('dense', 'fc'),
  'small-cnn-bn': (layer) => layer.replace('dense', 'classifier'),
  'resnet-8': (layer) =>
    ({ conv: 'conv1', bn: 'bn1', dense: 'linear' })[layer] ??
    layer
      .replace(/^block(\d)\//, 'layer$1/0/')
      .replace(/short$/, 'downsample/0')
      .replace(/bn3$/, 'downsample/1'),
  'preact-resnet-18': (layer) =>
    ({ conv: 'conv1', dense: 'linear' })[layer] ??
    layer.replace(/^group(\d)\/block(\d)\//, (_, g, b) => `layer${g}/${Number(b) - 1}/`).replace(/short$/, 'shortcut/0'),
  'wrn-34-10': (layer) =>
    ({ conv: 'conv1', bn: 'bn1', dense: 'fc' })[layer] ??
    layer.replace(/^group(\d)\/block(\d)\//, (_, g, b) => `block${g}/layer/${Number(b) - 1}/`).replace(/short$/, 'convShortcut'),
};
const parameters: Record<string, string> = { w: 'weight', b: 'bias', gamma: 'weight', beta: 'bias', mean: 'running_mean', var: 'running_var' };

/** A tensor as a state_dict has it: convolutions out × in × height × width, dense layers out × in; by an index formula of its own. */
function inTorch({ name, shape, values }: SavedTensor, rename: (layer: string) => string): SavedTensor {
  const [layer, parameter] = [name.slice(0, name.lastIndexOf('/')), name.slice(name.lastIndexOf('/') + 1)];
  const torchName = `${rename(layer).replaceAll('/', '.')}.${parameters[parameter]}`;
  if (shape.length === 2) {
    const [inputs = 0, outputs = 0] = shape;
    const rows = Float32Array.from(values, (_, k) => values[(k % inputs) * outputs + Math.floor(k / inputs)]!);
    return { name: torchName, shape: [outputs, inputs], values: rows };
  }
  if (shape.length !== 4) return { name: torchName, shape, values };
  const [h = 0, w = 0, i = 0, o = 0] = shape;
  const laidOut = new Float32Array(values.length);
  for (let a = 0; a < h; a += 1)
    for (let b = 0; b < w; b += 1)
      for (let c = 0; c < i; c += 1) for (let d = 0; d < o; d += 1) laidOut[((d * i + c) * h + a) * w + b] = values[((a * w + b) * i + c) * o + d]!;
  return { name: torchName, shape: [o, i, h, w], values: laidOut };
}

/** Weights and statistics of a network, with numbers by which neighbours differ. */
function drawn(name: NetName, seed: number): SavedTensor[] {
  const { weights, statistics } = (nets[name] as Net).outline(input, {});
  return [...weights, ...statistics].map(({ name: tensor, shape }, k) => {
    const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
    for (let i = 0; i < values.length; i += 1) values[i] = 1 + ((i * 7919 + k * 31 + seed) % 65_521) / 1024;
    return { name: tensor, shape, values };
  });
}
/** Whether two lists hold the same numbers, bit for bit; the runner's own comparison takes minutes for 46 million. */
const same = (a: readonly SavedTensor[], b: readonly SavedTensor[]): boolean =>
  a.length === b.length &&
  a.every(({ name, shape, values }, i) => {
    const other = b[i]!;
    return (
      name === other.name && shape.join() === other.shape.join() && Buffer.compare(Buffer.from(values.buffer), Buffer.from(other.values.buffer)) === 0
    );
  });
const small: readonly NetName[] = ['small-cnn', 'small-cnn-bn', 'resnet-8'];
const shuffled = (tensors: readonly SavedTensor[], seed: number): SavedTensor[] =>
  [...tensors].sort((a, b) => ((a.name.length * seed) % 7) - ((b.name.length * seed) % 7));

describe.each(Object.keys(nets) as NetName[])('%s', (name) => {
  test('a state_dict by our names or published ones gives the weights back bit for bit, wherever it was written', () => {
    const cases = small.includes(name) ? 4 : 1;
    for (let seed = 1; seed <= cases; seed += 1) {
      const own = drawn(name, seed);
      const [weights, statistics] = [own.filter(({ name: n }) => !/\/(mean|var)$/.test(n)), own.filter(({ name: n }) => /\/(mean|var)$/.test(n))];
      for (const rename of name === 'wrn-34-10' ? [published[name]] : [published[name], (layer: string) => layer]) {
        const wrapped = (layer: string): string => (seed % 2 ? `module/${rename(layer)}` : rename(layer));
        const counters = statistics
          .filter(({ name: n }) => n.endsWith('/mean'))
          .map(({ name: n }) => `${wrapped(n.slice(0, -5)).replaceAll('/', '.')}.num_batches_tracked`);
        const file = [...own.map((tensor) => inTorch(tensor, wrapped)), ...counters.map((n) => ({ name: n, shape: [], values: Float32Array.of(9) }))];
        if (name === 'wrn-34-10') file.push({ name: 'sub_block1.layer.0.bn1.weight', shape: [16], values: new Float32Array(16) }); // as in the code of TRADES
        const found = recognisedWeights(shuffled(file, seed), name, input);
        expect(found.mismatches).toEqual([]);
        expect(found.name).toBe(name);
        expect([same(found.weights, weights), same(found.statistics, statistics)]).toEqual([true, true]);
      }
      if (name === 'wrn-34-10') return; // its 46 million numbers take seconds
      const direct = recognisedWeights(own, name, input);
      expect([same(direct.weights, weights), same(direct.statistics, statistics)]).toEqual([true, true]);
    }
  });
});

test('the network is recognised where another one was asked for', () => {
  const file = drawn('resnet-8', 1).map((tensor) => inTorch(tensor, published['resnet-8']));
  expect(recognisedWeights(file, 'small-cnn', input)).toMatchObject({ name: 'resnet-8', mismatches: [] });
});

const torch = drawn('small-cnn-bn', 3).map((tensor) => inTorch(tensor, published['small-cnn-bn']));
const changed = (name: string, change: (tensor: SavedTensor) => SavedTensor[]): SavedTensor[] =>
  torch.flatMap((tensor) => (tensor.name === name ? change(tensor) : [tensor]));
const label = nets['small-cnn-bn'].label;

test.each([
  ['missing', changed('conv2.weight', () => []), ['conv2.weight [32, 16, 3, 3] is missing (here conv2/w [3, 3, 16, 32])']],
  ['unexpected', [...torch, { name: 'conv1.bias', shape: [16], values: new Float32Array(16) }], [`conv1.bias [16] has no place in ${label}`]],
  [
    'of another shape',
    changed('conv1.weight', (t) => [{ ...t, shape: [3, 3, 3, 16] }]),
    [`conv1.weight has the shape [3, 3, 3, 16], and ${label} has [16, 3, 3, 3] there`],
  ],
  [
    'for other classes',
    changed('classifier.weight', (t) => [{ ...t, shape: [100, 64], values: new Float32Array(6400) }]),
    [`classifier.weight has the shape [100, 64], and ${label} has [10, 64] there`],
  ],
  ['NaN', changed('bn3.bias', (t) => [{ ...t, values: t.values.with(5, NaN) }]), ['bn3.bias contains NaN: these weights are broken']],
  [
    'a negative variance',
    changed('bn1.running_var', (t) => [{ ...t, values: t.values.with(0, -0.5) }]),
    ['bn1.running_var contains -0.5, which is no variance'],
  ],
  [
    'twice',
    [...torch, { ...torch.find(({ name }) => name === 'classifier.bias')!, name: 'fc.bias' }],
    [`classifier.bias and fc.bias are both dense/b of ${label}`],
  ],
  [
    'standardised otherwise',
    [...torch, { name: 'normalize.mean', shape: [1, 3, 1, 1], values: Float32Array.of(0.5, 0.5, 0.5) }],
    ['normalize.mean is [0.5, 0.5, 0.5], and pixels are standardised by [0.4914, 0.4822, 0.4465] here'],
  ],
] as const)('what does not fit is one sentence: %s', (_what, tensors, sentences) => {
  expect(recognisedWeights(tensors, 'small-cnn-bn', input)).toMatchObject({
    name: 'small-cnn-bn',
    weights: [],
    statistics: [],
    mismatches: sentences,
  });
});

test('buffers that standardise as here are no mismatch; every mismatch is listed, layer by layer', () => {
  const mean = { name: 'module.mean', shape: [3], values: Float32Array.of(0.4914, 0.4822, 0.4465) };
  expect(recognisedWeights([...torch, mean], 'small-cnn-bn', input).mismatches).toEqual([]);
  const { mismatches } = recognisedWeights(
    changed('bn1.weight', () => []).filter(({ name }) => name !== 'conv3.weight'),
    'small-cnn-bn',
    input,
  );
  expect(mismatches.map((sentence) => sentence.split(' ')[0])).toEqual(['bn1.weight', 'conv3.weight']);
});

const data = 'tests/data/weights';
test.each(['numpy.npz', 'numpyCompressed.npz'])("%s: NumPy's own files are read, whatever their types and order", (file) => {
  const tensors = new Map(readTensors(readFileSync(`${data}/${file}`)).map((tensor) => [tensor.name, tensor]));
  expect(tensors.get('c32')?.shape).toEqual([2, 3, 4]);
  expect(tensors.get('c32')?.values.slice(0, 3)).toEqual(Float32Array.of(0.12573022, -0.13210486, 0.64042264));
  expect(tensors.get('f64')).toMatchObject({ shape: [2, 3, 4], values: Float32Array.from({ length: 24 }, (_, k) => k) });
  expect(tensors.get('fortran32')).toMatchObject({ shape: [2, 3], values: Float32Array.of(0, 1, 2, 3, 4, 5) });
  expect([...(tensors.get('f16')?.values ?? [])]).toEqual([0.5, -2, 65504, 2 ** -24, Infinity]);
  expect(tensors.get('big')?.values).toEqual(Float32Array.of(1.5, -2.25));
  expect(tensors.get('i64')).toMatchObject({ shape: [], values: Float32Array.of(7) });
  expect(tensors.get('flag')?.values).toEqual(Float32Array.of(1, 0));
});

/** A safetensors file with one tensor of a type, by its bytes. */
function typed(dtype: string, shape: readonly number[], raw: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify({ a: { dtype, shape, data_offsets: [0, raw.length] } }));
  const bytes = new Uint8Array(8 + text.length + raw.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(raw, 8 + text.length);
  return bytes;
}

test('half precision, doubles and whole numbers of safetensors become float32', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 20 }), (numbers) => {
      const [doubles, floats] = [Float64Array.from(numbers), Float32Array.from(numbers)];
      expect(readTensors(typed('F64', [numbers.length], new Uint8Array(doubles.buffer)))[0]?.values).toEqual(floats);
      const upper = Uint16Array.from(new Uint32Array(floats.buffer), (bits) => bits >>> 16); // bfloat16, truncated
      const truncated = new Float32Array(Uint32Array.from(upper, (bits) => bits << 16).buffer);
      if (!truncated.some(Number.isNaN))
        expect(readTensors(typed('BF16', [numbers.length], new Uint8Array(upper.buffer)))[0]?.values).toEqual(truncated);
    }),
  );
  expect(readTensors(typed('F16', [3], new Uint8Array(Uint16Array.of(0x3c00, 0xc500, 0x0001).buffer)))[0]?.values).toEqual(
    Float32Array.of(1, -5, 2 ** -24),
  );
  expect(readTensors(typed('I64', [], new Uint8Array(BigInt64Array.of(-3n).buffer)))[0]?.values).toEqual(Float32Array.of(-3));
  expect(() => readTensors(typed('C64', [1], new Uint8Array(8)))).toThrow(/^The tensor a is C64, which is not one of F64, F32,/);
});

const whole = readFileSync(`${data}/numpy.npz`);
const archive = (name: string, bytes: Uint8Array): Uint8Array => zipSync({ [name]: bytes });
const header = (text: string): Uint8Array => Uint8Array.from([0x93, ...Buffer.from('NUMPY'), 1, 0, text.length, 0, ...Buffer.from(text), 1, 2]);
test.each([
  ['cut off', whole.subarray(0, 900), 'This is no .npz file, or it was cut off'],
  [
    'of torch.save',
    archive('model/data.pkl', new Uint8Array(3)),
    'This file is of torch.save, which holds Python objects; write the state_dict as .safetensors or .npz',
  ],
  ['no array', archive('a.npy', new TextEncoder().encode('hello, hello')), 'a is no array of NumPy'],
  [
    'of objects',
    archive('a.npy', header("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}")),
    'a holds O, which is not one of f8, f4, f2, i8, i4, i2, i1, u1, b1',
  ],
  [
    'short of numbers',
    archive('a.npy', header("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}")),
    'a of shape [1] has 2 bytes of numbers, not 4: it was cut off',
  ],
  ['safetensors cut off', writeSafetensors(torch, {}).subarray(0, -4), 'This file was cut off: it ends before the tensor'],
] as const)('a file %s is refused in one sentence', (_what, bytes, sentence) => {
  expect(() => readTensors(bytes)).toThrow(sentence);
});
