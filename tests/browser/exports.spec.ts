import { drop, save } from './files';
import { differenceFrom } from './float64';
import { expect, openLab, settled, test } from './page';

const document = { model: 'swish', attack: { norm: 2, epsilon: 0.65 }, smoothing: { kind: 'entropy-sgd', gamma: 3 }, grid: { n: 21 } };

for (const [format, label] of Object.entries({ png: 'PNG', svg: 'SVG', csv: 'CSV', npz: 'NPZ', json: 'Document what' })) {
  test(`a figure exported as ${format} opens again with everything that was chosen`, async ({ page }) => {
    await openLab(page, { ...document });
    const bytes = await save(page, label);
    if (format === 'csv') expect(differenceFrom({ smoothscape: 1, kind: 'surface', ...document }, bytes.toString())).toBeLessThan(1e-4);
    await openLab(page);
    await expect(page.getByRole('textbox', { name: 'ε radius, value' })).toHaveValue('0.50');
    await drop(page, `figure.${format}`, bytes);
    await expect(page.getByRole('textbox', { name: 'ε radius, value' })).toHaveValue('0.65');
    await expect(page.getByRole('textbox', { name: 'γ tightness, value' })).toHaveValue('3.00');
    await expect(page.getByRole('radio', { name: 'swish' })).toBeChecked();
    await settled(page);
  });
}

test('the same file chosen twice is opened twice: every file input is empty after use', async ({ page }) => {
  const [first, second] = [0.65, 0.75].map((epsilon) =>
    JSON.stringify({ smoothscape: 1, kind: 'surface', ...document, attack: { norm: 2, epsilon } }),
  );
  const radius = page.getByRole('textbox', { name: 'ε radius, value' });
  await openLab(page);
  for (const [content, shown] of [
    [first, '0.65'],
    [second, '0.75'],
  ] as const) {
    await page.getByRole('button', { name: 'Export' }).click();
    const input = page.getByLabel('Open a file', { exact: true });
    await input.setInputFiles({ name: 'same.json', mimeType: 'application/json', buffer: Buffer.from(content ?? '') });
    await expect(radius).toHaveValue(shown);
    await page.keyboard.press('Escape');
    expect(await page.locator('input[type=file]').evaluateAll((inputs) => inputs.map((one) => (one as HTMLInputElement).value))).not.toContainEqual(
      expect.stringContaining('same'),
    );
  }
});
