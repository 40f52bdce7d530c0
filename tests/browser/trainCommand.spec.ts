import { expect, test } from '@playwright/test';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors } from '../../src/nets/models/safetensors';
import { commandOf } from './commands';

const { start, run, inFolder, write: writeText } = commandOf('train');
const tiny = { data: { source: 'shapes', train: 64, test: 16 }, attack: { steps: 2 }, epochs: 1, batch: 32, evaluate: { steps: 2, count: 16 } };
const write = (name: string, document: object): string => writeText(name, JSON.stringify({ smoothscape: 1, kind: 'training', ...tiny, ...document }));
const rows = (path: string): string[][] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));

test('train writes metrics, summary, weights and states, and nothing else', async () => {
  const out = inFolder('out');
  const ran = await run(write('doc.json', { seeds: [1, 2] }), '--out', out);
  expect(ran.code, ran.err).toBe(0);
  expect(readdirSync(out).sort()).toEqual([
    'metrics.csv',
    'state-1.safetensors',
    'state-2.safetensors',
    'summary.json',
    'weights-1.safetensors',
    'weights-2.safetensors',
  ]);
  expect(ran.err).toMatch(/^seed 1: epoch 1 of 1, loss \d/m);
  const [header, ...lines] = rows(join(out, 'metrics.csv'));
  expect(header?.join(',')).toBe('seed,epoch,seconds,lr,train_loss,train_clean,train_robust,test_clean,test_robust');
  expect(lines.map(([seed, epoch]) => [seed, epoch])).toEqual([
    ['1', '1'],
    ['2', '1'],
  ]);
  expect(lines.flat().every((cell) => Number.isFinite(Number(cell)))).toBe(true);
  const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Record<'mean' | 'std', Record<string, number>> & { backend: string };
  const robust = lines.map((line) => Number(line[8]));
  expect(summary.mean['test_robust']).toBeCloseTo((robust[0]! + robust[1]!) / 2, 12);
  expect(summary.std['test_robust']).toBeCloseTo(Math.abs(robust[0]! - robust[1]!) / Math.SQRT2, 12);
  expect(summary).toMatchObject({
    evaluation: { attack: 'pgd', norm: 'inf', epsilon: 0.031372549, steps: 2, stepSize: 0.019607843, start: 'random', count: 16 },
    warnings: [],
  });
  expect(summary).toMatchObject({ smoothscape: 1, backend: 'wasm', document: { kind: 'training', method: 'at', seeds: [1, 2], awp: null } });
  const { tensors, metadata } = readSafetensors(readFileSync(join(out, 'weights-2.safetensors')));
  expect(tensors.reduce((sum, { values }) => sum + values.length, 0)).toBe(24_234);
  expect(JSON.parse(metadata['smoothscape'] ?? '')).toMatchObject({ seed: 2, training: { method: 'at' } });
});

test('a killed command continues with --resume and gives the same curve', async () => {
  test.setTimeout(300_000); // four starts of a browser
  const document = write('doc.json', { epochs: 16, optimiser: { name: 'entropy-sgd', L: 3 } });
  const [whole, broken] = [inFolder('whole'), inFolder('broken')];
  expect((await run(document, '--out', whole)).code).toBe(0);
  const { child, ran } = start([document, '--out', broken]);
  await expect.poll(() => existsSync(join(broken, 'state-1.safetensors')), { timeout: 90_000, intervals: [10] }).toBe(true);
  child.kill('SIGINT');
  await ran;
  expect(readdirSync(broken)).toEqual(['state-1.safetensors']);
  const other = await run(
    write('other.json', { epochs: 7, optimiser: { name: 'entropy-sgd', L: 3 } }),
    '--out',
    inFolder('other'),
    '--resume',
    broken,
  );
  expect([other.code, other.err]).toEqual([
    1,
    'train: state-1.safetensors is of another document (epochs: 16, here 7): a run goes on as it began, or with more epochs\n',
  ]);
  const again = await run(document, '--out', broken, '--resume', broken);
  expect(again.code, again.err).toBe(0);
  const bare = (path: string) => rows(join(path, 'metrics.csv')).map((line) => line.filter((_, column) => column !== 2));
  expect(bare(broken)).toEqual(bare(whole));
  expect(readdirSync(broken).sort()).toEqual(['metrics.csv', 'state-1.safetensors', 'summary.json', 'weights-1.safetensors']);
});

