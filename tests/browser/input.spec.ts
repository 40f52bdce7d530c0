import { expect, linkTo, settled, test } from './page';

const small = { attack: { norm: 'inf' }, grid: { n: 21 } };

test('dragged across an axis under L∞, the attack jumps one side of the square', async ({ page }) => {
  await page.goto(linkTo('lab', { ...small, view: { kind: 'contour', theta: [1.5, -0.6], partner: [1.5, -0.3] } }));
  await settled(page);
  const rows = page.getByRole('table', { name: 'Two weights' });
  const plane = page.getByRole('group', { name: 'Input space', exact: true });
  await expect(rows).toContainText('0.0000');
  await expect(plane.locator('+ p')).toContainText('is moved to x′ = (0.50, 1.50)');
  const contour = page.getByRole('group', { name: 'Contour of the loss' });
  const box = await contour.boundingBox();
  const ring = await contour.locator('circle').last().boundingBox();
  if (!box || !ring) throw new Error('θ is not on screen');
  const [x, y] = [ring.x + ring.width / 2, ring.y + ring.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y - box.height * 0.2, { steps: 8 });
  await page.mouse.up();
  await page.mouse.move(5, 5);
  await expect(plane.locator('+ p')).toContainText('is moved to x′ = (0.50, 0.50)');
  await expect(rows).toContainText('1.0000');
  await expect(rows).toContainText('one sign flips');
});

test('both weights move by keyboard, and the input plane has a text alternative', async ({ page }) => {
  await page.goto(linkTo('lab', { ...small, view: { kind: 'contour', theta: [1, -0.06] } }));
  await settled(page);
  await page.getByRole('switch', { name: 'Second weight θ′' }).check();
  const second = page.getByRole('textbox', { name: 'Second weight, θ₂' });
  await expect(second).toHaveValue('0.06');
  await second.fill('0.5');
  await expect(page).toHaveURL(/#lab\//);
  const theta = page.getByRole('button', { name: 'θ: drag to turn it, arrow keys move it' });
  await theta.focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('table', { name: 'Two weights' })).toContainText('all signs agree');
  await page.getByRole('switch', { name: 'Second weight θ′' }).uncheck();
  await expect(page.getByRole('table', { name: 'Two weights' })).toHaveCount(0);
});

test('a frozen attack is drawn beside the true one and is stored in the address', async ({ page }) => {
  await page.goto(linkTo('lab', { ...small, view: { kind: 'both', theta: [1, -1.5] } }));
  await settled(page);
  await page.getByRole('switch', { name: 'Freeze the attack at this θ' }).check();
  await expect(page.getByRole('region', { name: 'Pane F' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Pane C' })).toContainText('frozen');
  await settled(page);
  await expect.poll(() => page.url()).toMatch(/#lab\/.{60}/);
  await page.waitForFunction((before) => location.hash !== before, '#lab/');
  await page.reload();
  await expect(page.getByRole('switch', { name: /^Attack frozen at θ = \(1\.00, −1\.50\)/ })).toBeChecked();
});

test('the cards of Figure 1 open their cases in the Lab', async ({ page }) => {
  for (const [name, title] of [
    ['1(a)', 'Corner jumps'],
    ['1(b)', 'Rests inside'],
    ['1(c)', 'Slides on the rim'],
  ] as const) {
    await page.goto('#gallery');
    const card = page.getByRole('link', { name: `Figure ${name}: ${title}` });
    await expect(card.getByRole('img')).toBeVisible();
    await card.click();
    await settled(page);
    await expect(page.getByText(`Figure ${name}`, { exact: true })).toBeVisible();
    await expect(page.getByRole('group', { name: 'Input space', exact: true })).toBeVisible();
  }
});

test('the three cases of Figure 1 open side by side, each with its input plane', async ({ page }) => {
  await page.goto('#gallery');
  await page.getByRole('link', { name: 'Open all three of Figure 1' }).click();
  await settled(page);
  for (const [letter, words] of [
    ['A′', 'The attack takes the corner'],
    ['B′', 'The attack rests inside the ball'],
    ['C′', 'The attack rests on the circle'],
  ] as const)
    await expect(page.getByRole('region', { name: `Pane ${letter}` })).toContainText(words);
  await expect(page.getByText('Figure 1', { exact: true })).toBeVisible();
  await expect(page.getByRole('radio', { name: 'inputs' })).toBeChecked();
});
