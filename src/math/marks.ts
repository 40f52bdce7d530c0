import { edgesOf, type Edge } from './edges';
import type { AttackScene, Landscape, Marks, Point } from './kinds';
import { falsi } from './roots';
import { atMost, type Ties } from './ties';

/** Samples of a stretch in which both ends may become equally bad more than once: they move apart. */
const SCANNED = 12;

/**
 * Breaks and bends of the adversarial loss along a line parallel to an axis.
 * Breaks: an end of the attainable interval meets a level of `ties` and is the worst place on one side of it, both ends become
 * equally bad, or |s| = |t| under L1. Bends: an end is 0, or nearest to 0: a ray from the origin, where the logistic loss turns
 * from flat to steep. `ties` are those of each point's label; absent where φ neither turns nor has kinks.
 */
export function marksOf(
  { norm, points }: AttackScene & { readonly points: readonly Point[] },
  epsilon: number,
  ties?: readonly Ties[],
): Landscape['marks'] {
  const { value, turn, meets, zeros } = edgesOf(norm, epsilon);
  const edges = ([0, 1] as const).map((along) =>
    points.flatMap(({ x }) => ([-1, 1] as const).map((side): Edge => ({ a: x[along], b: x[along === 0 ? 1 : 0], side }))),
  );
  const ray = (edge: Edge, t: number): number[] => {
    const roots = zeros(edge, t);
    return roots.length > 0 ? roots : [turn(edge, t) ?? 0];
  };
  const rays = edges.map((row) => [-1, 1].map((t) => row.flatMap((edge) => ray(edge, t))));

  return (along, at, lo, hi): Marks => {
    const inside = (s: number): boolean => s > lo && s < hi;
    const row = edges[along] ?? [];
    const bends = (rays[along]?.[at < 0 ? 0 : 1] ?? []).map((s) => s * Math.abs(at)).filter(inside);
    const breaks = norm.p === 1 && epsilon > 0 ? [-Math.abs(at), Math.abs(at)].filter(inside) : [];
    ties?.forEach((tie, k) => {
      const [lower, upper] = [row[2 * k], row[2 * k + 1]];
      if (!lower || !upper) return;
      if (epsilon === 0) breaks.push(...meets(lower, at, tie.levels, lo, hi));
      else
        breaks.push(
          ...changes(
            tie,
            (s) => value(lower, s, at),
            (s) => value(upper, s, at),
            meets(lower, at, tie.levels, lo, hi),
            meets(upper, at, tie.levels, lo, hi),
            lo,
            hi,
          ),
        );
    });
    return { breaks: breaks.sort((p, q) => p - q), bends: bends.sort((p, q) => p - q) };
  };
}

type Place = 'lower' | 'upper' | 'inside';

/** Where along a line the worst place changes, or stands on a level. `below` and `above` are where its ends meet levels. */
function changes(
  { g, inside }: Ties,
  lower: (s: number) => number,
  upper: (s: number) => number,
  below: readonly number[],
  above: readonly number[],
  lo: number,
  hi: number,
): number[] {
  const met = [...below.map((s) => ({ s, end: 'lower' })), ...above.map((s) => ({ s, end: 'upper' }))].sort((p, q) => p.s - q.s);
  const place = (s: number): Place => {
    const [p, q] = [lower(s), upper(s)];
    const [atP, atQ] = [g(p), g(q)];
    if (atMost(inside(p, q), Math.min(atP, atQ))) return 'inside';
    return atP < atQ ? 'lower' : 'upper';
  };
  const found: number[] = [];
  const gap = (s: number): number => g(lower(s)) - g(upper(s));
  let [from, before]: [number, Place | undefined] = [lo, undefined];
  for (let k = 0; k <= met.length; k += 1) {
    const { s: to } = met[k] ?? { s: hi };
    if (to <= from) continue;
    const middle = place((from + to) / 2);
    const last = met[k - 1];
    if (last && before !== undefined && (before !== middle || last.end === middle)) found.push(last.s);
    const apart = (lower(to) - lower(from)) * (upper(to) - upper(from)) < 0;
    if (middle !== 'inside') found.push(...flips(gap, from, to, apart ? SCANNED : 1));
    [from, before] = [to, middle];
  }
  return found;
}

/** Changes of sign between neighbours among count + 1 places. */
function flips(gap: (s: number) => number, from: number, to: number, count: number): number[] {
  const hair = 1e-9 * (to - from);
  const found: number[] = [];
  let [s, here] = [from + hair, gap(from + hair)];
  for (let k = 1; k <= count; k += 1) {
    const next = k === count ? to - hair : from + ((to - from) * k) / count;
    const there = gap(next);
    if (here * there < 0) found.push(falsi(gap, s, next));
    [s, here] = [next, there];
  }
  return found;
}
