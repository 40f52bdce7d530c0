import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import type { StartingPoint } from '../../math/theory/types';
import type { SurfaceRequest, SurfaceResult } from '../../worker/rpc/protocol';
import { bandColours, themeOf } from '../base/colours';
import { arrowStrokes, descentArrows } from '../base/surfaceMarks';
import { axesOf, isInPicture, pictureRangeOf } from '../base/gridSampling';
import { type ContourKink, contourKinks } from '../base/kinks';
import { textWidth } from '../base/textMetrics';
import { contourLevels, levelStep, sharedRange, tickTexts, weightTicks } from '../base/ticks';
import type { Figure, FigureStyle, Margins } from '../base/types';
import { contourPainting, PAGE_CURSOR_FILL, withOutline } from '../vector/contourPlane';
import { baseLayout, gridRows, surfaceSummary } from './surface';
import type { Data, Layout } from 'plotly.js';

/** Margins of a contour plot: room for the tick labels, on the left by the length of the longest. */
export function contourMargins(style: FigureStyle, theta2: Pair): Margins {
  const longest = Math.max(...tickTexts(weightTicks(theta2)).map((text) => text.length));
  return { l: Math.max(44, 24 + 6.5 * longest), r: 12, t: 8, b: style.size === 'phone' ? 40 : 44 };
}

/** Plotly figure of the loss as filled bands between level lines. */
export const drawContour = (result: SurfaceResult, request: SurfaceRequest, style: FigureStyle): Figure =>
  contourFigure(result, style, surfaceSummary(result, request, style));

/** The same with its description in words; not smoothed so that creases stay creases. */
export function contourFigure(result: SurfaceResult, style: FigureStyle, summary: string): Figure {
  const { grid } = result;
  const range = style.range ?? sharedRange([result]);
  const theme = themeOf(style.dark);
  const [levels, step] = [contourLevels(range), levelStep(range)];
  const bands = bandColours(range, style.colours, style.dark);
  const data: Data[] = [
    {
      type: 'contour',
      x: Array.from(grid.x),
      y: Array.from(grid.y),
      z: gridRows(grid),
      colorscale: bands.map((colour, k): [number, string] => [k / (bands.length - 1), colour]), // Plotly's scale of bands runs from the middle of the lowest to that of the highest
      showscale: false,
      zmin: levels[0]! - step / 2,
      zmax: levels.at(-1)! + step / 2,
      autocontour: false,
      contours: { coloring: 'fill', start: levels[0]!, end: levels.at(-1)!, size: step },
      line: { smoothing: 0, width: 0.7, color: 'rgba(255,255,255,.45)' },
      hoverinfo: 'skip',
    },
  ];
  data.push(...contourKinks(result, style).map((kink) => kinkTrace(kink, style)));
  if (style.cursor && style.along) data.push(profileLine(grid.x, grid.y, style.cursor, style.along));
  if (style.arrows) {
    const arrows = descentArrows(result);
    data.push(...arrowStrokes.map(({ width, colour }) => lineTrace(arrows, width, colour)));
  }
  if (style.minimum) data.push(marker(result.minimum.theta, 9, 'diamond', theme.ink));
  if (style.cursor && isInPicture(pictureRangeOf(grid), style.cursor)) data.push(marker(style.cursor, 11, 'circle', PAGE_CURSOR_FILL));
  const ends = (nodes: Float64Array): Pair => [nodes[0]!, nodes.at(-1)!];
  const margins = contourMargins(style, ends(grid.y));
  return {
    data,
    layout: planeLayout(ends(grid.x), ends(grid.y), margins, style),
    geometry: { kind: 'plane', theta1: ends(grid.x), theta2: ends(grid.y), margins },
    painting: contourPainting(result, range, style, margins),
    dark: style.dark,
    summary,
  };
}

/** Polylines as one trace, separated by gaps. */
function lineTrace(parts: readonly (readonly Pair[])[], width: number, color: string, dash?: 'dot'): Data {
  const points = parts.flatMap((part, k): (Pair | undefined)[] => (k === 0 ? [...part] : [undefined, ...part]));
  return {
    type: 'scatter',
    mode: 'lines',
    x: points.map((pair) => pair?.[0] ?? null),
    y: points.map((pair) => pair?.[1] ?? null),
    line: { width, color, ...(dash && { dash }) },
    hoverinfo: 'skip',
  };
}

/** A kink as a trace; the rim of a point is thinner where all creases have one colour. */
function kinkTrace(kink: ContourKink, { jumps }: FigureStyle): Data {
  if (kink.kind === 'line') return lineTrace(kink.parts, kink.width, kink.colour, kink.dotted && 'dot');
  return marker(kink.at, kink.diameter, 'circle', kink.colour, jumps ? 2 : 1.2);
}

