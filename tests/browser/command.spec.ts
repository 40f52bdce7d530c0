import { expect, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { differenceFrom } from './float64';
import { commandOf } from './commands';

const { run, inFolder, write: writeText } = commandOf('export');
const contract = (name: string): string => join('tests/data/contract', name);
const write = (name: string, document: object): string => writeText(name, JSON.stringify({ smoothscape: 1, kind: 'surface', ...document }));

test('export writes every format of the contract’s documents', async () => {
  const out = inFolder('out');
  const ran = await run(contract('figure2c.json'), contract('figure2h.json'), '--out', out, '--format', 'csv,png,svg,json,npz', '--size', '400x300');
  expect(ran).toMatchObject({ code: 0, err: '' });
  const formats = ['csv', 'json', 'npz', 'png', 'svg'];
  expect(readdirSync(out).sort()).toEqual(['figure2c', 'figure2h'].flatMap((name) => formats.map((format) => `${name}.${format}`)));
  expect(readFileSync(join(out, 'figure2c.png')).subarray(1, 4).toString()).toBe('PNG');
  expect(readFileSync(join(out, 'figure2c.svg'), 'utf8')).toMatch(/^(<\?xml[^>]*>\s*)?<svg/);
  for (const name of ['figure2c', 'figure2h']) {
    const document: unknown = JSON.parse(readFileSync(contract(`${name}.json`), 'utf8'));
    const text = readFileSync(join(out, `${name}.csv`), 'utf8');
    const lines = text
      .trimEnd()
      .split('\n')
      .filter((line) => !line.startsWith('# '));
    expect(lines[0]).toBe('theta1,theta2,loss,grad1,grad2');
    expect(lines).toHaveLength(1 + 101 * 101);
    expect(differenceFrom(document, text)).toBeLessThan(1e-4);
  }
});

test('a sweep writes numbered files on one range, and a table of minima, jumps and curvatures', async () => {
  const path = write('linear.json', { points: [{ x: [1, 1], y: 1 }], attack: { norm: 'inf', epsilon: 0.5 }, grid: { n: 13 } });
  const ran = await run(path, '--out', inFolder('out'), '--format', 'csv,json', '--backend', 'float64', '--sweep', 'attack.epsilon=0,0.25,0.5');
  expect(ran).toMatchObject({ code: 0, err: '' });
  const text = (name: string): string => readFileSync(inFolder('out', name), 'utf8');
  const numbered = ['1', '2', '3'].flatMap((k) => [`linear-${k}.csv`, `linear-${k}.json`]);
  expect(readdirSync(inFolder('out')).sort()).toEqual([...numbered, 'linear-sweep.csv'].sort());
  const documents = ['1', '2', '3'].map((k) => JSON.parse(text(`linear-${k}.json`)) as { attack: { epsilon: number }; view: { range: number[] } });
  expect(documents.map(({ attack }) => attack.epsilon)).toEqual([0, 0.25, 0.5]);
  const losses = ['1', '2', '3'].map((k) => text(`linear-${k}.csv`).trimEnd().split('\n').filter((line) => /^-?\d/.test(line)).map((line) => Number(line.split(',')[2]))); // prettier-ignore
  for (const { view } of documents) {
    expect(view.range).toEqual(documents[0]?.view.range);
    expect(view.range[1]).toBeGreaterThanOrEqual(Math.max(...losses.flat()));
  }
  const [header, ...rows] = text('linear-sweep.csv').trimEnd().split('\n').filter((line) => !line.startsWith('#')); // prettier-ignore
  expect(header).toBe('attack.epsilon,pane,minimum,theta1,theta2,largest_jump,largest_curvature');
  const sigma = (u: number): number => 1 / (1 + Math.exp(-u));
  const nodes = Array.from({ length: 13 }, (_, k) => (k - 6) / 2);
  rows.forEach((row, k) => {
    const [epsilon = 0, , minimum, theta1, theta2, jump, curvature] = row.split(',').map(Number);
    expect([epsilon, minimum, theta1, theta2]).toEqual([documents[k]?.attack.epsilon, Math.min(...losses[k]!), 3, 3]);
    expect(jump).toBeCloseTo(2 * epsilon * sigma(3 + 3 * epsilon), 9); // across θ₁ = 0 at θ₂ = −3
    const inner = nodes.filter((v) => epsilon === 0 || v !== 0);
    const eigenvalues = inner.flatMap((a) => inner.map((b) => {
      const p = sigma(epsilon * (Math.abs(a) + Math.abs(b)) - a - b);
      return p * (1 - p) * ((1 - epsilon * Math.sign(a)) ** 2 + (1 - epsilon * Math.sign(b)) ** 2);
    })); // prettier-ignore
    expect(curvature).toBeCloseTo(Math.max(...eigenvalues), 9);
  });
  expect(rows).toHaveLength(3);
  const wrong = await run(path, '--out', inFolder('none'), '--sweep', 'attack.epsilon=0,-1');
  expect(wrong).toMatchObject({ code: 2, err: `${path}: attack.epsilon: -1 is not ≥ 0\n` });
});

test('export writes one file a pane and one for a second row that the document names, and reads comments and trailing commas', async () => {
  const panes = inFolder('both.json');
  writeFileSync(
    panes,
    '// two norms\n{ "grid": { "n": 11, }, "panes": [{ "attack": { "norm": 2 } }, { "attack": { "norm": "inf" } }, /* no third */] }',
  );
  const named = write('named.json', {
    grid: { n: 5 },
    view: { second: 'difference' },
    panes: [{ attack: { norm: 2 } }, { attack: { norm: 'inf' } }],
  });
  const ran = await run(panes, named, '--out', inFolder('out'), '--format', 'csv', '--backend', 'float64');
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(readdirSync(inFolder('out')).sort()).toEqual(['both.A.csv', 'both.B.csv', 'named.A.csv', 'named.B-difference.csv', 'named.B.csv']);
  expect(readFileSync(inFolder('out', 'named.B-difference.csv'), 'utf8')).toContain('\ntheta1,theta2,difference\n');
});

test('export names what is wrong with a document and still writes the right ones', async () => {
  const wrong = write('wrong.json', { attack: { norm: 'inf', epsilon: -1 } });
  const broken = inFolder('broken.json');
  writeFileSync(broken, '{ "smoothscape": 1, ');
  const strange = write('strange.json', { ['two\nlines']: 1, ['q'.repeat(5000)]: 2 });
  const right = inFolder('right.json');
  writeFileSync(right, '\uFEFF{ "smoothscape": 1, "grid": { "n": 5 } }'); // as some editors save it
  const ran = await run(wrong, broken, strange, right, '--out', inFolder('out'), '--format', 'csv,json');
  const [first, second, third, ...rest] = ran.err.split('\n');
  expect(ran.code).toBe(2);
  expect(first).toBe(`${wrong}: attack.epsilon: -1 is not ≥ 0`);
  expect(second).toContain(`${broken}: document: `);
  expect(third).toMatch(
    /: "two\\nlines": .* cannot be set: this is not a key of a document;[^;]*; q{39}…: .* cannot be set: this is not a key of a document/,
  );
  expect(rest).toEqual(['']);
  expect(readdirSync(inFolder('out')).sort()).toEqual(['right.csv', 'right.json']);
});

test('a missing document and an output path that is a folder do not stop the other documents', async () => {
  const [first, second] = [write('first.json', { grid: { n: 5 } }), write('second.json', { grid: { n: 5 } })];
  const out = inFolder('out');
  mkdirSync(join(out, 'first.csv'), { recursive: true });
  const ran = await run('nowhere.json', inFolder(), first, second, '--out', out, '--format', 'json,csv', '--backend', 'float64');
  expect(ran.code).toBe(1);
  expect(ran.err).toMatch(
    /^export: nowhere\.json cannot be read: there is no such file\nexport: [^\n]+ cannot be read: it is a folder\n[^\n]+first\.json: [^\n]+ is a folder[^\n]+\n$/,
  );
  expect(readdirSync(out).sort()).toEqual(['first.csv', 'second.csv', 'second.json']);
});

for (const [what, args] of Object.entries({
  'a file that is not there': ['nowhere.json', '--out', 'OUT'],
  'a folder that cannot be made': [contract('figure2c.json'), '--out', '/proc/x'],
  'an unknown flag': [contract('figure2c.json'), '--out', 'OUT', '--colour', 'red'],
  'an unknown format': [contract('figure2c.json'), '--out', 'OUT', '--format', 'csv,docx'],
  'a sweep that is none': [contract('figure2c.json'), '--out', 'OUT', '--sweep', 'attack.epsilon=0:1'],
  'an unknown backend': [contract('figure2c.json'), '--out', 'OUT', '--backend', 'cuda'],
  'a size that is none': [contract('figure2c.json'), '--out', 'OUT', '--size', 'big'],
  'no folder to write to': [contract('figure2c.json')],
})) {
  test(`export refuses ${what} in one line`, async () => {
    const ran = await run(...args.map((arg) => (arg === 'OUT' ? inFolder('out') : arg)));
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/^export: [^\n]+\n$/);
    expect(readdirSync(inFolder())).toEqual([]);
  });
}

