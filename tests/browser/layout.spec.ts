import { expect, linkTo, settled, test } from './page';
import type { Page } from '@playwright/test';

/** Widths in CSS px: 320 to 3840 at a zoom of 100 and 200 %, with both sides of every change of layout. */
const widths = [160, 320, 390, 512, 599, 600, 720, 899, 900, 1024, 1199, 1200, 1280, 1440, 1920, 3840];
const heightOf = (width: number): number => Math.max(400, Math.round(width * 0.6));

const norms = ['none', 2, 'inf', 1];
const panes = (count: number) =>
  Array.from({ length: count }, (_, k) => ({
    attack: { norm: norms[k % 4] ?? 2, epsilon: 0.3 + 0.1 * k },
    ...(count > 5 && k > 3 && { model: 'swish' }),
  }));

interface Faults {
  readonly overlaps: readonly string[];
  readonly misaligned: readonly string[];
  readonly wide: readonly string[];
}

/** What is wrong with the boxes on the page: cells of panes over each other, cells of one row out of line, anything wider than its place. */
const faultsOf = (page: Page): Promise<Faults> =>
  page.evaluate(() => {
    const groups = [...document.querySelectorAll('.compare-pane')];
    const cells = groups.flatMap((group, k) =>
      [...group.children].map((cell, row) => ({ name: `${k}.${row}`, k, row, box: cell.getBoundingClientRect(), cell })),
    );
    const inside = groups.flatMap((group, k) =>
      [...group.querySelectorAll('.pane-head > *, .pane-head .legend > *, .pane-table, .pane-body, .caption')].map((part) => {
        const box = part.getBoundingClientRect();
        const own = (part.closest('.pane-head, .pane') ?? group).getBoundingClientRect();
        const out = box.width > 0 && (box.right > own.right + 1 || box.bottom > own.bottom + 1 || box.left < own.left - 1);
        return out ? `pane ${k}: ${part.className || part.tagName} leaves its cell` : '';
      }),
    );
    const overlaps = cells.flatMap((a, i) =>
      cells.slice(i + 1).flatMap((b) => {
        const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        return across > 1 && down > 1 ? [`${a.name} and ${b.name}`] : [];
      }),
    );
    const tops = groups.map((group) => Math.round(group.getBoundingClientRect().top));
    const beside = cells.flatMap((a) => cells.filter((b) => b.k > a.k && b.row === a.row && tops[a.k] === tops[b.k]).map((b) => [a, b] as const));
    const misaligned = beside.flatMap(([a, b]) =>
      Math.abs(a.box.top - b.box.top) > 1 || (a.cell.matches('.pane') && Math.abs(a.box.height - b.box.height) > 1) ? [`${a.name}, ${b.name}`] : [],
    );
    const low = cells
      .filter(({ cell, box }) => cell.matches('.pane') && (box.height < 200 || box.width < 140))
      .map(({ name }) => `${name} is too small`);
    const clipped = [...document.querySelectorAll('.pane-table :is(td, th)')]
      .filter((cell) => cell.scrollWidth > cell.clientWidth + 1)
      .map((cell) => `${cell.textContent} leaves its column`);
    const places = ['main', '.lab-frame', '.lab-centre', '.lab-title', '.compare', '.sheet', '.knobs'].flatMap((place) => [
      ...document.querySelectorAll(place),
    ]);
    const wide = places
      .filter((place) => place.scrollWidth > place.clientWidth + 1)
      .map((place) => `${place.className || place.tagName} scrolls sideways`);
    return { overlaps, misaligned: [...misaligned, ...low], wide: [...wide, ...clipped, ...inside.filter((fault) => fault !== '')] };
  });

/** The documents of the matrix: one to eight panes with every kind of figure and second row at least once. */
const documents = [
  { count: 1, view: { kind: 'surface' } },
  { count: 2, view: { kind: 'both', second: 'smoothed' } },
  { count: 3, view: { kind: 'surface', second: 'smoothed' } },
  { count: 4, view: { kind: 'contour', second: 'difference' } },
  { count: 5, view: { kind: 'both' } },
  { count: 6, view: { kind: 'both', second: 'inputs' } },
  { count: 7, view: { kind: 'contour', second: 'gradient' } },
  { count: 8, view: { kind: 'both', second: 'smoothed', jumps: true } },
];

test('one to eight panes at 320 to 3840 px, at 100 and 200 %, lie beside each other and in line', async ({ page }) => {
  await page.goto(linkTo('lab', { panes: panes(1), grid: { n: 11 }, view: { kind: 'contour' } }));
  await settled(page);
  await page.addStyleTag({ content: '.pane-body [aria-describedby] { display: none }' }); // figures fill their cells; software would draw them for minutes
  const faults: string[] = [];
  for (const { count, view } of documents) {
    await page.evaluate((hash) => location.assign(hash), linkTo('lab', { panes: panes(count), grid: { n: 11 }, view }));
    await expect(page.locator('.compare-pane')).toHaveCount(count);
    for (const width of widths) {
      await page.setViewportSize({ width, height: heightOf(width) });
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      for (const [kind, list] of Object.entries(await faultsOf(page)))
        for (const fault of list) faults.push(`${count} panes, ${width} px, ${kind}: ${fault}`);
    }
  }
  expect(faults).toEqual([]);
});

