import { CREASE_LIFT, eyeOf, headingOf } from '../../figures/base/camera';
import { rgbAt, themeOf } from '../../figures/base/colours';
import { axesOf, densify, isPoint, valueAt } from '../../figures/base/gridSampling';
import { clampTo } from '../../figures/base/pixelMapping';
import { stridedIndices } from '../../figures/vector/surfaceMesh';
import type { Pair } from '../../math/core/types';
import { captionOf, titleOf } from '../base/pageTexts';
import { TEX_DOCUMENT_PREFIX } from './csv';
import type { SurfaceFigure } from './surfacePage';

/** Most nodes a side: TeX keeps every one in its memory. */
const MAX_NODES = 51;
/** Colours of the map that are named. */
const MAP_STOPS = 16;

const number = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(7))) : 'nan');
const hex = (colour: string): string => colour.slice(1).toUpperCase();
/** Text for TeX: signs that it reads as commands are escaped, those that 8-bit fonts lack are set as mathematics. */
const texSigns: Readonly<Record<string, string>> = {
  ...{
    '\\': '\\textbackslash{}',
    '{': '\\{',
    '}': '\\}',
    '%': '\\%',
    '#': '\\#',
    '&': '\\&',
    $: '\\$',
    _: '\\_',
    '^': '\\textasciicircum{}',
    '~': '\\textasciitilde{}',
  },
  ...{
    θ: '$\\theta$',
    ε: '$\\varepsilon$',
    γ: '$\\gamma$',
    σ: '$\\sigma$',
    φ: '$\\varphi$',
    '∞': '$\\infty$',
    '−': '$-$',
    '√': '$\\sqrt{}$',
    π: '$\\pi$',
  },
  ...{
    '₁': '$_1$',
    '₂': '$_2$',
    '·': '$\\cdot$',
    '×': '$\\times$',
    '≤': '$\\le$',
    '≥': '$\\ge$',
    '|': '$|$',
    '<': '$<$',
    '>': '$>$',
    '±': '$\\pm$',
    '′': "$'$",
    '∇': '$\\nabla$',
  },
};
export const texText = (text: string): string => Array.from(text, (sign) => texSigns[sign] ?? (sign > '~' ? '?' : sign)).join('');

/** Rows of a table of pgfplots: one a node, θ₁ inner, an empty line after each row. */
function tableRows({ result: { grid }, range }: SurfaceFigure): string[] {
  const [columns, rows] = [stridedIndices(grid.x, MAX_NODES), stridedIndices(grid.y, MAX_NODES)];
  return rows.flatMap((i) => [...columns.map((j) => [grid.x[j]!, grid.y[i]!, clampTo(range, grid.z[i * grid.n + j]!)].map(number).join(' ')), '']);
}

/** Creases as lines, or points, a little above the surface. */
function creaseLines({ result, range, style, pane }: SurfaceFigure): string[] {
  if (!style.creases || style.smoothed || style.jumps) return [];
  const lift = (pane.kind === 'surface' ? CREASE_LIFT : 1) * (range[1] - range[0]);
  const place = (theta: Pair): string => `(${[theta[0], theta[1], clampTo(range, valueAt(result.grid, theta)) + lift].map(number).join(',')})`;
  return result.creases
    .filter(({ order }) => order !== 2)
    .map((crease) =>
      isPoint(crease)
        ? `\\addplot3[only marks, mark=*, mark size=1.6pt, smoothscape crease] coordinates {${crease.theta.map(place).join(' ')}};`
        : `\\addplot3[smoothscape crease, line width=1.2pt] coordinates {${densify(crease.theta, result.grid).theta.map(place).join(' ')}};`,
    );
}

/** Surface for pgfplots with its numbers: compiled by itself with pdflatex, or \input into a paper that loads pgfplots. */
export function pgfOf(figure: SurfaceFigure): Uint8Array {
  const { pane, range, style, result } = figure;
  const { document } = pane;
  const eye = eyeOf(style);
  const flat = pane.kind === 'contour';
  const azimuth = flat ? 0 : (headingOf(eye) * 180) / Math.PI + 90;
  const elevation = flat ? 90 : (Math.asin(eye[2] / Math.hypot(...eye)) * 180) / Math.PI;
  const stops = Array.from(
    { length: MAP_STOPS + 1 },
    (_, k) =>
      `rgb255=(${rgbAt(style.colours, k / MAP_STOPS)
        .map(Math.round)
        .join(',')})`,
  );
  const [first, second] = axesOf(style).map(texText);
  const nodes = stridedIndices(result.grid.x, MAX_NODES).length;
  const creases = creaseLines(figure);
  const lines = [
    `% ${titleOf(document)}.`,
    `% ${captionOf(document, result, creases.length > 0 ? 'crimson' : 'none').replaceAll('\n', ' ')}`,
    '% Compile this file with pdflatex, or \\input it where \\usepackage{pgfplots} is loaded.',
    `${TEX_DOCUMENT_PREFIX}${JSON.stringify(document)}`,
    `% version: smoothscape ${__VERSION__}`,
    ...(nodes < result.grid.n
      ? [`% ${nodes} of ${result.grid.n} nodes a side, ends and axis included: TeX's memory holds no more; the CSV has all.`]
      : []),
    '\\ifdefined\\pgfplotsset\\else',
    '\\documentclass[border=2pt]{standalone}',
    '\\usepackage{pgfplots}',
    '\\pgfplotsset{compat=1.16}',
    '\\def\\smoothscapeend{\\end{document}}',
    '\\begin{document}',
    '\\fi',
    '\\pgfplotsset{',
    `  colormap={smoothscape}{${stops.join(' ')}},`,
    '}',
    `\\definecolor{smoothscapecrease}{HTML}{${hex(themeOf(false).crease)}}`,
    '\\begin{tikzpicture}[smoothscape crease/.style={draw=smoothscapecrease, fill=smoothscapecrease, mark options={fill=smoothscapecrease}}]',
    '\\begin{axis}[',
    `  view={${number(azimuth)}}{${number(elevation)}}, width=84mm, height=${flat ? 84 : 70}mm,`,
    `  xlabel={${first ?? ''}}, ylabel={${second ?? ''}}, zlabel={loss},`,
    `  xmin=${number(result.grid.x[0]!)}, xmax=${number(result.grid.x.at(-1)!)}, ymin=${number(result.grid.y[0]!)}, ymax=${number(result.grid.y.at(-1)!)},`,
    `  zmin=${number(range[0])}, zmax=${number(range[1] + (flat ? 1 : CREASE_LIFT) * (range[1] - range[0]))}, point meta min=${number(range[0])}, point meta max=${number(range[1])},`,
    '  colormap name=smoothscape, colorbar, colorbar style={width=2.5mm}, grid=major,',
    '  label style={font=\\small}, tick label style={font=\\footnotesize},',
    ']',
    `\\addplot3[surf, shader=flat${flat ? '' : ', z buffer=sort'}, mesh/rows=${stridedIndices(result.grid.y, MAX_NODES).length}, unbounded coords=jump] table {`,
    ...tableRows(figure),
    '};',
    ...creases,
    '\\end{axis}',
    '\\end{tikzpicture}%',
    '\\ifdefined\\smoothscapeend\\expandafter\\smoothscapeend\\fi',
    '',
  ];
  return new TextEncoder().encode(lines.join('\n'));
}
