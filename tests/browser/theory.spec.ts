import AxeBuilder from '@axe-core/playwright';
import { deflateRawSync } from 'node:zlib';
import { coloursOf, expect, settled, test } from './page';

const linkToTheory = (document: object = {}): string =>
  `#theory/${deflateRawSync(JSON.stringify({ smoothscape: 1, kind: 'surface', grid: { n: 41 }, ...document })).toString('base64url')}`;
const square = { attack: { norm: 'inf', epsilon: 0.5 }, view: { theory: { pairs: 5000 } } };

test('every card answers, none by a bug of ours, and Lemma 3 shows its counter-example', async ({ page }) => {
  await page.goto('./');
  await page.getByRole('button', { name: 'Theory' }).click();
  await page.goto(linkToTheory(square));
  await settled(page);
  const cards = page.getByRole('article');
  expect(await cards.count()).toBeGreaterThanOrEqual(14);
  for (const card of await cards.all()) await expect(card).toContainText(/holds|breaks outside, as it must|does not apply/);
  await expect(page.getByText('inside its assumptions: our bug')).toHaveCount(0);

  const lemma = cards.filter({ has: page.getByRole('button', { name: 'Lemma 3', exact: true }) });
  await expect(lemma).toContainText('breaks outside, as it must');
  await lemma.getByRole('button').click();
  const beside = page.getByRole('complementary', { name: 'Worst pair' });
  await expect(beside).toContainText('Lemma 3: the worst pair');
  const distance = beside.getByRole('row', { name: /distance of the attacks/ }).getByRole('cell');
  expect(Number(await distance.textContent())).toBeGreaterThanOrEqual(1); // 2ε for one sign, 2ε√2 for both
  await expect(beside.getByRole('img', { name: /^Attacks on/ })).toBeVisible();
  expect(await coloursOf(page, beside.getByRole('group', { name: 'The worst pair on the contour' }))).toBeGreaterThan(40);
});

test('a card that does not apply loads its case, and undo brings the document back', async ({ page }) => {
  await page.goto(linkToTheory(square));
  await settled(page);
  const card = page.getByRole('article').filter({ has: page.getByRole('button', { name: 'Lemma 2', exact: true }) });
  await expect(card).toContainText('does not apply');
  await card.getByRole('button', { name: 'Load that case' }).click();
  await expect(card).toContainText('✓ holds');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(card).toContainText('does not apply');
});

test('maps name their formula and are drawn', async ({ page }) => {
  await page.goto(linkToTheory(square));
  await settled(page);
  await page.getByRole('radio', { name: 'Maps' }).click();
  for (const name of ['largest curvature', 'smallest curvature', 'local Lipschitz ratio of the gradient', 'gradient norm']) {
    await page.getByRole('radio', { name }).click();
    const figure = page.getByRole('group', { name: `Map: ${name}` });
    await expect(figure).toBeVisible();
    await expect.poll(() => coloursOf(page, figure)).toBeGreaterThan(20);
  }
});

for (const colorScheme of ['light', 'dark'] as const)
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ])
    test(`the bench has no serious accessibility finding: ${colorScheme}, ${viewport.width} wide`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize(viewport);
      await page.goto(linkToTheory(square));
      await settled(page);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    });
