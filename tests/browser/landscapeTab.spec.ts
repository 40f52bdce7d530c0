import { writeSafetensors } from '../../src/nets/models/safetensors';
import { drop, save } from './files';
import { expect, test } from './page';
import { smallWeights } from './smallWeights';
import { button, openTrain, tiny } from './trainPage';

const slice = {
  smoothscape: 1,
  kind: 'landscape',
  data: { source: 'shapes', count: 6 },
  grid: { a: [-1, 1], b: [-1, 1], n: 5 },
  attack: { steps: 2 },
};

test('a landscape of weights from a file: drawn, its self-test passed, written, stopped and gone on after a reload', async ({ page }) => {
  await openTrain(page);
  await drop(page, 'plan.json', JSON.stringify(tiny));
  await drop(page, 'mine.safetensors', Buffer.from(writeSafetensors(smallWeights(3), {})));
  await expect(page.locator('tr[data-method="mine.safetensors"]')).toBeVisible();
  await drop(page, 'slice.json', JSON.stringify(slice));
  const status = page.locator('.train-title .note');
  await expect(status).toHaveText('nothing measured yet');
  await button(page, 'Draw').click();
  await expect(page.getByText('Self-test passed: 5 checks')).toBeVisible({ timeout: 60_000 });
  await expect(status).toHaveText('done');
  await expect(page.getByRole('group', { name: 'Loss surface, surface' })).toBeVisible();
  const lines = (await save(page, 'CSV')).toString().trimEnd().split('\n');
  expect(lines).toContain('# self-test: 5 checks passed');
  const rows = lines.slice(lines.indexOf('a,b,loss,accuracy') + 1);
  expect(rows).toHaveLength(25);
  expect(rows.every((row) => Number(row.split(',')[2]) > 0)).toBe(true);

  await drop(page, 'large.json', JSON.stringify({ ...slice, data: { source: 'shapes', count: 20 }, grid: { ...slice.grid, n: 101 }, loss: 'clean' }));
  await button(page, 'Draw').click();
  await expect(status).toHaveText(/^[1-9]\d* of 10201 nodes, about/, { timeout: 60_000 });
  await button(page, 'Stop').click();
  await expect(status).toContainText('stopped at');
  const nodes = async (): Promise<number> => Number(/(\d+) of 10201/.exec((await status.textContent()) ?? '')?.[1]);
  const before = await nodes();
  expect(before).toBeGreaterThan(0);
  await page.reload();
  await expect(status).toContainText('stopped at');
  expect(await nodes()).toBeGreaterThanOrEqual(before);
  await button(page, 'Go on').click();
  await expect(status).toContainText(', about');
  expect(await nodes()).toBeGreaterThanOrEqual(before);
  await button(page, 'Stop').click();
});
