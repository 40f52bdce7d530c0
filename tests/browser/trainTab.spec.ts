import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
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

  await drop(page, 'own.safetensors', weights);
  const strip = page.locator('.notice');
  await expect(strip).toContainText('AT with seed 1 was in the table already, and a seed counts once.');
  await expect(row).toContainText('1 of 1');
  await expect(row.locator('.ranked')).toHaveText(/^\d+\.\d$/); // without a deviation
  await expect(page.getByLabel('Weights that are attacked').locator('option')).toHaveText(['AT, seed 1', 'AT, seed 1, from a file, 2 epochs']);

  await button(page, 'Remove AT').click();
  await expect(row).toHaveCount(0);
  await expect(strip).toContainText('AT was removed: seed 1.');
  await button(page, 'Undo removal').click();
  await expect(row).toContainText('1 of 1');
  await button(page, 'Remove AT').click();
  await expect(row).toHaveCount(0);
  await button(page, 'Lab').click();
  await page.keyboard.press('Control+z'); // the removal was the last change: it comes back where it was made
  await expect(row).toContainText('1 of 1');
  await page.reload();
  await expect(row).toContainText('1 of 1');
  await button(page, 'Remove AT').evaluate((remove: HTMLElement) => {
    remove.click();
    location.reload(); // a removal is stored although the page is left at once
  });
  await expect(button(page, 'Start')).toBeEnabled();
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

test('fields of the attacks: a choice sets all that belongs to it, 8/255 is understood, 0.0314 is asked about', async ({ page }) => {
  await openTrain(page);
  const field = (section: string, name: RegExp) => page.getByRole('region', { name: section }).getByRole('textbox', { name });
  const [radius, step] = [/radius/, /step, value/].map((name) => field('Attack in training', name)) as [Locator, Locator];
  const [judged, judgedStep] = [/radius/, /step, value/].map((name) => field('Measured by', name)) as [Locator, Locator];
  const training = page.getByRole('radiogroup', { name: 'Attack in training' });
  await training.getByText('FGSM').click();
  await expect(step).toHaveValue('10');
  await training.getByText('PGD-10').click();
  await expect(step).toHaveValue('2');
  await radius.fill('16/255');
  await expect(step).toHaveValue('4');
  await expect(judged).toHaveValue('16');
  await expect(judgedStep).toHaveValue('4');
  await radius.selectText();
  await page.keyboard.type('0.0314');
  await expect(page.getByRole('alert')).toHaveText(
    /ε is given in parts of 255: is 0\.0314 meant as 8\.007\/255 or as 0\.0314\/255\? Type one of the two/,
  );
  await expect(judged).toHaveValue('16'); // "0", "0." and "0.0" on the way are not taken
  await radius.fill('8.007/255');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(judged).toHaveValue('8.007');
  await page.getByRole('radiogroup', { name: 'Norm of the attack' }).getByText('L2').click();
  await expect(radius).toHaveValue('0.50');
  await expect(judged).toHaveValue('0.50');
  await step.fill('0.01');
  await expect(page.locator('.knobs .warning')).toContainText(
    'attack.stepSize: 0.01 times 10 steps covers 0.1, less than ε = 0.5: the attack cannot cross the ball.',
  );
});

test('a finished run is offered more epochs, and goes on; table and images name the attack that measured', async ({ page }) => {
  await choose(page, { ...tiny, epochs: 1, evaluate: { ...tiny.evaluate, stepSize: 0.001 } });
  await button(page, 'Start').click();
  await expect(status(page)).toContainText('done, 1 of 1 epochs', { timeout: 60_000 });
  const judge = 'PGD-2, L∞, ε = 8/255, step 0.255/255, random start';
  await expect(page.locator('tr[data-method="AT"]')).toContainText(judge);
  await expect(page.locator('.images .note').first()).toContainText(judge);
  await expect(page.locator('.train-runs .warning')).toContainText('the attack cannot cross the ball');
  await page.getByRole('textbox', { name: /epochs, value/ }).fill('2');
  await button(page, 'Go on to 2 epochs').click();
  await expect(status(page)).toContainText('done, 2 of 2 epochs', { timeout: 60_000 });
  await expect(page.locator('tr[data-method="AT"]')).toHaveCount(1);
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
