import { isSharp } from './corner';
import { edgesOf, type Edge, type Edges } from './edges';
import type { AttackScene, Landscape, Point } from './kinds';
import { falsi } from './roots';
import { atMost, tiesOf, type Ties } from './ties';

/** Samples of a stretch in which both ends may become equally bad more than once: they move apart. */
const SCANNED = 12;

/**
 * Breaks of the adversarial loss along a line parallel to an axis: an end of the attainable interval meets a level of the ties of its
 * point's label and is the worst place on one side of it, both ends become equally bad, or |s| = |t| under L1 and what is as good as L1.
 */
export function breaksOf(scene: AttackScene & { readonly points: readonly Point[]; readonly reach: number }, epsilon: number): Landscape['breaks'] {
  const { norm, points, critical, kinks = [], reach } = scene;
  const edges = edgesOf(norm, epsilon);
  const known = new Map<number, Ties>();
  const tiesFor = (y: number): Ties => {
    const ties = known.get(y) ?? tiesOf(scene, reach, y);
    known.set(y, ties);
    return ties;
  };
  const corners = Float64Array.from(kinks);
  return (along, at, lo, hi, ofNorm = false) => {
    const found = isSharp(norm.p) && epsilon > 0 ? [-Math.abs(at), Math.abs(at)].filter((s) => s > lo && s < hi) : [];
    if (ofNorm || critical.length + kinks.length === 0) return found;
    for (const { x, y } of points) {
      const edge = (side: 1 | -1): Edge => ({ a: x[along], b: x[along === 0 ? 1 : 0], side });
      if (epsilon === 0) found.push(...edges.meets(edge(-1), at, corners, lo, hi));
      else changes(tiesFor(y), edges, edge(-1), edge(1), at, lo, hi, found);
    }
    return found.sort((p, q) => p - q);
  };
}

type Place = 'lower' | 'upper' | 'inside';

/** Adds where along a line the worst place changes, or stands on a level: between places where an end meets a level or turns, each end moves one way. */
function changes(
  { g, inside, levels }: Ties,
  { value, turn, meets }: Edges,
  below: Edge,
  above: Edge,
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
    if (here * there < 0) found.push(falsi(gap, s, next));
    [s, here] = [next, there];
  }
  return found;
}
