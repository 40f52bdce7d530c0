import { expect, linkTo, settled, test } from './page';
import type { Page } from '@playwright/test';

const widths = [390, 1024, 1440];
const norms = ['none', 2, 'inf', 1];
const panesOf = (count: number) =>
  Array.from({ length: count }, (_, k) => ({
    attack: { norm: norms[k % 4] ?? 2, epsilon: 0.3 + 0.1 * k },
    ...(k > 3 && { model: k % 2 === 0 ? 'swish' : { formula: 'z^3/(1+z^2)+0.25*sin(3*z)' } }),
  }));
const seconds = ['none', 'smoothed', 'difference', 'gradient', 'inputs', 'smoothed', 'difference', 'inputs'];
/** Ranges whose tick labels are short, and long. */
const grids = [
  { theta1: [-3, 3], theta2: [-3, 3], n: 5 },
  { theta1: [9998.99, 9999.01], theta2: [-0.0001, 0.0001], n: 5 },
];

/** Pairs of texts whose boxes overlap by more than rounding, and texts that leave the page. What scrolls away or is cut off with its box has no place. */
const faultsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const ROUNDING_PX = 1.5;
    const visibleBox = (box: DOMRect, from: Element): { left: number; right: number; top: number; bottom: number } => {
      const seen = { left: box.left, right: box.right, top: box.top, bottom: box.bottom };
      for (let parent: Element | null = from; parent && parent !== document.body; parent = parent.parentElement) {
        const { overflowX, overflowY, position } = getComputedStyle(parent);
        if (overflowX === 'visible' && overflowY === 'visible') continue;
        if (parent instanceof SVGElement && parent.tagName !== 'svg') continue;
        const clip = parent.getBoundingClientRect();
        if (position === 'fixed') break;
        Object.assign(seen, { left: Math.max(seen.left, clip.left), right: Math.min(seen.right, clip.right), top: Math.max(seen.top, clip.top), bottom: Math.min(seen.bottom, clip.bottom) }); // prettier-ignore
      }
      return seen;
    };
    const walker = document.createTreeWalker(document.querySelector('.compare') ?? document.body, NodeFilter.SHOW_TEXT);
    const texts: { text: string; owner: Element; box: ReturnType<typeof visibleBox> }[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (!parent || text === '' || !parent.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || parent.closest('.hidden, .katex-mathml, defs, option')) continue; // prettier-ignore
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {
        const box = visibleBox(rect, parent);
        if (box.right - box.left > ROUNDING_PX && box.bottom - box.top > ROUNDING_PX)
          texts.push({ text, owner: parent.closest('.katex, text') ?? parent, box });
      }
    }
    const overlaps = texts.flatMap((a, i) =>
      texts.slice(i + 1).flatMap((b) => {
        if (a.owner === b.owner) return [];
        const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        return across > ROUNDING_PX && down > ROUNDING_PX ? [`“${a.text}” on “${b.text}”`] : [];
      }),
    );
    const outside = texts
      .filter(({ box }) => box.right > innerWidth + ROUNDING_PX || box.left < -ROUNDING_PX)
      .map(({ text }) => `“${text}” leaves the page`);
    return [...(texts.length < 5 ? ['hardly any text was found'] : []), ...overlaps, ...outside];
  });

test('no two texts overlap on the page, at one to eight panes and three widths', async ({ page }) => {
  const faults: string[] = [];
  for (let count = 1; count <= 8; count += 1) {
    const view = { kind: 'contour', second: seconds[count - 1], jumps: count % 3 === 0, ...(count % 4 === 0 && { range: [0, 1.5] }) };
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(linkTo('lab', { panes: panesOf(count), grid: grids[count % 2], view }));
    await expect(page.locator('.compare-pane')).toHaveCount(count);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      await settled(page);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      for (const fault of await faultsOf(page)) faults.push(`${count} panes, ${width} px: ${fault}`);
    }
  }
  expect(faults).toEqual([]);
});