/** Controls on the page that are smaller than `least` pixels across or down; a link inside a sentence counts as text. */
const smallTargets = (page: Page, least: number): Promise<readonly string[]> =>
  page.evaluate((limit) => {
    const targets = [...document.querySelectorAll('button, a[href], input, select, summary, [role="button"], [role="slider"]')];
    return targets.flatMap((target) => {
      if (!target.checkVisibility() || target.closest('.hidden')) return [];
      const inText =
        getComputedStyle(target).display === 'inline' && [...(target.parentElement?.childNodes ?? [])].some((node) => node.nodeType === 3);
      const covers = getComputedStyle(target, '::after').position === 'absolute' && target instanceof HTMLElement ? target.offsetParent : null; // its hit area is its card
      const box = (covers ?? target.closest('label') ?? target).getBoundingClientRect();
      if (inText || box.width === 0 || (box.width >= limit - 0.5 && box.height >= limit - 0.5)) return [];
      const name = target.getAttribute('aria-label') ?? (target.textContent || target.closest('label')?.textContent || target.className);
      return [`${name.trim().slice(0, 40)}: ${Math.round(box.width)} × ${Math.round(box.height)}`];
    });
  }, least);

const tabs = ['gallery', 'read', 'learn', 'lab', 'theory', 'optimisers', 'train', 'landscape'] as const;
const small = { panes: panes(2), grid: { n: 11 }, view: { kind: 'contour' } };

/** What has the focus: the name of its element, "body" where it is lost. */
const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.tagName.toLowerCase() ?? 'none');
const mainTop = (page: Page): Promise<number> => page.evaluate(() => document.querySelector('main')?.scrollTop ?? -1);

/** Goes through all tabs, with every disclosure open, and a comparison. */
async function smallTargetsOfPages(page: Page, least: number): Promise<readonly string[]> {
  await page.goto('#gallery');
  const found: string[] = [];
  for (const address of [...tabs.map((tab) => `#${tab}`), linkTo('lab', small)]) {
    await page.evaluate((hash) => location.assign(hash), address);
    await expect(page.locator('main')).toHaveClass(address.replace(/^#|\/.*$/g, ''));
    await expect(page.locator('main .fetching')).toHaveCount(0);
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
    found.push(...(await smallTargets(page, least)).map((target) => `${address.slice(0, 12)} ${target}`));
  }
  return found;
}

test('controls are at least 24 px across and down', async ({ page }) => {
  expect(await smallTargetsOfPages(page, 24)).toEqual([]);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('controls are large enough for a finger, and nothing is wider than the screen', async ({ page }) => {
    expect(await smallTargetsOfPages(page, 36)).toEqual([]);
    for (const tab of tabs) {
      await page.evaluate((hash) => location.assign(hash), `#${tab}`);
      await expect(page.locator('main')).toHaveClass(tab);
      const widths = await page.evaluate(() => [document.documentElement.scrollWidth, document.querySelector('main')?.scrollWidth ?? 0]);
      expect(Math.max(...widths), tab).toBeLessThanOrEqual(390);
    }
  });

  test('a card opens at the top of its page with a title of its own and the focus in it; going back shows the card again', async ({ page }) => {
    await page.goto('#gallery');
    const card = page.getByRole('link', { name: /Figure 5\(b\)/ });
    await card.scrollIntoViewIfNeeded();
    const left = await mainTop(page);
    expect(left).toBeGreaterThan(500);
    const titles = new Set([await page.title()]);
    await card.click();
    await expect(page.locator('main')).toHaveClass('lab');
    expect(await mainTop(page)).toBe(0);
    await expect(page).toHaveTitle(/Figure 5\(b\).*Smoothscape/);
    titles.add(await page.title());
    expect(await focused(page)).not.toBe('body');
    await page.goBack();
    await expect(page.locator('main')).toHaveClass('gallery');
    expect(Math.abs((await mainTop(page)) - left)).toBeLessThan(5);
    expect(titles).toContain(await page.title());
    for (const tab of ['theory', 'optimisers', 'train'] as const) {
      await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: tab }).click();
      await expect(page.locator('main')).toHaveClass(tab);
      expect(await focused(page)).not.toBe('body');
      titles.add(await page.title());
    }
    expect([...titles]).toHaveLength(5);
  });

  test('compares panes with the knobs on the same screen', async ({ page }) => {
    await page.goto(linkTo('lab', { attack: { norm: 'inf' }, grid: { n: 11 }, view: { kind: 'contour' } }));
    await page.getByRole('button', { name: 'Compare' }).click();
    await expect(page.locator('.compare-pane')).toHaveCount(3);
    expect(await focused(page)).not.toBe('body');
    for (const part of [page.getByLabel('Pane A', { exact: true }).first(), page.getByRole('button', { name: 'Add pane' })])
      await expect(part).toBeInViewport({ ratio: 0.9 });
    await page.getByRole('button', { name: 'C L∞ attack' }).click();
    await expect(page.locator('#pane-C')).toBeInViewport();
    await page.getByRole('button', { name: 'Add a point' }).click();
    await expect(page.getByLabel('x₁ of point 2')).toBeVisible();
    await page.getByRole('button', { name: 'Close comparison' }).click();
    await expect(page.getByRole('button', { name: 'Compare' })).toBeVisible();
  });
});

test('an element that goes while it has the focus leaves the focus beside it', async ({ page }) => {
  await page.goto(linkTo('lab', { attack: { norm: 2, epsilon: 0.7 }, points: [{ x: [1, 1], y: 1 }, { x: [-1, 0], y: -1 }], grid: { n: 11 }, view: { kind: 'contour' } })); // prettier-ignore
  const removals = [page.getByRole('button', { name: /^Reset ε/ }), page.getByRole('button', { name: 'Delete point 2' })];
  for (const button of removals) {
    await button.focus();
    await page.keyboard.press('Enter');
    await expect(button.and(page.locator(':enabled'))).toHaveCount(0);
    expect(await focused(page)).not.toBe('body');
  }
  await page.getByRole('button', { name: 'Undo' }).focus();
  while (await page.getByRole('button', { name: 'Undo' }).isEnabled()) await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).not.toBe('body');
});
