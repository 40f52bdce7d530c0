import type { Page, Worker } from '@playwright/test';
import { badge, expect, openLab, settled, test } from './page';

const choose = (page: Page, backend: string): Promise<string[]> => badge(page).getByRole('combobox').selectOption(backend);

/** The badge's "max diff from float64 3e−7 on 64 nodes" as a number. */
async function differenceShown(page: Page): Promise<number> {
  const text = await badge(page).innerText();
  const [, shown = ''] = /max diff from float64 (\S+) on \d+ nodes/.exec(text) ?? [];
  expect(shown, `the badge tells a difference: ${text}`).not.toBe('');
  return Number(shown.replace(/−/g, '-'));
}

const smoothed = { smoothing: { kind: 'entropy-sgd' }, view: { kind: 'contour' } };

for (const [backend, name] of [
  ['webgpu', 'WebGPU'],
  ['webgl', 'WebGL'],
  ['wasm', 'WASM'],
  ['float64', 'float64'],
] as const) {
  test(`${name} computes for real and agrees with float64`, async ({ page }) => {
    await openLab(page, smoothed);
    await choose(page, backend);
    await expect(badge(page).locator('b')).toHaveText(name);
    await settled(page);
    await expect(badge(page)).not.toContainText('Values differ');
    if (backend === 'float64') await expect(badge(page)).toContainText('float64');
    else expect(await differenceShown(page)).toBeLessThan(1e-4);
  });
}

const surfaces = (page: Page): Worker => {
  const worker = page.workers()[0];
  if (!worker) throw new Error('the page has no worker');
  return worker;
};

test('a lost GPU device is reported in a sentence, and the next backend draws the same surface', async ({ page }) => {
  await openLab(page, smoothed);
  await choose(page, 'webgpu');
  await expect(badge(page).locator('b')).toHaveText('WebGPU');
  await settled(page);
  await surfaces(page).evaluate('_tfengine.registry.webgpu.device.destroy()');
  await page.getByRole('slider', { name: 'γ tightness' }).press('ArrowRight');
  await expect(badge(page).getByRole('status')).toContainText(/WebGPU: .+/);
  await expect(badge(page).locator('b')).not.toHaveText('WebGPU');
  await settled(page);
  await expect(page.getByRole('textbox', { name: 'γ tightness, value' })).toHaveValue('1.13');
});

test('a crashed worker is replaced, and all choices stay', async ({ page }) => {
  await openLab(page, smoothed);
  await surfaces(page).evaluate(() => {
    setTimeout(() => {
      throw new Error('killed by a test');
    }, 0);
  });
  await page.getByRole('slider', { name: 'ε radius' }).press('ArrowRight');
  await expect(page.getByRole('textbox', { name: 'ε radius, value' })).toHaveValue('0.52');
  await settled(page);
});
