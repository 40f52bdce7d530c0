import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { build } from 'vite';
import type { Traced } from '../nets/reference/browser';

/** PyTorch's traces on the backends of a real browser: all of them on WASM and in the long tests, else a sample for software adapters. */
const long = process.env['SMOOTHSCAPE_LONG'] === '1';
const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.wasm': 'application/wasm' };

let folder = '';
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smoothscape-nets-'));
  await build({
    configFile: false,
    logLevel: 'warn',
    base: './',
    publicDir: false,
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2022',
      rolldownOptions: { input: 'tests/nets/reference/browser.ts', output: { entryFileNames: 'traces.js' } },
    },
  });
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

for (const [backend, slack, quick, least] of [
  ['wasm', 1, 'all', 254],
  ['webgl', 10, 'sample', 73],
  ['webgpu', 1, 'few', 53],
] as const) {
  test(`${backend}: losses, gradients, attacks and optimisers are those of PyTorch`, async ({ page }) => {
    test.setTimeout(long ? 7_200_000 : 400_000);
    await page.route('**/traces/**', async (route) => {
      const { pathname } = new URL(route.request().url());
      const data = pathname.includes('/data/');
      if (pathname.endsWith('/traces/')) return route.fulfill({ contentType: 'text/html', body: '<script type="module" src="traces.js"></script>' });
      const inside = data ? '' : pathname.slice(pathname.indexOf('/traces/') + 8);
      const body = await readFile(data ? join('tests/data/nets', basename(pathname)) : join(folder, inside));
      return route.fulfill({ body, contentType: types[extname(pathname)] ?? 'application/octet-stream' });
    });
    await page.goto('traces/');
    await page.waitForFunction('typeof trace === "function"');
    const found = await page.evaluate<Traced>(`trace('${backend}', '${long ? 'all' : quick}', ${slack})`);
    test.info().annotations.push({ type: 'seconds', description: JSON.stringify(found.seconds) });
    if (process.env['SMOOTHSCAPE_TRACES']) console.log(backend, found.adapter, found.seconds);
    expect(found.verdicts.filter(({ passed }) => !passed)).toEqual([]);
    expect(found.verdicts.length).toBeGreaterThanOrEqual(long ? 254 : least);
    expect(found.left).toBe(0);
  });
}
