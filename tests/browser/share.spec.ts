import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, openLab, test } from './page';

/** Twenty points as a drag leaves them, every digit of a float64. */
const points = Array.from({ length: 20 }, (_, k) => ({ x: [Math.sin(1.3 * k) / 3 + 1, Math.cos(2.1 * k) * 1.7], y: k % 2 ? 1 : -1 }));

/** What a reader that is not the page's makes of its QR code, as it is on the screen. */
async function readCode(page: Page): Promise<string> {
  const shot = (await page.getByRole('img', { name: 'QR code of the link' }).screenshot({ scale: 'css' })).toString('base64');
  await page.evaluate(readFileSync('node_modules/jsqr/dist/jsQR.js', 'utf8')); // the page's policy lets no script be added
  return page.evaluate(async (data) => {
    const image = await createImageBitmap(new Blob([Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0))]));
    const context = new OffscreenCanvas(4 * image.width, 4 * image.height).getContext('2d')!;
    context.drawImage(image, 0, 0, 4 * image.width, 4 * image.height);
    const pixels = context.getImageData(0, 0, 4 * image.width, 4 * image.height);
    const { jsQR } = globalThis as unknown as { jsQR: (pixels: Uint8ClampedArray, width: number, height: number) => { data: string } | null };
    return jsQR(pixels.data, pixels.width, pixels.height)?.data ?? 'unread';
  }, shot);
}

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Share' });
const field = (page: Page, name: string) => dialog(page).getByRole('textbox', { name });

test('Share gives the link, its QR code with 20 points, the document and a citation; keys and the focus are as in any dialog', async ({ page }) => {
  await openLab(page, { points });
  const share = page.getByRole('button', { name: 'Share' });
  await share.focus();
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toBeVisible();
  await expect(dialog(page)).toContainText('The document with its 20 points');
  const link = await field(page, 'Link').inputValue();
  expect(await readCode(page)).toBe(link);

  await dialog(page).getByRole('radio', { name: 'Document' }).check();
  const document = await field(page, 'Document').inputValue();
  expect(JSON.parse(document)).toMatchObject({ kind: 'surface', points });
  const saving = page.waitForEvent('download');
  await dialog(page).getByRole('button', { name: 'Save surface.json' }).click();
  const saved = readFileSync(await (await saving).path());
  expect(saved.toString('utf8')).toBe(document);

  await dialog(page).getByRole('radio', { name: 'Citation' }).check();
  const entry = await field(page, 'BibTeX').inputValue();
  expect(entry).toContain(`\\texttt{${createHash('sha256').update(saved).digest('hex')}}`);
  expect(entry).toContain(`\\url{${link}}`);
  expect(entry).toMatch(/title += \{\{Smoothscape\} \d+\.\d+\.\d+: \{.*linear.*20 points\}\}/);

  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await expect(share).toBeFocused();
  await page.goto(link);
  await page.reload();
  await expect(page.getByRole('button', { name: /^Point \d+, x = / })).toHaveCount(20);
});

for (const colorScheme of ['light', 'dark'] as const)
  for (const [size, viewport] of Object.entries({ desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }))
    test(`the Share dialog has no serious accessibility finding: ${colorScheme}, ${size}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize(viewport);
      await page.goto('#gallery');
      if (size === 'phone') await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('button', { name: 'Share' }).click();
      await expect(page.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
      expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([]);
      const box = await dialog(page).boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= viewport.width).toBe(true);
    });
