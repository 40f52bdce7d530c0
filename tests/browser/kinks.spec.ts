import { save } from './files';
import { expect, linkTo, settled, test } from './page';

const small = { grid: { n: 21 }, points: [{ x: [1, 1], y: 1 }] };
const EPSILON = 0.5;

/** Numbers of a cell such as "(−0.500, 0.500)". */
const numbers = (text: string | null): number[] => (text ?? '').match(/[−\d.]+/g)?.map((part) => Number(part.replace('−', '-'))) ?? [];

for (const [norm, name] of [
  ['inf', 'L∞: the attack jumps by 2ε in the coordinate whose sign flips, and nowhere else'],
  [2, 'L2: the attack turns without a jump'],
] as const) {
  test(`θ dragged across an axis, ${name}`, async ({ page }) => {
    await page.goto(linkTo('lab', { ...small, attack: { norm, epsilon: EPSILON }, view: { kind: 'contour', theta: [1.5, -0.9] } }));
    await settled(page);
    const contour = page.getByRole('group', { name: 'Contour of the loss' });
    const readout = page.getByRole('complementary', { name: 'Readout' });
    const row = (words: RegExp) => readout.getByRole('row', { name: words }).getByRole('cell');
    const [box, ring] = [await contour.boundingBox(), await contour.locator('circle').last().boundingBox()];
    if (!box || !ring) throw new Error('θ is not on screen');
    const [x, y] = [ring.x + ring.width / 2, ring.y + ring.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    const attacks = [numbers(await row(/^attack/).textContent())];
    for (let k = 1; k <= 9; k += 1) {
      const before = await row(/^weights/).textContent();
      await page.mouse.move(x, y - (box.height * 0.3 * k) / 9);
      await expect(row(/^weights/)).not.toHaveText(before ?? '');
      attacks.push(numbers(await row(/^attack/).textContent()));
    }
    await page.mouse.up();
    const steps = attacks.slice(1).map(([a = NaN, b = NaN], k) => [Math.abs(a - (attacks[k]?.[0] ?? NaN)), Math.abs(b - (attacks[k]?.[1] ?? NaN))]);
    const moved = steps.filter(([a = 0, b = 0]) => a > 0 || b > 0);
    if (norm === 'inf') expect(moved).toEqual([[0, 2 * EPSILON]]);
    else {
      expect(moved.length).toBe(steps.length);
      expect(Math.max(...steps.flat())).toBeLessThan(0.2);
    }
  });
}

test('jumps of the gradient are coloured, shown at the pointer and stored in the address', async ({ page }) => {
  await page.goto(linkTo('lab', { ...small, attack: { norm: 'inf' }, view: { kind: 'contour', theta: [1, -1.5] } }));
  await settled(page);
  await page.getByRole('checkbox', { name: 'jumps of ∇L' }).check();
  const reading = page.getByTestId('jump');
  await expect(reading).toContainText('Point at a crease');
  await expect(page.getByRole('img', { name: /^Colours from 0 to 0\.98\d*, jump of ∇L$/ })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Contour of the loss' }).locator('p').first()).toContainText('2 places where the gradient jumps');
  const theta = page.getByRole('button', { name: 'θ: drag to turn it, arrow keys move it' });
  await theta.focus();
  for (let k = 0; k < 25; k += 1) await page.keyboard.press('ArrowUp');
  // θ = (1, 0): u = −1 + 0.5, and the jump is 2εσ(u) = σ(−0.5)
  await expect(reading).toContainText((1 / (1 + Math.exp(0.5))).toFixed(4));
  await expect.poll(() => page.url()).toMatch(/#lab\/.{40}/);
  await page.waitForTimeout(500);
  await page.reload();
  await expect(page.getByRole('checkbox', { name: 'jumps of ∇L' })).toBeChecked();
});

test('under EntropySGD the curvature replaces the jump, and its curve against γ is drawn', async ({ page }) => {
  const smoothing = { kind: 'entropy-sgd', gamma: 3 };
  await page.goto(linkTo('lab', { ...small, attack: { norm: 2 }, smoothing, view: { kind: 'contour', jumps: true, theta: [0.02, 0.02] } }));
  await settled(page);
  await expect(page.getByTestId('jump')).toContainText('in its place the curvature');
  const curve = page.getByRole('img', { name: /^Curvature across the crease against γ/ });
  await expect(curve).toBeVisible();
  await expect(curve.locator('circle')).toHaveCount(1);
});

test('the tie of y = −1 under swish is among the creases, and on a line through two weights', async ({ page }) => {
  const document = { ...small, model: 'swish', points: [{ x: [1, 1], y: -1 }], attack: { norm: 'inf' } };
  await page.goto(linkTo('lab', { ...document, view: { kind: 'both', jumps: true, theta: [-1.5, -1.5], partner: [-0.3, -0.3] } }));
  await settled(page);
  await expect(page.getByRole('table', { name: 'Kinds of kinks' })).toContainText('both ends are equally bad; found numerically');
  await expect(page.getByRole('img', { name: /^Loss and its slope along the line/ })).toHaveAccessibleName(
    /the slope jumps by .*, the slope jumps by/,
  );
});

test('panes side by side colour their creases over one scale, and so does what is exported', async ({ page }) => {
  const panes = [{ attack: { norm: 'none' } }, { attack: { norm: 2 } }, { attack: { norm: 'inf' } }];
  await page.goto(linkTo('lab', { ...small, panes, view: { kind: 'contour', second: 'none', theta: [1, -1.5] } }));
  await settled(page);
  await page.getByRole('checkbox', { name: 'jumps of ∇L' }).check();
  await expect(page.getByRole('img', { name: /^Colours from 0 to 0\.98\d*, jump of ∇L$/ })).toHaveCount(1);
  await expect(page.getByRole('group', { name: 'Pane B' }).locator('p').first()).toContainText('1 place where the gradient jumps, by up to 0.500');
  await expect(page.getByRole('group', { name: 'Pane C' }).locator('p').first()).toContainText('2 places where the gradient jumps, by up to 0.989');
  const svg = (await save(page, 'SVG')).toString();
  expect(svg).toContain('jump of ∇L  0');
});

test('a figure exported under EntropySGD has the colours of the curvature in place of the jumps', async ({ page }) => {
  const smoothing = { kind: 'entropy-sgd', gamma: 3 };
  await page.goto(linkTo('lab', { ...small, attack: { norm: 'inf' }, smoothing, view: { kind: 'contour', jumps: true } }));
  await settled(page);
  expect((await save(page, 'SVG')).toString()).toContain('curvature in place of the jump');
});

test('readouts tell places and losses apart in a range as narrow as 10⁻⁴', async ({ page }) => {
  const grid = { theta1: [-0.0001, 0.0001], theta2: [0.5, 0.5001], n: 21 };
  const view = { kind: 'contour', jumps: true, theta: [0.000002, 0.50005] };
  await page.goto(linkTo('lab', { attack: { norm: 'inf', epsilon: 0.0001 }, points: [{ x: [1, 1], y: 1 }], grid, view }));
  await settled(page);
  const readout = page.getByRole('complementary', { name: 'Readout' });
  await expect(page.getByTestId('jump')).toContainText(/at \(−?0\.0{6,}\d*, 0\.50005\d*\)/);
  await expect(readout.getByRole('row', { name: /^weights/ })).toContainText(/\(0\.000002\d*, 0\.50005\d*\)/);
  await expect(readout.getByRole('row', { name: /^attack/ })).toContainText(/\(−0\.00010*, −0\.00010*\)/);
  await expect(readout.getByRole('row', { name: /^adversarial loss/ })).toContainText(/\d\.\d{7,9}$/);
  await expect(readout.locator('.caption').filter({ hasText: 'takes the corner' })).toContainText('0.9999');
});
