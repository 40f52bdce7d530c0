import { bisect } from '../core/scalarSolvers';
import type { AttackProblem, Norm, Pair, Point } from '../core/types';

/** Every optimal δ of one point at one θ. */
export interface AttackSet {
  /** Convex pieces, each by its corners in order: one is a point, two a segment, more a polygon. Two pieces are a tie. */
  readonly parts: readonly (readonly Pair[])[];
  /** On the rim of the ball, on a slice through it, anywhere in it (θ = 0), or nowhere to go (ε = 0). */
  readonly where: 'rim' | 'inside' | 'everywhere' | 'centre';
}

/** Relative difference below which two values of φ are taken for one. */
const TIE = 1e-14;
/** Corners of a round outline. */
const ROUND = 96;

/**
 * The loss is a function of z = θ·(x + δ) alone, so the optimal δ are the points of the ball on which z takes a worst value:
 * a face of the ball where that is an end of the attainable interval, a chord where it is a critical point of φ inside it.
 */
export function attackSet({ activation, norm, epsilon, critical }: AttackProblem, theta: Pair, { x, y }: Point): AttackSet {
  if (epsilon === 0) return { parts: [[[0, 0]]], where: 'centre' };
  const dual = norm.dualPair(...theta);
  if (dual === 0) return { parts: [ballOutline(norm.p, epsilon)], where: 'everywhere' };
  const centre = theta[0] * x[0] + theta[1] * x[1];
  const [lo, hi] = [centre - epsilon * dual, centre + epsilon * dual];
  const cost = (z: number): number => y * activation.f(z);
  const inside = critical.filter((c) => c > lo && c < hi);
  const least = Math.min(cost(lo), cost(hi), ...inside.map(cost));
  const same = (z: number): boolean => cost(z) - least <= TIE * Math.abs(least);
  const bottoms = inside.filter(same);
  const apart = (end: number): boolean => bottoms.every((c) => Math.abs(c - end) > 1e-6 * (hi - lo));
  const parts = bottoms.map((c) => chord(norm, theta, epsilon, (c - centre) / dual));
  if (same(lo) && apart(lo)) parts.push(face(norm, theta, -epsilon));
  if (same(hi) && apart(hi)) parts.push(face(norm, theta, epsilon));
  return { parts, where: bottoms.length > 0 ? 'inside' : 'rim' };
}

/** Where θ·δ is greatest on the ball of radius r (least for r < 0): a corner, a side, or a point of a round rim. */
function face({ p, dualMaximiser: steepest }: Norm, theta: Pair, r: number): Pair[] {
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
  const [d1 = 0, d2 = 0] = steepest(theta);
  return [[r * d1 + 0, r * d2 + 0]];
}

/** The δ of the ball with θ·δ = reach·‖θ‖_q, where |reach| < ε: a segment across the ball. */
function chord({ norm, dualMaximiser: steepest }: Norm, theta: Pair, epsilon: number, reach: number): Pair[] {
  const [s1 = 0, s2 = 0] = steepest(theta);
  const size = Math.hypot(...theta);
  const at = (t: number): Pair => [reach * s1 - (t * theta[1]) / size, reach * s2 + (t * theta[0]) / size];
  const end = (sign: number): Pair => at(sign * bisect((t) => norm(at(sign * t)) - epsilon, 0, 3 * epsilon)); // no chord is longer than 2√2 ε
  return [end(-1), end(1)];
}

/** The rim of the ball ‖δ‖_p ≤ r about 0, counter-clockwise. */
export function ballOutline(p: number, r: number): Pair[] {
  const turns = (count: number, offset: number): number[] => Array.from({ length: count }, (_, k) => ((k + offset) / count) * 2 * Math.PI);
  if (p === 1) return [0, 1, 2, 3].map((k): Pair => [r * ([1, 0, -1, 0][k] ?? 0), r * ([0, 1, 0, -1][k] ?? 0)]);
  if (p === Infinity) return turns(4, 0.5).map((t): Pair => [r * Math.sign(Math.cos(t)), r * Math.sign(Math.sin(t))]);
  const stretched = (c: number): number => r * Math.sign(c) * Math.pow(Math.abs(c), 2 / p);
  return turns(ROUND, 0).map((t): Pair => [stretched(Math.cos(t)), stretched(Math.sin(t))]);
}
