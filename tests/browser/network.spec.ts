import type { Page, Route } from '@playwright/test';
import { badge, coloursOf, expect, linkTo, openLab, settled, test } from './page';

/** What Chromium itself logs of requests that fail and of workers that are forbidden. */
const ofTheBrowser = /Failed to load (resource|module script)|net::ERR|Content Security Policy/i;
test.afterEach(({ complaints }) => {
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !ofTheBrowser.test(text)));
});

const strip = (page: Page) => page.locator('.notice');
const gone = 'could not be fetched: is the network gone?';

/** Makes requests of matching addresses fail as without a network, in the page and its workers; returns the setter of what matches. */
async function cutNetwork(page: Page, first: RegExp | undefined): Promise<(next: RegExp | undefined) => void> {
  let cut = first;
  await page.context().route('**/*', (route) => (cut?.test(route.request().url()) ? route.abort('internetdisconnected') : route.continue()));
  return (next) => {
    cut = next;
  };
}
const open = (page: Page, tab: string) => page.getByRole('button', { name: tab, exact: true }).click();

test('pages that are opened while the network is gone say so, and heal', async ({ page }) => {
  const cut = await cutNetwork(page, undefined);
  await page.goto('');
  await settled(page);
  cut(/./);
  for (const tab of ['Train', 'Optimisers', 'Lab']) {
    await open(page, tab);
    await expect(strip(page)).toContainText(gone);
  }
  await page.waitForTimeout(2000); // more attempts fail
  await expect(page.locator('body')).not.toContainText(/dynamically imported|Draw again/);
  cut(undefined);
  await expect(page.locator('main .gl-container canvas, main .main-svg').first()).toBeVisible();
  await open(page, 'Optimisers');
  await expect(page.locator('main .standings').first()).toBeVisible();
  await open(page, 'Train');
  await expect(page.getByText(/\d weights/).first()).toBeVisible();
  await expect(strip(page)).not.toContainText(gone);
});

test('letters that did not arrive are fetched once the network is back', async ({ page }) => {
  const cut = await cutNetwork(page, /\.woff2?$/);
  await page.goto('#theory');
  await expect(strip(page)).toContainText(`A typeface ${gone}`);
  cut(undefined);
  await expect(strip(page)).toBeEmpty();
  expect(await page.evaluate(() => [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family))).toEqual(
    expect.arrayContaining([expect.stringMatching('KaTeX_Main'), expect.stringMatching('Inter')]),
  );
});

test('a worker whose script is late is waited for', async ({ page }) => {
  const cut = await cutNetwork(page, /entry-.*\.js/);
  await page.goto('#lab');
  await expect(strip(page)).toContainText(gone);
  await page.waitForTimeout(2000);
  cut(undefined);
  await settled(page);
  await expect(strip(page)).toBeEmpty();
});

test('training waits for each of its files, and says so', async ({ page }) => {
  const late = [/training-.*\.js/, /tfjs-.*\.js/, /\.wasm/, /manifest\.json/, /data\/.*(?<!manifest\.json)$/];
  const cutFrom = (k: number) =>
    k < late.length
      ? new RegExp(
          late
            .slice(k)
            .map(({ source }) => source)
            .join('|'),
        )
      : undefined;
  const cut = await cutNetwork(page, cutFrom(0));
  await page.goto('#train');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  for (let k = 1; k <= late.length; k += 1) {
    await expect(strip(page)).toContainText(gone);
    cut(cutFrom(k));
    await page.waitForTimeout(1000);
  }
  await expect(page.locator('.train-title')).toContainText(/batch \d+ of/, { timeout: 60_000 });
  await expect(strip(page)).not.toContainText(gone);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
});

const withoutWorkers: Record<string, (route: Route) => Promise<void>> = {
  'a policy forbids them': async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': "worker-src 'none'" } });
  },
};
for (const [why, answer] of Object.entries(withoutWorkers)) {
  test(`without workers surfaces are computed in the page, and it says so: ${why}`, async ({ page }) => {
    await page.route(/smoothscape\/(index\.html)?$/, answer);
    await openLab(page, { attack: { norm: 'inf' }, smoothing: { kind: 'entropy-sgd', gamma: 1, normalised: true } });
    await expect(strip(page)).toContainText('forbids it. Surfaces are computed in the page itself');
    await expect(badge(page)).toContainText('float64');
    expect(await coloursOf(page, page.locator('main .main-svg').first())).toBeGreaterThan(20);
    await open(page, 'Train');
    await expect(page.getByText('Training needs one').first()).toBeVisible();
  });
}

test('a worker whose code is broken leaves a sentence, not a blank page', async ({ page }) => {
  await page.route(/entry-.*\.js/, (route) => route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("broken code")' }));
  await page.goto(linkTo('lab', {}));
  await expect(page.getByText('broken code').first()).toBeVisible();
  await open(page, 'Theory');
  await expect(badge(page)).toHaveClass(/off/);
  await expect(badge(page)).toContainText('cards could not be checked');
});

test.describe('files that are gone from the server, as after a newer version was put there', () => {
  const files: Readonly<Record<string, readonly [what: string, file: RegExp, tab: string]>> = {
    'of a tab': ['This page', /pages-.*\.js/, 'optimisers'],
    'of the worker': ['The code that computes', /entry-.*\.js/, 'lab'],
    'of the figures': ['The code that draws figures', /plotly-.*\.js/, 'lab'],
  };
  const answers: Readonly<Record<string, (route: Route) => Promise<void>>> = {
    '404': (route) => route.fulfill({ status: 404, body: 'Not found' }),
    'a page of its own': (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<!doctype html><title>Home</title>' }),
  };
  for (const [of, [what, file, tab]] of Object.entries(files))
    for (const [as, answer] of Object.entries(answers))
      test(`one ${of}, answered with ${as}: it is said, and a reload that is offered keeps what was chosen`, async ({ page }) => {
        let isGone = true;
        await page.route(file, (route) => (isGone ? answer(route) : route.continue()));
        await page.goto(linkTo('lab', { attack: { norm: 2, epsilon: 0.75 }, grid: { n: 11 }, view: { kind: 'contour' } }));
        if (tab !== 'lab') await open(page, 'Optimisers');
        const sentence = strip(page).locator('p', { hasText: what });
        await expect(sentence).toContainText('is not on the server any more');
        await expect(strip(page)).not.toContainText(gone);
        page.on('request', (request) => {
          if (request.isNavigationRequest()) isGone = false; // the newer page names files that are there
        });
        await sentence.getByRole('button', { name: 'Reload' }).click();
        if (tab !== 'lab') await open(page, 'Lab');
        await expect(page.getByRole('textbox', { name: 'ε radius, value' })).toHaveValue('0.75');
        await settled(page);
        await expect(strip(page)).toBeEmpty();
      });
});
