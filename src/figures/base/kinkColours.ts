import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import type { Crease, SurfaceResult } from '../../worker/rpc/protocol';
import { colourAt, themeOf } from './colours';
import { densify, isPoint } from './gridSampling';
import { splitAtGaps } from './drawList';
import { fixedText } from './ticks';
import type { FigureStyle } from './types';

/** Colour of curvature jumps, where the gradient is continuous. */
export const CURVATURE_JUMP_COLOUR = '#1a1c20';
/** Colours of the jump scale where a stroke has one colour. */
const JUMP_SHADES = 20;

/** Polylines separated by gaps (undefined), with the jump at each vertex. */
interface JumpLines {
  readonly theta: (Pair | undefined)[];
  readonly jump: number[];
}

/** Kinks by layer: creases as lines and points (`spots`), curvature jumps (`bends`). */
export function kinkLayers(
  creases: readonly Crease[],
  grid: Grid,
): { lines: JumpLines; spots: { theta: Pair[]; jump: number[] }; bends: (Pair | undefined)[] } {
  const lines: JumpLines = { theta: [], jump: [] };
  const spots: { theta: Pair[]; jump: number[] } = { theta: [], jump: [] };
  const bends: (Pair | undefined)[] = [];
  for (const crease of creases) {
    if (crease.order === 2) {
      bends.push(...crease.theta, undefined);
      continue;
    }
    const [first] = crease.theta;
    if (isPoint(crease) && first) {
      spots.theta.push(first);
      spots.jump.push(crease.jump[0] ?? NaN);
      continue;
    }
    const dense = densify(crease.theta, grid, crease.jump);
    lines.theta.push(...dense.theta, undefined);
    lines.jump.push(...dense.values, dense.values.at(-1) ?? 0);
  }
  return { lines, spots, bends };
}

/** Colour of a jump within the range of the scale. */
export const jumpColour = (jump: number, [lo, hi]: Pair): string => colourAt('jump', (jump - lo) / (hi - lo || 1));

/** Creases as strokes of one colour each, palest first. */
export function jumpStrokes(creases: readonly Crease[], grid: Grid, range: Pair): { colour: string; parts: Pair[][] }[] {
  const { lines } = kinkLayers(creases, grid);
  const shadeOf = (k: number): number => {
    const middle = ((lines.jump[k] ?? 0) + (lines.jump[k + 1] ?? 0)) / 2;
    return Math.min(JUMP_SHADES - 1, Math.max(0, Math.floor((JUMP_SHADES * (middle - range[0])) / (range[1] - range[0] || 1)) || 0)); // 0 also where the jump is not known
  };
  const shades: Pair[][][] = Array.from({ length: JUMP_SHADES }, () => []);
  let [previous, joined] = [-1, false];
  for (let k = 0; k + 1 < lines.theta.length; k += 1) {
    const [a, b] = [lines.theta[k], lines.theta[k + 1]];
    if (!a || !b) {
      joined = false;
      continue;
    }
    const shade = shadeOf(k);
    const parts = shades[shade]!;
    if (joined && shade === previous) parts.at(-1)!.push(b);
    else parts.push([a, b]);
    [previous, joined] = [shade, true];
  }
  return shades.flatMap((parts, k) => (parts.length > 0 ? [{ colour: colourAt('jump', (k + 0.5) / JUMP_SHADES), parts }] : []));
}

/** A kink on a contour plot: a line, perhaps of several parts, or a point; sizes in pixels. */
export type ContourKink =
  | { readonly kind: 'line'; readonly parts: readonly (readonly Pair[])[]; readonly colour: string; readonly width: number; readonly dotted?: true }
  | { readonly kind: 'point'; readonly at: Pair; readonly colour: string; readonly diameter: number };

/** Kinks of a contour plot, lowest first: creases in one colour, or on a white halo in the colours of their jumps, with curvature jumps dotted. */
export function contourKinks({ creases, grid }: SurfaceResult, style: FigureStyle): ContourKink[] {
  const { jumps } = style;
  if (jumps) {
    const { spots, bends } = kinkLayers(creases, grid);
    const strokes = jumpStrokes(creases, grid, jumps);
    const dotted = splitAtGaps(bends, 2);
    return [
      ...(dotted.length > 0 ? [{ kind: 'line', parts: dotted, colour: CURVATURE_JUMP_COLOUR, width: 1.4, dotted: true } as const] : []),
      ...strokes.map(({ parts }) => ({ kind: 'line', parts, colour: 'rgba(255,255,255,.85)', width: 5 }) as const),
      ...strokes.map(({ parts, colour }) => ({ kind: 'line', parts, colour, width: 2.8 }) as const),
      ...spots.theta.map((at, k) => ({ kind: 'point', at, colour: jumpColour(spots.jump[k] ?? NaN, jumps), diameter: 9 }) as const),
    ];
  }
  if (!style.creases || style.smoothed) return [];
  const colour = themeOf(style.dark).creaseOnMap;
  return creases.map((crease) =>
    isPoint(crease) ? { kind: 'point', at: crease.theta[0]!, colour, diameter: 8 } : { kind: 'line', parts: [crease.theta], colour, width: 2 },
  );
}

/** Description of the coloured kinks in words. */
export function jumpSummary({ creases }: { readonly creases: readonly Crease[] }, { smoothed }: Pick<FigureStyle, 'smoothed'>): string {
  const bends = creases.filter(({ order }) => order === 2).length;
  const first = creases.length - bends;
  const largest = fixedText(Math.max(0, ...creases.flatMap(({ order, jump }) => (order === 2 ? [] : jump.filter(Number.isFinite)))), 3);
  const jump = smoothed
    ? `no creases; where there ${first === 1 ? 'was one' : `were ${first}`}, the curvature is up to ${largest}`
    : first > 0
      ? `${first} place${first === 1 ? '' : 's'} where the gradient jumps, by up to ${largest}`
      : 'no creases';
  return bends > 0 ? `${jump}; ${bends} curve${bends === 1 ? '' : 's'} on which only the curvature jumps` : jump;
}
