import type { Locator, Page } from '@playwright/test';
import { expect, openLab, settled, test } from './page';

const slider = (page: Page, name: string): Locator => page.getByRole('slider', { name, exact: true });
const field = (page: Page, name: string): Locator => page.getByRole('textbox', { name: `${name}, value`, exact: true });

test('a slider follows the keyboard, its number and a double click', async ({ page }) => {
  await openLab(page);
  const epsilon = slider(page, 'ε radius');
  await epsilon.focus();
  await page.keyboard.press('ArrowRight');
  await expect(field(page, 'ε radius')).toHaveValue('0.52');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(field(page, 'ε radius')).toHaveValue('0.72');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(field(page, 'ε radius')).toHaveValue('0.718');
  await field(page, 'ε radius').fill('1.25');
  await page.keyboard.press('Enter');
  await expect(epsilon).toHaveValue(/^0\.625/);
  await settled(page);
  await epsilon.dblclick();
  await expect(field(page, 'ε radius')).toHaveValue('0.50');
});

test('a slider follows the mouse, and the surface follows the slider', async ({ page }) => {
  await openLab(page, { smoothing: { kind: 'entropy-sgd' } });
  const gamma = slider(page, 'γ tightness');
  const box = await gamma.boundingBox();
  if (!box) throw new Error('the slider of γ is not on screen');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.25, y);
  await page.mouse.down();
  for (let step = 1; step <= 20; step += 1) await page.mouse.move(box.x + box.width * (0.25 + 0.02 * step), y);
  await page.mouse.up();
  await settled(page);
  const shown = await field(page, 'γ tightness').inputValue();
  expect(Number(shown)).toBeGreaterThan(10);
  await page.keyboard.press('Control+z'); // the whole drag is one step
  await expect(field(page, 'γ tightness')).toHaveValue('1.00');
  await page.keyboard.press('Control+Shift+z');
  await expect(field(page, 'γ tightness')).toHaveValue(shown);
  await settled(page);
});

test('norm, model and smoothing are chosen by keyboard', async ({ page }) => {
  await openLab(page);
  await page.getByRole('radio', { name: 'L∞' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('radio', { name: 'L2', exact: true })).toBeChecked();
  await page.getByRole('radio', { name: 'swish' }).click();
  await page.getByRole('radiogroup', { name: 'Smoothing' }).getByRole('radio', { name: 'EntropySGD' }).click();
  await settled(page);
  await expect(page.getByRole('group', { name: 'γ tightness' })).toBeVisible();
});

test('choosing the current value changes nothing, and a disabled choice cannot be selected', async ({ page }) => {
  await openLab(page);
  const exponent = page.getByRole('radio', { name: 'any p' });
  await exponent.click();
  await field(page, 'p exponent').fill('4');
  await page.keyboard.press('Enter');
  await exponent.click();
  await expect(exponent).toBeChecked();
  await expect(field(page, 'p exponent')).toHaveValue('4.00');
  await page.getByRole('radio', { name: 'no attack' }).click();
  await expect(page.getByRole('radiogroup', { name: 'Solver of the attack' }).getByRole('radio', { name: 'PGD' })).toBeDisabled();
  await settled(page);
});

test('a point is dragged, relabelled, added and deleted', async ({ page }) => {
  await openLab(page);
  const dot = page.getByRole('button', { name: /^Point 1, x = / });
  const before = await dot.getAttribute('aria-label');
  const box = await dot.boundingBox();
  if (!box) throw new Error('the point is not on screen');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x - 12, box.y + 16, { steps: 5 });
  await page.mouse.up();
  await expect(dot).not.toHaveAttribute('aria-label', before ?? '');
  await dot.focus();
  await page.keyboard.press('Enter');
  await expect(dot).toHaveAttribute('aria-label', /y = −1/);
  await page.getByRole('button', { name: 'Add a point' }).click();
  await expect(page.getByRole('button', { name: /^Point \d+, x = / })).toHaveCount(2);
  await page.getByRole('button', { name: 'Delete point 2' }).click();
  await expect(page.getByRole('button', { name: /^Point \d+, x = / })).toHaveCount(1);
  await settled(page);
});

test('a formula is drawn as it is typed', async ({ page }) => {
  await openLab(page);
  await page.getByRole('radio', { name: 'formula' }).click();
  const formula = page.getByRole('textbox', { name: 'Formula of the activation in z' });
  await expect(formula).toHaveValue('z^3/(1+z^2)');
  await formula.fill('z + sin(z)/4');
  await settled(page);
  await expect(page.getByRole('alert')).toHaveCount(0);
});
