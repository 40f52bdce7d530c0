import { firstAbove, leastOf } from './interval';
import type { AttackScene } from './kinds';
import { bisect } from './roots';

/** How the worst place of an interval [lo, hi] depends on its ends, for one φ and one label: a map of the half plane lo ≤ hi. */
export interface Ties {
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