function marker([x, y]: Pair, size: number, symbol: 'circle' | 'diamond', color: string, rim = 2): Data {
  return {
    type: 'scatter',
    mode: 'markers',
    x: [x],
    y: [y],
    marker: { size, symbol, color, line: { width: rim, color: '#ffffff' } },
    hoverinfo: 'skip',
  };
}

/** Dotted line along which the profile is taken. */
function profileLine(x: Float64Array, y: Float64Array, cursor: Pair, along: 'theta1' | 'theta2'): Data {
  const at = along === 'theta1' ? { x: [x[0]!, x.at(-1)!], y: [cursor[1], cursor[1]] } : { x: [cursor[0], cursor[0]], y: [y[0]!, y.at(-1)!] };
  return { type: 'scatter', mode: 'lines', ...at, line: { width: 1.2, color: 'rgba(255,255,255,.85)', dash: 'dot' }, hoverinfo: 'skip' };
}

/** Least width of the plotted square of each size, in pixels. */
const LEAST_WIDTH_PX = { large: 300, phone: 200, pane: 150 };
const TICK_TYPE = { size: 11, weight: 400 } as const;
/** Least distance of two tick labels, in pixels. */
const LABEL_GAP_PX = 6;

/** Texts of the ticks below a plot, blank where they would touch in the least width of its size or leave its right margin; that of 0 stays. */
function spacedTexts(values: readonly number[], [lo, hi]: Pair, { size }: FigureStyle, right: number): string[] {
  const texts = tickTexts(values);
  const width = LEAST_WIDTH_PX[size];
  const widths = texts.map((text) => textWidth(text, TICK_TYPE));
  const spacing = (((values[1] ?? hi) - (values[0] ?? lo)) / (hi - lo)) * width;
  const every = Math.max(1, Math.ceil((Math.max(...widths) + LABEL_GAP_PX) / spacing));
  const anchor = Math.max(0, values.indexOf(0));
  const isRoomy = (k: number): boolean => ((values[k]! - lo) / (hi - lo)) * width + widths[k]! / 2 <= width + right;
  return texts.map((text, k) => ((k - anchor) % every === 0 && isRoomy(k) ? text : ''));
}

function planeLayout(theta1: Pair, theta2: Pair, margins: Margins, style: FigureStyle): Partial<Layout> {
  const theme = themeOf(style.dark);
  const axis = (title: string, ends: Pair, textsOf: (values: readonly number[]) => string[]) => {
    const values = weightTicks(ends);
    return {
      title: { text: title, font: { size: 12, color: theme.ink2 }, standoff: 4 },
      range: [ends[0], ends[1]] satisfies [number, number],
      tickmode: 'array' as const,
      tickvals: values,
      ticktext: textsOf(values),
      tickangle: 0,
      ticks: 'outside' as const,
      ticklen: 4,
      tickcolor: theme.ink3,
      tickfont: { size: 11, color: theme.ink2 },
      showgrid: false,
      zeroline: false,
      fixedrange: true,
      automargin: false,
    };
  };
  return {
    ...baseLayout(style.dark),
    margin: { ...margins, pad: 0 },
    hovermode: false,
    dragmode: false,
    xaxis: axis(axesOf(style)[0], theta1, (values) => spacedTexts(values, theta1, style, margins.r)),
    yaxis: axis(axesOf(style)[1], theta2, tickTexts),
  };
}

/** The figure with the boundary of the level set {L ≤ L(θ⁰)} on top: a line in the colour of θ on a white one. */
export function withLevelSetOutline(figure: Figure, grid: Grid, { theta, loss }: StartingPoint, dark: boolean): Figure {
  const { n, x, y, z } = grid;
  const [halo, line] = [
    { colour: '#ffffff', width: 5 },
    { colour: themeOf(dark).theta, width: 2.5 },
  ];
  const rows = Array.from({ length: n }, (_, i) => Array.from(z.subarray(i * n, (i + 1) * n)));
  const outline = ({ colour: color, width }: typeof line) => ({
    type: 'contour' as const,
    x: x.slice(),
    y: y.slice(),
    z: rows,
    autocontour: false,
    contours: { start: loss, end: loss, size: 1, coloring: 'none' as const },
    line: { color, width, smoothing: 0 },
    showscale: false,
    hoverinfo: 'skip' as const,
  });
  const sentence = `Level set of the loss ${loss.toPrecision(4)} at the start (${theta.map((v) => v.toPrecision(4)).join(', ')}).`;
  return {
    ...figure,
    data: [...figure.data, outline(halo), outline(line)],
    painting: withOutline(figure, grid, loss, [halo, line]),
    summary: `${figure.summary} ${sentence}`,
  };
}
