import type { Page } from '@playwright/test';
import { expect, linkTo, test } from './page';

/** The shown state of every control outside the top bar, by name; names that occur twice are numbered. */
function shownControls(): Record<string, string> {
  const seen = new Map<string, number>();
  const nameOf = (element: Element): string => {
    const labelled = element.getAttribute('aria-labelledby');
    const texts = [
      element.closest('[role="group"], [role="radiogroup"], fieldset, section')?.getAttribute('aria-label') ?? '',
      element.getAttribute('aria-label') ??
        (labelled ? document.getElementById(labelled)?.textContent : element.closest('label, button')?.textContent),
    ];
    const name = `${element.tagName.toLowerCase()} ${element.getAttribute('type') ?? ''} ${texts
      .join(' / ')
      .replace(/-?\d[\d.,−×]*/g, '#')
      .replace(/, now .*/, '')}`;
    seen.set(name, (seen.get(name) ?? 0) + 1);
    return `${name} ${seen.get(name)}`;
  };
  const controls = document.querySelectorAll('main :is(input:not([type=file]), select, button[aria-pressed]), footer select');
  return Object.fromEntries(
    [...controls].map((control) => {
      const name = nameOf(control);
      control.setAttribute('data-walk', name);
      if (control instanceof HTMLInputElement && ['checkbox', 'radio'].includes(control.type)) return [name, String(control.checked)];
      if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) return [name, control.value];
      return [name, control.getAttribute('aria-pressed') ?? ''];
    }),
  );
}

/** Changes one control as a person does; false where it has nothing else to offer. */
async function changeControl(name: string): Promise<boolean> {
  const control = document.querySelector(`[data-walk="${CSS.escape(name)}"]`);
  if (!control || control.matches(':disabled')) return false;
  const set = (prototype: object, value: string, event: string): void => {
    Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(control, value);
    control.dispatchEvent(new Event(event, { bubbles: true }));
  };
  if (control instanceof HTMLInputElement && control.type === 'range') {
    const [min, max] = [Number(control.min), Number(control.max)];
    const target = min + (max - min) * (Math.abs(control.valueAsNumber - min) < 0.3 * (max - min) ? 0.45 : 0.15);
    if (max === min) return false;
    set(HTMLInputElement.prototype, String(target), 'input');
  } else if (control instanceof HTMLSelectElement) {
    const other = [...control.options].find((option) => !option.disabled && option.value !== control.value);
    if (!other) return false;
    set(HTMLSelectElement.prototype, other.value, 'change');
  } else if (control instanceof HTMLInputElement && control.type === 'text')
    return false; // the same number as its slider's
  else if ((control instanceof HTMLInputElement && control.type === 'radio' && control.checked) || control.ariaPressed === 'true') return false;
  else (control as HTMLElement).click();
  await new Promise((resolve) => setTimeout(resolve, 20)); // a step of the history ends after its click
  return true;
}

/** The address that "Share" gives. */
async function sharedLink(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const found = async <T>(look: () => T | null | undefined): Promise<T> => {
      for (;;) {
        const element = look();
        if (element) return element;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Share')?.click();
    const link = (await found(() => document.querySelector<HTMLTextAreaElement>('dialog textarea'))).value;
    document.querySelector<HTMLButtonElement>('dialog button')?.click();
    await found(() => document.querySelector('dialog') === null);
    return link;
  });
}

const points = [
  { x: [1, 0.5], y: 1 },
  { x: [-0.5, 1], y: -1 },
];
const grid = { n: 21 };
/** `npm run test:long` walks every control; else each tab's own ones, beside those of the Lab and of the training plan. */
const long = process.env['SMOOTHSCAPE_LONG'] === '1';
/** Where the walks begin, and the names of the controls that only that tab has. */
const starts: Readonly<Record<string, readonly [hash: string, own: RegExp]>> = {
  'the Lab': [
    linkTo('lab', { points, grid, attack: { norm: 'inf' }, smoothing: { kind: 'entropy-sgd' }, view: { kind: 'both', partner: [1, -1] } }),
    /./,
  ],
  'a comparison': [
    linkTo('lab', { points, grid, view: { kind: 'contour' }, panes: [{ attack: { norm: 2 } }, { attack: { norm: 'inf' } }] }),
    /Camera|Loss range|Cursor|Second row|button button|Backend|View/,
  ],
  'the Theory': [linkTo('lab', { grid }).replace('#lab', '#theory'), /button button|Beside|Map|Which search/],
  'the Optimisers': [
    linkTo('lab', { grid, view: { race: { methods: { sgd: {}, 'entropy-sgd': {} }, steps: 40 } } }).replace('#lab', '#optimisers'),
    /Step shown|Speed|View of|Knobs of|Run |[Ss]weep/,
  ],
  'the training plan': ['#train', /./],
};

test.describe.configure({ timeout: 240_000 });
for (const [what, [start, own]] of Object.entries(starts)) {
  test(`every control of ${what} is in the shared address, and undo takes each back`, async ({ page, context }) => {
    await page.goto(start);
    await expect(page.locator('main input, main button').first()).toBeVisible();
    await expect(page.getByTestId('badge')).toHaveClass(/fine|computing/);
    if (what === 'the Optimisers') await expect(page.getByRole('slider', { name: 'Step shown' })).toHaveAttribute('max', '40');
    const links = [await sharedLink(page)];
    const changed: string[] = [];
    const walked = new Set<string>();
    for (;;) {
      const names = Object.keys(await page.evaluate(shownControls));
      const next = names.find((name) => !walked.has(name) && (long || own.test(name)));
      if (next === undefined) break;
      walked.add(next);
      if (!(await page.evaluate(changeControl, next))) continue;
      const link = await sharedLink(page);
      expect(link, `the address after a change of “${next}”`).not.toBe(links.at(-1));
      links.push(link);
      changed.push(next);
    }
    expect(links.length).toBeGreaterThan(6);

    const shown = await page.evaluate(shownControls);
    const fresh = await context.newPage();
    await fresh.goto(links.at(-1) ?? '');
    await expect.poll(() => fresh.evaluate(shownControls), { timeout: 60_000 }).toEqual(shown);
    await fresh.close();

    await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Gallery' }).click();
    for (const [i, link] of [...links.slice(0, -1).entries()].reverse()) {
      await page.evaluate(() => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'я', code: 'KeyZ', ctrlKey: true, bubbles: true })));
      expect(await sharedLink(page), `the address before the change of “${changed[i]}” is taken back`).toBe(link);
    }
  });
}
