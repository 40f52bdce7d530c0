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

/** Width in pixels of a colour bar at the right of a figure. */
const COLOUR_BAR = 90;
/** Difference of the channels of a pixel above which it is not grey. */
const GREY = 24;

/** How many different colours an element shows, of all pixels, or of those beside its colour bar that are not grey: an empty figure has few. */
export async function coloursOf(page: Page, element: Locator, pixels: 'all' | 'not grey' = 'all'): Promise<number> {
  const shot = (await element.screenshot()).toString('base64');
  const [margin, grey] = pixels === 'all' ? [0, -1] : [COLOUR_BAR, GREY];
  return page.evaluate(
    async ({ shot: data, margin: right, grey: least }) => {
      const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0)); // not fetched: the page's policy lets nothing fetch a data: address
      const image = await createImageBitmap(new Blob([bytes]));
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
      if (!context) return 0;
      context.drawImage(image, 0, 0);
      const { data: channels } = context.getImageData(0, 0, Math.min(image.width, Math.max(80, image.width - right)), image.height);
      const colours = new Set<number>();
      for (let at = 0; at < channels.length; at += 4) {
        const [r, g, b] = [channels[at] ?? 0, channels[at + 1] ?? 0, channels[at + 2] ?? 0];
        if (Math.max(r, g, b) - Math.min(r, g, b) > least) colours.add((r << 16) | (g << 8) | b);
      }
      return colours.size;
    },
    { shot, margin, grey },
  );
}