test('relative paths mean the folder the user stands in, called through npm from anywhere', async () => {
  write('mine.json', { grid: { n: 5 } });
  const child = spawnSync('npm', ['--prefix', process.cwd(), '--silent', 'run', 'export', '--', 'mine.json', '--out', 'out', '--format', 'csv'], {
    cwd: inFolder(),
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  expect(child).toMatchObject({ status: 0, stderr: '', stdout: `${join('out', 'mine.csv')}\n` });
  expect(readdirSync(inFolder('out'))).toEqual(['mine.csv']);
});

test('an output never replaces a document of the same call; the others are written', async () => {
  const [first, second] = [write('first.json', { grid: { n: 5 } }), write('second.json', { grid: { n: 7 } })];
  const before = readFileSync(first, 'utf8');
  const other = inFolder('other');
  mkdirSync(other);
  writeFileSync(join(other, 'third.json'), before);
  const ran = await run(first, second, join(other, 'third.json'), '--out', inFolder(), '--format', 'json,csv');
  expect(ran.code).toBe(1);
  expect(ran.err.split('\n').slice(0, 2)).toEqual(
    [first, second].map((path) => `${path}: ${basename(path)} in --out is a document of this call and is not replaced; choose another folder`),
  );
  expect(readFileSync(first, 'utf8')).toBe(before);
  expect(readdirSync(inFolder()).sort()).toEqual(['first.json', 'other', 'second.json', 'third.csv', 'third.json']);
});
