import type { Activation, AttackProblem, Vector } from '../core/types';

/** The worst z of an attack, and whether it is an end of the attainable interval. */
interface Extreme {
  readonly z: number;
  readonly side: 'lo' | 'hi' | 'inside';
}

/** Binary search: the index of the first of ascending numbers that is greater than z, their count if none is. */
export function upperBound(ascending: ArrayLike<number>, z: number): number {
  let [from, to] = [0, ascending.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ascending[middle]! > z) to = middle;
    else from = middle + 1;
  }
  return from;
}

/**
 * The worst z in [lo, hi] for label y, the minimiser of y φ(z). The attainable z = θ·(x + δ) fill an interval, so the minimum
 * lies at an end or at an interior critical point of φ. `critical` ascends; ties go to hi, then lo.
 */
export function worstInInterval(activation: Activation, critical: readonly number[], y: 1 | -1, lo: number, hi: number): Extreme {
  let [z, side, minimum]: [number, Extreme['side'], number] = [hi, 'hi', y * activation.f(hi)];
  const atLo = y * activation.f(lo);
  if (atLo < minimum) [z, side, minimum] = [lo, 'lo', atLo];
  for (let k = upperBound(critical, lo); k < critical.length && critical[k]! < hi; k += 1) {
    const value = y * activation.f(critical[k]!);
    if (value < minimum) [z, side, minimum] = [critical[k]!, 'inside', value];
  }
  return { z, side };
}

/** Range-minimum queries: the minimum of values[from … to − 1] in constant time by a sparse table (Bender, Farach-Colton 2000); Infinity if empty. */
export function rangeMinimum(values: readonly number[]): (from: number, to: number) => number {
  const table = [Float64Array.from(values)];
  for (let half = 1; 2 * half <= values.length; half *= 2) {
    const previous = table.at(-1)!;
    table.push(Float64Array.from({ length: values.length - 2 * half + 1 }, (_, k) => Math.min(previous[k]!, previous[k + half]!)));
  }
  return (from, to) => {
    if (to <= from) return Infinity;
    const level = 31 - Math.clz32(to - from);
    const row = table[level]!;
    return Math.min(row[from]!, row[to - (1 << level)]!);
  };
}

/** The minimum of y φ over [lo, hi], the value of worstInInterval(); surfaces call it at every node. */
export function worstValueInInterval(activation: Activation, critical: readonly number[]): (y: number, lo: number, hi: number) => number {
  const { f } = activation;
  if (critical.length === 0 && f(1) > f(0)) return (y, lo, hi) => (y > 0 ? f(lo) : -f(hi)); // increasing
  const levels = Float64Array.from(critical);
  const [minima, negatedMinima] = [rangeMinimum(critical.map(f)), rangeMinimum(critical.map((z) => -f(z)))];
  return (y, lo, hi) => {
    const ends = Math.min(y * f(lo), y * f(hi));
    const from = upperBound(levels, lo);
    if (!(levels[from]! < hi)) return ends; // also if none is above lo
    return Math.min(ends, (y > 0 ? minima : negatedMinima)(from, upperBound(levels, hi)));
  };
}

/** The active branch of the worst case of one point: the worst z and how it depends on θ. */
interface ActiveBranch {
  z: number;
  /** φ(z) */
  value: number;
  /** The end of the attainable interval that is the worst z; 0: an interior critical point, independent of θ. */
  side: -1 | 0 | 1;
  /** φ′(z), or 0 for side 0: the gradient of φ at the worst z is slope · (x + side · ε∇‖θ‖_q). */
  slope: number;
  /** Whether that gradient exists. */
  smooth: boolean;
}

/** Slopes up to this count as zero. */
const ZERO_SLOPE = 1e-14;
/** Distance to a kink, relative to max(1, |z|), within which z counts as the kink. */
const KINK_TOLERANCE = 1e-12;
/** Offset of one-sided slopes from a kink, relative to max(1, |z|). */
const KINK_OFFSET = 1e-9;

/** Tie tolerance of values of y φ, relative to the sum of the terms behind them: a few rounding errors. */
const TIE_TOLERANCE = 8 * Number.EPSILON;
/** Difference, relative to max(1, |value|), below which the rounding errors of two values are bounded. */
const NEAR_TIE = 1e-9;

type Sides = readonly [left: number, right: number];

/** The one-sided derivatives of φ, which differ at a kink. */
export function oneSidedSlopes({ activation: { df }, kinks = [] }: AttackProblem): (z: number) => Sides {
  return (z) => {
    const unit = Math.max(1, Math.abs(z));
    const kink = kinks[upperBound(kinks, z - KINK_TOLERANCE * unit)];
    if (kink === undefined || kink > z + KINK_TOLERANCE * unit) {
      const slope = df(z);
      return [slope, slope];
    }
    return [df(kink - KINK_OFFSET * unit), df(kink + KINK_OFFSET * unit)];
  };
}

/** The gradient k (x + side · ε s) of one of the branches that are active at θ. */
interface BranchGradient {
  readonly k: number;
  readonly side: number;
}

/**
 * The active branch of a point x with label y, given θ·x, ε‖θ‖_q, s = ∇‖θ‖_q and whether s is unique. The loss is a function of the
 * minimum of yφ over an interval whose ends depend on θ, so its gradient exists where the gradients of all active branches agree
 * (Danskin 1967). The next call overwrites the result.
 */
