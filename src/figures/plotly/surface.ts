import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import type { SurfaceRequest, SurfaceResult } from '../../worker/rpc/protocol';
import { scaleOf, type Theme, themeOf } from '../base/colours';
import { densify, isPoint, valueAt } from '../base/gridSampling';
import { BEND, byJump, jumpWords } from '../base/kinkColours';
import { eyeOf, LIFT, LIGHTING, MESH, sceneLayout } from '../base/scene';
import { extremes, fixed, sharedRange } from '../base/ticks';
import type { Figure, FigureStyle } from '../base/types';
import { sceneMarks } from '../vector/surfaceMesh';
import type { Data } from 'plotly.js';

/** The loss as a lit surface with its creases, minimum and cursor. */
export function drawSurface(result: SurfaceResult, _request: SurfaceRequest, look: FigureStyle): Figure {
  const { grid } = result;
  const range = look.range ?? sharedRange([result]);
  const theme = themeOf(look.dark);
  const lift = LIFT * (range[1] - range[0]);
  const data: Data[] = [sheet(grid, range, look)];
  const width = look.size === 'large' ? 5 : 4;
  if (look.jumps) data.push(...jumpLines(result, look.jumps, lift, range[1], width));
  else if (look.creases && !look.smoothed) {
    for (const crease of result.creases) {
      const at = isPoint(crease) ? [...crease.theta] : densify(crease.theta, grid);
      data.push(isPoint(crease) ? dot(grid, at, lift, 5, theme.crease, theme) : line(grid, at, lift, width, theme.crease));
    }
  }
  if (look.minimum) data.push(dot(grid, [result.minimum.theta], lift, 5, theme.ink, theme, 'diamond'));
  if (look.cursor) data.push(dot(grid, [look.cursor], lift, 7, theme.theta, theme));
  return {
    data,
    layout: sceneLayout(grid, range, look),
    geometry: {
      kind: 'scene',
      grid: { n: grid.n, x: grid.x.slice(), y: grid.y.slice(), z: grid.z.slice() },
      range: [range[0], range[1]],
      eye: [...eyeOf(look)],
      paint: (width, height, eye) => sceneMarks(result, range, { ...look, eye }, width, height, 61),
    },
    dark: look.dark,
    summary: summarise(result, look),
  };
}

/** Rows of the lattice as plain arrays; a value that is not finite is a hole. */
export function rowsOf(grid: Grid): (number | null)[][] {
  return Array.from({ length: grid.n }, (_, i) => Array.from(grid.z.subarray(i * grid.n, (i + 1) * grid.n), (v) => (Number.isFinite(v) ? v : null)));
}

function sheet(grid: Grid, range: Pair, look: FigureStyle): Data {
  const mesh = (nodes: Float64Array) => {
    const [start, end] = [nodes[0]!, nodes.at(-1)!];
    return {
      show: true,
      start,
      end,
      size: (end - start) / MESH,
      width: 1,
      color: look.colours === 'diverging' && !look.dark ? 'rgba(10,14,30,.38)' : 'rgba(10,14,30,.20)',
      highlight: false,
    };
  };
  return {
    type: 'surface',
    x: Array.from(grid.x),
    y: Array.from(grid.y),
    z: rowsOf(grid),
    colorscale: scaleOf(look.colours, look.dark),
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

/** Creases by the size of their jump, and places where only the curvature jumps as fine dashes. */
function jumpLines({ grid, creases }: SurfaceResult, range: Pair, lift: number, lid: number, width: number): Data[] {
  const { lines, spots, bends } = byJump(creases, grid);
  const place = (theta: readonly (Pair | undefined)[]) => ({
    x: theta.map((pair) => pair?.[0] ?? null),
    y: theta.map((pair) => pair?.[1] ?? null),
    z: theta.map((pair) => (pair ? Math.min(lid, valueAt(grid, pair) + lift) : null)), // above the lid nothing is drawn
  });
  const scale = { colorscale: scaleOf('jump'), cmin: range[0], cmax: range[1] };
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
    parts.push({ type: 'scatter3d', mode: 'lines', ...place(bends), line: { width: 2, color: BEND, dash: 'dash' }, hoverinfo: 'skip' });
  return parts;
}

/** The picture in words. */
export function summarise(result: SurfaceResult, look: FigureStyle): string {
  const { grid, minimum, creases } = result;
  const points = creases.filter(isPoint).length;
  const creased = look.smoothed || creases.length === 0 ? 'no creases' : `${creases.length - points} creases and ${points} points without a gradient`;
  const kinks = look.jumps ? jumpWords(result, look) : creased;
  const [lo, hi] = extremes(grid.z);
  return `Loss over θ₁ from ${fixed(grid.x[0]!, 2)} to ${fixed(grid.x.at(-1)!, 2)} and θ₂ from ${fixed(grid.y[0]!, 2)} to ${fixed(grid.y.at(-1)!, 2)}: from ${fixed(lo, 4)} to ${fixed(hi, 4)} nats, least at (${fixed(minimum.theta[0], 2)}, ${fixed(minimum.theta[1], 2)}); ${kinks}.`;
}
