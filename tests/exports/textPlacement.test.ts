import type { SurfaceDocument } from '../../src/documents/surfaceDocument';
import { parseDocument } from '../../src/documents/parseSurface';
import { pageCommands } from '../../src/figures/vector/composition';
import { svgDocument } from '../../src/figures/vector/svgWriter';
import { surfacePage } from '../../src/exports/surface/surfacePage';
import { type AskOnce, partsOf, type ShownPane, shownPanes } from '../../src/exports/surface/shownPanes';
import { linspace } from '../../src/math/core/grid';
import type { InputResult, LineResult, SurfaceJobs, SurfaceKind, SurfaceRequest, SurfaceResult } from '../../src/worker/rpc/protocol';
import { inputResult } from '../../src/worker/surface/readings';
import { documents } from '../documents/sampleDocuments';
import { squareLoss } from '../figures/scenes';
import fc from 'fast-check';
import { expect, test } from 'vitest';

/** A surface of 5 × 5 nodes on the grid of a request, between two losses of any size; what is tested is where text stands. */
function surfaceOn({ surface: { grid } }: SurfaceRequest, lo: number, hi: number): SurfaceResult {
  const [x, y] = [linspace(...grid.theta1, 5), linspace(...grid.theta2, 5)];
  const z = Float64Array.from({ length: 25 }, (_, k) => lo + ((hi - lo) * (k % 5) * Math.floor(k / 5)) / 16);
  const flat = new Float64Array(25).fill(0.5);
  return { ...squareLoss(3), grid: { n: 5, x, y, z }, gradient: { g1: flat, g2: flat }, minimum: { theta: [x[0]!, y[0]!], loss: lo } };
}

const curve = { t: Float64Array.of(-1, 0, 1), value: Float64Array.of(3, 1, 2), slope: Float64Array.of(-2, -1, 1) };
const line: LineResult = { span: [-1, 1], length: 0.5, plain: curve, smoothed: curve, kinks: [{ t: 0, left: -2, right: 1 }] };

function answers(lo: number, hi: number): AskOnce {
  const answer = (kind: SurfaceKind, request: unknown): unknown => {
    if (kind === 'surface') return surfaceOn(request as SurfaceRequest, lo, hi);
    if (kind === 'kinks') return { kinks: [{ theta: [[0, -1], [0, 1]], jump: [lo, hi], order: 1 }], curvature: [[lo, hi]] }; // prettier-ignore
    return kind === 'input' ? inputPlane(request as SurfaceJobs['input']['request']) : line;
  };
  return ((kind: SurfaceKind, request: unknown) => Promise.resolve(answer(kind, request))) as AskOnce;
}

/** The input plane under an attack of few steps: its marks stand elsewhere, its texts do not. */
function inputPlane({ surface, ...rest }: SurfaceJobs['input']['request']): InputResult {
  const { attack } = surface;
  return inputResult({ ...rest, surface: { ...surface, attack: attack.solver === 'pgd' ? { ...attack, steps: 3, restarts: 1 } : attack } });
}

interface Placed {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const attribute = (element: string, name: string): string | undefined => new RegExp(`\\b${name}="([^"]*)"`).exec(element)?.[1];
const unescaped = (text: string): string => text.replace(/&(?:amp|lt|gt|quot|#39);/g, 'x');

/** The boxes of all texts of an SVG: as wide as each says it is, or, where it does not, as wide as the widest letters. */
function textsOf(svg: string): Placed[] {
  return [...svg.matchAll(/<text([^>]*)>([^<]*)<\/text>/g)].map(([, element = '', content = '']): Placed => {
    const number = (name: string): number => Number(attribute(element, name) ?? NaN);
    const [x, y, size] = [number('x'), number('y'), number('font-size')];
    const text = unescaped(content);
    const wide = attribute(element, 'textLength') === undefined ? Array.from(text).length * 0.3 * size : number('textLength'); // a lower bound where letters are unknown
    const anchor = attribute(element, 'text-anchor');
    const from = anchor === 'start' ? 0 : anchor === 'end' ? -wide : -wide / 2;
    const [up, down] = [-0.76 * size, 0.2 * size]; // the letters themselves
    const turned = element.includes('rotate(-90');
    return turned
      ? { text, left: x + up, right: x + down, top: y - from - wide, bottom: y - from }
      : { text, left: x + from, right: x + from + wide, top: y + up, bottom: y + down };
  });
}

const overlap = (a: Placed, b: Placed): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function faultsOf(svg: string, width: number, height: number): string[] {
  const texts = textsOf(svg);
  const outside = texts.filter(({ left, right, top, bottom }) => !(left >= 0 && top >= 0 && right <= width && bottom <= height));
  const pairs = texts.flatMap((a, i) => texts.slice(i + 1).flatMap((b) => (overlap(a, b) ? [`“${a.text}” on “${b.text}”`] : [])));
  return [...outside.map(({ text }) => `“${text}” leaves the page`), ...pairs];
}

const anyDocument: fc.Arbitrary<SurfaceDocument> = fc.tuple(documents, documents, fc.integer({ min: 0, max: 8 })).map(([a, b, count]) => {
  const given = [...(a.panes ?? []), ...(b.panes ?? []), {}, {}, {}, {}, {}, {}, {}, {}].slice(0, count);
  const { panes: _panes, ...bare } = a;
  return count === 0 ? bare : { ...bare, panes: given };
});
const loss = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 10, noNaN: true }), fc.constant(9999.01));
/** Width and height in units of the page: a slide, a column, a tall sheet. */
const sizes = [[800, 600], [420, 640], [1280, 560]] as const; // prettier-ignore

