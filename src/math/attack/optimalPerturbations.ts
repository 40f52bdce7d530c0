import { bisect } from '../core/scalarSolvers';
import type { AttackProblem, Norm, Pair, Point } from '../core/types';

/** The set of all optimal δ of one point at one θ. */
export interface AttackSet {
  /** Convex components, each by its vertices in order: a point, a segment or a polygon. Two components are a tie. */
  readonly parts: readonly (readonly Pair[])[];
  /** On the boundary of the ball, on a chord of it, all of it (θ = 0), or its centre alone (ε = 0). */
  readonly where: 'rim' | 'inside' | 'everywhere' | 'centre';
}

/** Relative difference below which two values of φ are equal. */
const TIE_TOLERANCE = 1e-14;
/** Vertices of the outline of a round ball. */
const OUTLINE_VERTICES = 96;

/**
 * The loss is a function of z = θ·(x + δ) alone, so the optimal δ are the points of the ball at which z takes a worst value:
 * a face of the ball if that is an end of the attainable interval, a chord if it is an interior critical point of φ.
 */
export function attackSet({ activation, norm, epsilon, critical }: AttackProblem, theta: Pair, { x, y }: Point): AttackSet {
  if (epsilon === 0) return { parts: [[[0, 0]]], where: 'centre' };
  const dual = norm.dualPair(...theta);
  if (dual === 0) return { parts: [ballOutline(norm.p, epsilon)], where: 'everywhere' };
  const centre = theta[0] * x[0] + theta[1] * x[1];
  const [lo, hi] = [centre - epsilon * dual, centre + epsilon * dual];
  const cost = (z: number): number => y * activation.f(z);
  const inside = critical.filter((c) => c > lo && c < hi);
  const minimum = Math.min(cost(lo), cost(hi), ...inside.map(cost));
  const isMinimum = (z: number): boolean => cost(z) - minimum <= TIE_TOLERANCE * Math.abs(minimum);
  const minimisers = inside.filter(isMinimum);
  const isSeparate = (end: number): boolean => minimisers.every((c) => Math.abs(c - end) > 1e-6 * (hi - lo));
  const parts = minimisers.map((c) => chord(norm, theta, epsilon, (c - centre) / dual));
  if (isMinimum(lo) && isSeparate(lo)) parts.push(face(norm, theta, -epsilon));
  if (isMinimum(hi) && isSeparate(hi)) parts.push(face(norm, theta, epsilon));
  return { parts, where: minimisers.length > 0 ? 'inside' : 'rim' };
}

/** The face of the ball of radius |r| on which θ·δ is maximal (minimal for r < 0): a vertex, a side or a boundary point. */
function face({ p, dualMaximiser }: Norm, theta: Pair, r: number): Pair[] {
  const [a, b] = theta;
  if (p === Infinity) {
    const ends = (t: number): number[] => (t === 0 ? [-r, r] : [r * Math.sign(t)]);
    return ends(a).flatMap((d1) => ends(b).map((d2): Pair => [d1, d2]));
  }
  if (p === 1 && Math.abs(a) === Math.abs(b))
    return [
      [r * Math.sign(a), 0],
      [0, r * Math.sign(b)],
    ];
  const [d1 = 0, d2 = 0] = dualMaximiser(theta);
  return [[r * d1 + 0, r * d2 + 0]];
}

/** The chord {δ: θ·δ = reach·‖θ‖_q} of the ball, |reach| < ε. */
function chord({ norm, dualMaximiser }: Norm, theta: Pair, epsilon: number, reach: number): Pair[] {
  const [s1 = 0, s2 = 0] = dualMaximiser(theta);
  const size = Math.hypot(...theta);
  const at = (t: number): Pair => [reach * s1 - (t * theta[1]) / size, reach * s2 + (t * theta[0]) / size];
  const end = (sign: number): Pair => at(sign * bisect((t) => norm(at(sign * t)) - epsilon, 0, 3 * epsilon)); // no chord is longer than 2√2 ε
  return [end(-1), end(1)];
}

/** The boundary of the ball ‖δ‖_p ≤ r about 0 as a polygon, counter-clockwise. */
export function ballOutline(p: number, r: number): Pair[] {
  const turns = (count: number, offset: number): number[] => Array.from({ length: count }, (_, k) => ((k + offset) / count) * 2 * Math.PI);
  if (p === 1) return [0, 1, 2, 3].map((k): Pair => [r * ([1, 0, -1, 0][k] ?? 0), r * ([0, 1, 0, -1][k] ?? 0)]);
  if (p === Infinity) return turns(4, 0.5).map((t): Pair => [r * Math.sign(Math.cos(t)), r * Math.sign(Math.sin(t))]);
  const superellipse = (c: number): number => r * Math.sign(c) * Math.pow(Math.abs(c), 2 / p);
  return turns(OUTLINE_VERTICES, 0).map((t): Pair => [superellipse(Math.cos(t)), superellipse(Math.sin(t))]);
}
