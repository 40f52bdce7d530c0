import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import type { Crease } from '../../worker/rpc/protocol';
import { colourAt } from './colours';
import { isPoint } from './gridSampling';
import { fixed } from './ticks';
import type { FigureStyle } from './types';

/** Colour of places where the gradient is continuous and the curvature jumps. */
export const BEND = '#1a1c20';
/** Shades of jumps where a line can wear only one colour. */
const SHADES = 20;

/** A polyline with a value at each vertex; parts are kept apart by holes. */
interface Valued {
  readonly theta: (Pair | undefined)[];
  readonly jump: number[];
}

/** Creases with a jump of the gradient, as one line with holes and as points; those with a jump of the curvature alone. */
export function byJump(
  creases: readonly Crease[],
  grid: Grid,
): { lines: Valued; spots: { theta: Pair[]; jump: number[] }; bends: (Pair | undefined)[] } {
  const lines: Valued = { theta: [], jump: [] };
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
    const dense = withValues(crease, grid);
    lines.theta.push(...dense.theta, undefined);
    lines.jump.push(...dense.jump, dense.jump.at(-1) ?? 0);
  }
  return { lines, spots, bends };
}

/** Vertices no further apart than a cell, so that the line can lie on the surface. */
function withValues({ theta, jump }: Crease, { n, x, y }: Grid): { theta: Pair[]; jump: number[] } {
  const [dx, dy] = [(x.at(-1)! - x[0]!) / (n - 1), (y.at(-1)! - y[0]!) / (n - 1)];
  const dense: { theta: Pair[]; jump: number[] } = { theta: [], jump: [] };
  theta.forEach((b, k) => {
    const a = theta[k - 1] ?? b;
    const parts = k === 0 ? 1 : Math.max(1, Math.ceil(Math.max(Math.abs(b[0] - a[0]) / dx, Math.abs(b[1] - a[1]) / dy) - 1e-9));
    for (let i = 1; i <= parts; i += 1) {
      const share = i / parts;
      dense.theta.push([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]);
      dense.jump.push((1 - share) * (jump[k - 1] ?? jump[k] ?? NaN) + share * (jump[k] ?? NaN));
    }
  });
  return dense;
}

/** The colour of a jump within the range. */
export const jumpColour = (jump: number, [lo, hi]: Pair): string => colourAt('jump', (jump - lo) / (hi - lo || 1));

/** The lines as strokes of one colour each, faintest first. */
export function jumpStrokes(creases: readonly Crease[], grid: Grid, range: Pair): { colour: string; parts: Pair[][] }[] {
  const { lines } = byJump(creases, grid);
  const shadeOf = (k: number): number => {
    const middle = ((lines.jump[k] ?? 0) + (lines.jump[k + 1] ?? 0)) / 2;
    return Math.min(SHADES - 1, Math.max(0, Math.floor((SHADES * (middle - range[0])) / (range[1] - range[0] || 1))));
  };
  const shades: Pair[][][] = Array.from({ length: SHADES }, () => []);
  let [had, open] = [-1, false];
  for (let k = 0; k + 1 < lines.theta.length; k += 1) {
    const [a, b] = [lines.theta[k], lines.theta[k + 1]];
    if (!a || !b) {
      open = false;
      continue;
    }
    const shade = shadeOf(k);
    const own = shades[shade]!;
    if (open && shade === had) own.at(-1)!.push(b);
    else own.push([a, b]);
    [had, open] = [shade, true];
  }
  return shades.flatMap((parts, k) => (parts.length > 0 ? [{ colour: colourAt('jump', (k + 0.5) / SHADES), parts }] : []));
}

/** What is coloured, in words. */
export function jumpWords(
  { creases }: { readonly creases: readonly Crease[] },
  { jumps, smoothed }: Pick<FigureStyle, 'jumps' | 'smoothed'>,
): string {
  const bends = creases.filter(({ order }) => order === 2).length;
  const first = creases.length - bends;
  const most = fixed(jumps?.[1] ?? NaN, 3);
  const jump = smoothed
    ? `no creases; where there ${first === 1 ? 'was one' : `were ${first}`}, the curvature is up to ${most}`
    : first > 0
      ? `${first} place${first === 1 ? '' : 's'} where the gradient jumps, by up to ${most}`
      : 'no creases';
  return bends > 0 ? `${jump}; ${bends} curve${bends === 1 ? '' : 's'} on which only the curvature jumps` : jump;
}

/** The parts between holes. */
export function partsOf(theta: readonly (Pair | undefined)[]): Pair[][] {
  const parts: Pair[][] = [[]];
  for (const pair of theta) {
    if (pair) parts.at(-1)?.push(pair);
    else parts.push([]);
  }
  return parts.filter((part) => part.length > 1);
}
