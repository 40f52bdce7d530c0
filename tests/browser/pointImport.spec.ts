import { drop } from './files';
import { expect, openLab, settled, test } from './page';

test('pasted rows are shown, what is left out is named, one step of undo takes them back', async ({ page }) => {
  await openLab(page);
  const count = page.getByText(/^\d+ of 200$/);
  await expect(count).toHaveText('1 of 200');
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'x1\tx2\tclass\n0,5\t1,25\tcat\n-1\tabc\tdog\n20\t-10\tdog\n0\t0\tcat\n');
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  const dialog = page.getByRole('dialog', { name: 'Points from the clipboard' });
  await expect(dialog).toContainText('The comma is the decimal sign.');
  await expect(dialog).toContainText('row 3: x2 is “abc”, which is not a number');
  await expect(dialog.getByRole('row', { name: 'y = +1' })).toContainText('“dog”');
  await dialog.getByText('fit to ±3').click();
  await dialog.getByRole('button', { name: 'Take 3 points' }).click();
  await expect(dialog).toBeHidden();
  await expect(count).toHaveText('3 of 200');
  await expect(page.getByLabel('x₁ of point 2')).toHaveValue('3.00');
  await settled(page);
  await page.keyboard.press('Control+z');
  await expect(count).toHaveText('1 of 200');
});

test('a dropped table is decided by its content, sampled by seed; one in error changes nothing', async ({ page }) => {
  await openLab(page);
  await drop(page, 'points', Array.from({ length: 300 }, (_, i) => `${i % 9},${i % 7},${i % 2}`).join('\n'));
  const dialog = page.getByRole('dialog', { name: 'Points from points' });
  await expect(dialog).toContainText('A sample of the 300 is drawn with seed');
  await dialog.getByRole('button', { name: 'Take 200 of 300 points' }).click();
  await expect(page.getByText('200 of 200')).toBeVisible();
  await drop(page, 'bad.tsv', '1,234\t5,678\t1\n2,345\t6,789\t0');
  await expect(page.getByRole('dialog', { name: 'Points from bad.tsv' })).toContainText('Row 1: “1,234” may be 1234 or 1.234; write one of the two.');
  await page.keyboard.press('Escape');
  await drop(page, 'pairs.csv', '1,2\n3,4');
  await expect(page.locator('.notice')).toContainText('“pairs.csv” carries no Smoothscape document and no points. Its rows have two columns');
  await expect(page.getByText('200 of 200')).toBeVisible();
});
