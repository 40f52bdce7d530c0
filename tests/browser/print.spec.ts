import { expect, linkTo, test } from './page';

/** Width of the sheet between its margins, in CSS pixels. */
const SHEET_WIDTH = 690;

/** Parts of each page that are printed, none over another and none outside the sheet. */
const pages = {
  'the Lab': [
    linkTo('lab', { attack: { norm: 'inf' }, grid: { n: 15 }, view: { kind: 'contour' } }),
    '.knobs, .lab-centre .pane, .readouts, .phone-figure, .phone-reading',
  ],
  'a comparison': [
    linkTo('lab', { grid: { n: 15 }, view: { kind: 'contour' }, panes: [{}, { attack: { norm: 2 } }, { attack: { norm: 'inf' } }] }),
    '.knobs, .compare .pane',
  ],
  optimisers: ['#optimisers', '.knobs, .race-centre .pane, .race-readouts .pane'],
  training: ['#train', '.knobs, .train-centre .pane'],
  theorems: ['#theory', '.knobs, .statement, .theory .pane'],
  'the gallery': ['#gallery', '.gallery-row'],
} as const;
const screens = { 'a desk': { width: 1440, height: 900 }, 'a phone': { width: 390, height: 844 } } as const;

for (const [name, [hash, parts], screen, size] of Object.entries(pages).flatMap(([name, row]) =>
  Object.entries(screens).map(([screen, size]) => [name, row, screen, size] as const),
))
  test(`printed from ${screen} on a sheet, all parts of ${name} stand beside each other`, async ({ page }) => {
    await page.setViewportSize(size);
    await page.goto(hash);
    await expect(page.locator(parts).nth(1)).toBeVisible();
    await page.evaluate(() => dispatchEvent(new Event('beforeprint'))); // as the browser does before it lays the sheet out
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 740, height: 1040 }); // whose width is the page's while it is printed
    const boxes = await page.locator(parts).evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().toJSON() as DOMRect));
    expect(boxes.length).toBeGreaterThan(1);
    for (const [k, a] of boxes.entries()) {
      expect(a.width * a.height).toBeGreaterThan(0);
      expect(a.right).toBeLessThan(SHEET_WIDTH + 1);
      for (const b of boxes.slice(k + 1))
        expect(
          a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1,
          `${JSON.stringify(a)} on ${JSON.stringify(b)}`,
        ).toBe(false);
    }
    const hidden = await page
      .locator('.knobs, .readouts, .race-readouts')
      .evaluateAll((columns) => columns.filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 1).length);
    expect(hidden, 'columns that are cut off').toBe(0);
  });
