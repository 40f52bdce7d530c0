import type { Norm } from './kinds';
import { firstAbove } from './interval';
import { falsi } from './roots';

/** An end a s + b t ± ε‖(s, t)‖_q of a point's attainable interval, along a line on which t is fixed: convex or concave in s. */
export interface Edge {
  /** The point's coordinate along the line and across it. */
  readonly a: number;
  readonly b: number;
  /** −1 for the lower end of the attainable z, +1 for the upper. */
  readonly side: 1 | -1;
}

export interface Edges {
  value(edge: Edge, s: number, t: number): number;
  /** Where the edge turns along s; nowhere when |a| ≥ ε. */
  turn(edge: Edge, t: number): number | undefined;
  /** Where between lo and hi the edge takes one of the ascending levels: each twice at most. */
  meets(edge: Edge, t: number, levels: ArrayLike<number>, lo: number, hi: number): number[];
}

/** The ends of attainable intervals under a norm with radius ε. */
export function edgesOf({ p, dualPair }: Norm, epsilon: number): Edges {
  const value: Edges['value'] = (edge, s, t) => edge.a * s + edge.b * t + edge.side * epsilon * dualPair(s, t);
  const turn: Edges['turn'] = (edge, t) => turningPoint(edge, epsilon, p, t);
  const meets: Edges['meets'] = (edge, t, levels, lo, hi) => {
    const middle = turn(edge, t);
    const ends = middle !== undefined && middle > lo && middle < hi ? [lo, middle, hi] : [lo, hi];
    const values = ends.map((s) => value(edge, s, t));
    const found: number[] = [];
    for (let i = 1; i < ends.length; i += 1) {
      const [least, most] = [Math.min(values[i - 1]!, values[i]!), Math.max(values[i - 1]!, values[i]!)];
      for (let k = firstAbove(levels, least); k < levels.length && levels[k]! < most; k += 1) {
        found.push(falsi((s) => value(edge, s, t) - levels[k]!, ends[i - 1]!, ends[i]!));
      }
    }
    return found;
  };
  return { value, turn, meets };
}

/** Where a s + b t ± ε‖(s,t)‖_q turns along s: |a|/ε = (|s|/‖(s,t)‖_q)^{q−1}. */
function turningPoint({ a, side }: Edge, epsilon: number, p: number, t: number): number | undefined {
  if (Math.abs(a) >= epsilon) return undefined;
  const sign = -side * Math.sign(a);
  if (p === 1) return sign * Math.abs(t);
  if (p === Infinity) return 0;
  const q = p / (p - 1);
  const share = Math.pow(Math.abs(a) / epsilon, p - 1);
  return (sign * Math.abs(t) * share) / Math.pow(1 - Math.pow(share, q), 1 / q);
}
