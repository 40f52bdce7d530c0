import { expect, test as base, type Locator, type Page } from '@playwright/test';
import { deflateRawSync } from 'node:zlib';

/** Every test also fails on an error in the page's console. */
export const test = base.extend<{ complaints: string[] }>({
  complaints: [
    async ({ page }, use) => {
      const heard: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') heard.push(message.text());
      });
      page.on('pageerror', (error) => heard.push(error.message));
      await use(heard);
      expect(heard, 'errors in the console').toEqual([]);
    },
    { auto: true },
  ],
});
export { expect };

/** The address of a document, packed as the page packs it. */
export function linkTo(tab: 'gallery' | 'lab', document: object): string {
  return `#${tab}/${deflateRawSync(JSON.stringify({ smoothscape: 1, kind: 'surface', ...document })).toString('base64url')}`;
}

export const badge = (page: Page): Locator => page.getByTestId('badge');

/** Waits until everything on screen is computed at full quality. */
export async function settled(page: Page): Promise<void> {
  await expect(badge(page)).toHaveClass(/fine/);
  await expect(page.getByRole('contentinfo')).not.toContainText('draft');
}

/** Opens a small Lab with these changes to the defaults; contours are quicker than surfaces where pixels are drawn by software. */
export async function openLab(page: Page, document: object = {}): Promise<void> {
  await page.goto(linkTo('lab', { attack: { norm: 'inf' }, grid: { n: 31 }, view: { kind: 'contour' }, ...document }));
  await settled(page);
}

/** How many different colours an element shows: an empty figure has few. */
export async function coloursOf(page: Page, element: Locator): Promise<number> {
  const shot = (await element.screenshot()).toString('base64');
  return page.evaluate(async (data) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    if (!canvas) return 0;
    canvas.drawImage(image, 0, 0);
    return new Set(new Uint32Array(canvas.getImageData(0, 0, image.width, image.height).data.buffer)).size;
  }, shot);
}
