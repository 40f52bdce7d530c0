import { upperBound, rangeMinimum } from '../attack/attainableInterval';
import { bisect, goldenSection, illinois } from '../core/scalarSolvers';
import type { AttackProblem, Landscape, Point } from '../core/types';
import { type IntervalEnd, type IntervalEnds, type Line, axisLine, endOn, intervalEnds, normKinks } from './intervalEnds';

/** Breakpoints between lo and hi on a line, ascending. */
type LineBreakpoints = (line: Line, lo: number, hi: number) => number[];

/**
 * Breakpoints of the adversarial loss of the exact attack on a straight line: every t at which the loss may not be analytic. There the
 * line meets a kink of the dual norm, an end of a point's attainable interval that is the worst z crosses a level of φ, or the worst z
 * jumps between both ends. Ends are convex or concave in t, so no pair of crossings is missed, however close.
 */
export function lineBreakpoints(
  problem: AttackProblem & { readonly points: readonly Point[]; readonly reach: number },
  epsilon: number,
): LineBreakpoints {
  const { norm, points, critical, kinks = [], reach } = problem;
  const ends = intervalEnds(norm, epsilon);
  const cache = new Map<number, SwitchLevels>();
  const levelsFor = (y: number): SwitchLevels => {
    const levels = cache.get(y) ?? switchLevels(problem, reach, y);
    cache.set(y, levels);
    return levels;
  };
  const corners = Float64Array.from(kinks);
  return (line, lo, hi) => {
    const result = epsilon > 0 ? normKinks(norm.p, line).filter((t) => t > lo && t < hi) : [];
    if (critical.length + kinks.length > 0) {
      for (const { x, y } of points) {
        const [lower, upper] = [endOn(line, x, -1), endOn(line, x, 1)];
        if (epsilon === 0) result.push(...ends.crossings(lower, line, corners, lo, hi));
        else branchChanges(levelsFor(y), ends, line, lower, upper, lo, hi, result);
      }
    }
    return result.sort((p, q) => p - q);
  };
}

/** lineBreakpoints() on lines parallel to an axis, without 0: there the axis itself is a breakpoint anyway. */
export function axisBreakpoints(...of: Parameters<typeof lineBreakpoints>): Landscape['breakpoints'] {
  const onLine = lineBreakpoints(...of);
  return (along, at, lo, hi) => onLine(axisLine(along, at), lo, hi).filter((t) => t !== 0);
}

/** Where the worst z of an attainable interval lies: the active branch. */
type Branch = 'lower' | 'upper' | 'inside';

/** Adds every t at which the active branch of one point changes, or its end crosses a level. Between crossings and turning points each end, and φ at it, is monotone. */
function branchChanges(
  { g, inside, levels }: SwitchLevels,
  { value, turn, crossings }: IntervalEnds,
  line: Line,
  below: IntervalEnd,
  above: IntervalEnd,
  lo: number,
  hi: number,
  result: number[],
): void {
  const lower = (t: number): number => value(below, line, t);
  const upper = (t: number): number => value(above, line, t);
  const marks: { t: number; end?: Branch }[] = [
    ...crossings(below, line, levels, lo, hi).map((t) => ({ t, end: 'lower' as const })),
    ...crossings(above, line, levels, lo, hi).map((t) => ({ t, end: 'upper' as const })),
    ...[turn(below, line, lo, hi), turn(above, line, lo, hi)].flatMap((t) => (t === undefined ? [] : [{ t }])),
  ].sort((p, q) => p.t - q.t);
  const branchAt = (t: number): Branch => {
    const [p, q] = [lower(t), upper(t)];
    const [atP, atQ] = [g(p), g(q)];
    if (atMost(inside(p, q), Math.min(atP, atQ))) return 'inside';
    return atP < atQ ? 'lower' : 'upper';
  };
  const lowerLoss = (t: number): number => g(lower(t));
  const upperLoss = (t: number): number => g(upper(t));
  let [from, before, firstMark]: [number, Branch | undefined, number] = [lo, undefined, 0]; // marks[firstMark … k − 1] lie at `from`
  for (let k = 0; k <= marks.length; k += 1) {
    const to = marks[k]?.t ?? hi;
    if (to <= from) continue;
    const middle = branchAt((from + to) / 2);
    const ties = middle === 'inside' ? [] : crossingsOf(lowerLoss, upperLoss, from, to);
    const [first, last] = ties.length === 0 ? [middle, middle] : [branchAt((from + ties[0]!) / 2), branchAt((ties.at(-1)! + to) / 2)];
    if (before !== undefined && (before !== first || marks.slice(firstMark, k).some(({ end }) => end === first))) result.push(from);
    result.push(...ties);
    [from, before, firstMark] = [to, last, k];
  }
}

/** Bisections of a stretch in which two monotone functions may cross more than once; below that, one dip of their difference is assumed. */
const MAX_DEPTH = 10;
/** Distance from the end of an interval at which the slope of a difference is read, relative to its length. */
const SLOPE_STEP = 1e-4;
const DIP_STEPS = 40;
/** At the ends of a stretch both may be equal by construction: it is searched without this fraction of it. */
const MARGIN = 1e-9;

