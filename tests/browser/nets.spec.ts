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
    test.setTimeout(long ? 7_200_000 : 900_000);
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
    const selection = long ? 'all' : quick;
    let compared = 0;
    for (const name of await page.evaluate<string[]>(`groupsOf('${selection}')`)) {
      const found = await page.evaluate<Traced>(`trace('${backend}', '${selection}', ${JSON.stringify(name)}, ${slack})`);
      if (process.env['SMOOTHSCAPE_TRACES']) console.log(backend, found.adapter, name, found.seconds, worstOf(found));
      expect(found.verdicts.filter(({ passed }) => !passed)).toEqual([]);
      expect(found.left, 'tensors left over').toBe(0);
      compared += found.verdicts.length;
    }
    expect(compared).toBeGreaterThanOrEqual(long ? 254 : least);
  });
}

/** The entry that came nearest to its tolerance. */
const worstOf = ({ verdicts }: Traced) => [...verdicts].sort((a, b) => b.deviation / (b.limit || 1) - a.deviation / (a.limit || 1))[0];
