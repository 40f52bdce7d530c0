import type { AttackScene, Landscape, Marks, Point } from './kinds';
import { firstAbove, worst } from './interval';
import { bisect, falsi } from './roots';

/** Above this many points with a non-monotone φ the breaks are left to panel size: each carries less than 1/40 of the loss. */
const MOST_BROKEN = 40;
/** Samples of a row between which the worst place of a point may change once. */
const [LEAST_SCANNED, MOST_SCANNED] = [48, 4000];
const FAR = 1e6;

interface Edge {
  /** The point's coordinate along the line and across it. */
  readonly a: number;
  readonly b: number;
  /** −1 for the lower end of the attainable z, +1 for the upper. */
  readonly side: 1 | -1;
}

/**
 * Breaks and bends of the adversarial loss along a line parallel to an axis. Ends of the attainable interval are
 * e(s) = a s + b t ± ε‖(s, t)‖_q, concave or convex in s, so each level is met at most twice.
 * Breaks: e meets a critical point of φ (branch change) or a kink of φ, another place becomes the worst (tie), or |s| = |t| under L1. Bends: e = 0, or e nearest
 * to 0: a ray from the origin, where the logistic loss turns from flat to steep.
 */
export function marksOf(scene: AttackScene & { readonly points: readonly Point[] }, epsilon: number, grain: number): Landscape['marks'] {
  const { norm, critical, points, activation } = scene;
  const value = (edge: Edge, s: number, t: number): number => edge.a * s + edge.b * t + edge.side * epsilon * norm.dualPair(s, t);
  const edges = ([0, 1] as const).map((along) =>
    points.flatMap(({ x }) => ([-1, 1] as const).map((side): Edge => ({ a: x[along], b: x[along === 0 ? 1 : 0], side }))),
  );
  const meets = (edge: Edge, t: number, levels: readonly number[], lo: number, hi: number): number[] => {
    const turn = turningPoint(edge, epsilon, norm.p, t);
    const ends = turn !== undefined && turn > lo && turn < hi ? [lo, turn, hi] : [lo, hi];
    const values = ends.map((s) => value(edge, s, t));
    const found: number[] = [];
    for (let i = 1; i < ends.length; i += 1) {
      const [least, most] = [Math.min(values[i - 1]!, values[i]!), Math.max(values[i - 1]!, values[i]!)];
      for (let k = firstAbove(levels, least); k < levels.length && levels[k]! < most; k += 1)
        found.push(falsi((s) => value(edge, s, t) - levels[k]!, ends[i - 1]!, ends[i]!));
    }
    return found;
  };
  const ray = (edge: Edge, t: number): number[] => {
    const roots = meets(edge, t, [0], -FAR, FAR);
    return roots.length > 0 ? roots : [turningPoint(edge, epsilon, norm.p, t) ?? 0];
  };
  const rays = edges.map((row) => [-1, 1].map((t) => row.flatMap((edge) => ray(edge, t))));
  const levels = [...new Set([...critical, ...(scene.kinks ?? [])])].sort((p, q) => p - q);
  const broken = levels.length > 0 && points.length <= MOST_BROKEN;

  return (along, at, lo, hi): Marks => {
    const inside = (s: number): boolean => s > lo && s < hi;
    const row = edges[along] ?? [];
    const bends = (rays[along]?.[at < 0 ? 0 : 1] ?? []).map((s) => s * Math.abs(at)).filter(inside);
    const breaks = norm.p === 1 && epsilon > 0 ? [-Math.abs(at), Math.abs(at)].filter(inside) : [];
    if (broken) {
      const count = activation.bends === 'anywhere' ? Math.min(MOST_SCANNED, Math.ceil((hi - lo) / grain)) : 0;
      for (const [k, { y }] of points.entries()) {
        const [lower, upper] = [row[2 * k], row[2 * k + 1]];
        if (!lower || !upper) continue;
        const met = [...meets(lower, at, levels, lo, hi), ...(epsilon > 0 ? meets(upper, at, levels, lo, hi) : [])].sort((p, q) => p - q);
        breaks.push(...met);
        if (epsilon === 0 || critical.length === 0) continue;
        const place = (s: number): number | string => {
          const { z, side } = worst(activation, critical, y, value(lower, s, at), value(upper, s, at));
          return side === 'inside' ? z : side;
        };
        breaks.push(...changes(place, lo, hi, Math.max(LEAST_SCANNED, count), met));
      }
    }
    return { breaks: breaks.sort((p, q) => p - q), bends: bends.sort((p, q) => p - q) };
  };
}

/** Where a s + b t ± ε‖(s,t)‖_q turns along s: |a|/ε = (|s|/‖(s,t)‖_q)^{q−1}; nowhere when |a| ≥ ε. */
function turningPoint({ a, side }: Edge, epsilon: number, p: number, t: number): number | undefined {
  if (Math.abs(a) >= epsilon) return undefined;
  const sign = -side * Math.sign(a);
  if (p === 1) return sign * Math.abs(t);
  if (p === Infinity) return 0;
  const q = p / (p - 1);
  const share = Math.pow(Math.abs(a) / epsilon, p - 1);
  return (sign * Math.abs(t) * share) / Math.pow(1 - Math.pow(share, q), 1 / q);
}

/** Where `place` changes inside one of the stretches between samples and the places already met. */
function changes(place: (s: number) => number | string, lo: number, hi: number, count: number, met: readonly number[]): number[] {
  const stops = [...Array.from({ length: count + 1 }, (_, k) => lo + ((hi - lo) * k) / count), ...met].sort((p, q) => p - q);
  const hair = 1e-9 * (hi - lo);
  const found: number[] = [];
  let last = place(lo + hair);
  for (let k = 1; k < stops.length; k += 1) {
    const [left, right] = [stops[k - 1]! + hair, stops[k]! - hair];
    if (right <= left) continue;
    const before = place(left);
    if (before !== last) found.push(stops[k - 1]!); // a sample stands on the change
    last = place(right);
    if (last !== before) found.push(bisect((s) => (place(s) === before ? -1 : 1), left, right));
  }
  return found;
}
