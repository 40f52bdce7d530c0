import { inputPresets, presets } from '../../src/documents/surfacePresets';
import { sigmoid } from '../../src/math/core/logisticLoss';
import { expect, settled, test } from './page';
import type { Page } from '@playwright/test';

const section = (page: Page, name: string) => page.getByRole('region', { name });
const epsilon = (page: Page, figure: string) => page.getByRole('figure', { name: figure, exact: true }).getByRole('textbox').first();

test('the article computes the numbers of its text for its knobs, lights up what a word names, and opens a figure as it was set', async ({
  page,
}) => {
  await page.goto('#read');
  await settled(page);
  const creases = section(page, 'Figure 2(a) to (c): creases');
  const jump = (radius: number) => (2 * radius * sigmoid(-1 + radius)).toFixed(4); // x = (1, 1) at θ = (1, 0)
  await expect(creases).toContainText(`the slope jumps by ${jump(0.5)}`);
  const field = epsilon(page, 'Figure 2(a) to (c)');
  await field.fill('0.3');
  await field.press('Enter');
  await expect(creases).toContainText(`the slope jumps by ${jump(0.3)}`);
  await expect(creases).toContainText('ε = 0.3000');
  await expect(section(page, 'Figure 1: the attack jumps, slides or rests')).toContainText('2ε = 0.600');

  const picture = page.getByRole('img', { name: `Figure 2(c). ${presets['figure-2c'].note}` });
  const drawn = () => picture.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const before = await drawn();
  await creases.getByRole('button', { name: 'creases', exact: true }).hover();
  await expect.poll(drawn).not.toBe(before);
  await page.mouse.move(0, 0);
  await expect.poll(drawn).toBe(before);

  await page.getByRole('link', { name: 'Open Figure 4', exact: true }).click();
  await expect(page.locator('main')).toHaveClass('lab');
  await expect(page.getByRole('textbox', { name: /radius/ })).toHaveValue('0.30');
  await page.goBack();
  await expect(field).toHaveValue('0.30');
});

test('the weight that crosses zero moves the attack by one side of the square', async ({ page }) => {
  await page.goto('#read');
  const figure = page.getByRole('figure', { name: 'Figure 1(a)', exact: true });
  const corner = section(page, 'Figure 1: the attack jumps, slides or rests');
  await expect(corner).toContainText('Under L∞ they are 1.000 apart');
  expect(inputPresets['figure-1a'].document.view.partner).toEqual([1.5, 0.25]);
  const turn = figure.getByRole('textbox').first();
  await turn.fill('-0.1');
  await turn.press('Enter');
  await expect(corner).toContainText('Under L∞ they are 0.000 apart');
});
