import type { SurfaceDocument } from '../../../src/documents/surfaceDocument';
import { surfaceDefaults } from '../../../src/documents/surfaceSpecs';
import { openFile } from '../../../src/exports/openFile';
import type { SurfacePane } from '../../../src/exports/surface/shownPanes';
import { standalonePage } from '../../../src/exports/surface/standaloneHtml';
import { surfaceFigures } from '../../../src/exports/surface/surfacePage';
import { surfaceIn, surfaceText } from '../../../src/viewer/surfaceData';
import { squareLoss } from '../../figures/scenes';
import { expect, test } from 'vitest';

const document: SurfaceDocument = {
  ...surfaceDefaults,
  model: { formula: 'max(z, 0) + 0*z' },
  attack: { norm: 'inf', epsilon: 0.5, solver: 'exact' },
};
const pane: SurfacePane = { part: 'surface', letter: 'A', title: '', kind: 'surface', quantity: 'loss', result: squareLoss(9), document };
const [figure] = surfaceFigures(document, [[pane]], { dark: false, sharedRange: true });

test('a standalone page opens again with its document, names no other place, and holds its script whole', async () => {
  const page = standalonePage(figure!, 'const a = "</script>" + (1 < 2);');
  expect(await openFile(new File([page], 'figure.html'))).toEqual({ ok: true, document });
  expect(page).not.toMatch(/https?:|\bsrc=|\bhref=|NaN/);
  expect(page.match(/<\/script>/g)).toHaveLength(2);
});

test('the surface of a standalone page has 7 digits, and holes where there is no value', () => {
  const result = squareLoss(9);
  result.grid.z[3] = NaN;
  const read = surfaceIn(surfaceText({ result, range: [0, 9], style: figure!.style }));
  expect(read.result.grid.z[3]).toBeNaN();
  read.result.grid.z.forEach((value, k) => k !== 3 && expect(Math.abs(value / result.grid.z[k]! - 1)).toBeLessThan(1e-6));
  expect(read.result.creases).toEqual(result.creases);
  expect(read.result.gradient).toBeUndefined();
});
