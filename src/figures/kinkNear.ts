import type { KinksResult } from '../engine/protocol';
import type { Kink } from '../math/kinks';
import type { Pair } from '../math/kinds';

/** The place on a kink that is nearest to a weight. */
export interface NearKink {
  readonly kink: Kink;
  readonly theta: Pair;
  readonly jump: number;
  /** Curvature of the smoothed surface across it, where it was computed. */
  readonly curvature?: number;
}

/** The nearest place within `reach` of θ, as a share of both ranges; a jump of the gradient comes before one of the curvature. */
export function kinkNear({ kinks, curvature }: KinksResult, theta: Pair, spans: Pair, reach: number): NearKink | undefined {
  let best: (NearKink & { readonly off: number }) | undefined;
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