async function svgOf(document: SurfaceDocument, groups: ShownPane[][], width: number, height: number): Promise<string> {
  const page = surfacePage(document, groups, { dark: false, maxCells: 4, sharedRange: true });
  return svgDocument(pageCommands(page, width, height), width, height, 1, { title: '', description: '', metadata: '', attribute: 'data-x' });
}

test('no two texts overlap and none leaves the page, whatever the document, its panes and the size', async () => {
  await fc.assert(
    fc.asyncProperty(anyDocument, loss, loss, fc.boolean(), fc.constantFrom(...sizes), async (document, a, b, everything, [width, height]) => {
      const without = partsOf(document).flatMap(({ part, usual }) => (usual || everything ? [] : [part]));
      const choice = { backend: 'auto', along: 'theta2', pictures: true, without } as const;
      const groups = await shownPanes(document, choice, answers(Math.min(a, b), Math.max(a, b)));
      const svg = await svgOf(document, groups, width, height);
      expect(svg).not.toMatch(/NaN|undefined/);
      expect(faultsOf(svg, width, height)).toEqual([]);
      expect(textsOf(svg).length).toBeGreaterThan(2);
    }),
    { numRuns: 30, endOnFailure: true },
  );
});

test.each([1, 2, 3, 5, 8])('%i panes keep their heads, shortened at most, and are drawn', async (count) => {
  const title = 'a title of eighty characters, the most that a pane may have, which no column holds';
  const panes = Array.from({ length: count }, (_, k) => ({ title: `${k + 1}: ${title}`.slice(0, 80) }));
  const [document] = fc.sample(documents, { numRuns: 1, seed: 7 });
  const whole: SurfaceDocument = { ...document!, view: { ...document!.view, kind: 'both', second: 'smoothed' }, panes };
  const groups = await shownPanes(whole, { backend: 'auto', along: 'theta2', pictures: true, without: [] }, answers(0, 9));
  for (const [width, height] of sizes) {
    const texts = textsOf(await svgOf(whole, groups, width, height)).map(({ text }) => text);
    for (let k = 0; k < count; k += 1) expect(texts.filter((text) => text.startsWith(`${String.fromCharCode(65 + k)} ${k + 1}:`)).length).toBe(2);
  }
});

test('every tick of both weights has its label beside the titles of the axes', async () => {
  const parsed = parseDocument({ smoothscape: 1, kind: 'surface', grid: { theta1: [-3, 3], theta2: [-3, 3], n: 11 }, view: { kind: 'contour' } });
  if (!parsed.ok) throw new Error('the document is wrong');
  const without = ['cut', 'inputs'] as const;
  const groups = await shownPanes(parsed.document, { backend: 'auto', along: 'theta2', pictures: true, without }, answers(0, 9));
  const texts = textsOf(await svgOf(parsed.document, groups, 800, 600)).map(({ text }) => text);
  for (const label of ['−3', '−2', '−1', '0', '1', '2', '3']) expect(texts.filter((text) => text === label).length, label).toBeGreaterThanOrEqual(2);
});
