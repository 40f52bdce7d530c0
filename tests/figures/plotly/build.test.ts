import config from '../../../vite.config';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the built Plotly has no place for a pointer in its scenes, so that no redraw waits for the GPU, and says that it reads its canvas of texts', () => {
  const plugin = config.plugins?.flat().find((one) => one && 'name' in one && one.name === 'plotly-scenes');
  if (!plugin || !('transform' in plugin) || typeof plugin.transform !== 'function') throw new Error('no plugin');
  const path = 'node_modules/plotly.js/stackgl_modules/index.js';
  const built: unknown = Reflect.apply(plugin.transform, undefined, [readFileSync(path, 'utf8'), path]);
  expect(built).not.toMatch(/pickSlots = [1-9]/);
  expect(String(built).match(/pickSlots = 0/g)?.length).toBeGreaterThan(1);
  expect(built).toMatch(/if\(!pickCount\) \{\s*pickBufferIds\[i\] = -1\s*continue/); // what has no place is not drawn to be picked
  expect(built).toContain('getContext("2d", { willReadFrequently: true })');
});
