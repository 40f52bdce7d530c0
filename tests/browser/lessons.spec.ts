import { expect, test } from './page';

const dock = 'Lesson: Why L∞ creases and L2 does not';

test('a lesson opens its documents, checks answers by computing them, keeps progress, and refuses a broken file in a sentence', async ({ page }) => {
  await page.goto('#learn');
  await page.getByRole('link', { name: 'Start: Why L∞ creases and L2 does not' }).click();
  await expect(page.locator('main')).toHaveClass('lab');
  const lesson = page.getByRole('complementary', { name: dock });
  await lesson.getByRole('button', { name: 'Next' }).click();
  await lesson.getByRole('slider', { name: 'Loss at handle 1 of 11' }).focus();
  await page.keyboard.press('ArrowUp');
  await lesson.getByRole('button', { name: 'Check' }).click();
  await expect(lesson).toContainText('✕ Not yet. Your curve is');
  await lesson.getByRole('button', { name: 'Skip' }).click();
  await lesson.getByRole('textbox', { name: 'Your answer' }).fill('3');
  await lesson.getByRole('button', { name: 'Check' }).click();
  await expect(lesson).toContainText('✕ Not yet.');
  await lesson.getByRole('textbox', { name: 'Your answer' }).fill('2');
  await lesson.getByRole('button', { name: 'Check' }).click();
  await expect(lesson).toContainText('✓ Right. Computed, the number of lines on which the gradient jumps is 2.');
  await lesson.getByRole('button', { name: 'Next' }).click();
  await expect(lesson).toContainText('4 of 8');
  await page.waitForTimeout(400); // the address follows
  await page.reload();
  await expect(lesson).toContainText('4 of 8');
  await page.getByRole('button', { name: 'Learn', exact: true }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Why L∞ creases' })).toContainText('1 of 6 questions answered');

  const file = (name: string, content: object) => ({ name, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(content)) });
  const open = page.getByLabel('Open a lesson file');
  await open.setInputFiles(file('evil.json', { smoothscape: 1, kind: 'lesson', title: 'x', steps: [{ title: 'a', text: ['<b>x</b>'] }] }));
  await expect(page.getByText('evil.json: steps[0].text[0]: holds HTML; a lesson has text with TeX between $ signs.')).toBeVisible();
  await open.setInputFiles(file('own.json', { smoothscape: 1, kind: 'lesson', title: 'My own', steps: [{ title: 'a', text: ['$\\theta$'] }] }));
  await expect(page.getByRole('heading', { name: 'My own' })).toBeVisible();
});
