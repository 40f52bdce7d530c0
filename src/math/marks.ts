import type { AttackScene, Landscape, Marks, Point } from './kinds';
import { bisect } from './roots';

/** Above this many points with a non-monotone φ the breaks are left to panel size: each carries less than 1/40 of the loss. */
const MOST_BROKEN = 40;
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
 * Breaks: e meets a critical point of φ (branch change) or a kink of φ, φ(lo) = φ(hi) (tie), or |s| = |t| under L1. Bends: e = 0, or e nearest
 * to 0: a ray from the origin, where the logistic loss turns from flat to steep.
 */
export function marksOf(scene: AttackScene & { readonly points: readonly Point[] }, epsilon: number): Landscape['marks'] {
  const { norm, critical, points, activation } = scene;
  const value = (edge: Edge, s: number, t: number): number => edge.a * s + edge.b * t + edge.side * epsilon * norm.dualPair(s, t);
  const edges = ([0, 1] as const).map((along) =>
    points.flatMap(({ x }) => ([-1, 1] as const).map((side): Edge => ({ a: x[along], b: x[along === 0 ? 1 : 0], side }))),
  );
  const meets = (edge: Edge, t: number, level: number, lo: number, hi: number): number[] => {
    const turn = turningPoint(edge, epsilon, norm.p, t);
    const ends = turn !== undefined && turn > lo && turn < hi ? [lo, turn, hi] : [lo, hi];
    return pieces((s) => value(edge, s, t) - level, ends);
  };
  const ray = (edge: Edge, t: number): number[] => {
    const roots = meets(edge, t, 0, -FAR, FAR);
    return roots.length > 0 ? roots : [turningPoint(edge, epsilon, norm.p, t) ?? 0];
  };
  const rays = edges.map((row) => [-1, 1].map((t) => row.flatMap((edge) => ray(edge, t))));
  const levels = [...critical, ...(scene.kinks ?? [])];
  const broken = levels.length > 0 && points.length <= MOST_BROKEN;

  return (along, at, lo, hi): Marks => {
    const inside = (s: number): boolean => s > lo && s < hi;
    const row = edges[along] ?? [];
    const bends = (rays[along]?.[at < 0 ? 0 : 1] ?? []).map((s) => s * Math.abs(at)).filter(inside);
    const breaks = norm.p === 1 && epsilon > 0 ? [-Math.abs(at), Math.abs(at)].filter(inside) : [];
    if (broken) {
      for (const edge of row) for (const c of levels) breaks.push(...meets(edge, at, c, lo, hi));
      for (let k = 0; k + 1 < row.length && epsilon > 0; k += 2) {
        const [lower, upper] = [row[k], row[k + 1]];
        if (!lower || !upper) continue;
        const gap = (s: number): number => activation.f(value(lower, s, at)) - activation.f(value(upper, s, at));
        breaks.push(...pieces(gap, scan(lo, hi)));
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

/** Roots of f between consecutive ends where it changes sign. */
function pieces(f: (s: number) => number, ends: readonly number[]): number[] {
  const values = ends.map(f);
  return ends.slice(1).flatMap((right, i) => ((values[i] ?? 0) * (values[i + 1] ?? 0) < 0 ? [bisect(f, ends[i] ?? right, right)] : []));
}

const scan = (lo: number, hi: number): number[] => Array.from({ length: 49 }, (_, i) => lo + ((hi - lo) * i) / 48);
