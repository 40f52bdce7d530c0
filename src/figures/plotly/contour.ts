import type { Pair } from '../../math/core/types';
import type { SurfaceRequest, SurfaceResult } from '../../worker/rpc/protocol';
import { scaleOf, themeOf } from '../base/colours';
import { arrows } from '../base/descentArrows';
import { isPoint } from '../base/gridSampling';
import { BEND, byJump, jumpColour, jumpStrokes } from '../base/kinkColours';
import { frame } from '../base/scene';
import { sharedRange, ticks, tickText, levelStep, levels } from '../base/ticks';
import type { Figure, FigureStyle, Margins } from '../base/types';
import { rowsOf, summarise } from './surface';
import type { Data, Layout } from 'plotly.js';

/** Room for the tick labels, the upright axis's as long as they are. */
export function contourMargins(look: FigureStyle, upright: Pair): Margins {
  const longest = Math.max(...ticks(upright, 6).map((value) => tickText(value).length));
  return { l: Math.max(44, 24 + 6.5 * longest), r: 12, t: 8, b: look.size === 'phone' ? 40 : 44 };
}

/** The loss as filled bands between level lines, unsmoothed so that creases stay creases. */
export function drawContour(result: SurfaceResult, _request: SurfaceRequest, look: FigureStyle): Figure {
  const { grid } = result;
  const range = look.range ?? sharedRange([result]);
  const theme = themeOf(look.dark);
  const inside = levels(range);
  const data: Data[] = [
    {
      type: 'contour',
      x: Array.from(grid.x),
      y: Array.from(grid.y),
      z: rowsOf(grid),
      colorscale: scaleOf(look.colours, look.dark),
      showscale: false,
      zmin: range[0],
      zmax: range[1],
      autocontour: false,
      contours: { coloring: 'fill', start: inside[0]!, end: inside.at(-1)!, size: levelStep(range) },
      line: { smoothing: 0, width: 0.7, color: 'rgba(255,255,255,.45)' },
      hoverinfo: 'skip',
    },
  ];
  if (look.jumps) data.push(...jumpLines(result, look.jumps));
  else if (look.creases && !look.smoothed)
    for (const crease of result.creases) {
      const at = { x: crease.theta.map((pair) => pair[0]), y: crease.theta.map((pair) => pair[1]) };
      data.push(
        isPoint(crease)
          ? {
              type: 'scatter',
              mode: 'markers',
              ...at,
              marker: { size: 8, color: theme.creaseOnMap, line: { width: 1.2, color: '#ffffff' } },
              hoverinfo: 'skip',
            }
          : { type: 'scatter', mode: 'lines', ...at, line: { width: 2, color: theme.creaseOnMap }, hoverinfo: 'skip' },
      );
    }
  if (look.cursor && look.along) data.push(guide(grid.x, grid.y, look.cursor, look.along));
  if (look.arrows) data.push(...arrows(result));
  if (look.minimum) data.push(marker(result.minimum.theta, 9, 'diamond', theme.ink));
  if (look.cursor) data.push(marker(look.cursor, 11, 'circle', 'rgba(52,80,200,.55)'));
  const ends = (nodes: Float64Array): Pair => [nodes[0]!, nodes.at(-1)!];
  const margins = contourMargins(look, ends(grid.y));
  return {
    data,
    layout: planeLayout(ends(grid.x), ends(grid.y), margins, look),
    geometry: { kind: 'plane', theta1: ends(grid.x), theta2: ends(grid.y), margins },
    dark: look.dark,
    summary: summarise(result, look),
  };
}

/** Creases by the size of their jump on a white halo, and places where only the curvature jumps as fine dashes. */
function jumpLines({ creases, grid }: SurfaceResult, range: Pair): Data[] {
  const { spots, bends } = byJump(creases, grid);
  const line = (theta: readonly (Pair | undefined)[], width: number, color: string, dash: 'solid' | 'dot' = 'solid'): Data => ({
    type: 'scatter',
    mode: 'lines',
    x: theta.map((pair) => pair?.[0] ?? null),
    y: theta.map((pair) => pair?.[1] ?? null),
    line: { width, color, dash },
    hoverinfo: 'skip',
  });
  const strokes = jumpStrokes(creases, grid, range).map(({ parts, colour }) => ({ colour, theta: parts.flatMap((part) => [...part, undefined]) }));
  return [
    ...(bends.length > 0 ? [line(bends, 1.4, BEND, 'dot')] : []),
    ...strokes.map(({ theta }) => line(theta, 5, 'rgba(255,255,255,.85)')),
    ...strokes.map(({ theta, colour }) => line(theta, 2.8, colour)),
    ...spots.theta.map((theta, k) => marker(theta, 9, 'circle', jumpColour(spots.jump[k] ?? NaN, range))),
  ];
}

function marker([x, y]: Pair, size: number, symbol: 'circle' | 'diamond', color: string): Data {
  return {
    type: 'scatter',
    mode: 'markers',
    x: [x],
    y: [y],
    marker: { size, symbol, color, line: { width: 2, color: '#ffffff' } },
    hoverinfo: 'skip',
  };
}

/** The dotted line along which the cut is taken. */
function guide(x: Float64Array, y: Float64Array, cursor: Pair, along: 'theta1' | 'theta2'): Data {
  const at = along === 'theta1' ? { x: [x[0]!, x.at(-1)!], y: [cursor[1], cursor[1]] } : { x: [cursor[0], cursor[0]], y: [y[0]!, y.at(-1)!] };
  return { type: 'scatter', mode: 'lines', ...at, line: { width: 1.2, color: 'rgba(255,255,255,.85)', dash: 'dot' }, hoverinfo: 'skip' };
}

function planeLayout(theta1: Pair, theta2: Pair, margins: Margins, look: FigureStyle): Partial<Layout> {
  const theme = themeOf(look.dark);
  const axis = (title: string, ends: Pair) => {
    const values = ticks(ends, 6);
    return {
      title: { text: title, font: { size: 12, color: theme.ink2 }, standoff: 4 },
      range: [ends[0], ends[1]] satisfies [number, number],
      tickmode: 'array' as const,
      tickvals: values,
      ticktext: values.map(tickText),
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
    ...frame(look.dark),
    margin: { ...margins, pad: 0 },
    hovermode: false,
    dragmode: false,
    xaxis: axis('θ₁', theta1),
    yaxis: axis('θ₂', theta2),
  };
}
