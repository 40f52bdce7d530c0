import { upperBound } from '../attack/attainableInterval';
import { bisect, illinois } from '../core/scalarSolvers';
import type { Norm, Pair } from '../core/types';

/** A straight line in the plane of weights: θ(t) = from + t · direction. */
export interface Line {
  readonly from: Pair;
  readonly direction: Pair;
}

/** The line parallel to the axis of weight `along` on which the other weight is `at`; its t is that weight. */
export const axisLine = (along: 0 | 1, at: number): Line =>
  along === 0 ? { from: [0, at], direction: [1, 0] } : { from: [at, 0], direction: [0, 1] };

/** One end θ·x ± ε‖θ‖_q of a point's attainable interval along a line, θ·x = offset + t · rate: convex (+) or concave (−) in t. */
export interface IntervalEnd {
  readonly offset: number;
  readonly rate: number;
  /** −1 for the lower end, +1 for the upper. */
  readonly side: 1 | -1;
}

export const endOn = ({ from, direction }: Line, [x1, x2]: Pair, side: 1 | -1): IntervalEnd => ({
  offset: from[0] * x1 + from[1] * x2,
  rate: direction[0] * x1 + direction[1] * x2,
  side,
});

export interface IntervalEnds {
  value(end: IntervalEnd, line: Line, t: number): number;
  /** The turning point of the end between lo and hi: it is monotone on both sides of it; undefined where it is monotone throughout. */
  turn(end: IntervalEnd, line: Line, lo: number, hi: number): number | undefined;
  /** Every t between lo and hi at which the end crosses one of the ascending levels: two at most for each. */
  crossings(end: IntervalEnd, line: Line, levels: ArrayLike<number>, lo: number, hi: number): number[];
}

/** The ends of attainable intervals under a norm with radius ε. */
export function intervalEnds(norm: Norm, epsilon: number): IntervalEnds {
  const value: IntervalEnds['value'] = ({ offset, rate, side }, { from, direction }, t) =>
    offset + t * rate + side * epsilon * norm.dualPair(from[0] + t * direction[0], from[1] + t * direction[1]);
  const turn: IntervalEnds['turn'] = (end, line, lo, hi) => {
    const t = axisTurn(end, line, norm.p, epsilon) ?? lineTurn(end, line, lo, hi);
    return t > lo && t < hi ? t : undefined;
  };
  /** On any other line: the best of the kinks where the norm is piecewise linear, else the root of the slope, which is monotone. */
  const lineTurn = (end: IntervalEnd, line: Line, lo: number, hi: number): number => {
    if (norm.p === 1 || norm.p === Infinity) {
      const height = (t: number): number => end.side * value(end, line, t);
      return normKinks(norm.p, line).reduce((best, t) => (Number.isNaN(best) || height(t) < height(best) ? t : best), NaN);
    }
    const { from, direction } = line;
    const slope = (t: number): number => {
      const [s1 = 0, s2 = 0] = norm.dualMaximiser([from[0] + t * direction[0], from[1] + t * direction[1]]);
      return end.side * end.rate + epsilon * (direction[0] * s1 + direction[1] * s2);
    };
    return slope(lo) < 0 && slope(hi) > 0 ? bisect(slope, lo, hi) : NaN;
  };
  const crossings: IntervalEnds['crossings'] = (end, line, levels, lo, hi) => {
    const middle = turn(end, line, lo, hi);
    const stops = middle === undefined ? [lo, hi] : [lo, middle, hi];
    const values = stops.map((t) => value(end, line, t));
    const roots: number[] = [];
    for (let i = 1; i < stops.length; i += 1) {
      const [min, max] = [Math.min(values[i - 1]!, values[i]!), Math.max(values[i - 1]!, values[i]!)];
      for (let k = upperBound(levels, min); k < levels.length && levels[k]! < max; k += 1) {
        roots.push(illinois((t) => value(end, line, t) - levels[k]!, stops[i - 1]!, stops[i]!));
      }
    }
    return roots;
  };
  return { value, turn, crossings };
}

/**
 * The turning point on a line parallel to an axis, in closed form: a s + b r ± ε‖(s, r)‖_q turns along s where
 * |a|/ε = (|s|/‖(s, r)‖_q)^{q−1}. NaN where the end is monotone, undefined on other lines.
 */
function axisTurn({ rate, side }: IntervalEnd, { from, direction }: Line, p: number, epsilon: number): number | undefined {
  const along = direction[1] === 0 ? 0 : 1;
  if (direction[1 - along] !== 0) return undefined;
  const a = rate / direction[along];
  if (!(Math.abs(a) < epsilon)) return NaN;
  const r = Math.abs(from[1 - along]!);
  const size = p === Infinity ? 0 : p === 1 ? r : (r * Math.pow(Math.abs(a) / epsilon, p - 1)) / complement(Math.abs(a) / epsilon, p);
  return (-side * Math.sign(a) * size - from[along]) / direction[along];
}

/** (1 − ratio^p)^{1/q}, for ratio^{(p−1) q} = ratio^p. */
const complement = (ratio: number, p: number): number => Math.pow(1 - Math.pow(ratio, p), 1 - 1 / p);

/**
 * Every t at which ‖θ‖_q may have no gradient on a line: the axes (q = 1), the diagonals (q = ∞, to all that float64 can tell), and else
 * the point nearest to the origin, where the gradient turns round.
 */
export function normKinks(p: number, { from: [a, b], direction: [u, v] }: Line): number[] {
  const root = (start: number, step: number): number[] => (step === 0 ? [] : [-start / step]);
  if (p === Infinity) return [...root(a, u), ...root(b, v)];
  if (hasCorners(p)) return [...root(a - b, u - v), ...root(a + b, u + v)];
  return root(a * u + b * v, u * u + v * v);
}

/** For q above this it has a corner there, as for q = ∞, to all that float64 can tell. */
const MIN_CORNER_Q = 1e6;

const dualOf = (p: number): number => (p === 1 ? Infinity : p / (p - 1));

/** Whether the dual norm has a corner at |s| = |t|. */
export const hasCorners = (p: number): boolean => dualOf(p) > MIN_CORNER_Q;
