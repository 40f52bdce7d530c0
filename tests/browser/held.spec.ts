import type { Locator, Page } from '@playwright/test';
import { expect, openLab, settled, test } from './page';

const colourBar = (page: Page): Locator => page.getByRole('img', { name: /^Colours from/ }).first();
const cutTicks = (page: Page): Promise<string[]> => page.locator('.pane-c .ytick').allTextContents();
const inputTicks = (page: Page): Promise<string[]> => page.locator('.input-plane .input-ticks text').allTextContents();
const grown = (page: Page): Locator => page.locator('.grown');
const ballWidth = (page: Page): Promise<number> => page.locator('.input-plane .input-ball').evaluate((ball: SVGPathElement) => ball.getBBox().width);

/** What must stand still: ends of the colour bar, labels of the cut's axis and of the plane of inputs. */
const rangesOf = async (page: Page) => ({
  bar: await colourBar(page).getAttribute('aria-label'),
  cut: await cutTicks(page),
  input: await inputTicks(page),
});

/** rangesOf() once Plotly has drawn the cut; until then the page's own painter draws it, on a canvas. */
async function rangesAtRest(page: Page): ReturnType<typeof rangesOf> {
  await expect.poll(() => cutTicks(page).then(({ length }) => length)).toBeGreaterThan(2);
  return rangesOf(page);
}

const slider = (page: Page): Locator => page.getByRole('slider', { name: 'ε radius', exact: true });
async function place(page: Page): Promise<(epsilon: number) => Promise<void>> {
  const box = await slider(page).boundingBox();
  if (!box) throw new Error('the slider of ε is not on screen');
  return async (epsilon) => {
    await page.mouse.move(box.x + 6 + ((box.width - 12) * epsilon) / 2, box.y + box.height / 2);
    await settled(page);
  };
}

test('while ε is dragged down, colours, the axis of the cut and the plane of inputs stand still, and the ball shrinks to scale', async ({ page }) => {
  await openLab(page, { attack: { norm: 'inf', epsilon: 1.5 }, view: { kind: 'both' } });
  const moveTo = await place(page);
  await moveTo(1.5);
  const before = await rangesAtRest(page);
  expect(before.input.length).toBeGreaterThan(3);
  const wide = await ballWidth(page);
  await page.mouse.down();
  for (const epsilon of [0.7, 0.1]) {
    await moveTo(epsilon);
    expect(await rangesOf(page)).toEqual(before);
  }
  const value = Number(await page.getByRole('textbox', { name: 'ε radius, value', exact: true }).inputValue());
  expect((await ballWidth(page)) / wide).toBeCloseTo(value / 1.5, 1);
  await expect(grown(page)).toHaveCount(0);
  await page.mouse.up();
  await settled(page);
  await expect.poll(() => rangesOf(page).then(({ bar }) => bar)).not.toBe(before.bar); // they settle to the values
});

test('ranges grow only where the values leave them, and the page says so until the release', async ({ page }) => {
  await openLab(page, { attack: { norm: 'inf', epsilon: 0.1 }, view: { kind: 'both' } });
  const moveTo = await place(page);
  await moveTo(0.1);
  const before = await rangesAtRest(page);
  await page.mouse.down();
  await moveTo(1.9);
  await expect(grown(page)).toHaveCount(4); // surface, contour, cut and plane of inputs
  await expect(grown(page).first()).toHaveText('range grown to fit');
  const risen = await rangesOf(page);
  expect(risen.bar).not.toBe(before.bar);
  await moveTo(0.1);
  expect(await rangesOf(page)).toEqual(risen);
  await page.mouse.up();
  await settled(page);
  await expect(grown(page)).toHaveCount(0);
  await expect.poll(() => rangesOf(page)).toEqual(before); // Plotly draws a quarter of a second later
});

test('keys that repeat hold the ranges as well', async ({ page }) => {
  await openLab(page, { attack: { norm: 'inf', epsilon: 1.5 } });
  const before = await colourBar(page).getAttribute('aria-label');
  await slider(page).focus();
  for (let k = 0; k < 4; k += 1) await page.keyboard.down('PageDown');
  await settled(page);
  await expect(page.getByRole('textbox', { name: 'ε radius, value', exact: true })).not.toHaveValue('1.50');
  expect(await colourBar(page).getAttribute('aria-label')).toBe(before);
  await page.keyboard.up('PageDown');
  await expect(colourBar(page)).not.toHaveAttribute('aria-label', before ?? '');
});

