import { expect, linkTo, openLab, settled, test } from './page';

const document = {
  model: { formula: 'z + tanh(z)' },
  points: [
    { x: [1, 0.25], y: 1 },
    { x: [-0.5, 2], y: -1 },
  ],
  attack: { norm: 3, epsilon: 0.75 },
  smoothing: { kind: 'entropy-sgd', gamma: 2.5, normalised: false },
  grid: { theta1: [-2, 4], theta2: [-1, 1], n: 21 },
  view: { kind: 'contour', colours: 'viridis' },
};

test('the address stores all choices: reload, a new tab and back restore them', async ({ page, context }) => {
  await openLab(page, document);
  const epsilon = page.getByRole('textbox', { name: 'ε radius, value' });
  const formula = page.getByRole('textbox', { name: 'Formula of the activation in z' });
  await expect(epsilon).toHaveValue('0.75');
  await expect(formula).toHaveValue('z + tanh(z)');
  await expect(page.getByRole('textbox', { name: 'γ tightness, value' })).toHaveValue('2.50');
  await expect(page.getByRole('button', { name: /^Point \d+, x = / })).toHaveCount(2);

  const before = page.url();
  await epsilon.fill('1.5');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.url()).not.toBe(before);
  const link = page.url();
  await page.reload();
  await expect(epsilon).toHaveValue('1.50');
  await expect(formula).toHaveValue('z + tanh(z)');
  await settled(page);
  expect(page.url()).toBe(link);

  const other = await context.newPage();
  await other.goto(link);
  await expect(other.getByRole('textbox', { name: 'ε radius, value' })).toHaveValue('1.50');
  await other.close();

  await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Gallery' }).click();
  await expect(page).toHaveURL(/#gallery/);
  await page.goBack();
  await expect(epsilon).toHaveValue('1.50');
  await expect(page).toHaveURL(link);
});

const broken: Readonly<Record<string, readonly [hash: string, sentence: RegExp]>> = {
  'letters that are no address': ['#lab/!!!!', /damaged/],
  'half an address': [linkTo('lab', document).slice(0, 60), /damaged/],
  'an unknown page': ['#nowhere', /nowhere/],
  'a negative ε': [linkTo('lab', { attack: { epsilon: -0.5 } }), /attack\.epsilon: -0\.5 is not ≥ 0/],
  'a version from the future': [linkTo('lab', { smoothscape: 99 }), /smoothscape: 99/],
};
for (const [what, [hash, sentence]] of Object.entries(broken)) {
  test(`an address with ${what} is refused in a sentence, and the page goes on`, async ({ page }) => {
    await page.goto(hash);
    await expect(page.locator('.notice')).toContainText(sentence);
    await settled(page);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Lab' }).click();
    await expect(page.getByRole('slider', { name: 'θ range' })).toBeEnabled();
  });
}
