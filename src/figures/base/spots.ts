import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { themeOf } from './colours';
import { isPoint } from './gridSampling';
import { jumpColour, kinkLayers } from './kinkColours';
import type { FigureStyle, Spot } from './types';

/** Points on kinks, minimum and cursor of a surface, lowest first. They are drawn over it, whole: a disc of a 3-D scene sinks into the slope behind it. */
export function surfaceSpots({ grid, creases, minimum }: SurfaceResult, style: FigureStyle): Spot[] {
  const theme = themeOf(style.dark);
  const small = style.size !== 'large';
  const spot = (theta: Pair, fill: string, radius: number): Spot => ({ theta: [theta[0], theta[1]], radius, fill, rim: small ? 0.7 : 1.2 });
  const spots: Spot[] = [];
  const kinkRadius = small ? 3 : 4.5;
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
