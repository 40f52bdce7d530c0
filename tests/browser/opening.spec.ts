import { sigmoid } from '../../src/math/core/logisticLoss';
import { expect, settled, test } from './page';

test('the gallery opens with what this is, the paper, a live figure with one slider, and three doors', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('#gallery');
  const opening = page.getByRole('region', { name: 'What this is' });
  await expect(opening.getByRole('link', { name: 'Smoothness Analysis of Adversarial Training' })).toHaveAttribute(
    'href',
    'https://arxiv.org/abs/2103.01400',
  );
  await opening.getByRole('button', { name: 'Copy BibTeX' }).click();
  await expect(opening.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('10.1109/TNNLS.2023.3244172');

  await settled(page);
  const figure = opening.getByRole('figure', { name: 'Drag ε' });
  const largest = (epsilon: number) => (2 * epsilon * sigmoid(3 + 3 * epsilon)).toFixed(3); // at θ = (−3, 0), the end of a crease
  await expect(figure).toContainText(`by up to ${largest(0.5)}`);
  await figure.getByRole('slider').focus();
  await page.keyboard.press('ArrowRight');
  const field = figure.getByRole('textbox');
  await expect(field).not.toHaveValue('0.50');
  await expect(figure).toContainText(`by up to ${largest(Number(await field.inputValue()))}`);

  await opening.getByRole('link', { name: 'Learn' }).click();
  await expect(page.locator('main')).toHaveClass('read');
  await page.goBack();
  await opening.getByRole('link', { name: 'Make figures' }).click();
  await expect(page.locator('main')).toHaveClass('lab');
});