test('a finished run goes on to more epochs, and what weakens its numbers is said', async () => {
  const settings = { schedule: { milestones: [] }, evaluate: { ...tiny.evaluate, stepSize: 0.001 } };
  const [first, longer] = [write('first.json', settings), write('longer.json', { ...settings, epochs: 3 })];
  const out = inFolder('out');
  const weak = 'evaluate.stepSize: 0.001 (0.255/255) times 2 steps covers 0.51/255, less than ε = 8/255: the attack cannot cross the ball';
  const ran = await run(first, '--out', out);
  expect([ran.code, ran.err.split(weak).length], ran.err).toEqual([0, 3]); // before and after
  const again = await run(longer, '--out', out, '--resume', out);
  expect(again.code, again.err).toBe(0);
  expect(rows(join(out, 'metrics.csv')).map(([seed, epoch]) => `${seed} ${epoch}`)).toEqual(['seed epoch', '1 1', '1 2', '1 3']);
  const { warnings } = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as { warnings: string[] };
  expect(warnings).toEqual([weak]);
});

test('evaluate.autoattack judges the best weights of each seed at its end', async () => {
  const out = inFolder('out');
  const autoattack = { attacks: ['apgd-ce', 'apgd-t'], iterations: 3 };
  const ran = await run(write('doc.json', { evaluate: { ...tiny.evaluate, autoattack } }), '--out', out);
  expect(ran.code, ran.err).toBe(0);
  expect(ran.err).toMatch(/^seed 1: clean [\d.]+ %, robust [\d.]+ %, 16 images \(wasm\)$/m);
  const [header, ...lines] = rows(join(out, 'evaluation-1.csv'));
  expect([header?.[0], lines.length]).toEqual(['index', 16]);
  const robust = lines.filter((line) => line[3] === '1').length / 16;
  const written = (name: string) => JSON.parse(readFileSync(join(out, name), 'utf8')) as object;
  expect(written('evaluation-1.json')).toMatchObject({ robust, count: 16, seed: 1, by: { 'apgd-t': robust } });
  expect(written('summary.json')).toMatchObject({
    autoattack: { standard: false, mean: { robust }, std: { robust: null }, seeds: [{ seed: 1, robust }] },
  });
});

test('an epoch is reported only when its state is on disk', async () => {
  const out = inFolder('out');
  const { child, ran } = start([write('doc.json', { epochs: 30 }), '--out', out]);
  const stored = await new Promise<boolean>((resolve) => {
    child.stderr?.on('data', (text: Buffer | string) => {
      if (/epoch 1 of 30/.test(String(text))) resolve(existsSync(join(out, 'state-1.safetensors')));
    });
  });
  child.kill('SIGINT');
  await ran;
  expect(stored).toBe(true);
});

test('a wrong document: exit 2, one line that names every wrong key', async () => {
  const wrong = write('wrong.json', { attack: { epsilon: -1 }, evaluate: { autoattack: 'yes' } });
  const ran = await run(wrong, '--out', inFolder('out'));
  expect(ran.code).toBe(2);
  expect(ran.err).toBe(`${wrong}: attack.epsilon: -1 is not ≥ 0; evaluate.autoattack: "yes" is not one of true, false\n`);
});

for (const [what, args] of Object.entries({
  'a file that is not there': ['nowhere.json', '--out', 'OUT'],
  'an unknown backend': ['DOC', '--out', 'OUT', '--backend', 'float64'],
  'two documents': ['DOC', 'DOC', '--out', 'OUT'],
  'no folder to write to': ['DOC'],
  'nothing to go on from': ['DOC', '--out', 'OUT', '--resume', 'nowhere'],
})) {
  test(`train refuses ${what} in one line`, async () => {
    const document = write('doc.json', {});
    const ran = await run(...args.map((arg) => (arg === 'OUT' ? inFolder('out') : arg === 'DOC' ? document : arg)));
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/^train: [^\n]+\n$/);
    expect(readdirSync(inFolder())).toEqual(['doc.json']);
  });
}
