import { paneSurfaces, withLockedRange } from '../../src/documents/panes';
import { parseDocument } from '../../src/documents/parseSurface';
import type { SurfaceDocument } from '../../src/documents/surfaceDocument';
import { surfaceDefaults } from '../../src/documents/surfaceSpecs';
import { wholePicture } from '../../src/exports/surface/exportSurface';
import { openFile } from '../../src/exports/openFile';
import { surfacePage } from '../../src/exports/surface/surfacePage';
import type { ShownPane } from '../../src/exports/surface/shownPanes';
import { HALF_BOX_HEIGHT, cameraOf, isVisible, sceneBoxOf } from '../../src/figures/base/camera';
import { clippedSentence } from '../../src/figures/base/surfaceSentences';
import { cutToBox, spotCommands } from '../../src/figures/vector/surfaceMesh';
import type { Pair } from '../../src/math/core/types';
import { fromHash, toHash } from '../../src/state/addressHash';
import { look, squareLoss } from '../figures/scenes';
import { expect, test } from 'vitest';

const result = squareLoss(41, 1.5);
const range: Pair = [0, 2];
const document: SurfaceDocument = {
  ...surfaceDefaults,
  attack: { norm: 'inf', epsilon: 1.5, solver: 'exact' },
  grid: { theta1: [-3, 3], theta2: [-3, 3], n: 41 },
  view: { ...surfaceDefaults.view, range },
};
const style = { dark: false, sharedRange: true, maxCells: 40 };
const surface: ShownPane = { part: 'surface', letter: 'A', title: 'Loss surface', kind: 'surface', quantity: 'loss', result, document };
const panes: readonly (readonly ShownPane[])[] = [
  [surface],
  [{ ...surface, part: 'contour', letter: 'B', title: 'Contour', kind: 'contour' }],
  [{ part: 'cut', letter: 'C', title: 'Cut', kind: 'cut', results: [result], names: ['L∞'], cursor: [1, 1], along: 'theta2', smoothed: false }],
];

test('a document takes a locked range, and refuses one that does not rise by name', () => {
  const parsed = parseDocument({ smoothscape: 1, kind: 'surface', view: { range: [0, 2] } });
  expect(parsed.ok && parsed.document.view.range).toEqual([0, 2]);
  const messages = (raw: unknown) => {
    const read = parseDocument({ view: { range: raw } });
    return read.ok ? [] : read.problems.map(({ key, message }) => `${key}: ${message}`);
  };
  expect(messages([2, 1])).toEqual(['view.range: [2, 1] does not rise: the first end is not below the second']);
  expect(messages([1, 1])).toHaveLength(1);
  expect(messages([0, 'a'])).toEqual([expect.stringContaining('view.range[1]')]);
  expect(messages('all')).toEqual([expect.stringContaining('view.range')]);
  const without = parseDocument({});
  expect(without.ok && 'range' in without.document.view).toBe(false);
});

test('it survives a link and a written picture', async () => {
  expect(fromHash(toHash('lab', document)).document?.view.range).toEqual(range);
  const bytes = await wholePicture(panes, document, 'svg', { width: 1200, height: 900, scale: 1, dark: false, sharedRange: true });
  const read = await openFile(new File([bytes.slice()], 'locked.svg', { type: 'image/svg+xml' }));
  expect(JSON.stringify(read)).toContain('"range":[0,2]');
});

test('every pane of a written picture is drawn over it, and the caption says how much is cut off', () => {
  const page = surfacePage(document, panes, style);
  expect(page.groups.flat().flatMap(({ bar }) => bar?.range ?? [])).toEqual([0, 2, 0, 2]);
  const above = result.grid.z.filter((v) => v > 2).length / result.grid.z.length;
  const share = `${Math.round(100 * above)} %`;
  expect(page.caption).toContain(`${share} of pane A lies above the range 0 to 2 and is cut off.`);
  expect(page.caption).toContain(`${share} of pane B lies above the range 0 to 2 and has the colour of its end.`);
  const free = surfacePage({ ...document, view: surfaceDefaults.view }, panes, style);
  expect(free.caption).not.toContain('the range');
});