test('a locked range stays through changes, a reload and undo, and its ends are typed', async ({ page }) => {
  await openLab(page, { attack: { norm: 'inf', epsilon: 0.5 } });
  const free = await colourBar(page).getAttribute('aria-label');
  await page.getByRole('button', { name: 'Lock the range of losses' }).click();
  await page.getByRole('textbox', { name: 'Locked range, greatest loss' }).fill('2');
  await page.keyboard.press('Enter');
  const locked = 'Colours from 0 to 2, loss, nats';
  await expect(colourBar(page)).toHaveAttribute('aria-label', locked);
  await expect(page.getByText(/of the picture lies above the range 0 to 2/).first()).toBeAttached();
  await page.getByRole('textbox', { name: 'ε radius, value', exact: true }).fill('1.5');
  await page.keyboard.press('Enter');
  await settled(page);
  await expect(colourBar(page)).toHaveAttribute('aria-label', locked);
  await expect.poll(() => page.url()).toContain('#lab/');
  await page.waitForTimeout(400); // the address follows within 300 ms
  await page.reload();
  await settled(page);
  await expect(colourBar(page)).toHaveAttribute('aria-label', locked);
  await page.getByRole('textbox', { name: 'Locked range, least loss' }).fill('3');
  await expect(page.getByRole('alert')).toContainText('The least loss must be below 2; it was 3');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Lock the range of losses' }).click();
  await expect(colourBar(page)).not.toHaveAttribute('aria-label', locked);
  await page.keyboard.press('Control+z');
  await expect(colourBar(page)).toHaveAttribute('aria-label', locked);
  expect(free).not.toBe(locked);
});

test('each row of a comparison has a lock of its own, and the race is drawn over the locked range', async ({ page }) => {
  const panes = ['linear', 'linear', 'swish', 'swish'].map((model, k) => ({ model, attack: { norm: k % 2 === 0 ? 2 : 'inf' } }));
  await openLab(page, { panes, view: { kind: 'contour', second: 'none' } });
  const bars = page.getByRole('img', { name: /^Colours from/ });
  const locks = page.getByRole('button', { name: 'Lock the range of losses' });
  await expect(bars).toHaveCount(2);
  const [free] = [await bars.nth(0).getAttribute('aria-label')];
  await locks.nth(1).click();
  await page.getByRole('textbox', { name: 'Locked range, greatest loss' }).fill('1.25');
  await page.keyboard.press('Enter');
  await expect(bars.nth(1)).toHaveAttribute('aria-label', /^Colours from [\d.]+ to 1\.25, loss, nats$/);
  await expect(bars.nth(0)).toHaveAttribute('aria-label', free ?? '');
  await locks.nth(1).click();
  await expect(bars.nth(1)).not.toHaveAttribute('aria-label', /to 1\.25,/);
  await openLab(page, { attack: { norm: 2 } });
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Optimisers' }).click();
  await locks.click();
  await page.getByRole('textbox', { name: 'Locked range, greatest loss' }).fill('1');
  await page.keyboard.press('Enter');
  await expect(colourBar(page)).toHaveAttribute('aria-label', /^Colours from [\d.]+ to 1, loss, nats$/);
  await expect(page.getByText(/of the picture lies above the range/).first()).toBeVisible();
});

test('colours of jumps stand still while a knob is held, and settle on release', async ({ page }) => {
  await openLab(page, { attack: { norm: 'inf', epsilon: 1.5 }, view: { kind: 'contour', jumps: true } });
  const jumps = page.getByRole('img', { name: /jump of ∇L$/ });
  const moveTo = await place(page);
  await moveTo(1.5);
  await expect(jumps).toBeVisible();
  const before = (await jumps.getAttribute('aria-label')) ?? '';
  await page.mouse.down();
  const jump = page.getByRole('group', { name: 'Contour of the loss' }).locator('p').first();
  const described = await jump.textContent();
  await moveTo(0.4);
  await expect(jump).not.toHaveText(described ?? ''); // the jumps themselves have followed
  await expect(jumps).toHaveAttribute('aria-label', before);
  await page.mouse.up();
  await settled(page);
  await expect(jumps).not.toHaveAttribute('aria-label', before);
});
