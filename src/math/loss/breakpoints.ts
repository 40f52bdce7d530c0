import { upperBound, rangeMinimum } from '../attack/attainableInterval';
import { bisect, illinois } from '../core/scalarSolvers';
import type { AttackProblem, Landscape, Point } from '../core/types';
import { type IntervalEnd, type IntervalEnds, intervalEnds, hasCorners } from './intervalEnds';

/** Samples of a stretch in which both ends may become equally bad more than once: they move apart. */
const SCANNED = 12;

/**
 * Breaks of the adversarial loss along a line parallel to an axis: an end of the attainable interval meets a level of the ties of its
 * point's label and is the worst place on one side of it, both ends become equally bad, or |s| = |t| under L1 and what is as good as L1.
 */
export function axisBreakpoints(
  scene: AttackProblem & { readonly points: readonly Point[]; readonly reach: number },
  epsilon: number,
): Landscape['breakpoints'] {
  const { norm, points, critical, kinks = [], reach } = scene;
  const edges = intervalEnds(norm, epsilon);
  const known = new Map<number, SwitchLevels>();
  const tiesFor = (y: number): SwitchLevels => {
    const ties = known.get(y) ?? switchLevels(scene, reach, y);
    known.set(y, ties);
    return ties;
  };
  const corners = Float64Array.from(kinks);
  return (along, at, lo, hi, ofNorm = false) => {
    const found = hasCorners(norm.p) && epsilon > 0 ? [-Math.abs(at), Math.abs(at)].filter((s) => s > lo && s < hi) : [];
    if (ofNorm || critical.length + kinks.length === 0) return found;
    for (const { x, y } of points) {
      const edge = (side: 1 | -1): IntervalEnd => ({ a: x[along], b: x[along === 0 ? 1 : 0], side });
      if (epsilon === 0) found.push(...edges.meets(edge(-1), at, corners, lo, hi));
      else changes(tiesFor(y), edges, edge(-1), edge(1), at, lo, hi, found);
    }
    return found.sort((p, q) => p - q);
  };
}

type Place = 'lower' | 'upper' | 'inside';

/** Adds where along a line the worst place changes, or stands on a level: between places where an end meets a level or turns, each end moves one way. */
function changes(
  { g, inside, levels }: SwitchLevels,
  { value, turn, meets }: IntervalEnds,
  below: IntervalEnd,
  above: IntervalEnd,
  t: number,
  lo: number,
  hi: number,
  found: number[],
): void {
  const lower = (s: number): number => value(below, s, t);
  const upper = (s: number): number => value(above, s, t);
  const met: { s: number; end?: Place }[] = [
    ...meets(below, t, levels, lo, hi).map((s) => ({ s, end: 'lower' as const })),
    ...meets(above, t, levels, lo, hi).map((s) => ({ s, end: 'upper' as const })),
    ...[turn(below, t), turn(above, t)].flatMap((s) => (s !== undefined && s > lo && s < hi ? [{ s }] : [])),
  ].sort((p, q) => p.s - q.s);
  const place = (s: number): Place => {
    const [p, q] = [lower(s), upper(s)];
    const [atP, atQ] = [g(p), g(q)];
    if (atMost(inside(p, q), Math.min(atP, atQ))) return 'inside';
    return atP < atQ ? 'lower' : 'upper';
  };
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
}

/** Changes of sign between neighbours among count + 1 places. */
function flips(gap: (s: number) => number, from: number, to: number, count: number): number[] {
  const hair = 1e-9 * (to - from);
  const found: number[] = [];
  let [s, here] = [from + hair, gap(from + hair)];
  for (let k = 1; k <= count; k += 1) {
    const next = k === count ? to - hair : from + ((to - from) * k) / count;
    const there = gap(next);
    if (here * there < 0) found.push(illinois(gap, s, next));
    [s, here] = [next, there];
  }
  return found;
}

/** How the worst place of an interval [lo, hi] depends on its ends, for one φ and one label: a map of the half plane lo ≤ hi. */
export interface SwitchLevels {
  /** y φ: what the attack makes least. */
  g(z: number): number;
  /** The least y φ at turning points strictly inside; Infinity where there are none. */
  inside(lo: number, hi: number): number;
  /** z at which an end may change the worst place or its slope: turning points, kinks and what ties with them; ascending. */
  readonly levels: Float64Array;
}

/** Values nearer than this, relative to max(1, |value|), are equal. */
const EQUAL = 1e-11;
export const atMost = (a: number, b: number): boolean => a <= b + EQUAL * Math.max(1, Math.abs(b));

export function switchLevels({ activation, critical, kinks = [] }: AttackProblem, reach: number, y: number): SwitchLevels {
  const g = (z: number): number => y * activation.f(z);
  const own = [...new Set([...critical, ...kinks])].sort((a, b) => a - b);
  const least = rangeMinimum(critical.map(g));
  const inside = (lo: number, hi: number): number => {
    const [from, to] = [upperBound(critical, lo), upperBound(critical, hi)];
    return least(from, critical[to - 1] === hi ? to - 1 : to);
  };
  const stops = [-reach, ...own, reach];
  const heights = stops.map(g);
  const tied = stops.flatMap((_, k) => ([-1, 1] as const).flatMap((way) => equals(g, stops, heights, k, way)));
  const levels = [...new Set([...own, ...tied])]
    .sort((a, b) => a - b)
    .filter((z, k, list) => k === 0 || z - list[k - 1]! > 1e-12 * Math.max(1, Math.abs(z)));
  return { g, inside, levels: Float64Array.from(levels) };
}

/** The z that are as bad as stop k, going one way from it until worse comes: turning points that touch its level, and where it is passed. Of a low point only the first. */
function equals(g: (z: number) => number, stops: readonly number[], heights: readonly number[], k: number, way: 1 | -1): number[] {
  const [found, base]: [number[], number] = [[], heights[k]!];
  const most = atMost(base, Math.min(heights[k - 1] ?? Infinity, heights[k + 1] ?? Infinity)) ? 1 : Infinity;
  for (let i = k + way; i >= 0 && i < stops.length && found.length < most; i += way) {
    const [before, here] = [heights[i - way]!, heights[i]!];
    if (!atMost(here, base)) continue;
    if (i === k + way || atMost(before, base)) break; // level or downhill from the start, or from where it touched
    const touches = atMost(base, here);
    found.push(touches ? stops[i]! : bisect((z) => g(z) - base, stops[i - way]!, stops[i]!));
    if (!touches) break;
  }
  return found;
}