test('shares of what is cut off are rounded, but never to none or all', () => {
  expect(clippedSentence([0, 100], result)).toBe('');
  expect(clippedSentence([1, 2], result)).toMatch(/^\d+ % of the picture lies above and \d+ % below the range 1 to 2 and is cut off\.$/);
  expect(clippedSentence([0, Math.max(...result.grid.z) - 1e-3], result)).toMatch(/^Less than 1 % of the picture lies above/);
  expect(clippedSentence([50, 60], result)).toMatch(/^100 % of the picture lies below/);
});

test('a polygon is cut at floor and lid of the box', () => {
  const h = HALF_BOX_HEIGHT;
  const wall = [[0, 0, -1], [1, 0, -1], [1, 0, 1], [0, 0, 1]] as const; // prettier-ignore
  const cut = cutToBox(wall);
  expect(cut).toHaveLength(4);
  for (const [, , z] of cut) expect(Math.abs(z)).toBeCloseTo(h, 12);
  expect(cutToBox(wall.map(([x, y, z]) => [x, y, z + 3] as const))).toEqual([]);
  expect(cutToBox([[0, 0, 0], [1, 0, 0.1], [1, 1, 0]])).toHaveLength(3); // prettier-ignore
});

test('a mark on a part that is cut off stands at the cut', () => {
  const camera = cameraOf([1.42, 1.02, 0.86], 600, 400);
  const theta: Pair = [-2.9, -2.9];
  const [spot] = spotCommands(result, range, { ...look, creases: false, minimum: false, cursor: theta }, camera);
  const space = sceneBoxOf(result.grid, range);
  const lid = space.toBox(theta, 2);
  expect(isVisible(space, camera, lid)).toBe(true);
  const [x, y] = camera.project(lid);
  expect(spot?.kind === 'disc' && Math.hypot(spot.at[0] - x, spot.at[1] - y)).toBeLessThan(10);
});

const rowRange: Pair = [0, 0.5];
const compared: SurfaceDocument = { ...document, view: surfaceDefaults.view, panes: [{}, { attack: { norm: 2 } }, { model: 'swish' }] };

test('a pane takes a locked range of its own, and nothing else of the view', () => {
  const parsed = parseDocument({ panes: [{ view: { range: [0, 0.5] } }, {}], view: { range: [0, 2] } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  expect(paneSurfaces(parsed.document).map(({ view }) => view.range)).toEqual([rowRange, range]);
  expect(fromHash(toHash('lab', parsed.document)).document?.panes).toEqual(parsed.document.panes);
  const keysOf = (view: object): string[] => {
    const read = parseDocument({ panes: [{ view }] });
    return read.ok ? [] : read.problems.map(({ key }) => key);
  };
  expect(keysOf({ range: [1, 0] })).toEqual(['panes[0].view.range']);
  expect(keysOf({ kind: 'contour' })).toEqual(['panes[0].view.kind']);
  expect(keysOf({ kind: 'contour', range: [1, 0] })).toEqual(['panes[0].view.kind', 'panes[0].view.range']);
});

test('a lock of some panes leaves the others as they were; a lock of all is that of the document', () => {
  const rangesOf = (one: SurfaceDocument) => paneSurfaces(one).map(({ view }) => view.range);
  const row = withLockedRange(compared, [2], rowRange);
  expect(rangesOf(row)).toEqual([undefined, undefined, rowRange]);
  expect(rangesOf(withLockedRange(row, [2], undefined))).toEqual([undefined, undefined, undefined]);
  const all = withLockedRange(row, undefined, range);
  expect([all.view.range, ...rangesOf(all)]).toEqual([range, range, range, range]);
  expect(rangesOf(withLockedRange(all, [2], undefined))).toEqual([range, range, undefined]);
  expect(rangesOf(withLockedRange(all, [0, 1], rowRange))).toEqual([rowRange, rowRange, range]);
  expect(withLockedRange(all, [0, 1, 2], undefined)).toEqual(compared);
});

test('a written comparison draws each pane over the range that is locked for its row', () => {
  const locked = withLockedRange(compared, [2], rowRange);
  const groups = paneSurfaces(locked).map(({ panes: _panes, ...own }, k): ShownPane[] => [{ ...surface, letter: 'ABC'[k]!, document: own }]);
  const bars = surfacePage(locked, groups, style).groups.map(([pane]) => pane?.bar?.range);
  expect(bars[2]).toEqual(rowRange);
  expect(bars[0]).toEqual(bars[1]);
  expect(bars[0]).not.toEqual(rowRange);
});
