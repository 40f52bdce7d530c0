import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import type { SurfaceRequest, SurfaceResult } from '../../worker/rpc/protocol';
import { colourScale, FONT, type Theme, themeOf } from '../base/colours';
import { densify, isPoint, valueAt } from '../base/gridSampling';
import { CURVATURE_JUMP_COLOUR, kinkLayers, jumpSummary } from '../base/kinkColours';
import { ASPECT, CREASE_LIFT, eyeOf, LIGHTING, MESH_INTERVALS, sceneTicks, VIEW_CENTRE } from '../base/camera';
import { finiteRange, fixedText, sharedRange, tickText } from '../base/ticks';
import type { Figure, FigureStyle } from '../base/types';
import { sceneCommands } from '../vector/surfaceMesh';
import type { Data, Layout } from 'plotly.js';

/** Plotly figure of the loss as a lit surface with its creases, minimum and cursor. */
export function drawSurface(result: SurfaceResult, _request: SurfaceRequest, style: FigureStyle): Figure {
  const { grid } = result;
  const range = style.range ?? sharedRange([result]);
  const theme = themeOf(style.dark);
  const lift = CREASE_LIFT * (range[1] - range[0]);
  const data: Data[] = [surfaceTrace(grid, range, style)];
  const width = style.size === 'large' ? 5 : 4;
  if (style.jumps) data.push(...jumpTraces(result, style.jumps, lift, range[1], width));
  else if (style.creases && !style.smoothed) {
    for (const crease of result.creases) {
      const at = isPoint(crease) ? [...crease.theta] : densify(crease.theta, grid).theta;
      data.push(isPoint(crease) ? dot(grid, at, lift, 5, theme.crease, theme) : line(grid, at, lift, width, theme.crease));
    }
  }
  if (style.minimum) data.push(dot(grid, [result.minimum.theta], lift, 5, theme.ink, theme, 'diamond'));
  if (style.cursor) data.push(dot(grid, [style.cursor], lift, 7, theme.theta, theme));
  return {
    data,
    layout: sceneLayout(grid, range, style),
    geometry: {
      kind: 'scene',
      grid: { n: grid.n, x: grid.x.slice(), y: grid.y.slice(), z: grid.z.slice() },
      range: [range[0], range[1]],
      eye: [...eyeOf(style)],
      paint: (width, height, eye) => sceneCommands(result, range, { ...style, eye }, width, height, 61),
    },
    dark: style.dark,
    summary: surfaceSummary(result, style),
  };
}

/** Rows of the lattice as plain arrays, null where a value is not finite. */
export function gridRows(grid: Grid): (number | null)[][] {
  return Array.from({ length: grid.n }, (_, i) => Array.from(grid.z.subarray(i * grid.n, (i + 1) * grid.n), (v) => (Number.isFinite(v) ? v : null)));
}

function surfaceTrace(grid: Grid, range: Pair, style: FigureStyle): Data {
  const mesh = (nodes: Float64Array) => {
    const [start, end] = [nodes[0]!, nodes.at(-1)!];
    return {
      show: true,
      start,
      end,
      size: (end - start) / MESH_INTERVALS,
      width: 1,
      color: style.colours === 'diverging' && !style.dark ? 'rgba(10,14,30,.38)' : 'rgba(10,14,30,.20)',
      highlight: false,
    };
  };
  return {
    type: 'surface',
    x: Array.from(grid.x),
    y: Array.from(grid.y),
    z: gridRows(grid),
    colorscale: colourScale(style.colours, style.dark),
    showscale: false,
    cmin: range[0],
    cmax: range[1],
    lighting: { ...LIGHTING },
    lightposition: { x: -4000, y: 6000, z: 9000 },
    contours: { x: mesh(grid.x), y: mesh(grid.y), z: { show: false, highlight: false } },
    hoverinfo: 'skip',
  };
}

const lifted = (grid: Grid, theta: readonly Pair[], lift: number) => ({
  x: theta.map((pair) => pair[0]),
  y: theta.map((pair) => pair[1]),
  z: theta.map((pair) => valueAt(grid, pair) + lift),
});

function line(grid: Grid, theta: readonly Pair[], lift: number, width: number, color: string): Data {
  return { type: 'scatter3d', mode: 'lines', ...lifted(grid, theta, lift), line: { width, color }, hoverinfo: 'skip' };
}

