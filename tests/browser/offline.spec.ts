import type { Page } from '@playwright/test';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { types as contentTypes } from '../../scripts/serve.mjs';
import { coloursOf, expect, linkTo, settled, test } from './page';

test.use({ serviceWorkers: 'allow' });

const types: Readonly<Record<string, string>> = contentTypes;

/** A host of the built page whose files may be changed, taken away, or which may be cut off. */
async function host(): Promise<{ readonly url: string; change(of: (name: string, text: string) => string): void; cut(): void; close(): void }> {
  let changed = (_name: string, text: string) => text;
  let isCut = false;
  const server = createServer((request, response) => {
    if (isCut) return void request.destroy();
    const name = new URL(request.url ?? '/', 'http://localhost').pathname.replace(/^\/page\//, '') || 'index.html';
    readFile(`dist/${name}`).then(
      (bytes) => {
        response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' });
        response.end(/\.(html|js)$/.test(name) ? changed(name, bytes.toString()) : bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/page/`,
    change: (of) => {
      changed = of;
    },
    cut: () => {
      isCut = true;
      server.closeAllConnections();
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Waits until this browser keeps the page and the images that it trains on. */
const kept = (page: Page) =>
  expect
    .poll(
      () =>
        page.evaluate(
          async () => (await caches.keys()).length > 0 && (await caches.match(new URL('data/cifar10/test-001.bin', location.href))) !== undefined,
        ),
      {
        timeout: 60_000,
      },
    )
    .toBe(true);
const tabOf = (page: Page, tab: string) => page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: tab, exact: true });

test('after one visit every tab works with the network cut, and an embed too', async ({ page }) => {
  test.setTimeout(240_000);
  const { url, cut, close } = await host();
  await page.goto(url);
  await settled(page);
  await kept(page);
  cut();
  await page.goto(url + linkTo('lab', { attack: { norm: 'inf' }, grid: { n: 21 } }));
  await page.reload();
  await settled(page);
  await expect(page.locator('.gl-container canvas').first()).toBeVisible({ timeout: 60_000 });
  for (const tab of ['Theory', 'Optimisers', 'Train']) {
    await tabOf(page, tab).click();
    await expect(page.locator('.fetching')).toHaveCount(0);
  }
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page.locator('.train-title')).toContainText(/batch \d+ of/, { timeout: 120_000 });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.locator('.notice')).toBeEmpty();
  await page.goto(`${url}?embed=epsilon${linkTo('lab', { attack: { norm: 'inf' }, grid: { n: 21 } })}`);
  await expect.poll(() => coloursOf(page, page.locator('main')), { timeout: 60_000 }).toBeGreaterThan(40);
  close();
});

test('a newer version is said and waits until it is wanted; taking it keeps what was chosen', async ({ page }) => {
  const { url, change, close } = await host();
  await page.goto(url);
  await kept(page);
  await page.goto(url + linkTo('lab', { attack: { norm: 2, epsilon: 0.75 }, grid: { n: 11 }, view: { kind: 'contour' } }));
  await page.reload();
  await settled(page);
  change((name, text) =>
    name === 'index.html'
      ? text.replace('<html', '<html data-next')
      : name === 'serviceWorker.js'
        ? text.replace(/const version = "/, '$&next')
        : text,
  );
  await page.reload(); // the browser looks for a newer worker
  await expect(page.locator('.notice')).toContainText('A newer version of Smoothscape is ready', { timeout: 60_000 });
  await page.waitForTimeout(1000);
  expect(await page.locator('html').getAttribute('data-next')).toBeNull(); // not forced
  const epsilon = page.getByRole('textbox', { name: 'ε radius, value' });
  await epsilon.fill('1.25');
  await page.getByRole('button', { name: 'Take it now' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-next', '');
  await expect(epsilon).toHaveValue('1.25');
  await expect(page.locator('.notice')).toBeEmpty();
  close();
});

test('the page can be installed: manifest and icons arrive and are what they say', async ({ page, baseURL }) => {
  await page.goto('');
  const session = await page.context().newCDPSession(page);
  const { errors, data } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data ?? '{}') as { icons: { src: string; sizes: string; type: string }[]; start_url: string };
  for (const { src, sizes, type } of manifest.icons) {
    const address = new URL(src, baseURL).href;
    const [width, found] = await page.evaluate(async (source) => {
      const image = Object.assign(new Image(), { src: source });
      await image.decode();
      return [image.naturalWidth, (await fetch(source)).headers.get('content-type')] as const;
    }, address);
    expect(found).toBe(type);
    if (sizes !== 'any') expect(`${width}x${width}`).toBe(sizes);
  }
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
});
