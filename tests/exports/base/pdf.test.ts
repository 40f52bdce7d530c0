import type { SurfaceDocument } from '../../../src/documents/surfaceDocument';
import { surfaceDefaults } from '../../../src/documents/surfaceSpecs';
import { openFile } from '../../../src/exports/openFile';
import { channelsOf, pdfDocument } from '../../../src/exports/base/pdf';
import type { SurfacePane } from '../../../src/exports/surface/shownPanes';
import { surfacePage } from '../../../src/exports/surface/surfacePage';
import type { DrawCommand } from '../../../src/figures/base/drawList';
import { label } from '../../../src/figures/base/drawList';
import { textWidth } from '../../../src/figures/base/textMetrics';
import { pageCommands } from '../../../src/figures/vector/composition';
import { squareLoss } from '../../figures/scenes';
import { isInstalled, readBy } from '../otherReaders';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const font = (name: string): Uint8Array => readFileSync(`node_modules/@expo-google-fonts/inter/${name}`);
const fonts = { regular: font('400Regular/Inter_400Regular.ttf'), bold: font('600SemiBold/Inter_600SemiBold.ttf') };
const document: SurfaceDocument = {
  ...surfaceDefaults,
  attack: { norm: 'inf', epsilon: 0.5, solver: 'exact' },
  panes: [{ title: '<a> & "b" ]]> θ₁' }], // signs that XML must escape
};
const panes = (['surface', 'contour'] as const).map((kind, k): SurfacePane => ({
  part: kind,
  letter: 'AB'.charAt(k),
  title: kind,
  kind,
  quantity: 'loss',
  result: squareLoss(31),
  document,
}));
const page = surfacePage(document, panes.map((pane) => [pane]), { dark: false, maxCells: 101, sharedRange: true }); // prettier-ignore
const [width, height] = [1200, 900];
const written = (commands: readonly DrawCommand[]): Promise<Uint8Array> =>
  pdfDocument(commands, width, height, 1.5, { title: page.title, description: 'seed: 1', metadata: JSON.stringify(document) }, fonts);
const commands = pageCommands(page, width / 1.5, height / 1.5);
const whole = written(commands);

const textsOf = (list: readonly DrawCommand[]): string[] =>
  list.flatMap((command) => (command.kind === 'clip' ? textsOf(command.commands) : command.kind === 'text' ? [command.text] : []));

describe('a PDF read by Poppler', () => {
  test('has the size in points of its pixels, and its fonts embedded with their characters', async ({ skip }) => {
    skip(!isInstalled('pdffonts'), 'pdffonts is not installed');
    const bytes = await whole;
    expect(readBy('pdfinfo', ['FILE'], 'a.pdf', bytes)).toMatch(/Page size: +900 x 675 pts/);
    const rows = readBy('pdffonts', ['FILE'], 'a.pdf', bytes).trim().split('\n').slice(2);
    expect(rows.length).toBe(2);
    for (const row of rows) expect(row).toMatch(/Inter.* Identity-H +yes +(yes|no) +yes/); // embedded, and with a map to Unicode
  });

  test('has every text as text, and no bitmap', async ({ skip }) => {
    skip(!isInstalled('pdftotext'), 'pdftotext is not installed');
    const bytes = await whole;
    const words = readBy('pdftotext', ['-raw', 'FILE', '-'], 'a.pdf', bytes).replace(/\s+/g, ' ');
    const texts = textsOf(commands);
    expect(texts.length).toBeGreaterThan(20);
    for (const text of texts) expect(words).toContain(text.replace(/\s+/g, ' '));
    expect(readBy('pdfimages', ['-list', 'FILE'], 'a.pdf', bytes).trim().split('\n')).toHaveLength(2); // the head of the list
  });

  test('sets a text to its measured width at its anchor, turned too', async ({ skip }) => {
    skip(!isInstalled('pdftotext'), 'pdftotext is not installed');
    const style = { size: 20, fill: '#000000' } as const;
    const text = 'Lossθ₁εWave';
    const bytes = await written([
      label([100, 100], text, { ...style, weight: 400, anchor: 'start' }),
      label([400, 200], text, { ...style, weight: 650, anchor: 'middle' }),
      label([400, 300], text, { ...style, weight: 400, anchor: 'end' }),
    ]);
    const boxes = [...readBy('pdftotext', ['-bbox', 'FILE', '-'], 'a.pdf', bytes).matchAll(/xMin="([\d.]+)"[^>]*xMax="([\d.]+)"/g)].map(([, a, b]) => [Number(a), Number(b)]); // prettier-ignore
    const points = 1.5 * 0.75;
    const [regular, bold] = [400, 650].map((weight) => points * textWidth(text, { size: 20, weight: weight as 400 | 650 }));
    const expected = [[100 * points, 100 * points + regular!], [400 * points - bold! / 2, 400 * points + bold! / 2], [400 * points - regular!, 400 * points]]; // prettier-ignore
    expect(boxes).toHaveLength(3);
    boxes.forEach((ends, k) => ends.forEach((end, i) => expect(Math.abs(end - expected[k]![i]!), `${k} ${i}`).toBeLessThan(0.6)));
  });
});

test('a PDF opens again with its document', async () => {
  expect(await openFile(new File([new Uint8Array(await whole)], 'renamed.bin'))).toEqual({ ok: true, document });
});

test('a PDF of a surface of 101 × 101 nodes is small', async () => {
  const large = surfacePage(document, [[{ ...panes[0]!, result: squareLoss(101) }]], { dark: false, maxCells: 101, sharedRange: true });
  expect((await written(pageCommands(large, width / 1.5, height / 1.5))).length).toBeLessThan(500e3);
});

test('colours have channels and opacity', () => {
  expect(channelsOf('#0a14ff')).toEqual([10, 20, 255, 1]);
  expect(channelsOf('rgba(224,229,242,.62)')).toEqual([224, 229, 242, 0.62]);
});
