import { glossary } from '../../src/documents/article/glossary';
import { expect, openLab, test } from './page';

test('a knob explains itself under the pointer and by its key, shows what it does, and the list of keys opens elsewhere', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openLab(page);
  const card = page.locator('.help-card');
  const radius = page.getByRole('group', { name: /radius/ });
  await radius.getByText('radius', { exact: true }).hover();
  await expect(card).toContainText('Radius of the ball that the attack may use');
  await page.mouse.move(700, 300);
  await expect(card).toHaveCount(0);

  await radius.getByRole('slider').focus();
  await page.keyboard.press('?');
  await expect(card).toContainText('double click for 0.50');
  await page.keyboard.press('Escape');
  await expect(card).toHaveCount(0);
  await page.keyboard.press('?');
  await card.getByRole('button', { name: 'See it' }).click();
  await expect(page.getByRole('textbox', { name: /radius/ })).toHaveValue(glossary.epsilon.see!.moves!.to.toFixed(2));

  await page.getByRole('button', { name: 'Undo' }).focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('table', { name: 'Keys' })).toContainText('Ctrl+Z');
  await page.getByRole('link', { name: 'All words and knobs' }).click();
  await expect(page).toHaveTitle(/^Read/);
  await expect(page.getByRole('region', { name: 'Words and knobs' })).toContainText(glossary.nats.sentence);
});

test('Ctrl+K finds an action by words of its name', async ({ page }) => {
  await openLab(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Action' }).fill('figure 5(b)');
  await page.keyboard.press('Enter');
  await expect(page).toHaveTitle(/5\(b\)/);
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Actions' })).toHaveCount(0);
});
