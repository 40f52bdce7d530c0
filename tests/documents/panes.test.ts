import { paneRows, scaleGroups, paneSurfaces } from '../../src/documents/panes';
import type { SurfaceChoice } from '../../src/documents/surfaceDocument';
import { wholeFigures } from '../../src/documents/surfacePresets';
import { MAX_PANES, surfaceDefaults } from '../../src/documents/surfaceSpecs';
import { seeded } from '../../src/math/core/random';
import { describe, expect, it } from 'vitest';

const withModels = (...models: string[]): SurfaceChoice[] => models.map((model) => ({ ...surfaceDefaults, model }));

describe('rows of a comparison', () => {
  it('are those of Figure 2: linear, swish, smoothed; swish has a range of its own', () => {
    const surfaces = paneSurfaces(wholeFigures['figure-2'].document);
    expect(paneRows(surfaces)).toEqual([[0, 1, 2], [3, 4, 5], [6, 7]]); // prettier-ignore
    const groups = scaleGroups(surfaces);
    expect(groups[4]).toEqual([3, 4, 5]);
    expect(groups[0]).toEqual([0, 1, 2, 6, 7]);
    expect(groups[7]).toEqual(groups[0]);
  });

  it('keep one pane of another model beside the others', () => {
    expect(paneRows(withModels('linear', 'linear', 'swish'))).toEqual([[0, 1, 2]]);
    expect(paneRows(withModels('linear', 'swish'))).toEqual([[0, 1]]);
    expect(paneRows(withModels('linear', 'linear', 'swish', 'swish'))).toEqual([[0, 1], [2, 3]]); // prettier-ignore
  });

  it('hold every pane once, in order, at most four beside each other, and share one range within a row', () => {
    const random = seeded(7);
    for (let trial = 0; trial < 100; trial += 1) {
      const count = 1 + Math.floor(random() * MAX_PANES);
      const surfaces = withModels(...Array.from({ length: count }, () => ['linear', 'swish', 'tanh'][Math.floor(random() * 3)] ?? 'linear'));
      const rows = paneRows(surfaces);
      expect(rows.flat()).toEqual(surfaces.map((_, pane) => pane));
      expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(4);
      const groups = scaleGroups(surfaces);
      for (const row of rows) for (const pane of row) expect(groups[pane]).toBe(groups[row[0] ?? 0]);
      surfaces.forEach((surface, a) => surfaces.forEach((other, b) => surface.model === other.model && expect(groups[a]).toBe(groups[b])));
    }
  });
});