export function activeBranch(problem: AttackProblem, epsilon: number) {
  const { activation, norm, critical, kinks = [] } = problem;
  const { f, df } = activation;
  const increasing = critical.length === 0 && kinks.length === 0 && f(1) > f(0);
  const [levels, values] = [Float64Array.from(critical), Float64Array.from(critical, f)];
  const sides = oneSidedSlopes(problem);
  const branch: ActiveBranch = { z: 0, value: 0, side: 1, slope: 0, smooth: true };

  const same = (x: Vector, s: Vector, p: BranchGradient, q: BranchGradient): boolean => {
    let [difference, total, floor] = [0, 0, ZERO_SLOPE * epsilon];
    for (let i = 0; i < x.length; i += 1) {
      const [first, second] = [p, q].map(({ k, side }) => k * (x[i]! + side * epsilon * s[i]!));
      difference += Math.abs(first! - second!);
      total += Math.abs(first!) + Math.abs(second!);
      floor += ZERO_SLOPE * Math.abs(x[i]!);
    }
    return difference <= 1e-9 * total + floor;
  };
  /** At θ = 0 with ε > 0 the interval is a point, and widens in every direction. */
  const atOrigin = (x: Vector, y: number, [left, right]: Sides): boolean => {
    if (Math.max(Math.abs(left), Math.abs(right)) <= ZERO_SLOPE) return true;
    branch.slope = 0; // a kink stays the worst z as long as the interval contains it
    return y * left <= 0 && y * right >= 0 && norm.norm(x) <= epsilon;
  };
  /** The gradients of an active end for steps inward and, over what may be a kink, outward. */
  const gradientsAt = (side: -1 | 1, y: number, [left, right]: Sides): BranchGradient[] => {
    const [inward, outward] = side < 0 ? [right, y * left > 0 ? left : 0] : [left, y * right < 0 ? right : 0];
    return [
      { k: inward, side },
      { k: outward, side },
    ];
  };

  /** A bound on the rounding error of y φ at the ends; the terms of θ·x may be as large as ‖θ‖‖x‖ = r‖x‖/ε. */
  const roundingBound = (x: Vector, lo: number, hi: number, r: number): number => {
    const steepest = Math.max(...[...sides(lo), ...sides(hi)].map(Math.abs));
    return TIE_TOLERANCE * (Math.abs(f(lo)) + Math.abs(f(hi)) + steepest * r * (1 + norm.norm(x) / epsilon));
  };

  return (x: Vector, y: number, centre: number, r: number, s: Vector, unique: boolean): ActiveBranch => {
    const [lo, hi] = [centre - r, centre + r];
    if (increasing) {
      branch.side = y > 0 ? -1 : 1;
      branch.z = y > 0 ? lo : hi;
      branch.value = f(branch.z);
      branch.slope = df(branch.z);
      branch.smooth = unique || Math.abs(branch.slope) <= ZERO_SLOPE;
      return branch;
    }
    const [atLo, atHi] = [y * f(lo), y * f(hi)];
    branch.side = atLo < atHi ? -1 : 1;
    branch.z = atLo < atHi ? lo : hi;
    const best = Math.min(atLo, atHi);
    let [minimum, interiorMinimum, interiorZ] = [best, Infinity, lo];
    for (let k = upperBound(levels, lo); k < levels.length && levels[k]! < hi; k += 1) {
      const value = y * values[k]!;
      if (value < interiorMinimum) [interiorMinimum, interiorZ] = [value, levels[k]!];
    }
    const near = NEAR_TIE * Math.max(1, Math.abs(best));
    const tolerance = r > 0 && (Math.abs(atLo - atHi) < near || Math.abs(interiorMinimum - best) < near) ? roundingBound(x, lo, hi, r) : 0;
    if (interiorMinimum < best - tolerance) [branch.side, branch.z, minimum] = [0, interiorZ, interiorMinimum];
    const isInteriorActive = interiorMinimum <= best + tolerance;
    branch.value = y * minimum;
    branch.slope = 0;
    branch.smooth = true;
    if (branch.side === 0) return branch;
    const slopes = sides(branch.z);
    branch.slope = r > 0 && branch.side < 0 ? slopes[1] : slopes[0];
    if (r === 0 && epsilon > 0) branch.smooth = atOrigin(x, y, slopes);
    else if (r === 0) branch.smooth = same(x, s, { k: slopes[0], side: 0 }, { k: slopes[1], side: 0 });
    else if (Math.abs(atLo - atHi) <= tolerance || isInteriorActive || slopes[0] !== slopes[1]) {
      const gradients = [
        ...(atLo <= minimum + tolerance ? gradientsAt(-1, y, sides(lo)) : []),
        ...(atHi <= minimum + tolerance ? gradientsAt(1, y, sides(hi)) : []),
        ...(isInteriorActive ? [{ k: 0, side: 0 }] : []),
      ];
      const [first = { k: 0, side: 0 }] = gradients;
      branch.smooth = gradients.every((gradient) => same(x, s, first, gradient) && (unique || Math.abs(gradient.k) <= ZERO_SLOPE));
    } else branch.smooth = unique || Math.abs(branch.slope) <= ZERO_SLOPE;
    return branch;
  };
}
