import { type Grid, rangeDecimals } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import type { SurfaceRequest, SurfaceResult } from '../../worker/rpc/protocol';
import { colourScale, FONT, themeOf } from '../base/colours';
import { densify, isPoint, pictureRangeOf, valueAt } from '../base/gridSampling';
import { CURVATURE_JUMP_COLOUR, kinkLayers, jumpSummary } from '../base/kinks';
import { ASPECT, cameraOf, CREASE_LIFT, LIGHTING, MESH_INTERVALS, type Vec3, VIEW_CENTRE, eyeOf } from '../base/camera';
import { surfaceSpots } from '../base/surfaceMarks';
import { clippedSentence, gradientSentence, leastPlace } from '../base/surfaceSentences';
import { finiteRange, fixedText, positionText, sharedRange } from '../base/ticks';
import type { CameraEye, Figure, FigureStyle } from '../base/types';
import { scenePainting } from '../vector/surfaceMesh';
import { MAX_HEIGHT } from '../vector/surfaceRaster';
import type { Data, Layout } from 'plotly.js';

/** Plotly figure of the loss as a lit surface with its creases. */
export const drawSurface = (result: SurfaceResult, request: SurfaceRequest, style: FigureStyle): Figure =>
  surfaceFigure(result, style, surfaceSummary(result, request, style));

/** The same with its description in words. Where no value is finite it has no trace. */
export function surfaceFigure(result: SurfaceResult, style: FigureStyle, summary: string): Figure {
  const { grid } = result;
  const range = style.range ?? sharedRange([result]);
  const heights = Array.from({ length: grid.n }, (_, i) => Array.from(grid.z.subarray(i * grid.n, (i + 1) * grid.n), (v) => heightIn(range, v)));
  const isEmpty = heights.every((row) => row.every((height) => height === null));
  return {
    data: isEmpty ? [] : [surfaceTrace(grid, heights, style), ...kinkTraces(result, range, style)],
    layout: sceneLayout(style),
    geometry: {
      kind: 'scene',
      grid: { n: grid.n, x: grid.x.slice(), y: grid.y.slice(), z: grid.z.slice() },
      range: [range[0], range[1]],
      eye: [...eyeOf(style)],
      spots: surfaceSpots(result, style),
    },
    painting: scenePainting(result, range, style),
    dark: style.dark,
    clipped: clippedSentence(range, result),
    summary,
  };
}

/** Position of v in [lo, hi], as a fraction. */
const fractionIn = ([lo, hi]: Pair, v: number): number => (v - lo) / (hi - lo);
const ends = (nodes: Float64Array): Pair => [nodes[0]!, nodes.at(-1)!];

/** Steps of the heights that Plotly is given, per height of the box; it scales data by the inverse of their spread, which must not overflow. */
const HEIGHT_STEPS = 2 ** 30;

/** Height of a loss above the floor of the scene's box, as a fraction of its height; null where it is not finite. */
function heightIn(range: Pair, loss: number): number | null {
  const height = fractionIn(range, loss);
  if (!Number.isFinite(loss) || Number.isNaN(height)) return null;
  return Math.round(Math.min(MAX_HEIGHT, Math.max(-MAX_HEIGHT, height)) * HEIGHT_STEPS) / HEIGHT_STEPS;
}

/** Rows of the lattice as plain arrays, null where a value is not finite. */
export function gridRows(grid: Grid): (number | null)[][] {
  return Array.from({ length: grid.n }, (_, i) => Array.from(grid.z.subarray(i * grid.n, (i + 1) * grid.n), (v) => (Number.isFinite(v) ? v : null)));
}

/** Axes of the scene's box run from 0 to 1, whatever the ranges: Plotly draws in float32, and one singular matrix spoils all its later scenes. */
function surfaceTrace(grid: Grid, heights: (number | null)[][], style: FigureStyle): Data {
  const mesh = {
    show: true,
    start: 0,
    end: 1,
    size: 1 / MESH_INTERVALS,
    width: 1,
    color: style.colours === 'diverging' && !style.dark ? 'rgba(10,14,30,.38)' : 'rgba(10,14,30,.20)',
    highlight: false,
  };
  return {
    type: 'surface',
    uid: 'surface',
    x: Array.from(grid.x, (v) => fractionIn(ends(grid.x), v)),
    y: Array.from(grid.y, (v) => fractionIn(ends(grid.y), v)),
    z: heights,
    colorscale: colourScale(style.colours, style.dark),
    showscale: false,
    cmin: 0,
    cmax: 1,
    lighting: { ...LIGHTING },
    lightposition: { x: -4000, y: 6000, z: 9000 },
    contours: { x: mesh, y: { ...mesh }, z: { show: false, highlight: false } },
    hoverinfo: 'skip',
  };
}

