import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { drop, save } from './files';
import { expect, test } from './page';
import { button, openTrain, status, tiny } from './trainPage';

/** Opens the tab with these documents to train, dropped as files. */
async function choose(page: Page, ...documents: readonly object[]): Promise<void> {
  await openTrain(page);
  await drop(page, 'plan.json', JSON.stringify(documents.length === 1 ? documents[0] : documents));
}

test('Start: progress, curves, a row of the table, images under attack, and their figures', async ({ page }) => {
  await choose(page, { ...tiny, evaluate: { ...tiny.evaluate, every: 1 } });
  await expect(page.getByRole('textbox', { name: /epochs, value/ })).toHaveValue('2');
  await button(page, 'Start').click();
  await expect(status(page)).toContainText(/starting|loading|timing|epoch|measuring|done/);
  await expect(status(page)).toContainText('done, 2 of 2 epochs', { timeout: 60_000 });
  await expect(page.locator('.train-curves [data-curve="AT"] circle')).toHaveCount(2);
  const row = page.locator('tr[data-method="AT"]');
  await expect(row).toContainText('1 of 1');
  await expect(row.locator('.ranked')).toHaveText(/^\d+\.\d$/);
  const images = page.getByRole('region', { name: 'Images' });
  await expect(images.locator('canvas')).toHaveCount(27);
  await expect(images).toContainText('perturbation, stretched 16×');
  const radius = page.locator('.images-tools').getByRole('slider');
  for (let k = 0; k < 24; k += 1) await radius.press('ArrowRight'); // faster than attacks are made: the last one is shown
  await expect(page.locator('.images .note').first()).toContainText('ε = 15.2/255');
  await expect(images).toContainText('perturbation, stretched 8.4×');
  await button(page, 'pick images').click();
  await page.getByRole('button', { name: /^Image 0, / }).click();
  await expect(images.locator('canvas')).toHaveCount(24);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(grave.map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual([]);
  }

  const csv = (await save(page, 'CSV')).toString();
  expect(csv.split('\n').filter((line) => /^AT,1,[12],/.test(line))).toHaveLength(2);
  const svg = (await save(page, 'SVG')).toString();
  expect(svg).toContain('Robust accuracy by wall time');
  const [download] = await Promise.all([page.waitForEvent('download'), row.getByLabel('Save of AT').selectOption('weights, best, seed 1')]);
  const weights = await readFile(await download.path());
  expect(download.suggestedFilename()).toBe('at-weights-1.safetensors');

  await button(page, 'Remove AT').click();
  await expect(row).toHaveCount(0);
  await drop(page, 'figure.svg', svg);
  await expect(page.getByLabel('Train AT', { exact: true }).first()).toBeChecked();
  await drop(page, 'weights.safetensors', weights);
  await expect(row).toContainText('1 of 1');
  await expect(page.locator('.train-curves [data-curve="AT"] circle')).toHaveCount(2);
});

test('Pause, Go on, resume after a reload, Stop', async ({ page }) => {
  await choose(page, { ...tiny, epochs: 200 });
  await button(page, 'Start').click();
  const last = page.locator('.train-curves [data-curve="AT"] circle');
  await expect(last).toHaveCount(2, { timeout: 60_000 });
  await button(page, 'Pause').click();
  await expect(status(page)).toContainText(/paused, \d+ of 200 epochs/);
  await button(page, 'Go on').click();
  await expect(status(page)).toContainText(/epoch \d+ of 200/);
  await page.reload();
  await expect(page.getByText(/Kept in this browser: \d+ of 200 epochs are done\./)).toBeVisible();
  await expect(last).toHaveCount(2);
  await button(page, 'Go on').click();
  await expect(status(page)).toContainText(/epoch \d+ of 200/);
  await button(page, 'Stop').click();
  await expect(status(page)).toContainText(/stopped, \d+ of 200 epochs/);
});

test('the address stores the training choices: reload, back, a wrong link', async ({ page }) => {
  await choose(page, tiny, { ...tiny, method: 'trades' });
  await expect(page).toHaveURL(/#train\/[\w-]+$/);
  const methods = page.locator('.methods li');
  const before = await methods.allTextContents();
  await page.reload();
  await expect(methods).toHaveText(before);
  await expect(page.getByRole('textbox', { name: /epochs, value/ })).toHaveValue('2');
  await page.goBack();
  await expect(page.getByRole('textbox', { name: /epochs, value/ })).toHaveValue('10');
  await page.goForward();
  await expect(page.getByRole('textbox', { name: /epochs, value/ })).toHaveValue('2');
  await drop(page, 'wrong.json', JSON.stringify([tiny, { ...tiny, epochs: 0 }]));
  await expect(page.locator('.notice')).toContainText('wrong.json: [1].epochs: 0 is not ≥ 1');
  await expect(page.getByRole('textbox', { name: /epochs, value/ })).toHaveValue('2');
});
