import AxeBuilder from '@axe-core/playwright';
import { deflateRawSync } from 'node:zlib';
import { save } from './files';
import { coloursOf, expect, settled, test } from './page';

const linkToTheory = (document: object = {}): string =>
  `#theory/${deflateRawSync(JSON.stringify({ smoothscape: 1, kind: 'surface', grid: { n: 41 }, ...document })).toString('base64url')}`;
const square = { attack: { norm: 'inf', epsilon: 0.5 }, view: { theory: { pairs: 5000 } } };

test('every card has a verdict, none is violated, and Lemma 3 shows its counterexample', async ({ page }) => {
  await page.goto('./');
  await page.getByRole('button', { name: 'Theory' }).click();
  await page.goto(linkToTheory(square));
  await settled(page);
  const cards = page.getByRole('article');
  await expect.poll(() => cards.count()).toBeGreaterThanOrEqual(14);
  for (const card of await cards.all()) await expect(card).toContainText(/holds|breaks outside, as it must|does not apply/);
  await expect(page.getByText('inside its assumptions: our bug')).toHaveCount(0);

  const lemma = cards.filter({ has: page.getByRole('button', { name: 'Lemma 3', exact: true }) });
  await expect(lemma).toContainText('breaks outside, as it must');
  await lemma.getByRole('button').click();
  const beside = page.getByRole('complementary', { name: 'Worst pair' });
  await expect(beside).toContainText('Lemma 3: the worst pair');
  const distance = beside.getByRole('row', { name: /distance of the attacks/ }).getByRole('cell');
  expect(Number(await distance.textContent())).toBeGreaterThanOrEqual(1); // 2ε for one sign, 2ε√2 for both
  await expect(beside.getByRole('img', { name: /The two attacks are 1\.[0-9]+ apart/ })).toBeVisible();
  expect(await coloursOf(page, beside.getByRole('group', { name: 'The worst pair on the contour' }))).toBeGreaterThan(40);
});

/** The swish model under L2 with a point of label −1, and EntropySGD on. */
const swish = {
  model: 'swish',
  points: [{ x: [1, 1], y: -1 }],
  attack: { norm: 2, epsilon: 0.5 },
  smoothing: { kind: 'entropy-sgd', gamma: 1, normalised: true },
  view: { theory: { pairs: 1000 } },
};

test('swish: every card has a verdict and its numbers, and the worst pair beside it', async ({ page }) => {
  await page.goto(linkToTheory(swish));
  await expect(page.getByRole('article')).toHaveCount(21);
  await expect(page.getByTestId('badge')).toContainText('21 cards', { timeout: 90_000 });
  await expect(page.getByText('inside its assumptions: our bug')).toHaveCount(0);
  const beside = page.getByRole('complementary', { name: 'Worst pair' });
  const cards = page.getByRole('article');
  for (const card of await cards.all()) {
    const title = await card.getByRole('heading').textContent();
    await card.getByRole('heading').getByRole('button').click();
    await expect(beside).toContainText(`${title ?? ''}: the worst`);
    const text = (await card.textContent()) ?? '';
    if (text.includes('does not apply')) {
      await expect(card.getByRole('button', { name: 'Load that case' })).toBeVisible();
      continue;
    }
    expect(text, title ?? '').toMatch(/✓ holds|! holds, corrected|✕ breaks outside, as it must/);
    await expect(card.getByRole('img', { name: /Worst ratio [\d.>∞]/ })).toBeVisible();
    const row = (name: RegExp) => beside.getByRole('row', { name }).getByRole('cell');
    for (const name of [/^left side/, /^right side/, /^left \/ right/]) await expect(row(name)).toHaveText(/^[>∞\d.\se−]+$/);
  }
  const seven = cards.filter({ has: page.getByRole('button', { name: 'Assumption 1, Eq. 7' }) });
  await seven.getByRole('heading').getByRole('button').click();
  await expect(beside.getByRole('row', { name: /^second input/ })).toBeVisible(); // one weight, two inputs
});

