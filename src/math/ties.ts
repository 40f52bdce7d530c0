import { firstAbove, leastOf } from './interval';
import type { AttackScene, Pair } from './kinds';
import { bisect } from './roots';

/** How the worst place of an interval [lo, hi] depends on its ends, for one φ and one label: a map of the half plane lo ≤ hi. */
export interface Ties {
  /** y φ: what the attack makes least. */
  g(z: number): number;
  /** The least y φ at turning points strictly inside; Infinity where there are none. */
  inside(lo: number, hi: number): number;
  /** z at which an end may change the worst place or its slope: turning points, kinks and what ties with them; ascending. */
  readonly levels: Float64Array;
  /** Intervals whose ends and inside are as bad as one another, one end at a turning point or kink: where lines of change meet. */
  readonly corners: readonly Pair[];
  /** Lines on which both ends are equally bad. */
  readonly lines: readonly TieLine[];
}

/** For each v from `from` to `to` the interval [lo, hi] with y φ(lo) = y φ(hi) = v. */
export interface TieLine {
  readonly from: number;
  readonly to: number;
  at(v: number): Pair;
}

/** Values nearer than this, relative to max(1, |value|), are equal. */
const EQUAL = 1e-11;
export const atMost = (a: number, b: number): boolean => a <= b + EQUAL * Math.max(1, Math.abs(b));

export function tiesOf({ activation, critical, kinks = [] }: AttackScene, reach: number, y: number): Ties {
  const g = (z: number): number => y * activation.f(z);
  const own = [...new Set([...critical, ...kinks])].sort((a, b) => a - b);
  const least = leastOf(critical.map(g));
  const inside = (lo: number, hi: number): number => {
    const [from, to] = [firstAbove(critical, lo), firstAbove(critical, hi)];
    return least(from, critical[to - 1] === hi ? to - 1 : to);
  };
  const stops = [-reach, ...own, reach];
  const heights = stops.map(g);
  const corners = new Map<string, Pair>();
  const add = (lo: number, hi: number): unknown => corners.set([lo, hi].map((z) => z.toPrecision(10)).join(' '), [lo, hi]);
  stops.forEach((stop, k) => {
    const [left, right] = ([-1, 1] as const).map((way) => equals(g, stops, heights, k, way));
    left?.all.forEach((z) => add(z, stop));
    right?.all.forEach((z) => add(stop, z));
    if (left?.past !== undefined && right?.past !== undefined) add(left.past, right.past);
  });
  const all = [...corners.values()];
  const levels = [...new Set([...own, ...all.flat()])]
    .sort((a, b) => a - b)
    .filter((z, k, list) => k === 0 || z - list[k - 1]! > 1e-12 * Math.max(1, Math.abs(z)));
  return { g, inside, levels: Float64Array.from(levels), corners: all, lines: all.flatMap((corner) => lineFrom(g, stops, heights, corner)) };
}

interface Equals {
  /** The z that are as bad as the start: turning points that touch its level, and where it is passed. Of a start that is a low point only the first. */
  readonly all: readonly number[];
  /** Where its level is passed, and worse comes. */
  readonly past: number | undefined;
}

/** Going from stop k one way until something worse comes. */
function equals(g: (z: number) => number, stops: readonly number[], heights: readonly number[], k: number, way: 1 | -1): Equals {
  const [found, base]: [number[], number] = [[], heights[k]!];
  const bottom = atMost(base, Math.min(heights[k - 1] ?? Infinity, heights[k + 1] ?? Infinity));
  const listed = (): readonly number[] => (bottom ? found.slice(0, 1) : found);
  for (let i = k + way; i >= 0 && i < stops.length; i += way) {
    const [before, here] = [heights[i - way]!, heights[i]!];
    if (!atMost(here, base)) continue;
    if (i === k + way || atMost(before, base)) break; // level or downhill from the start, or from where it touched
    const touches = atMost(base, here);
    found.push(touches ? stops[i]! : bisect((z) => g(z) - base, stops[i - way]!, stops[i]!));
    if (!touches) return { all: listed(), past: found.at(-1) };
  }
  return { all: listed(), past: undefined };
}

/** The line of equally bad ends that runs inward from a corner, up to where something inside is as bad. */
function lineFrom(g: (z: number) => number, stops: readonly number[], heights: readonly number[], [lo, hi]: Pair): TieLine[] {
  const first = firstAbove(stops, lo + 1e-12 * Math.max(1, Math.abs(lo)));
  const last = firstAbove(stops, hi - 1e-12 * Math.max(1, Math.abs(hi))) - 1;
  if (first > last) return [];
  const from = Math.max(g(lo), g(hi));
  const to = heights.slice(first, last + 1).reduce((a, b) => Math.min(a, b));
  if (atMost(to, from)) return [];
  const [right, left] = [stops[first]!, stops[last]!];
  return [{ from, to, at: (v) => [bisect((z) => g(z) - v, lo, right), bisect((z) => g(z) - v, left, hi)] }];
}
