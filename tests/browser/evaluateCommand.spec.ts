import { expect, test } from '@playwright/test';
import { zipSync } from 'fflate';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nets } from '../../src/nets/models/architectures';
import { writeSafetensors } from '../../src/nets/models/safetensors';
import { initialWeights, type SavedTensor } from '../../src/nets/models/weights';
import { commandOf } from './commands';

const { start, run, inFolder, write } = commandOf('evaluate');
const input = { height: 32, width: 32, classes: 10, mean: [0, 0, 0], std: [1, 1, 1] } as const;
const weights = initialWeights(nets['small-cnn'].outline(input, {}), 3);
const documentOf = (more: object): string =>
  write(
    'doc.json',
    JSON.stringify({ smoothscape: 1, kind: 'training', data: { source: 'shapes', train: 10, test: 60 }, batch: 20, seeds: [5], ...more }),
  );

/** An array in doubles, as NumPy writes it. */
function npyOf(values: Float64Array, shape: readonly number[]): Uint8Array {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(', ')},), }\n`;
  const bytes = Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    Buffer.of(header.length, 0),
    Buffer.from(header),
    Buffer.from(values.buffer),
  ]);
  return new Uint8Array(bytes);
}

/** The same weights as NumPy writes a state_dict: convolutions out × in × height × width, dense layers out × in, in doubles. */
function stateDict(tensors: readonly SavedTensor[]): Uint8Array {
  const entries = tensors.map(({ name, shape, values }) => {
    const [outputs = 1, inputs = 1] = [shape.at(-1), shape.at(-2)];
    const taps = values.length / outputs / inputs;
    const torch = shape.length === 1 ? shape : [outputs, inputs, ...shape.slice(0, -2)];
    const at = (k: number): number => {
      const [tap, i, o] = [k % taps, Math.floor(k / taps) % inputs, Math.floor(k / taps / inputs)];
      return values[shape.length === 1 ? k : (tap * inputs + i) * outputs + o]!;
    };
    const parameter = name.replace('dense', 'fc').replace('/w', '.weight').replace('/b', '.bias');
    return [
      `${parameter}.npy`,
      npyOf(
        Float64Array.from({ length: values.length }, (_, k) => at(k)),
        torch,
      ),
    ] as const;
  });
  return zipSync(Object.fromEntries(entries));
}

test('evaluate judges a state_dict of NumPy, and stopped and resumed on the same weights of ours the verdicts are the same', async () => {
  const autoattack = { attacks: ['apgd-ce', 'square'], iterations: 20, queries: 2000 };
  const document = documentOf({ attack: { epsilon: 0.01 }, evaluate: { count: 60, autoattack } });
  const [whole, broken] = [inFolder('whole'), inFolder('broken')];
  const ran = await run(write('torch.npz', stateDict(weights)), document, '--out', whole);
  expect(ran.code, ran.err).toBe(0);
  expect(ran.err).toMatch(/^(apgd-ce|square) \([12] of 2\): [\d.]+ % done, robust so far [\d.]+ %, at most \d+ s left \(wasm\)$/m);
  expect(ran.out).toBe(`${join(whole, 'evaluation.csv')}\n${join(whole, 'evaluation.json')}\n`);
  expect(readdirSync(whole).sort()).toEqual(['evaluation.csv', 'evaluation.json']);
  const csv = readFileSync(join(whole, 'evaluation.csv'), 'utf8');
  const [header, ...rows] = csv.trimEnd().split('\n');
  expect(header).toBe('index,label,clean,robust,attack,iterations,queries,distance');
  expect(rows.map((row) => Number(row.split(',')[0]))).toEqual(Array.from({ length: 60 }, (_, k) => k));
  const cells = rows.map((row) => row.split(','));
  const shareOf = (holds: (row: readonly string[]) => boolean) => cells.filter(holds).length / 60;
  const result = JSON.parse(readFileSync(join(whole, 'evaluation.json'), 'utf8')) as { clean: number; by: Record<string, number> };
  expect(result).toMatchObject({ count: 60, seed: 5, backend: 'wasm', version: '0.1.0', document: { kind: 'training', seeds: [5] } });
  expect(result).toMatchObject({ robust: shareOf((row) => row[3] === '1'), clean: shareOf((row) => row[1] === row[2]) });
  expect(result.clean).toBeGreaterThan(0);
  expect(result.by['square']).toBe(shareOf((row) => row[3] === '1'));
  expect(result.by['apgd-ce']).toBe(shareOf((row) => row[3] === '1' || row[4] === 'square'));

  const own = write('own.safetensors', writeSafetensors(weights, {}));
  const { child, ran: stopped } = start([own, document, '--out', broken]);
  await expect.poll(() => existsSync(join(broken, 'evaluation-state.json')), { timeout: 90_000, intervals: [5] }).toBe(true);
  child.kill('SIGINT');
  await stopped;
  expect(readdirSync(broken)).toEqual(['evaluation-state.json']);
  const again = await run(own, document, '--out', broken, '--resume', broken);
  expect(again.code, again.err).toBe(0);
  expect(readFileSync(join(broken, 'evaluation.csv'), 'utf8')).toBe(csv);
  expect(readdirSync(broken).sort()).toEqual(['evaluation.csv', 'evaluation.json']);
});

test('evaluate says in one line which tensor does not fit, and which key of the document is wrong', async () => {
  const file = write(
    'other.safetensors',
    writeSafetensors(
      weights.filter(({ name }) => name !== 'conv2/b'),
      {},
    ),
  );
  const ran = await run(file, documentOf({}), '--out', inFolder('out'));
  expect([ran.code, ran.err]).toEqual([1, `evaluate: ${file}: conv2.bias [32] is missing (here conv2/b [32])\n`]);
  const wrong = documentOf({ evaluate: { autoattack: { attacks: ['apgd'], queries: 0 } } });
  const refused = await run(file, wrong, '--out', inFolder('out'));
  expect(refused.code).toBe(2);
  expect(refused.err).toBe(
    `${wrong}: evaluate.autoattack.attacks[0]: "apgd" is not one of "apgd-ce", "apgd-t", "fab-t", "square", "apgd-dlr"; evaluate.autoattack.queries: 0 is not ≥ 1\n`,
  );
  for (const args of [[file], [file, wrong], ['nowhere.npz', wrong, '--out', 'out'], [file, wrong, '--out', 'out', '--resume', 'nowhere']]) {
    const told = await run(...args);
    expect([told.code, told.err.split('\n').length], told.err).toEqual([1, 2]);
    expect(told.err).toMatch(/^evaluate: /);
  }
});
