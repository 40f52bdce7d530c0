import AxeBuilder from '@axe-core/playwright';
import { deflateRawSync } from 'node:zlib';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './page';

/** Three points whose minimum lies on a crease. */
const document = {
  smoothscape: 1,
  kind: 'surface',
  points: [
    { x: [1, 0], y: 1 },
    { x: [-1, 0], y: -1 },
    { x: [-0.3, 0], y: 1 },
  ],
  attack: { norm: 'inf', epsilon: 0.2 },
  grid: { theta1: [-3, 3.5], theta2: [-3, 3.5], n: 27 },
};

async function openRace(page: Page, race: object = {}): Promise<void> {
  const whole = { ...document, view: { race } };
  await page.goto(`#optimisers/${deflateRawSync(JSON.stringify(whole)).toString('base64url')}`);
  await expect(standings(page)).not.toHaveCount(0);
}

const standings = (page: Page): Locator => page.locator('.standings tbody tr');
const step = async (page: Page): Promise<number> => Number(await page.getByTestId('step').locator('b').textContent());
const path = (page: Page): Promise<string | null> => page.locator('path[data-method="sgd"]').getAttribute('d');

test('a race plays, pauses, and scrubs back to the same numbers', async ({ page }) => {
  await openRace(page);
  await expect(standings(page)).toHaveCount(7);
  const scrub = page.getByRole('slider', { name: 'Step shown' });
  await scrub.fill('31');
  const [then, line] = [await standings(page).allTextContents(), await path(page)];
  expect(then.join()).toMatch(/\d\.\d{5}/);

  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(() => step(page)).toBeGreaterThan(34);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  const paused = await step(page);
  expect(await standings(page).allTextContents()).not.toEqual(then);
  expect(await step(page)).toBe(paused);

  await scrub.fill('31');
  expect(await standings(page).allTextContents()).toEqual(then);
  expect(await path(page)).toBe(line);
});

test('keys step and play, and leave text fields alone', async ({ page }) => {
  await openRace(page);
  await page.getByRole('heading', { level: 1 }).click();
  const from = await step(page);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  expect(await step(page)).toBe(from + 1);
  await page.keyboard.press('Home');
  expect(await step(page)).toBe(0);
  await page.keyboard.press('Space');
  await expect.poll(() => step(page)).toBeGreaterThan(1);
  await page.keyboard.press('Space');
  const field = page.getByRole('textbox', { name: 'Start θ₁' });
  const here = await step(page);
  await field.press('ArrowLeft');
  expect(await step(page)).toBe(here);
});

test('a method can be taken out, and a step size without bound is said to diverge', async ({ page }) => {
  await openRace(page, { methods: { sgd: {}, awp: { stepSize: 100, weightDecay: 10 } }, steps: 300 });
  await expect(standings(page)).toHaveCount(2);
  await page.getByRole('slider', { name: 'Step shown' }).fill('300');
  await expect(page.locator('tr[data-method="awp"]')).toContainText(/diverged/);
  await page.getByRole('checkbox', { name: 'Run AWP' }).uncheck();
  await expect(standings(page)).toHaveCount(1);
});

test('nothing that axe can find is wrong with the page', async ({ page }) => {
  await openRace(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
});
