import { presets } from '../../src/documents/surfacePresets';
import { expect, test } from './page';

const backends = ['webgpu', 'webgl', 'wasm', 'float64'] as const;
/** `npm run test:long` takes every card at its full size; the others take two small ones. */
const long = process.env['SMOOTHSCAPE_LONG'] === '1';
const documents = Object.entries(presets).flatMap(([id, { document }]) =>
  long ? [{ id, document }] : ['figure-2e', 'figure-5b'].includes(id) ? [{ id, document: { ...document, grid: { ...document.grid, n: 41 } } }] : [],
);

for (const backend of backends) {
  test(`${documents.length} surfaces on ${backend} agree with float64`, async ({ page }) => {
    await page.goto('#lab');
    for (const { id, document } of documents) {
      const report = await page.evaluate(
        async ({ surface, backend }) => (await globalThis.smoothscape?.run('surface', { surface, backend, gradient: true }))?.report,
        { surface: document, backend },
      );
      expect(report?.backend, id).toBe(backend);
      expect(report?.checked, id).toBeGreaterThanOrEqual(64);
      expect(report?.difference, id).toBeLessThan(backend === 'float64' ? 1e-6 : 1e-4);
    }
  });
}
