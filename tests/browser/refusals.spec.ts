import { batchOf, gzip, sample, svhnOf, tarOf } from '../nets/import/archives';
import { drop, dropPaths } from './files';
import { expect, openLab, settled, test } from './page';
import { mkdirSync, writeFileSync } from 'node:fs';

const points = Array.from({ length: 1_000_000 }, () => ({ x: [1, 1], y: 1 }));

/** Each wrong value, and the key and the value that the sentence must name. */
const documents: Readonly<Record<string, readonly [document: object, sentence: RegExp]>> = {
  'negative ε': [{ attack: { epsilon: -1 } }, /attack\.epsilon: -1 is not ≥ 0/],
  'p below 1': [{ attack: { norm: 0.5 } }, /attack\.norm: 0\.5/],
  'γ = 0': [{ smoothing: { kind: 'entropy-sgd', gamma: 0 } }, /smoothing\.gamma: 0 is not > 0/],
  NaN: [{ attack: { epsilon: 'NaN' } }, /attack\.epsilon: "NaN"/],
  '1e308': [{ grid: { theta1: [-1e308, 1e308] } }, /grid\.theta1\[0\]: -1e\+308/],
  'a million points': [{ points }, /points: a list of 1000000/],
  'no points': [{ points: [] }, /points: a list of 0/],
  'a range turned round': [{ grid: { theta2: [3, -3] } }, /grid\.theta2: \[3,-3\]/],
  'n = 100000': [{ grid: { n: 100000 } }, /grid\.n: 100000 is not ≤ 801/],
  'an unknown key': [{ atack: {} }, /atack/],
  'version 99': [{ smoothscape: 99 }, /smoothscape: 99/],
  'a training document with no epoch': [{ kind: 'training', epochs: 0 }, /epochs: 0 is not ≥ 1/],
  'a formula that divides by zero': [{ model: { formula: '1/z' } }, /model\.formula: "1\/z"/],
  'a formula undefined on part of the range': [{ model: { formula: 'log(z)' } }, /model\.formula: "log\(z\)"/],
};
test('every wrong document is rejected with key and value, and the page goes on', async ({ page }) => {
  await openLab(page, { attack: { norm: 2, epsilon: 0.75 } });
  for (const [what, [document, sentence]] of Object.entries(documents)) {
    await test.step(what, async () => {
      await drop(page, 'wrong.json', JSON.stringify({ smoothscape: 1, kind: 'surface', ...document }));
      await expect(page.locator('.notice'), what).toContainText(sentence);
      await expect(page.getByRole('textbox', { name: 'ε radius, value' }), what).toHaveValue('0.75');
    });
  }
  await settled(page);
});

const files: Readonly<Record<string, readonly [name: string, content: string | Buffer, sentence: RegExp]>> = {
  'text that is no JSON': ['letter.json', 'Dear page,', /“letter\.json” carries no Smoothscape document\.(?!\.)/],
  'NaN as JSON': ['nan.json', '{ "attack": { "epsilon": NaN } }', /nan\.json: attack\.epsilon: "NaN" is not a finite number/],
  'a picture with no document': [
    'dot.png',
    Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
    /dot\.png/,
  ],
  'a file of another kind': ['song.mp3', 'ID3', /song\.mp3/],
};
test('every wrong file is refused in a sentence that names it', async ({ page }) => {
  await openLab(page);
  for (const [what, [name, content, sentence]] of Object.entries(files)) {
    await test.step(what, async () => {
      await drop(page, name, content);
      await expect(page.locator('.notice'), what).toContainText(sentence);
    });
  }
  await settled(page);
});

test('a drop of files and folders opens what it can, whatever the names, and names the rest', async ({ page }, testInfo) => {
  const path = (name: string, content: string | Uint8Array): string => {
    const at = testInfo.outputPath('given', name);
    mkdirSync(testInfo.outputPath('given'), { recursive: true });
    writeFileSync(at, content);
    return at;
  };
  const images = sample([3, 1, 4], 1);
  const folder = testInfo.outputPath('given', 'my.mat');
  mkdirSync(folder, { recursive: true });
  await openLab(page);
  await dropPaths(page, [
    folder,
    path('letter', 'Dear page,'),
    path('a document', '// mine\n{ "attack": { "norm": 2, "epsilon": 0.75, }, "grid": { "n": 31 } }'),
  ]);
  await expect(page.locator('.notice')).toContainText('my.mat is a folder: give the files in it.');
  await expect(page.locator('.notice')).toContainText('“letter” carries no Smoothscape document.');
  await expect(page.getByRole('textbox', { name: 'ε radius, value' })).toHaveValue('0.75');
  await settled(page);

  const tar = tarOf({ 'train.bin': batchOf(images, 3), 'test.bin': batchOf(images, 3) });
  await dropPaths(page, [
    folder,
    path('cifar.tar (1).gz', gzip(tar)),
    path('test_batch', batchOf(images)),
    path('train_32x32.mat', svhnOf(images).slice(0, -30)),
  ]);
  const own = page.locator('.own-files');
  await expect(own).toContainText('CIFAR-100, 3 training and 3 test images.');
  await expect(own).toContainText('CIFAR-10, whole set, 0 training and 3 test images.');
  await expect(own.getByRole('alert')).toHaveText('train_32x32.mat is cut short.');
  await expect(page.locator('.notice')).toContainText('my.mat is a folder: give the files in it.');
});

const formulas = ['z +', 'q + 1', 'import("x")', 'createUnit("fool")', 'f(x) = x', 'z = 3', 'log(z)', '1/0*z', 'evaluate("1")', ''];

test('every wrong formula is refused beside its field, and the next right one is drawn', async ({ page }) => {
  await openLab(page, { model: { formula: 'z^3/(1+z^2)' } });
  const field = page.getByRole('textbox', { name: 'Formula of the activation in z' });
  for (const formula of formulas) {
    await test.step(formula, async () => {
      await field.fill(formula);
      await expect(page.getByRole('alert').first(), formula).not.toBeEmpty();
    });
  }
  await field.fill('z/2');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await settled(page);
});

test('a number out of its range is refused beside its field, naming it and what came', async ({ page }) => {
  await openLab(page);
  const epsilon = page.getByRole('textbox', { name: 'ε radius, value' });
  await epsilon.fill('-0.2');
  await expect(page.getByRole('alert')).toContainText(/ε must be at least 0; it was −0\.2/);
  await epsilon.fill('0.3');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await settled(page);
});
