import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { themeOf } from './colours';
import { gradientNear, isPoint } from './gridSampling';
import { jumpColour, kinkLayers } from './kinks';
import type { FigureStyle, Spot } from './types';

/** Points on kinks, minimum and cursor of a surface, lowest first. They are drawn over it, whole: a disc of a 3-D scene sinks into the slope behind it. */
export function surfaceSpots({ grid, creases, minimum }: SurfaceResult, style: FigureStyle): Spot[] {
  const theme = themeOf(style.dark);
  const small = style.size !== 'large';
  const spot = (theta: Pair, fill: string, radius: number): Spot => ({ theta: [theta[0], theta[1]], radius, fill, rim: small ? 0.7 : 1.2 });
  const spots: Spot[] = [];
  const kinkRadius = (small ? 3 : 4.5) * (style.emphasis ? 1.8 : 1);
  if (style.jumps) {
    const { jumps } = style;
    const layer = kinkLayers(creases, grid).spots;
    spots.push(...layer.theta.map((theta, k) => spot(theta, jumpColour(layer.jump[k] ?? NaN, jumps), kinkRadius)));
  } else if (style.creases && !style.smoothed)
    spots.push(...creases.filter(isPoint).map((crease) => spot(crease.theta[0]!, theme.crease, kinkRadius)));
  if (style.minimum) spots.push(spot(minimum.theta, theme.ink, small ? 3 : 4));
  if (style.partner) spots.push({ ...spot(style.partner, '#ffffff', small ? 3.5 : 5.5), ring: theme.theta });
  if (style.cursor) spots.push(spot(style.cursor, theme.theta, small ? 3.5 : 5.5));
  return spots;
}

/** Arrows along each weight. */
const ARROWS_PER_SIDE = 12;
/** Length of the longest arrow, and the length below which none is drawn, in spacings of the arrows. */
const MAX_LENGTH = 0.85;
const MIN_LENGTH = 0.08;
/** Length of a barb as a fraction of the plot. */
const BARB = 0.02;
/** Angle of a barb in radians. */
const BARB_ANGLE = 0.5;

/** Strokes of the arrows, lowest first: white on a dark halo, to be seen on every colour of the map. */
export const arrowStrokes = [
  { colour: 'rgba(10,14,30,.55)', width: 3.6 },
  { colour: '#ffffff', width: 1.4 },
] as const;

/** Arrows of steepest descent at the middles of a 12 × 12 lattice, one polyline each; their length grows with the root of the slope. */
export function descentArrows(result: SurfaceResult): Pair[][] {
  const { x, y } = result.grid;
  const spans: Pair = [x.at(-1)! - x[0]!, y.at(-1)! - y[0]!];
  const tails: { from: Pair; slope: Pair }[] = [];
  for (let i = 0; i < ARROWS_PER_SIDE; i += 1)
    for (let j = 0; j < ARROWS_PER_SIDE; j += 1) {
      const from: Pair = [x[0]! + ((j + 0.5) / ARROWS_PER_SIDE) * spans[0], y[0]! + ((i + 0.5) / ARROWS_PER_SIDE) * spans[1]];
      const slope = gradientNear(result, from);
      if (slope) tails.push({ from, slope: [slope[0] * spans[0], slope[1] * spans[1]] });
    }
  const steepest = Math.max(Number.MIN_VALUE, ...tails.map(({ slope }) => Math.hypot(...slope)));
  return tails.flatMap(({ from, slope }) => {
    const size = Math.hypot(...slope);
    const length = (MAX_LENGTH / ARROWS_PER_SIDE) * Math.sqrt(size / steepest);
    if (length < MIN_LENGTH / ARROWS_PER_SIDE) return [];
    const to: Pair = [from[0] - (slope[0] / size) * length * spans[0], from[1] - (slope[1] / size) * length * spans[1]];
    return [arrowPolyline(from, to, spans)];
  });
}

/** Shaft and head of an arrow: tail, tip, barb, tip, barb. */
function arrowPolyline(from: Pair, to: Pair, spans: Pair): Pair[] {
  const [dx, dy] = [(to[0] - from[0]) / spans[0], (to[1] - from[1]) / spans[1]];
  const length = Math.hypot(dx, dy);
  const head = Math.min(BARB, 0.5 * length) / length;
  const barb = (angle: number): Pair => [
    to[0] - (Math.cos(angle) * dx - Math.sin(angle) * dy) * head * spans[0],
    to[1] - (Math.sin(angle) * dx + Math.cos(angle) * dy) * head * spans[1],
  ];
  return [from, to, barb(BARB_ANGLE), to, barb(-BARB_ANGLE)];
}
