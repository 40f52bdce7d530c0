import { badge, expect, linkTo, settled, test } from './page';
import type { Page } from '@playwright/test';

test.use({ viewport: { width: 1100, height: 760 } });

/** Mean difference of two screenshots of the same size, as a fraction of the range of a channel. */
async function meanDifference(page: Page, shots: readonly Buffer[]): Promise<number> {
  return page.evaluate(
    async (images) => {
      const pixels = await Promise.all(
        images.map(async (data) => {
          const image = await createImageBitmap(new Blob([Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0))]));
          const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
          context?.drawImage(image, 0, 0);
          return [...(context?.getImageData(0, 0, image.width, image.height).data ?? [])];
        }),
      );
      const [a = [], b = []] = pixels;
      return a.reduce((sum, v, k) => sum + Math.abs(v - (b[k] ?? 0)), 0) / (255 * 0.75 * a.length); // opacity is the same everywhere
    },
    shots.map((shot) => shot.toString('base64')),
  );
}

const figures = ['Loss surface', 'Contour of the loss', 'Cut through the loss'] as const;
const isPlotly = (page: Page, name: string): Promise<boolean> =>
  page.evaluate((label) => document.querySelector<HTMLElement>(`[aria-label="${label}"] .js-plotly-plot`)?.style.visibility === 'visible', name);

/** What the painter's canvas of a figure shows, as a number. */
const paintedHash = (page: Page, name: string): Promise<number> =>
  page.evaluate((label) => {
    const canvas = document.querySelectorAll<HTMLCanvasElement>(`[aria-label="${label}"] > div > canvas`)[1];
    const data = canvas?.getContext('2d', { willReadFrequently: true })?.getImageData(0, 0, canvas.width, canvas.height).data;
    return Array.from(data ?? []).reduce((hash, v) => Math.imul(hash ^ v, 0x01000193), 0);
  }, name);

for (const scheme of ['light', 'dark'] as const)
  test(`while ε is dragged the page paints every figure, and at rest Plotly's look the same (${scheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(linkTo('lab', { grid: { n: 41 }, attack: { norm: 'inf' }, view: { kind: 'both', range: [0, 5] } }));
    await settled(page);
    for (const name of figures) await expect.poll(() => isPlotly(page, name)).toBe(true);
    const slider = await page.getByRole('slider', { name: 'ε radius', exact: true }).boundingBox();
    if (!slider) throw new Error('the slider of ε is not on screen');
    const moveTo = (fraction: number) => page.mouse.move(slider.x + 6 + (slider.width - 12) * fraction, slider.y + slider.height / 2);
    await moveTo(0.25);
    await page.mouse.down();
    const seen = figures.map(() => new Set<number>());
    for (let k = 1; k <= 12; k += 1) {
      await moveTo(0.25 + 0.04 * k);
      await page.waitForTimeout(100);
      for (const [at, name] of figures.entries()) seen[at]?.add(await paintedHash(page, name));
    }
    for (const hashes of seen) expect(hashes.size).toBeGreaterThan(6);
    await settled(page);
    await page.waitForTimeout(500);
    for (const name of figures) expect(await isPlotly(page, name), `${name} while the control is held`).toBe(false);
    const shots = async () => Promise.all(figures.map((name) => page.getByRole('group', { name }).screenshot()));
    const held = await shots();
    await page.mouse.up();
    for (const name of figures) await expect.poll(() => isPlotly(page, name)).toBe(true);
    await expect(badge(page)).toHaveClass(/fine/);
    await page.waitForTimeout(800); // what is drawn by software appears late
    const rested = await shots();
    for (const [k, name] of figures.entries()) {
      const [before, after] = [held[k], rested[k]];
      if (!before || !after) throw new Error('no picture');
      const difference = await meanDifference(page, [before, after]);
      expect(difference, name).toBeLessThan(0.02);
      expect(difference, `${name}: two painters never agree to the bit`).toBeGreaterThan(0);
    }
  });

test('while the camera is dragged the page paints the scene, and at rest Plotly has turned it as far', async ({ page }) => {
  await page.goto(linkTo('lab', { grid: { n: 41 }, attack: { norm: 2 }, view: { kind: 'surface' } }));
  await settled(page);
  await expect.poll(() => isPlotly(page, 'Loss surface')).toBe(true);
  const box = await page.getByRole('group', { name: 'Loss surface' }).boundingBox();
  if (!box) throw new Error('no scene');
  const [x, y] = [box.x + box.width / 2, box.y + box.height * 0.9];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const seen = new Set<number>();
  for (let k = 1; k <= 8; k += 1) {
    await page.mouse.move(x + 12 * k, y - 4 * k);
    await page.waitForTimeout(60);
    seen.add(await paintedHash(page, 'Loss surface'));
  }
  expect(seen.size).toBeGreaterThan(5);
  const held = await page.getByRole('group', { name: 'Loss surface' }).screenshot();
  expect(await isPlotly(page, 'Loss surface')).toBe(false);
  await page.mouse.up();
  await expect.poll(() => isPlotly(page, 'Loss surface')).toBe(true);
  await page.waitForTimeout(800);
  expect(await meanDifference(page, [held, await page.getByRole('group', { name: 'Loss surface' }).screenshot()])).toBeLessThan(0.02);
});
