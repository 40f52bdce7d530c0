import { presets, wholeFigures } from '../../src/documents/surfacePresets';
import { differenceFrom, rowsOf } from './float64';
import { coloursOf, expect, settled, test } from './page';
import { save } from './files';

for (const group of ['2', '4', '5']) {
  test(`every card of Figure ${group} opens with one click, draws and matches float64`, async ({ page }) => {
    test.setTimeout(400_000);
    for (const { figure, document } of Object.values(presets).filter((preset) => preset.figure.startsWith(group))) {
      await test.step(figure, async () => {
        await page.goto('#gallery');
        await settled(page);
        const card = page.getByRole('link', { name: new RegExp(`^Figure ${figure.replace(/[()]/g, '\\$&')}: `) });
        expect.soft(await coloursOf(page, card.getByRole('img')), `thumbnail of ${figure}`).toBeGreaterThan(50);
        await card.click();
        await settled(page);
        await expect(page.getByText(`Figure ${figure}`, { exact: true })).toBeVisible();
        const surface = page.getByRole('group', { name: 'Loss surface', exact: true });
        await expect.poll(() => coloursOf(page, surface), { message: `surface of ${figure}` }).toBeGreaterThan(100);
        const csv = await save(page, 'CSV');
        expect.soft(differenceFrom(document, csv.toString()), `numbers of ${figure}`).toBeLessThan(1e-4);
      });
    }
  });
}

for (const [id, { document }] of Object.entries(wholeFigures)) {
  test(`${id} opens as panes that all draw`, async ({ page }) => {
    await page.goto('#gallery');
    await page.getByRole('link', { name: new RegExp(`^Open .* of Figure ${id.slice(-1)}$`) }).click();
    const panes = page.getByRole('region', { name: /^Pane [A-Z]$/ });
    await expect(panes).toHaveCount(document.panes?.length ?? 0);
    await settled(page);
    for (const pane of await panes.all()) await expect.poll(() => coloursOf(page, pane)).toBeGreaterThan(100);
  });
}

test('the plateau of Figure 2(e) has the loss 0.8420411', async ({ page }) => {
  await page.goto('#gallery');
  await page.getByRole('link', { name: /^Figure 2\(e\)/ }).click();
  await settled(page);
  const losses = rowsOf((await save(page, 'CSV')).toString()).map((row) => row[2] ?? NaN);
  expect(losses.filter((loss) => Math.abs(loss - 0.8420411087) < 1e-6).length).toBeGreaterThan(100);
});
