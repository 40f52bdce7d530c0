import { edgesOf, type Edge } from './edges';
import type { AttackScene, Landscape, Pair, Point } from './kinds';
import { bisect } from './roots';
import { atMost, type TieLine, type Ties } from './ties';

/** Places looked at along a line of ties, once round. */
const ROUND = 32;
/** Lines of ties that are followed. */
const MOST_LINES = 200;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The θ₂ at which the breaks of rows cross, end or turn, for the exact attack on points whose intervals change as `ties` say. An interval
 * [lo, hi] is attained where θ·x = (lo + hi)/2 and ε‖θ‖_q = (hi − lo)/2: on two rays at most, which gives every corner its θ₂ in closed form.
 */
export function knotsOf(
  { norm, points }: AttackScene & { readonly points: readonly Point[] },
  epsilon: number,
  ties: readonly Ties[],
): Landscape['knots'] {
  if (epsilon === 0) return () => ({ breaks: [], bends: [] });
  const [breaks, bends]: [number[], number[]] = [[], []];
  const round = norm.p > 1 && norm.p < Infinity;
  const creases = norm.p === Infinity ? [0] : norm.p === 1 ? [-1, 1] : [];
  points.forEach(({ x }, k) => {
    const tie = ties[k];
    if (!tie) return;
    const heights = heightsOf(norm, epsilon, x);
    breaks.push(...tie.corners.flatMap((corner) => heights(...corner).map(({ t }) => t)));
    const followed = tie.lines.length <= MOST_LINES;
    const { value, turn } = edgesOf(norm, epsilon);
    const [lower, upper] = ([-1, 1] as const).map((side): Edge => ({ a: x[0], b: x[1], side }));
    for (const t of [-1, 1]) {
      for (const edge of [lower!, upper!]) {
        const turning = turn(edge, t);
        for (const s of turning === undefined ? creases : [turning, ...creases]) {
          const unit = value(edge, s, t);
          const other = value(edge === lower ? upper! : lower!, s, t);
          const found = Array.from(tie.levels).filter((z) => z / unit > 0 && active(tie, z, (z / unit) * other));
          (s === turning && round ? bends : breaks).push(...found.map((z) => (z / unit) * t));
        }
      }
      if (followed)
        for (const s of creases)
          breaks.push(...tie.lines.flatMap((line) => crossings(line, value(lower!, s, t), value(upper!, s, t)).map((z) => z * t)));
    }
    if (followed && round) bends.push(...tie.lines.flatMap((line) => turns(line, heights)));
  });
  const within = (list: readonly number[], lo: number, hi: number): number[] => list.filter((t) => t > lo && t < hi).sort((p, q) => p - q);
  return (lo, hi) => ({ breaks: within(breaks, lo, hi), bends: within(bends, lo, hi) });
}

/** Whether an end at z is as bad as anything up to the other end. */
function active({ g, inside }: Ties, z: number, other: number): boolean {
  const [lo, hi] = [Math.min(z, other), Math.max(z, other)];
  return atMost(g(z), Math.min(g(other), inside(lo, hi)));
}

/** The scale at which ends of λ[lower, upper] lie on a line of ties. */
function crossings(line: TieLine, lower: number, upper: number): number[] {
  const gap = (v: number): number => {
    const [lo, hi] = line.at(v);
    return (lo + hi) * (upper - lower) - (hi - lo) * (upper + lower);
  };
  const found: number[] = [];
  const at = (k: number): number => line.from + ((line.to - line.from) * k) / ROUND;
  const gaps = Array.from({ length: ROUND + 1 }, (_, k) => gap(at(k)));
  for (let k = 0; k < ROUND; k += 1) {
    if (gaps[k]! * gaps[k + 1]! >= 0) continue;
    const [lo, hi] = line.at(bisect(gap, at(k), at(k + 1)));
    found.push((hi - lo) / (upper - lower));
  }
  return found;
}

/** A θ₂ at which an interval is attained, and on which side of the direction of the greatest θ·x. */
interface Height {
  readonly t: number;
  readonly side: number;
}
type Heights = (lo: number, hi: number) => Height[];

function heightsOf({ p, ...norm }: AttackScene['norm'], epsilon: number, x: Pair): Heights {
  const [m1, m2] = p === Infinity ? [0, 0] : x.map((c) => Math.sign(c) * Math.pow(Math.abs(c), p - 1));
  return (lo, hi) => {
    const [centre, r] = [(lo + hi) / 2, (hi - lo) / 2];
    const edge: Edge = { a: x[0], b: x[1], side: centre > 0 ? -1 : 1 };
    const { zeros } = edgesOf({ p, ...norm }, (epsilon * Math.abs(centre)) / r);
    return [-1, 1].flatMap((t) =>
      zeros(edge, t).map((s) => ({ t: (t * r) / (epsilon * norm.dualPair(s, t)), side: Math.sign((m1 ?? 0) * t - (m2 ?? 0) * s) })),
    );
  };
}

/**
 * The θ₂ at which a line of ties turns back. Its two branches join where θ lies along the direction of the greatest θ·x: with
 * v = middle − half · cos(u) both make one smooth curve θ₂(u) there.
 */
function turns(line: TieLine, heights: Heights): number[] {
  const on = (v: number, side: number): number => heights(...line.at(v)).find((height) => height.side === side)?.t ?? NaN;
  const attained = (v: number): boolean => heights(...line.at(v)).length > 0;
  const at = (k: number): number => line.from + ((line.to - line.from) * (k + 0.5)) / ROUND;
  const seen = Array.from({ length: ROUND }, (_, k) => attained(at(k)));
  const found: number[] = [];
  for (let first = 0; first < ROUND; first += 1) {
    if (!seen[first] || seen[first - 1]) continue;
    const past = seen.indexOf(false, first);
    const last = past < 0 ? ROUND - 1 : past - 1;
    const end = (inside: number, outside: number): number => bisect((v) => (attained(v) ? -1 : 1), at(inside), outside);
    const [a, b] = [end(first, first > 0 ? at(first - 1) : line.from), end(last, past < 0 ? line.to : at(past))];
    const curve = (u: number): number => on((a + b) / 2 - ((b - a) / 2) * Math.cos(u), Math.sin(u) > 0 ? 1 : -1);
    const step = (2 * Math.PI) / ROUND;
    const values = Array.from({ length: ROUND }, (_, k) => curve((k + 0.5) * step));
    for (let k = 0; k < ROUND; k += 1) {
      const [before, here, after] = [values[(k + ROUND - 1) % ROUND]!, values[k]!, values[(k + 1) % ROUND]!];
      const sign = here >= before && here >= after ? 1 : here <= before && here <= after ? -1 : 0;
      if (sign !== 0) found.push(extreme((u) => sign * curve(u), (k - 0.5) * step, (k + 1.5) * step) * sign);
    }
  }
  return found;
}

/** The greatest g between two places, where it rises and falls once: golden section. */
function extreme(g: (u: number) => number, from: number, to: number): number {
  let [a, b, best] = [from, to, -Infinity];
  for (let k = 0; k < 36; k += 1) {
    const [left, right] = [b - GOLDEN * (b - a), a + GOLDEN * (b - a)];
    const [gl, gr] = [g(left), g(right)];
    for (const found of [gl, gr]) if (found > best) best = found; // where g is not defined it is no greatest
    if (gl > gr) b = right;
    else a = left;
  }
  return best;
}
