import { upperBound } from '../attack/attainableInterval';
import { illinois } from '../core/scalarSolvers';
import type { Norm } from '../core/types';

/** An end a s + b t ± ε‖(s, t)‖_q of a point's attainable interval, along a line on which t is fixed: convex or concave in s. */
export interface IntervalEnd {
  /** The point's coordinate along the line and across it. */
  readonly a: number;
  readonly b: number;
  /** −1 for the lower end of the attainable z, +1 for the upper. */
  readonly side: 1 | -1;
}

export interface IntervalEnds {
  value(edge: IntervalEnd, s: number, t: number): number;
  /** Where the edge turns along s; nowhere when |a| ≥ ε. */
  turn(edge: IntervalEnd, t: number): number | undefined;
  /** Where between lo and hi the edge takes one of the ascending levels: each twice at most. */
  meets(edge: IntervalEnd, t: number, levels: ArrayLike<number>, lo: number, hi: number): number[];
}

/** The ends of attainable intervals under a norm with radius ε. */
export function intervalEnds({ p, dualPair }: Norm, epsilon: number): IntervalEnds {
  const value: IntervalEnds['value'] = (edge, s, t) => edge.a * s + edge.b * t + edge.side * epsilon * dualPair(s, t);
  const turn: IntervalEnds['turn'] = (edge, t) => turningPoint(edge, epsilon, p, t);
  const meets: IntervalEnds['meets'] = (edge, t, levels, lo, hi) => {
    const middle = turn(edge, t);
    const ends = middle !== undefined && middle > lo && middle < hi ? [lo, middle, hi] : [lo, hi];
    const values = ends.map((s) => value(edge, s, t));
    const found: number[] = [];
    for (let i = 1; i < ends.length; i += 1) {
      const [least, most] = [Math.min(values[i - 1]!, values[i]!), Math.max(values[i - 1]!, values[i]!)];
      for (let k = upperBound(levels, least); k < levels.length && levels[k]! < most; k += 1) {
        found.push(illinois((s) => value(edge, s, t) - levels[k]!, ends[i - 1]!, ends[i]!));
      }
    }
    return found;
  };
  return { value, turn, meets };
}

/** Where a s + b t ± ε‖(s,t)‖_q turns along s: |a|/ε = (|s|/‖(s,t)‖_q)^{q−1}. */
function turningPoint({ a, side }: IntervalEnd, epsilon: number, p: number, t: number): number | undefined {
  if (Math.abs(a) >= epsilon) return undefined;
  const sign = -side * Math.sign(a);
  if (p === 1) return sign * Math.abs(t);
  if (p === Infinity) return 0;
  const q = p / (p - 1);
  const share = Math.pow(Math.abs(a) / epsilon, p - 1);
  return (sign * Math.abs(t) * share) / Math.pow(1 - Math.pow(share, q), 1 / q);
}

/** Beyond this q = p/(p − 1) the dual norm nearly has corners along |s| = |t|, as it has for q = ∞; and beyond this they are as good as sharp. */
const [NEAR, SHARP] = [8, 1e6];
/** Further from a corner, in u = q log|s/t|, the norm differs from its larger part by less than e⁻²⁴ of it. */
const FAR = 24;

const dualOf = (p: number): number => (p === 1 ? Infinity : p / (p - 1));

/** Whether the dual norm has a corner at |s| = |t|, to all that integrals can see. */
export const hasCorners = (p: number): boolean => dualOf(p) > SHARP;

/** How much of its near corners ‖(s, t)‖_q = |t| (1 + eᵘ)^{1/q} shows from one s to another, in units of u: over a few it is no polynomial. */
export function cornerResolution(p: number): (t: number, from: number, to: number) => number {
  const q = dualOf(p);
  if (!(q > NEAR) || hasCorners(p)) return () => 0;
  const place = (s: number, t: number): number => (s === 0 ? -FAR : Math.min(FAR, Math.max(-FAR, q * Math.log(Math.abs(s / t)))));
  return (t, from, to) => {
    if (t === 0) return 0;
    const [u, v] = [place(from, t), place(to, t)];
    return from * to < 0 ? u + v + 2 * FAR : Math.abs(v - u);
  };
}
