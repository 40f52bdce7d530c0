import type { Pair, Kink } from '../../math/core/types';
import type { KinksResult, SurfaceResult } from '../../worker/rpc/protocol';
import { finiteRange } from './ticks';

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
