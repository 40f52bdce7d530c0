import { seeded } from '../../src/math/core/random';
import { coloursOf, expect, linkTo, test } from './page';
import type { Page } from '@playwright/test';

const isLong = process.env['SMOOTHSCAPE_LONG'] === '1';
/** Clicks of a walk, and how many of them between two looks at the panes. */
const CLICKS = isLong ? 250 : 15;
const CLICKS_A_LOOK = 5;
/** Longest wait for computations. */
const COMPUTING_MS = 10_000;
/** Different hues and shades below which a pane counts as blank; text, axes and mesh are grey. */
const LEAST_COLOURS = 8;

test.use({ viewport: { width: 920, height: 520 }, screenshot: 'only-on-failure' }); // small scenes: they are drawn by software

const figures = '.pane-body > [role=group], .square > [role=group]';

/** What a walk may click: all that can be pressed beside and in the panes, by tag and accessible name. */
interface Control {
  readonly tag: string;
  readonly name: string;
  readonly options: readonly string[];
  /** Its number in the page's `data-walk`. */
  readonly index: number;
}

const controlsOf = (page: Page): Promise<Control[]> =>
  page.evaluate(() => {
    for (const numbered of document.querySelectorAll('[data-walk]')) numbered.removeAttribute('data-walk');
    const found = document.querySelectorAll<HTMLElement>(
      ':is(.knobs, .lab-centre, .readouts) :is(button:enabled, input:enabled:not([type=text]), select:enabled, summary, .pane-body > [role=group], .square > [role=group])',
    );
    return [...found].flatMap((element, index) => {
      // Small lattices: Plotly draws by software here. A locked range may rightly cut a surface off whole.
      if (/^Reset n |range of losses|^unlock/.test(element.getAttribute('aria-label') ?? element.textContent ?? '')) return [];
      const target = element instanceof HTMLInputElement && element.type === 'radio' ? (element.closest('label') ?? element) : element;
      if (target.getClientRects().length === 0) return [];
      target.dataset['walk'] = String(index);
      const name = element.getAttribute('aria-label') ?? (element.closest('label') ?? element).textContent ?? '';
      const options =
        element instanceof HTMLSelectElement
          ? [...element.options].filter(({ disabled, value }) => !disabled && value !== 'grey').map(({ value }) => value)
          : [];
      const tag = element instanceof HTMLInputElement ? element.type : element.tagName.toLowerCase();
      return [{ tag, name: name.slice(0, 40), options, index }];
    });
  });

/** Words and number of colours of every pane whose figure is blank. The difference of a surface from itself may be white. */
async function blankPanes(page: Page): Promise<string[]> {
  const blank: string[] = [];
  for (const figure of await page.locator(figures).all()) {
    const words = `${(await figure.getAttribute('aria-label')) ?? ''}: ${(await figure.locator('p').first().textContent()) ?? ''}`;
    if (/from [−0.]+ to 0\.0000/.test(words)) continue;
    const count = await coloursOf(page, figure, 'not grey');
    if (count < LEAST_COLOURS) blank.push(`${words} (${count} colours)`);
  }
  return blank;
}

/** Waits until every scene that Plotly draws has appeared and, for a while, until nothing is computed; a draft must be drawn as well. */
async function rested(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector('.computing'), undefined, { timeout: COMPUTING_MS }).catch(() => undefined);
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLElement>('.js-plotly-plot')].every(({ style }) => style.visibility !== 'hidden'),
  );
}

async function click(page: Page, control: Control, random: () => number): Promise<void> {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  if (control.tag === 'select') {
    await page.locator(`[data-walk="${control.index}"]`).selectOption(pick(control.options) ?? '');
    return;
  }
  const box = await page.evaluate((index) => {
    const element = document.querySelector(`[data-walk="${index}"]`);
    element?.scrollIntoView({ block: 'center' }); // not below the bar of tabs
    const { x = 0, y = 0, width = 0, height = 0 } = element?.getBoundingClientRect() ?? {};
    return { x, y, width, height };
  }, control.index);
  const isResolution = control.tag === 'range' && /resolution/.test(control.name);
  const across = control.tag === 'range' ? (isResolution ? 0.06 : 0.05 + 0.9 * random()) : 0.5;
  await page.mouse.move(box.x + across * box.width, box.y + box.height / 2);
  if (control.tag === 'div' && random() < 0.5) await page.mouse.wheel(0, random() < 0.5 ? 300 : -300);
  else await page.mouse.click(box.x + across * box.width, box.y + box.height / 2);
}

const starts = {
  'the Lab': { attack: { norm: 'inf' }, grid: { n: 21 }, view: { kind: 'both' } },
  'a comparison': { grid: { n: 21 }, panes: [{ attack: { norm: 'none' } }, { attack: { norm: 2 } }, { attack: { norm: 'inf' } }] },
};

for (const [k, [place, document]] of Object.entries(starts).entries())
  test(`${CLICKS} clicks from ${place} leave every pane drawn`, async ({ page }) => {
    test.setTimeout(isLong ? 7_200_000 : 600_000);
    const random = seeded(11 + k);
    const trail: string[] = [];
    await page.goto(linkTo('lab', document));
    await rested(page);
    for (let count = 1; count <= CLICKS; count += 1) {
      const controls = await controlsOf(page);
      const control = controls[Math.floor(random() * controls.length)];
      if (!control) throw new Error('nothing to click');
      trail.push(`${control.tag} ${control.name.trim()}`);
      await click(page, control, random);
      await page.waitForTimeout(50);
      if ((await page.getByRole('dialog').count()) > 0) await page.keyboard.press('Escape'); // it would cover panes
      if (count % CLICKS_A_LOOK !== 0) continue;
      await rested(page);
      await expect.poll(() => blankPanes(page), { message: `after ${trail.slice(-2 * CLICKS_A_LOOK).join(' → ')}` }).toEqual([]);
    }
  });

test('the slope of a comparison is drawn after the difference from A, in every pane', async ({ page }) => {
  await page.goto(linkTo('lab', starts['a comparison']));
  await rested(page);
  const row = page.getByRole('radiogroup', { name: 'Second row' });
  for (const choice of ['difference from A', 'length of the gradient', 'none', 'length of the gradient', 'difference from A']) {
    await row.getByRole('radio', { name: choice }).click();
    await rested(page);
    await expect.poll(() => blankPanes(page), { message: choice }).toEqual([]);
  }
});
