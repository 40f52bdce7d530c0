import AxeBuilder from '@axe-core/playwright';
import { deflateRawSync } from 'node:zlib';
import type { Locator, Page } from '@playwright/test';
import { drop, save } from './files';
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

test('keys step and play, but not inside text fields', async ({ page }) => {
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

test('a method can be removed, and an unbounded step size is reported as diverging', async ({ page }) => {
  await openRace(page, { methods: { sgd: {}, awp: { stepSize: 100, weightDecay: 10 } }, steps: 300 });
  await expect(standings(page)).toHaveCount(2);
  await page.getByRole('slider', { name: 'Step shown' }).fill('300');
  await expect(page.locator('tr[data-method="awp"]')).toContainText(/diverged/);
  await page.getByRole('checkbox', { name: 'Run AWP' }).uncheck();
  await expect(standings(page)).toHaveCount(1);
});

test('the finish table: losses, gradient norm, gradients taken and steps of each method', async ({ page }) => {
  await openRace(page, { steps: 100 });
  const table = page.getByRole('region', { name: 'Standings' });
  await expect(table.getByRole('columnheader')).toHaveText(['method', 'adv. loss', 'clean', '‖∇‖', 'θ₂', 'crossed', 'grads', 'steps']);
  await page.getByRole('slider', { name: 'Step shown' }).fill('100');
  const last = async (name: string) => (await page.locator(`tr[data-method="${name}"] td`).allTextContents()).slice(-2);
  await expect.poll(() => last('sgd')).toEqual(['100', '100']);
  await expect.poll(() => last('sam')).toEqual(['200', '100']);
  await expect.poll(() => last('entropy-sgd')).toEqual(['100∫', '100']);
});

test('dragging the start runs another race and is one step of undo', async ({ page }) => {
  await openRace(page);
  const field = page.getByRole('textbox', { name: 'Start θ₁' });
  const ring = page.locator('.start-ring');
  await expect(ring).toBeVisible();
  const [before, line, box] = [await field.inputValue(), await path(page), await ring.boundingBox()];
  if (!box) throw new Error('no ring');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let k = 1; k <= 4; k += 1) await page.mouse.move(x + 40 * k, y + 10 * k);
  await page.mouse.up();
  await expect(field).not.toHaveValue(before);
  await expect.poll(() => path(page)).not.toBe(line);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(field).toHaveValue(before);
  await expect.poll(() => path(page)).toBe(line);
});

test('a sweep changes a parameter automatically, stops on request, and follows the keys', async ({ page }) => {
  await openRace(page, { methods: { sgd: {} }, steps: 60 });
  const bar = page.getByRole('slider', { name: 'Sweep position' });
  const value = () => bar.getAttribute('aria-valuetext');
  const then = await standings(page).allTextContents();
  await page.getByRole('button', { name: 'Play the sweep' }).click();
  await expect.poll(async () => Number(await bar.inputValue())).toBeGreaterThan(0.1);
  await page.getByRole('button', { name: 'Pause the sweep' }).click();
  const stopped = await value();
  expect(stopped).toMatch(/^ε radius 0\.\d\d/);
  await page.waitForTimeout(300);
  expect(await value()).toBe(stopped);
  await expect.poll(() => standings(page).allTextContents()).not.toEqual(then);
  await bar.press('ArrowRight');
  expect(await value()).not.toBe(stopped);
  await bar.press('End');
  expect(await value()).toBe('ε radius 2.00');
});

test('with reduced motion the replay steps instead of playing', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openRace(page, { methods: { sgd: {} } });
  const from = await step(page);
  await page.getByRole('group', { name: 'Replay' }).getByRole('button', { name: 'Step', exact: true }).click();
  expect(await step(page)).toBe(from + 1);
  await page.waitForTimeout(200);
  expect(await step(page)).toBe(from + 1);
});

test('the walk of EntropySGD stands beside its integral, as it was recorded', async ({ page }) => {
  await openRace(page, { methods: { 'entropy-sgd': { mean: 'langevin', noise: 1, innerSteps: 12 } } });
  const pane = page.getByRole('region', { name: 'Pane E' });
  await expect(pane).toContainText('as recorded at step 64');
  await expect(pane.locator('.walk-dot')).toHaveCount(12);
  await expect(pane).toContainText(/After 12 inner steps μ is \d\.\d{3} from the integral, and the variance [\d.]+ % of the exact one/);
  const dots = () => pane.locator('.walk-line').getAttribute('d');
  const then = await dots();
  await page.getByRole('slider', { name: 'Step shown' }).fill('65');
  await expect.poll(dots).not.toBe(then);
  await page.getByRole('slider', { name: 'Step shown' }).fill('64');
  await expect.poll(dots).toBe(then);
});

test('a race is exported as shown, and every file reopens as the same document', async ({ page }) => {
  await openRace(page, { methods: { sgd: {}, adam: {} }, steps: 90 });
  await page.getByRole('slider', { name: 'Step shown' }).fill('40');
  const svg = await save(page, 'SVG');
  expect(svg.toString()).toContain('Paths to step 40');
  const rows = (await save(page, 'CSV')).toString().split('\n').filter((row) => /^(sgd|adam),/.test(row)); // prettier-ignore
  expect(rows).toHaveLength(2 * 91);
  const png = await save(page, 'PNG');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  await drop(page, 'race.png', png);
  await expect(page.getByRole('button', { name: 'Lab', exact: true })).toHaveAttribute('aria-current', 'page');
  await page.getByRole('button', { name: 'Optimisers' }).click();
  await expect(standings(page)).toHaveCount(2);
  await expect(page.getByTestId('step')).toContainText('of 90');
});

test('axe finds no accessibility violation', async ({ page }) => {
  await openRace(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
});
