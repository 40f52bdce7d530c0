import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { gradientNear } from './gridSampling';
import type { Data } from 'plotly.js';

const SIDE = 12;
export interface Arrow {
  readonly from: Pair;
  readonly to: Pair;
}

/** Steepest descent at the middles of a 12 × 12 lattice; length grows with the square root of the slope. */
export function descents(result: SurfaceResult): Arrow[] {
  const { x, y } = result.grid;
  const spans = [x.at(-1)! - x[0]!, y.at(-1)! - y[0]!] as const;
  const found: { from: Pair; slope: Pair }[] = [];
  for (let i = 0; i < SIDE; i += 1)
    for (let j = 0; j < SIDE; j += 1) {
      const from: Pair = [x[0]! + ((j + 0.5) / SIDE) * spans[0], y[0]! + ((i + 0.5) / SIDE) * spans[1]];
      const slope = gradientNear(result, from);
      if (slope) found.push({ from, slope: [slope[0] * spans[0], slope[1] * spans[1]] });
    }
  const steepest = Math.max(Number.MIN_VALUE, ...found.map(({ slope }) => Math.hypot(...slope)));
  return found.flatMap(({ from, slope }) => {
    const size = Math.hypot(...slope);
    const length = (0.85 / SIDE) * Math.sqrt(size / steepest);
    return length < 0.08 / SIDE
      ? []
      : [{ from, to: [from[0] - (slope[0] / size) * length * spans[0], from[1] - (slope[1] / size) * length * spans[1]] as const }];
  });
}

/** Shaft and head of an arrow as one stroke: tail, tip, barb, tip, barb. */
export function stroke({ from, to }: Arrow, spans: Pair, barb = 0.02): Pair[] {
  const [dx, dy] = [(to[0] - from[0]) / spans[0], (to[1] - from[1]) / spans[1]];
  const length = Math.hypot(dx, dy);
  const head = Math.min(barb, 0.5 * length) / length;
  const wing = (turn: number): Pair => [
    to[0] - (Math.cos(turn) * dx - Math.sin(turn) * dy) * head * spans[0],
    to[1] - (Math.sin(turn) * dx + Math.cos(turn) * dy) * head * spans[1],
  ];
  return [from, to, wing(0.5), to, wing(-0.5)];
}

/** White arrows on a dark halo, so that they show on every part of the map. */
export function arrows(result: SurfaceResult): Data[] {
  const { x, y } = result.grid;
  const spans = [x.at(-1)! - x[0]!, y.at(-1)! - y[0]!] as const;
  const strokes = descents(result).map((arrow) => stroke(arrow, spans));
  const coordinate = (axis: 0 | 1): (number | null)[] => strokes.flatMap((points) => [...points.map((pair) => pair[axis]), null]);
  const layer = (width: number, color: string): Data => ({
    type: 'scatter',
    mode: 'lines',
    x: coordinate(0),
    y: coordinate(1),
    line: { width, color },
    hoverinfo: 'skip',
  });
  return [layer(3.6, 'rgba(10,14,30,.55)'), layer(1.4, '#ffffff')];
}
