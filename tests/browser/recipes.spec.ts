import type { Page } from '@playwright/test';
import { expect, openLab, test } from './page';

/** What a button of this name copies. */
async function copied(page: Page, name: string): Promise<string> {
  await page.evaluate(() => {
    const kept = globalThis as unknown as { copied?: string };
    delete kept.copied;
    navigator.clipboard.writeText = async (text) => void (kept.copied = text);
  });
  await page.getByRole('button', { name, exact: true }).click();
  return (await page.waitForFunction(() => (globalThis as unknown as { copied?: string }).copied)).jsonValue() as Promise<string>;
}

test('the code of the chosen pane is copied, with numbers that the page has computed', async ({ page }) => {
  await openLab(page, { view: { kind: 'contour', second: 'none' }, panes: [{ attack: { norm: 'inf' } }, { attack: { norm: 3 } }] });
  await page.getByRole('button', { name: /^B/ }).first().click();
  const python = await copied(page, 'Copy as Python');
  expect(JSON.parse(/DOCUMENT = r"""\n([^]*?)\n"""/.exec(python)?.[1] ?? '')).toMatchObject({ attack: { norm: 3 } });
  expect(python).toMatch(/^PAGE = "Smoothscape [\d.]+, \w+/m);
  expect(python.match(/^ {4}\(-?[\d.e-]+, -?[\d.e-]+, [\d.e-]+\),$/gm)?.length).toBeGreaterThan(8);
  expect(await copied(page, 'Copy as TypeScript')).toContain('norm: normOf(3),');
});

test('θ is typed and kept; its numbers are copied in full, and the address has them', async ({ page }) => {
  await openLab(page, { view: { kind: 'contour' } });
  for (const [theta1, theta2] of [
    ['1', '1'],
    ['-2', '0,5'],
  ] as const) {
    await page.getByRole('textbox', { name: 'Weights, θ₁' }).fill(theta1);
    await page.getByRole('textbox', { name: 'Weights, θ₂' }).fill(theta2);
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
  }
  await expect(page.getByRole('button', { name: /^Move θ to/ })).toHaveCount(2);
  const rows = (await copied(page, 'plain')).trim().split('\n').map((row) => row.split('\t').map(Number)); // prettier-ignore
  expect(rows[1]?.slice(0, 2)).toEqual([1, 1]);
  expect(rows[1]?.[2]).toBeCloseTo(Math.log(1 + Math.exp(-1)), 14);
  expect(rows[2]?.slice(0, 2)).toEqual([-2, 0.5]);
  expect(rows[2]?.[2]).toBeCloseTo(Math.log(1 + Math.exp(2.75)), 14);
  await page.waitForTimeout(500); // the address follows
  await page.reload();
  await expect(page.getByRole('button', { name: /^Move θ to/ })).toHaveCount(2);
});
