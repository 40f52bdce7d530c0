import { readFile } from 'node:fs/promises';
import { drop, dropPaths } from './files';
import { expect, test } from './page';
import { button, openTrain } from './trainPage';

const folder = 'tests/data/pytorch';
const path = (name: string): string => `${process.cwd()}/${folder}/${name}`;

test('the folder of a run in PyTorch opens: curves of every seed, a row of the table, weights under attack', async ({ page }) => {
  await openTrain(page);
  await dropPaths(page, [path('metrics.csv'), path('summary.json'), path('weights-1.safetensors')]);
  const row = page.locator('tr[data-method="AT"]');
  await expect(row).toContainText('2 of 2');
  await expect(row.locator('.ranked')).toHaveText(/^\d+\.\d ± \d+\.\d$/);
  await expect(page.locator('.train-curves [data-curve="AT"]').first()).toBeVisible();
  await expect(page.locator('.notice')).toHaveText('');
  await expect(page.getByRole('region', { name: 'Images' }).locator('canvas')).toHaveCount(27, { timeout: 30_000 });
  await dropPaths(page, [path('metrics.csv'), path('summary.json')]);
  await expect(row).toContainText('2 of 2'); // what is there already is not there twice
  await page.reload();
  await expect(row).toContainText('2 of 2');
});

test('a summary without its table, and a table without its summary, are said', async ({ page }) => {
  await openTrain(page);
  await dropPaths(page, [path('metrics.csv')]);
  await expect(page.locator('.notice')).toContainText('metrics.csv names no document: give the summary.json of its folder with it.');
  await drop(page, 'summary.json', await readFile(path('summary.json')));
  await expect(page.locator('.notice')).toContainText('summary.json has no curves: give the metrics.csv of its folder with it.');
  await expect(page.getByRole('textbox', { name: /epochs, value/ })).toHaveValue('3');
});

test('the script of a method is saved with its document, and copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openTrain(page);
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Save as .py').click()]);
  expect(download.suggestedFilename()).toBe('at-ensgd.py');
  const script = (await readFile(await download.path())).toString();
  expect(script).toMatch(/^DOCUMENT = r"""\n\{\n {2}"smoothscape": 1,\n {2}"kind": "training",[^]*"name": "entropy-sgd"/m);
  await button(page, 'Copy as PyTorch').click();
  await expect(button(page, 'Copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(script);
});
