import type { Grid } from '../../math/core/grid';
import type { Kink, Pair } from '../../math/core/types';
import type { Crease, KinksResult, SurfaceResult } from '../../worker/rpc/protocol';
import { colourAt, themeOf } from './colours';
import { splitAtGaps } from './drawList';
import { densify, isPoint } from './gridSampling';
import { finiteRange, fixedText } from './ticks';
import type { FigureStyle } from './types';

/** A surface with all its kinks as creases; `smoothed` where their colours are curvatures instead of jumps. */
export interface KinkedSurface {
  readonly result: SurfaceResult;
  readonly smoothed: boolean;
}

/** Colour ranges of kinks: of the jumps of ∇L, and of the curvature that replaces them on smoothed surfaces. */
export interface JumpScales {
  readonly jumps?: Pair;
  readonly curvature?: Pair;
}

/** A surface whose creases are replaced by all kinks: with their jumps, or, where the surface is smoothed, with the computed curvature. */
export function withKinks(result: SurfaceResult, { kinks, curvature = [] }: KinksResult, smoothed: boolean): KinkedSurface {
  const creases = smoothed
    ? kinks.flatMap(({ theta }, k) => {
        const jump = curvature[k];
        return jump ? [{ theta, jump, order: 1 as const }] : [];
      })
    : kinks.map(({ theta, jump, order }) => ({ theta, jump, order }));
  return { result: { ...result, creases }, smoothed };
}

/** Common colour range of all surfaces with the same unit, 0 included; absent where no surface has the unit. */
export function jumpScales(all: readonly KinkedSurface[]): JumpScales {
  const range = (of: readonly KinkedSurface[]): Pair => {
    const [min, max] = finiteRange(of.flatMap(({ result }) => result.creases.flatMap(({ order, jump }) => (order === 2 ? [] : jump))));
    return [Math.min(0, min), Math.max(max, 1e-9)];
  };
  const [unsmoothed, smoothed] = [all.filter((surface) => !surface.smoothed), all.filter((surface) => surface.smoothed)];
  return { ...(unsmoothed.length > 0 && { jumps: range(unsmoothed) }), ...(smoothed.length > 0 && { curvature: range(smoothed) }) };
}

/** The colour range of one surface. */
export const scaleFor = ({ smoothed }: Pick<KinkedSurface, 'smoothed'>, { jumps, curvature }: JumpScales): Pair | undefined =>
  smoothed ? curvature : jumps;

/** Label of the colour scale: the quantity that it shows. */
export const jumpUnit = (smoothed: boolean): string => (smoothed ? 'curvature in place of the jump' : 'jump of ∇L');

/** Legend of the kinks of several surfaces: the scales in use, and whether dashed lines occur, where only the curvature jumps. */
export interface KinkLegend extends JumpScales {
  readonly bends: boolean;
}

export function kinkLegendOf(all: readonly KinkedSurface[], { jumps, curvature }: JumpScales): KinkLegend {
  const uses = (smoothed: boolean): boolean =>
    all.some((surface) => surface.smoothed === smoothed && surface.result.creases.some(({ order }) => order !== 2));
  return {
    bends: all.some(({ result }) => result.creases.some(({ order }) => order === 2)),
    ...(jumps && uses(false) && { jumps }),
    ...(curvature && uses(true) && { curvature }),
  };
}

/** The point of a kink nearest to a weight vector. */
export interface NearestKink {
  readonly kink: Kink;
  readonly theta: Pair;
  readonly jump: number;
  /** Curvature of the smoothed surface across it, where it was computed. */
  readonly curvature?: number;
}

/** The kink nearest to θ within `reach`, a fraction of both ranges; a jump of the gradient is preferred to one of the curvature. */
export function nearestKink({ kinks, curvature }: KinksResult, theta: Pair, spans: Pair, reach: number): NearestKink | undefined {
  let best: (NearestKink & { readonly distance: number }) | undefined;
  kinks.forEach((kink, at) => {
    const candidate = nearestOn(kink, theta, spans);
    if (!candidate || candidate.distance > reach) return;
    if (best && (best.kink.order < kink.order || (best.kink.order === kink.order && best.distance <= candidate.distance))) return;
    const along = (values: readonly number[]): number => {
      const [from, to] = [values[candidate.from] ?? NaN, values[candidate.from + 1] ?? values[candidate.from] ?? NaN];
      return from + candidate.fraction * (to - from);
    };
    const curvatures = curvature?.[at];
    best = {
      kink,
      theta: candidate.theta,
      jump: along(kink.jump),
      distance: candidate.distance,
      ...(curvatures && { curvature: along(curvatures) }),
    };
  });
  return best;
}

/** The orthogonal projection of a point onto a polyline: segment, fraction along it, and distance in units of the ranges. */
function nearestOn(
  { theta: line }: Pick<Kink, 'theta'>,
  [a, b]: Pair,
  [width, height]: Pair,
): { from: number; fraction: number; theta: Pair; distance: number } | undefined {
  let best: { from: number; fraction: number; theta: Pair; distance: number } | undefined;
  line.forEach((start, from) => {
    const end = line[from + 1] ?? start;
    const [u, v] = [(end[0] - start[0]) / width, (end[1] - start[1]) / height];
    const [p, q] = [(a - start[0]) / width, (b - start[1]) / height];
    const size = u * u + v * v;
    const fraction = size > 0 ? Math.min(1, Math.max(0, (p * u + q * v) / size)) : 0;
    const distance = Math.hypot(p - fraction * u, q - fraction * v);
    if (best && best.distance <= distance) return;
    best = { from, fraction, distance, theta: [start[0] + fraction * (end[0] - start[0]), start[1] + fraction * (end[1] - start[1])] };
  });
  return best;
}

/** Distance from a crease, as a fraction of both ranges, within which a weight lies on it. */
const ON_CREASE = 1e-6;

/** Whether θ lies on a crease of the surface. */
export function isOnCrease(theta: Pair, { grid, creases }: Pick<SurfaceResult, 'grid' | 'creases'>): boolean {
  const spans: Pair = [grid.x.at(-1)! - grid.x[0]!, grid.y.at(-1)! - grid.y[0]!];
  return creases.some((crease) => (nearestOn(crease, theta, spans)?.distance ?? Infinity) <= ON_CREASE);
}

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