/** Traces of the kinks, lifted above the surface: creases, coloured by their jump where the style says so, and curvature jumps, dashed. Each is one trace of many lines. */
function kinkTraces({ grid, creases }: SurfaceResult, range: Pair, style: FigureStyle): Data[] {
  const width = style.size === 'large' ? 5 : 4;
  const place = (theta: readonly (Pair | undefined)[]) => ({
    x: theta.map((pair) => (pair ? fractionIn(ends(grid.x), pair[0]) : null)),
    y: theta.map((pair) => (pair ? fractionIn(ends(grid.y), pair[1]) : null)),
    z: theta.map((pair) => {
      const height = pair ? heightIn(range, valueAt(grid, pair)) : null;
      return height === null ? null : height > 1 ? height : Math.min(1, height + CREASE_LIFT); // Plotly clips what lies above the box
    }),
  });
  const lines = (uid: string, theta: readonly (Pair | undefined)[], line: object): Data[] =>
    theta.some((pair) => pair && Number.isFinite(valueAt(grid, pair)))
      ? [{ type: 'scatter3d', mode: 'lines', uid, ...place(theta), line, hoverinfo: 'skip' }]
      : [];
  if (!style.jumps) {
    if (!style.creases || style.smoothed) return [];
    const drawn = creases.filter((crease) => !isPoint(crease));
    return lines(
      'creases',
      drawn.flatMap((crease) => [...densify(crease.theta, grid).theta, undefined]),
      { width, color: themeOf(style.dark).crease },
    );
  }
  const layers = kinkLayers(creases, grid);
  const [cmin, cmax] = style.jumps;
  return [
    ...lines('jumps', layers.lines.theta, { width, color: layers.lines.jump, colorscale: colourScale('jump'), cmin, cmax }),
    ...lines('bends', layers.bends, { width: 2, color: CURVATURE_JUMP_COLOUR, dash: 'dash' }),
  ];
}

/** Plotly's camera at an eye, within its reach; also from straight above its vertical axis is defined. */
export function plotlyCamera(wanted: CameraEye) {
  const { eye, up } = cameraOf(wanted, 1, 1);
  const vector = ([x, y, z]: Vec3) => ({ x, y, z });
  return { eye: vector(eye), center: vector(VIEW_CENTRE), up: vector(up) };
}

/** Plotly layout of a 3-D scene that fills its box; its axes are the painting's frame. */
function sceneLayout(style: FigureStyle): Partial<Layout> {
  const axis = { range: [0, 1] satisfies [number, number], visible: false };
  return {
    ...baseLayout(style.dark),
    margin: { l: 0, r: 0, t: 0, b: 0 },
    scene: {
      aspectmode: 'manual',
      aspectratio: { x: ASPECT[0], y: ASPECT[1], z: ASPECT[2] },
      camera: plotlyCamera(eyeOf(style)),
      dragmode: false,
      hovermode: false,
      xaxis: { ...axis },
      yaxis: { ...axis },
      zaxis: { ...axis },
    },
  };
}

/** Plotly layout that all figures share. */
export function baseLayout(dark: boolean): Partial<Layout> {
  return {
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    uirevision: 'keep',
    font: { family: FONT, color: themeOf(dark).ink2, size: 11 },
    showlegend: false,
  };
}

/** Description of a surface figure in words, for screen readers. */
export function surfaceSummary(result: SurfaceResult, { surface, frozenAt }: SurfaceRequest, style: FigureStyle): string {
  const { grid } = result;
  if (!grid.z.some(Number.isFinite)) return 'No value is finite in this range.';
  const marks = style.creases && !style.smoothed && result.creases.length > 0 ? 'crimson' : 'none';
  const kinks = style.jumps ? ` Kinks: ${jumpSummary(result, style)}.` : frozenAt ? '' : ` ${gradientSentence(surface, result, marks)}`;
  const [lo, hi] = finiteRange(grid.z);
  const { theta1, theta2 } = pictureRangeOf(grid);
  const span = (range: Pair): string => `from ${range.map((end) => positionText(end, range)).join(' to ')}`;
  const [from, to] = [lo, hi].map((loss) => fixedText(loss, rangeDecimals([lo, hi], 4)));
  return `Loss over θ₁ ${span(theta1)} and θ₂ ${span(theta2)}: from ${from} to ${to} nats, least ${leastPlace(result)}.${kinks}`;
}
