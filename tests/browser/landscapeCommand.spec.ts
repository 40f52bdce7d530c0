import { expect, test } from '@playwright/test';
import { unzipSync } from 'fflate';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeSafetensors } from '../../src/nets/models/safetensors';
import { smallWeights } from './smallWeights';
import { commandOf } from './commands';

const { start, run, inFolder, write } = commandOf('landscape');
const weights = smallWeights(3);

test('landscape writes a row a node with its recipe, arrays and a picture; stopped and resumed the numbers are the same', async () => {
  write('w.safetensors', writeSafetensors(weights, {}));
  const said = { smoothscape: 1, kind: 'landscape', weights: 'w.safetensors', data: { source: 'shapes', count: 40 }, attack: { steps: 3 } };
  const document = write('slice.json', JSON.stringify({ ...said, grid: { a: [-1, 1], b: [-0.5, 0.5], n: 7 } }));
  const [whole, broken] = [inFolder('whole'), inFolder('broken')];
  const ran = await run(document, '--out', whole, '--format', 'csv,npz,svg');
  expect(ran.code, ran.err).toBe(0);
  expect(ran.out).toBe(['csv', 'npz', 'svg'].map((format) => `${join(whole, `slice.${format}`)}\n`).join(''));
  expect(ran.err).toMatch(/^\d+ of 49 nodes, about \d+ s left \(wasm\)$/m);
  const csv = readFileSync(join(whole, 'slice.csv'), 'utf8');
  const lines = csv.trimEnd().split('\n');
  expect(lines.find((line) => line.startsWith('# directions'))).toMatch(/^# directions: seed 1, sha256 [0-9a-f]{64}, cosine -?[\d.e-]+$/);
  expect(lines).toContain('# self-test: 5 checks passed');
  expect(lines.find((line) => line.startsWith('# document'))).toContain('"weights":"w.safetensors"');
  const rows = lines.slice(lines.indexOf('a,b,loss,accuracy') + 1).map((line) => line.split(',').map(Number));
  expect(rows.map(([a, b]) => [a, b])).toEqual(
    Array.from({ length: 49 }, (_, k) => [expect.closeTo(-1 + (k % 7) / 3, 12), expect.closeTo(-0.5 + Math.floor(k / 7) / 6, 12)]),
  );
  for (const [, , loss, accuracy] of rows) expect(loss! > 0 && accuracy! >= 0 && accuracy! <= 1).toBe(true);
  expect(Object.keys(unzipSync(readFileSync(join(whole, 'slice.npz')))).sort()).toEqual([
    ...['a.npy', 'accuracy.npy', 'b.npy', 'document.json', 'loss.npy'],
  ]);
  expect(readFileSync(join(whole, 'slice.svg'), 'utf8')).toContain('Batch norm as trained');

  const { child, ran: stopped } = start([document, '--out', broken]);
  await expect.poll(() => existsSync(join(broken, 'landscape-state.json')), { timeout: 90_000, intervals: [5] }).toBe(true);
  child.kill('SIGINT');
  await stopped;
  expect(readdirSync(broken)).toEqual(['landscape-state.json']);
  const again = await run(document, '--out', broken, '--resume', broken, '--format', 'csv');
  expect(again.code, again.err).toBe(0);
  expect(readFileSync(join(broken, 'slice.csv'), 'utf8')).toBe(csv);
  expect(readdirSync(broken)).toEqual(['slice.csv']);
});

test('landscape says in one line which key is wrong and which file is missing or does not fit', async () => {
  const told = async (document: object, ...more: string[]): Promise<readonly [number, string]> => {
    const { code, err } = await run(
      write('doc.json', JSON.stringify({ smoothscape: 1, kind: 'landscape', ...document })),
      '--out',
      inFolder(),
      ...more,
    );
    return [code, err.replaceAll(`${inFolder()}/`, '')];
  };
  expect(await told({ grid: { n: 1 }, loss: 'robust' })).toEqual([
    2,
    'doc.json: grid.n: 1 is not ≥ 2; loss: "robust" is not one of "clean", "adversarial", "frozen"\n',
  ]);
  expect(await told({})).toEqual([1, 'landscape: weights-1.safetensors cannot be read: there is no such file beside the document\n']);
  write('weights-1.safetensors', writeSafetensors(weights.slice(1), {}));
  const shapes = { data: { source: 'shapes', count: 4 } };
  expect(await told(shapes)).toEqual([1, 'landscape: weights-1.safetensors: conv1.weight [16, 3, 3, 3] is missing (here conv1/w [3, 3, 3, 16])\n']);
  expect(await told(shapes, '--format', 'json')).toEqual([
    1,
    'landscape: doc.json in --out is an input of this call and is not replaced; choose another folder\n',
  ]);
});