function dot(
  grid: Grid,
  theta: readonly Pair[],
  lift: number,
  size: number,
  color: string,
  theme: Theme,
  symbol: 'circle' | 'diamond' = 'circle',
): Data {
  return {
    type: 'scatter3d',
    mode: 'markers',
    ...lifted(grid, theta, lift),
    marker: { size, color, symbol, line: { width: 1, color: theme.ground } },
    hoverinfo: 'skip',
  };
}

/** Traces of the kinks: creases coloured by their jump, curvature jumps dashed. */
function jumpTraces({ grid, creases }: SurfaceResult, range: Pair, lift: number, maxLoss: number, width: number): Data[] {
  const { lines, spots, bends } = kinkLayers(creases, grid);
  const place = (theta: readonly (Pair | undefined)[]) => ({
    x: theta.map((pair) => pair?.[0] ?? null),
    y: theta.map((pair) => pair?.[1] ?? null),
    z: theta.map((pair) => (pair ? Math.min(maxLoss, valueAt(grid, pair) + lift) : null)), // Plotly clips what lies above the range
  });
  const scale = { colorscale: colourScale('jump'), cmin: range[0], cmax: range[1] };
  const parts: Data[] = [];
  if (lines.theta.length > 0)
    parts.push({ type: 'scatter3d', mode: 'lines', ...place(lines.theta), line: { width, color: lines.jump, ...scale }, hoverinfo: 'skip' });
  if (spots.theta.length > 0)
    parts.push({
      type: 'scatter3d',
      mode: 'markers',
      ...place(spots.theta),
      marker: { size: 6, color: spots.jump, ...scale, line: { width: 1, color: '#ffffff' } },
      hoverinfo: 'skip',
    });
  if (bends.length > 0)
    parts.push({
      type: 'scatter3d',
      mode: 'lines',
      ...place(bends),
      line: { width: 2, color: CURVATURE_JUMP_COLOUR, dash: 'dash' },
      hoverinfo: 'skip',
    });
  return parts;
}

/** Plotly layout of a 3-D scene that fills its box. */
function sceneLayout(grid: Grid, range: Pair, style: FigureStyle): Partial<Layout> {
  const theme = themeOf(style.dark);
  const axisTicks = sceneTicks(grid, range, style.size);
  const [x, y, z] = eyeOf(style);
  const axis = (title: string, values: number[], ends: Pair) => ({
    title: { text: title, font: { size: 13, color: theme.ink2 } },
    range: [ends[0], ends[1]] satisfies [number, number],
    tickmode: 'array' as const,
    tickvals: values,
    ticktext: values.map(tickText),
    tickfont: { size: 11, color: theme.ink2 },
    showbackground: false,
    gridcolor: theme.sceneGrid,
    zeroline: false,
    showspikes: false,
    showline: false,
    ticks: '' as const,
  });
  return {
    ...baseLayout(style.dark),
    margin: { l: 0, r: 0, t: 0, b: 0 },
    scene: {
      aspectmode: 'manual',
      aspectratio: { x: ASPECT[0], y: ASPECT[1], z: ASPECT[2] },
      camera: { eye: { x, y, z }, center: { x: VIEW_CENTRE[0], y: VIEW_CENTRE[1], z: VIEW_CENTRE[2] }, up: { x: 0, y: 0, z: 1 } },
      dragmode: 'turntable',
      hovermode: false,
      xaxis: axis('θ₁', axisTicks.theta1, [grid.x[0]!, grid.x.at(-1)!]),
      yaxis: axis('θ₂', axisTicks.theta2, [grid.y[0]!, grid.y.at(-1)!]),
      zaxis: axis(style.size === 'large' ? 'loss' : '', axisTicks.loss, range),
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
export function surfaceSummary(result: SurfaceResult, style: FigureStyle): string {
  const { grid, minimum, creases } = result;
  const points = creases.filter(isPoint).length;
  const creased =
    style.smoothed || creases.length === 0 ? 'no creases' : `${creases.length - points} creases and ${points} points without a gradient`;
  const kinks = style.jumps ? jumpSummary(result, style) : creased;
  const [lo, hi] = finiteRange(grid.z);
  return `Loss over θ₁ from ${fixedText(grid.x[0]!, 2)} to ${fixedText(grid.x.at(-1)!, 2)} and θ₂ from ${fixedText(grid.y[0]!, 2)} to ${fixedText(grid.y.at(-1)!, 2)}: from ${fixedText(lo, 4)} to ${fixedText(hi, 4)} nats, least at (${fixedText(minimum.theta[0], 2)}, ${fixedText(minimum.theta[1], 2)}); ${kinks}.`;
}
