import type { Pair, Kink } from '../../math/core/types';
import type { KinksResult, SurfaceResult } from '../../worker/rpc/protocol';
import { finiteRange } from './ticks';

/** A surface with all its kinks as creases, and whether their colours are curvatures that stand in place of the jumps. */
export interface KinkedSurface {
  readonly result: SurfaceResult;
  readonly smoothed: boolean;
}

/** The colours of kinks have one range for jumps of ∇L and another for the curvature in place of them. */
export interface JumpScales {
  readonly jumps?: Pair;
  readonly curvature?: Pair;
}

/** The kinks in place of the creases: with their jumps, or, where the surface is smoothed, with the curvature that was computed. */
export function withKinks(result: SurfaceResult, { kinks, curvature = [] }: KinksResult, smoothed: boolean): KinkedSurface {
  const creases = smoothed
    ? kinks.flatMap(({ theta }, k) => {
        const jump = curvature[k];
        return jump ? [{ theta, jump, order: 1 as const }] : [];
      })
    : kinks.map(({ theta, jump, order }) => ({ theta, jump, order }));
  return { result: { ...result, creases }, smoothed };
}

/** One range for all surfaces that share a unit, 0 included; absent where none has the unit. */
export function jumpScales(all: readonly KinkedSurface[]): JumpScales {
  const range = (of: readonly KinkedSurface[]): Pair => {
    const [least, most] = finiteRange(of.flatMap(({ result }) => result.creases.flatMap(({ order, jump }) => (order === 2 ? [] : jump))));
    return [Math.min(0, least), Math.max(most, 1e-9)];
  };
  const [plain, smoothed] = [all.filter((one) => !one.smoothed), all.filter((one) => one.smoothed)];
  return { ...(plain.length > 0 && { jumps: range(plain) }), ...(smoothed.length > 0 && { curvature: range(smoothed) }) };
}

/** The range that colours one of them. */
export const scaleFor = ({ smoothed }: Pick<KinkedSurface, 'smoothed'>, { jumps, curvature }: JumpScales): Pair | undefined =>
  smoothed ? curvature : jumps;

/** What a colour says. */
export const jumpUnit = (smoothed: boolean): string => (smoothed ? 'curvature in place of the jump' : 'jump of ∇L');

/** What lines on these surfaces say: the scales that some line wears, and whether there are dashes where only the curvature jumps. */
export interface KinkLegend extends JumpScales {
  readonly bends: boolean;
}

export function kinkLegendOf(all: readonly KinkedSurface[], { jumps, curvature }: JumpScales): KinkLegend {
  const wears = (smoothed: boolean): boolean => all.some((one) => one.smoothed === smoothed && one.result.creases.some(({ order }) => order !== 2));
  return {
    bends: all.some(({ result }) => result.creases.some(({ order }) => order === 2)),
    ...(jumps && wears(false) && { jumps }),
    ...(curvature && wears(true) && { curvature }),
  };
}

/** The place on a kink that is nearest to a weight. */
export interface NearestKink {
  readonly kink: Kink;
  readonly theta: Pair;
  readonly jump: number;
  /** Curvature of the smoothed surface across it, where it was computed. */
  readonly curvature?: number;
}

/** The nearest place within `reach` of θ, as a share of both ranges; a jump of the gradient comes before one of the curvature. */
export function nearestKink({ kinks, curvature }: KinksResult, theta: Pair, spans: Pair, reach: number): NearestKink | undefined {
  let best: (NearestKink & { readonly off: number }) | undefined;
  kinks.forEach((kink, at) => {
    const found = nearestOn(kink, theta, spans);
    if (!found || found.off > reach) return;
    if (best && (best.kink.order < kink.order || (best.kink.order === kink.order && best.off <= found.off))) return;
    const along = (values: readonly number[]): number => {
      const [from, to] = [values[found.from] ?? NaN, values[found.from + 1] ?? values[found.from] ?? NaN];
      return from + found.share * (to - from);
    };
    const bend = curvature?.[at];
    best = { kink, theta: found.theta, jump: along(kink.jump), off: found.off, ...(bend && { curvature: along(bend) }) };
  });
  return best;
}

/** The foot on a polyline: its segment, the share within it, and how far off it lies in shares of the ranges. */
function nearestOn(
  { theta: line }: Kink,
  [a, b]: Pair,
  [width, height]: Pair,
): { from: number; share: number; theta: Pair; off: number } | undefined {
  let best: { from: number; share: number; theta: Pair; off: number } | undefined;
  line.forEach((start, from) => {
    const end = line[from + 1] ?? start;
    const [u, v] = [(end[0] - start[0]) / width, (end[1] - start[1]) / height];
    const [p, q] = [(a - start[0]) / width, (b - start[1]) / height];
    const size = u * u + v * v;
    const share = size > 0 ? Math.min(1, Math.max(0, (p * u + q * v) / size)) : 0;
    const off = Math.hypot(p - share * u, q - share * v);
    if (best && best.off <= off) return;
    best = { from, share, off, theta: [start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])] };
  });
  return best;
}