/**
 * Every t between from and to at which two monotone functions a and b cross. By bisection: an interval is left out where the ranges of
 * a and b, which their ends bound, are disjoint, or where a − b is monotone and keeps its sign.
 */
function crossingsOf(a: (t: number) => number, b: (t: number) => number, from: number, to: number): number[] {
  const difference = (t: number): number => a(t) - b(t);
  const roots: number[] = [];
  const search = (s: number, as: number, bs: number, t: number, at: number, bt: number, depth: number): void => {
    const [first, last] = [as - bs, at - bt];
    const changes = first * last < 0;
    if ((at - as) * (bt - bs) <= 0) {
      if (changes) roots.push(illinois(difference, s, t));
      return;
    }
    if (!changes && (Math.min(as, at) > Math.max(bs, bt) || Math.max(as, at) < Math.min(bs, bt))) return;
    if (depth === MAX_DEPTH) {
      if (changes) roots.push(illinois(difference, s, t));
      else roots.push(...dipRoots(difference, s, t, first, last));
      return;
    }
    const middle = (s + t) / 2;
    const [am, bm] = [a(middle), b(middle)];
    if (equal(as, bs) && equal(am, bm) && equal(at, bt)) return; // the same throughout
    search(s, as, bs, middle, am, bm, depth + 1);
    if (am === bm && first * last !== 0) roots.push(middle);
    search(middle, am, bm, t, at, bt, depth + 1);
  };
  const [s, t] = [from + MARGIN * (to - from), to - MARGIN * (to - from)];
  search(s, a(s), b(s), t, a(t), b(t), 0);
  return roots;
}

/** Both roots of a function of one sign at both ends of a short interval, where it falls towards 0 from both ends and passes it between. */
function dipRoots(f: (t: number) => number, from: number, to: number, atFrom: number, atTo: number): number[] {
  const sign = Math.sign(atFrom);
  const height = (t: number): number => sign * f(t);
  const step = SLOPE_STEP * (to - from);
  if (sign === 0 || height(from + step) >= sign * atFrom || height(to - step) >= sign * atTo) return [];
  const { at, value: lowest } = goldenSection(height, [from, to], DIP_STEPS);
  return lowest < 0 ? [illinois(f, from, at), illinois(f, at, to)] : [];
}

/** How the worst z of an interval [lo, hi] depends on its ends, for one φ and one label. */
export interface SwitchLevels {
  /** y φ, which the attack minimises. */
  g(z: number): number;
  /** The minimum of y φ over the turning points strictly inside; Infinity where there are none. */
  inside(lo: number, hi: number): number;
  /** Every z at which an end may change the active branch or its slope: turning points, kinks and what ties with them; ascending. */
  readonly levels: Float64Array;
}

/** Values nearer than this, relative to max(1, |value|), are equal. */
const EQUALITY_TOLERANCE = 1e-11;
const atMost = (a: number, b: number): boolean => a <= b + EQUALITY_TOLERANCE * Math.max(1, Math.abs(b));
const equal = (a: number, b: number): boolean => atMost(a, b) && atMost(b, a);

export function switchLevels({ activation, critical, kinks = [] }: AttackProblem, reach: number, y: number): SwitchLevels {
  const g = (z: number): number => y * activation.f(z);
  const turnsAndKinks = [...new Set([...critical, ...kinks])].sort((a, b) => a - b);
  const minimum = rangeMinimum(critical.map(g));
  const inside = (lo: number, hi: number): number => {
    const [from, to] = [upperBound(critical, lo), upperBound(critical, hi)];
    return minimum(from, critical[to - 1] === hi ? to - 1 : to);
  };
  const stops = [-reach, ...turnsAndKinks, reach];
  const heights = stops.map(g);
  const tied = stops.flatMap((_, k) => ([-1, 1] as const).flatMap((direction) => tiesWith(g, stops, heights, k, direction)));
  const levels = [...new Set([...turnsAndKinks, ...tied])]
    .sort((a, b) => a - b)
    .filter((z, k, list) => k === 0 || z - list[k - 1]! > 1e-12 * Math.max(1, Math.abs(z)));
  return { g, inside, levels: Float64Array.from(levels) };
}

/** The z with the g of stop k, in one direction from it until g falls below: turning points that touch its level, and where it is crossed. Of a local minimum only the first. */
function tiesWith(g: (z: number) => number, stops: readonly number[], heights: readonly number[], k: number, direction: 1 | -1): number[] {
  const [ties, base]: [number[], number] = [[], heights[k]!];
  const maxCount = atMost(base, Math.min(heights[k - 1] ?? Infinity, heights[k + 1] ?? Infinity)) ? 1 : Infinity;
  for (let i = k + direction; i >= 0 && i < stops.length && ties.length < maxCount; i += direction) {
    const [before, current] = [heights[i - direction]!, heights[i]!];
    if (!atMost(current, base)) continue;
    if (i === k + direction || atMost(before, base)) break; // level or downhill from the start, or from where it touched
    const touches = atMost(base, current);
    ties.push(touches ? stops[i]! : bisect((z) => g(z) - base, stops[i - direction]!, stops[i]!));
    if (!touches) break;
  }
  return ties;
}
