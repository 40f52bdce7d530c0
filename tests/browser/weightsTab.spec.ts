import { readFile } from 'node:fs/promises';
import { nets } from '../../src/nets/models/architectures';
import { writeSafetensors } from '../../src/nets/models/safetensors';
import { initialWeights } from '../../src/nets/models/weights';
import { drop } from './files';
import { expect, test } from './page';
import { button, openTrain, tiny } from './trainPage';

const shape = { height: 32, width: 32, classes: 10, mean: [0, 0, 0], std: [1, 1, 1] } as const;
/** Weights with our names and no document. */
const weights = initialWeights(nets['small-cnn'].outline(shape, {}), 3);

test('weights made elsewhere: mismatches named, accuracy at once, a row that AutoAttack judges, kept over a reload', async ({ page }) => {
  await openTrain(page);
  const evaluate = { ...tiny.evaluate, autoattack: { attacks: ['apgd-ce', 'square'], iterations: 5, queries: 20 } };
  await drop(page, 'plan.json', JSON.stringify({ ...tiny, net: { name: 'small-cnn-bn' }, evaluate }));
  await drop(page, 'half.safetensors', Buffer.from(writeSafetensors(weights.slice(1), {})));
  await expect(page.locator('.notice')).toContainText('half.safetensors: conv1.weight [16, 3, 3, 3] is missing (here conv1/w [3, 3, 3, 16])');
  await expect(page.locator('tr[data-method]')).toHaveCount(0);

  await drop(page, 'mine.safetensors', Buffer.from(writeSafetensors(weights, { format: 'pt' })));
  const row = page.locator('tr[data-method="mine.safetensors"]');
  await expect(row).toContainText('small-cnn, weights from a file'); // the plan's network is another
  await expect(row.locator('td').nth(1)).toHaveText(/^\d+\.\d$/);
  await expect(row).toContainText('20 test images');
  await expect(page.getByRole('region', { name: 'Images' }).locator('canvas').first()).toBeVisible();
  await expect(button(page, 'Start')).toBeEnabled(); // they are no run of the plan

  const evaluation = page.locator('tr[data-evaluation="mine.safetensors"]');
  await button(page, 'Attack mine.safetensors').click();
  await expect(evaluation).toContainText('done, 20 images');
  const clean = (await row.locator('td').nth(1).textContent()) ?? '';
  await expect(evaluation.locator('td').first()).toHaveText(clean);
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Images of mine.safetensors as CSV').click()]);
  const [header, ...lines] = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
  expect([header, lines.length]).toEqual(['index,label,clean,robust,attack,iterations,queries,distance', 20]);
  const robust = (100 * lines.filter((line) => line.split(',')[3] === '1').length) / 20;
  await expect(evaluation.locator('.ranked')).toHaveText(robust.toFixed(1));

  await page.reload();
  await expect(evaluation).toContainText('done, 20 images');
  await expect(evaluation.locator('.ranked')).toHaveText(robust.toFixed(1));
  await page.getByText('Python that writes and reads such a file').click();
  await expect(page.getByLabel('Python', { exact: true })).toContainText('net.load_state_dict(state)');
});

test('AutoAttack at the end of a run: its best weights are judged without being asked for', async ({ page }) => {
  await openTrain(page);
  const autoattack = { attacks: ['apgd-ce'], iterations: 3 };
  await drop(page, 'plan.json', JSON.stringify({ ...tiny, epochs: 1, evaluate: { ...tiny.evaluate, autoattack } }));
  await expect(page.getByLabel('AutoAttack at the end')).toBeChecked();
  await button(page, 'Start').click();
  await expect(page.locator('tr[data-evaluation="AT"]')).toContainText('done, 20 images', { timeout: 60_000 });
});