test('the index shows every verdict and leads to its card; the conclusions come first', async ({ page }) => {
  await page.goto(linkToTheory(square));
  await settled(page);
  await expect(page.getByRole('region', { name: 'What Section 3 concludes' })).toBeInViewport();
  const index = page.getByRole('navigation', { name: 'Cards' });
  expect(await index.getByRole('button').count()).toBe(24);
  const definition = page.getByRole('article').filter({ has: page.getByRole('button', { name: 'Definition 2', exact: true }) });
  await expect(definition).not.toBeInViewport();
  await index.getByRole('button', { name: /Go to Definition 2: (holds|does not apply)/ }).click();
  await expect(definition).toBeInViewport();
  await index.getByRole('button', { name: 'Loose points' }).click();
  await expect(page.getByRole('region', { name: 'Where the paper is loose' })).toBeInViewport();
  await index.getByRole('button', { name: 'Conclusions' }).click();
  await expect(page.getByRole('region', { name: 'What Section 3 concludes' })).toBeInViewport();
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

test('θ⁰ of Equation 4 is typed, stored in the address, and its level set is described', async ({ page }) => {
  const round = { attack: { norm: 2, epsilon: 0.5 }, view: { theory: { pairs: 2000 } } };
  await page.goto(linkToTheory(round));
  await settled(page);
  const card = page.getByRole('article').filter({ has: page.getByRole('button', { name: 'Equation 4', exact: true }) });
  await expect(card).toContainText('✓ holds');
  await card.getByRole('button', { name: 'Equation 4' }).click();
  const figure = page.getByRole('group', { name: 'The worst pair on the contour' });
  await expect(figure).toBeVisible();
  await expect(page.getByText('The thick line is the rim of the level set')).toBeVisible();
  await page.getByRole('textbox', { name: /start, first weight/ }).fill('-1');
  await page.getByRole('textbox', { name: /start, second weight/ }).fill('-1');
  await expect(card).toContainText('The level set contains θ = 0'); // a bounded step exists on no such set
  await expect(card).toContainText('does not apply');
  await settled(page);
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address);
  await expect(page.getByRole('textbox', { name: /start, first weight/ })).toHaveValue(/^[−-]1/);
  await page.getByRole('button', { name: 'Back to the usual place' }).click();
  await expect(card).toContainText('✓ holds');
});

test('a slider flattens the loss in input space, and the Lipschitz constant of the attack rises', async ({ page }) => {
  await page.goto(linkToTheory({ attack: { norm: 2, epsilon: 0.5 }, view: { theory: { pairs: 2000 } } }));
  await settled(page);
  const claim = page.getByRole('region', { name: 'Third claim' });
  const read = async (row: RegExp): Promise<number> => Number(await claim.getByRole('row', { name: row }).getByRole('cell').textContent());
  const slopes: number[] = [];
  for (const [length, lipschitz] of [
    ['1', 0.5],
    ['0.5', 1],
    ['0.1', 5],
  ] as const) {
    await claim.getByRole('textbox').fill(length);
    await expect.poll(() => read(/by Equation 44/)).toBeCloseTo(lipschitz, 3);
    expect(Math.abs((await read(/by differences/)) / lipschitz - 1)).toBeLessThan(1e-3);
    slopes.push(await read(/slope of the loss/));
  }
  expect(slopes).toEqual([...slopes].sort((p, q) => q - p));
  expect(await claim.getByRole('img').count()).toBe(3);
});

test('every imprecise statement of the paper links to its card', async ({ page }) => {
  await page.goto(linkToTheory(square));
  await settled(page);
  const loose = page.getByRole('region', { name: 'Where the paper is loose' });
  await expect(loose.getByRole('button')).toHaveCount(8);
  await loose.getByRole('button', { name: 'Lemma 4' }).click();
  await expect(page.getByRole('complementary', { name: 'Worst pair' })).toContainText('Lemma 4');

  const claims = page.getByRole('region', { name: 'What Section 3 concludes' });
  await expect(claims.getByRole('row', { name: /less smooth than/ })).toContainText('jumps by 0.3208'); // 2εσ(−3/4)
  await claims.getByRole('button', { name: 'Theorem 3', exact: true }).click();
  await expect(page.getByRole('complementary', { name: 'Worst pair' })).toContainText('Theorem 3');
  await claims.getByRole('button', { name: 'Figure 2(f)' }).click();
  await expect(page.getByRole('button', { name: 'Lab' })).toHaveAttribute('aria-current', 'page');
});

test('maps are drawn with their formula, and the bench is written as files', async ({ page }) => {
  await page.goto(linkToTheory(square));
  await settled(page);
  await page.getByRole('radio', { name: 'Maps' }).click();
  for (const name of ['largest curvature', 'smallest curvature', 'local Lipschitz ratio of the gradient', 'gradient norm']) {
    await page.getByRole('radio', { name }).click();
    const figure = page.getByRole('group', { name: `Map: ${name}` });
    await expect(figure).toBeVisible();
    await expect.poll(() => coloursOf(page, figure)).toBeGreaterThan(20);
  }
  const svg = (await save(page, 'SVG')).toString();
  for (const words of ['Lemma 3', 'breaks outside, as it must', 'Map: gradient norm']) expect(svg).toContain(words);
  expect((await save(page, 'CSV')).toString()).toMatch(/^lemma-3,Lemma 3,paper,breaks-outside,outside,/m);
  expect((await save(page, 'NPZ')).toString('latin1')).toContain('smallest_eigenvalue.npy');
});

test('the bench has no serious accessibility finding, light and dark, on a desk and on a phone', async ({ page }) => {
  await page.goto(linkToTheory(square));
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await settled(page);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      const findings = grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
      expect.soft(findings, `${colorScheme}, ${viewport.width} wide`).toEqual([]);
      expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
});
