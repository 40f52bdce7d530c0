import type { SurfaceDocument } from '../../../src/documents/surfaceDocument';
import { surfaceDefaults } from '../../../src/documents/surfaceSpecs';
import { openFile } from '../../../src/exports/openFile';
import { pgfOf, texText } from '../../../src/exports/surface/pgfplots';
import type { SurfacePane } from '../../../src/exports/surface/shownPanes';
import { surfaceFigures } from '../../../src/exports/surface/surfacePage';
import { squareLoss } from '../../figures/scenes';
import { isInstalled, readBy } from '../otherReaders';
import { expect, test } from 'vitest';

const document: SurfaceDocument = { ...surfaceDefaults, attack: { norm: 'inf', epsilon: 0.5, solver: 'exact' } };
const texOf = (kind: 'surface' | 'contour', n: number): Uint8Array => {
  const pane: SurfacePane = { part: kind, letter: 'A', title: '', kind, quantity: 'loss', result: squareLoss(n), document };
  return pgfOf(surfaceFigures(document, [[pane]], { dark: false, sharedRange: true })[0]!);
};

for (const kind of ['surface', 'contour'] as const)
  test(`a ${kind} for pgfplots compiles by itself and within a paper`, ({ skip }) => {
    skip(!isInstalled('pdflatex'), 'pdflatex is not installed');
    const pdflatex = ['-interaction=nonstopmode', '-halt-on-error', 'FILE'];
    expect(readBy('pdflatex', pdflatex, 'figure.pgf', texOf(kind, 31))).toContain('Output written on figure.pdf (1 page');
    const figure = new TextDecoder().decode(texOf(kind, 31));
    const paper = `\\begin{filecontents*}{figure.pgf}\n${figure}\n\\end{filecontents*}\n\\documentclass{article}\\usepackage{pgfplots}\\begin{document}A\\input{figure.pgf}B\\end{document}`;
    expect(readBy('pdflatex', pdflatex, 'paper.tex', new TextEncoder().encode(paper))).toContain('Output written on paper.pdf (1 page');
  }, 60_000);

test('the table holds the nodes in rows, at most 51 a side, with their losses', () => {
  const { grid } = squareLoss(101);
  const text = new TextDecoder().decode(texOf('surface', 101));
  const blocks = /table \{\n([^}]*)\};/.exec(text)![1]!.trim().split('\n\n').map((block) => block.split('\n').map((row) => row.split(' ').map(Number))); // prettier-ignore
  expect(blocks.length).toBe(51);
  expect(text).toContain('mesh/rows=51');
  expect(text).toContain('% 51 of 101 nodes a side');
  for (const row of blocks) expect(row.length).toBe(51);
  const indexOf = (nodes: Float64Array, v: number): number => nodes.findIndex((node) => Math.abs(node - v) < 1e-6);
  for (const [a, b, loss] of blocks.flat()) {
    const at = indexOf(grid.y, b!) * grid.n + indexOf(grid.x, a!);
    expect(Math.abs(loss! - grid.z[at]!)).toBeLessThan(1e-6);
  }
});

test('signs that TeX reads as commands are escaped', () => {
  expect(texText('50 % of θ₁_{x} & ∞ $')).toBe('50 \\% of $\\theta$$_1$\\_\\{x\\} \\& $\\infty$ \\$');
});

test('it opens again with its document', async () => {
  expect(await openFile(new File([new Uint8Array(texOf('surface', 9))], 'figure.pgf'))).toEqual({ ok: true, document });
});
