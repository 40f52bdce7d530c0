import type { Page } from '@playwright/test';
import { save } from './files';
import { badge, expect, linkTo, settled, test } from './page';

interface Violation {
  readonly directive: string;
  readonly blocked: string;
}
declare global {
  var violations: Violation[];
}

test.beforeEach(({ page }) =>
  page.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      globalThis.violations.push({ directive: effectiveDirective, blocked: blockedURI }),
    );
  }),
);
const violations = (page: Page) => page.evaluate(() => globalThis.violations);
const tabOf = (page: Page, tab: string) => page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: tab, exact: true });

test('a whole session asks no other host and breaks no rule of its policy', async ({ page, baseURL }) => {
  test.setTimeout(240_000);
  const asked: string[] = [];
  page.context().on('request', (request) => asked.push(request.url())); // of workers and frames too
  await page.goto(linkTo('lab', { attack: { norm: 'inf' }, grid: { n: 21 } })); // a scene, a contour and a cut
  await settled(page);
  await expect(page.locator('.gl-container canvas').first()).toBeVisible({ timeout: 60_000 });
  for (const format of ['PNG', 'SVG', 'NPZ']) expect((await save(page, format)).length).toBeGreaterThan(1000);
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('radio', { name: 'Embed' }).check();
  await expect(page.frameLocator('.embed-preview').getByRole('button', { name: 'Reset', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Compare' }).click();
  await settled(page);
  await page.getByLabel(/^Backend/).selectOption('wasm');
  await expect(badge(page)).toContainText('WASM', { timeout: 60_000 });
  await tabOf(page, 'Read').click();
  await expect(page.locator('main figure').first()).toBeVisible();
  await tabOf(page, 'Theory').click();
  await expect(page.getByTestId('badge')).toContainText(/pairs in/, { timeout: 120_000 });
  await tabOf(page, 'Optimisers').click();
  await expect(page.locator('main .standings').first()).toBeVisible();
  await tabOf(page, 'Gallery').click();
  await page
    .getByRole('link', { name: /Figure 3/ })
    .first()
    .click();
  await expect(page.getByRole('contentinfo')).toContainText('Accuracies');
  await tabOf(page, 'Train').click();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page.locator('.train-title')).toContainText(/batch \d+ of/, { timeout: 120_000 });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  expect(asked.filter((url) => !url.startsWith(baseURL ?? '') && !/^(data|blob):/.test(url))).toEqual([]);
  expect(await violations(page)).toEqual([]);
});

/** What a script that has slipped in would try, and the rule that stops it. */
const attempts: Readonly<Record<string, readonly [directive: string, attempt: () => unknown]>> = {
  'a script in the page': [
    'script-src-elem',
    () => document.body.append(Object.assign(document.createElement('script'), { textContent: 'alert(1)' })),
  ],
  'a script of another host': [
    'script-src-elem',
    () => document.body.append(Object.assign(document.createElement('script'), { src: 'https://elsewhere.example/a.js' })),
  ],
  'code in an attribute': ['script-src-attr', () => document.body.insertAdjacentHTML('beforeend', '<img src="./none.png" onerror="alert(1)">')],
  'text as code': ['script-src', () => setTimeout(() => void Reflect.construct(Function, ['return 1']), 0)],
  'a request to another host': ['connect-src', () => void fetch('https://elsewhere.example/').catch(() => undefined)],
  'a picture of another host': ['img-src', () => document.body.append(Object.assign(new Image(), { src: 'https://elsewhere.example/a.png' }))],
  'a frame of another host': [
    'frame-src',
    () => document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://elsewhere.example/' })),
  ],
  'a worker made of text': ['worker-src', () => new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])))],
  'another base of addresses': [
    'base-uri',
    () => document.head.append(Object.assign(document.createElement('base'), { href: 'https://elsewhere.example/' })),
  ],
};
for (const [what, [directive, attempt]] of Object.entries(attempts)) {
  test(`the policy stops ${what}`, async ({ page, complaints }) => {
    let called = false;
    page.on('dialog', (dialog) => ((called = true), void dialog.dismiss()));
    await page.goto('#gallery');
    await expect(page.getByRole('banner')).toBeVisible();
    await page.evaluate(attempt);
    await expect.poll(() => violations(page)).toContainEqual(expect.objectContaining({ directive }));
    expect(called).toBe(false);
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !/Content Security Policy|EvalError|404/.test(text)));
  });
}

test('a document with code in its texts shows them as texts', async ({ page }) => {
  let called = false;
  page.on('dialog', (dialog) => ((called = true), void dialog.dismiss()));
  const code = '<img src=x onerror=alert(1)>';
  await page.goto(
    linkTo('lab', {
      grid: { n: 11 },
      view: { kind: 'contour', figure: '<b>1</b>' },
      panes: [{ title: code }, { title: '$\\href{javascript:alert(1)}{x}$' }],
    }),
  );
  await settled(page);
  await expect(page.getByRole('heading', { name: code }).first()).toBeVisible();
  expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
  expect(called).toBe(false);
});

const storages: Readonly<Record<string, () => void>> = {
  'storage is blocked': () => {
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
      Object.defineProperty(globalThis, name, {
        get: () => {
          throw new DOMException('Access is denied for this document', 'SecurityError');
        },
      });
  },
  'storage is full': () => {
    const full = () => {
      throw new DOMException('The quota has been exceeded', 'QuotaExceededError');
    };
    Storage.prototype.setItem = full;
    IDBObjectStore.prototype.put = full;
  },
  'a private window keeps no database': () => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('A mutation operation was attempted on a database that did not allow mutations', 'InvalidStateError');
    };
  },
};
for (const [what, prepare] of Object.entries(storages)) {
  test(`the page works and says so where ${what}`, async ({ page }) => {
    await page.addInitScript(prepare);
    await page.goto(linkTo('lab', { attack: { norm: 'inf' }, grid: { n: 21 }, view: { kind: 'contour' } }));
    await settled(page);
    await page.getByRole('button', { name: 'Dark theme' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await tabOf(page, 'Train').click();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(page.locator('.train-title')).toContainText(/batch \d+ of/, { timeout: 120_000 });
    await expect(page.locator('main')).toContainText(/could not keep|keeps no data|no room|cannot be kept/);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
  });
}
