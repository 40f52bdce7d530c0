import type { AttackProblem, Vector } from '../core/types';
import { upperBound } from './attainableInterval';

/** What the exact attack does to one point: where its z ends up, and how that z moves with θ. */
export interface ActiveBranch {
  z: number;
  /** φ(z) */
  value: number;
  /** Which end of the attainable interval z follows; 0: it rests inside, and θ does not move it. */
  side: -1 | 0 | 1;
  /** φ′(z), and 0 where z rests: the gradient of φ at the worst z is slope · (x + side · ε∇‖θ‖_q). */
  slope: number;
  /** Whether that gradient is the same from all sides. */
  smooth: boolean;
}

/** A slope that moves nothing. */
const NIL = 1e-14;
/** z this near a kink, relative to max(1, |z|), stands on it; slopes are then taken HAIR to either side. */
const ON_KINK = 1e-12;
const HAIR = 1e-9;

/** Values of y φ no further apart than this, relative to all that was added up to find them, are a tie: a few roundings. */
const ROUNDING = 8 * Number.EPSILON;
/** Only values this near, relative to max(1, |value|), are looked at so closely. */
const ROUGH = 1e-9;

type Sides = readonly [left: number, right: number];

/** One-sided slopes of φ: two that differ where it has a kink. */
export function oneSidedSlopes({ activation: { df }, kinks = [] }: AttackProblem): (z: number) => Sides {
  return (z) => {
    const unit = Math.max(1, Math.abs(z));
    const kink = kinks[upperBound(kinks, z - ON_KINK * unit)];
    if (kink === undefined || kink > z + ON_KINK * unit) {
      const slope = df(z);
      return [slope, slope];
    }
    return [df(kink - HAIR * unit), df(kink + HAIR * unit)];
  };
}

/** k (x + side · ε s), one of the gradients that meet at θ. */
interface Piece {
  readonly k: number;
  readonly side: number;
}

/**
 * The branch of a point x with label y, given θ·x, ε‖θ‖_q, s = ∇‖θ‖_q and whether that is unique. The loss is a function of the
 * least yφ over an interval whose ends move with θ, so its gradient exists where all pieces that attain the least agree
 * (Danskin 1967). The answer is overwritten by the next call.
 */
export function activeBranch(scene: AttackProblem, epsilon: number) {
  const { activation, norm, critical, kinks = [] } = scene;
  const { f, df } = activation;
  const rising = critical.length === 0 && kinks.length === 0 && f(1) > f(0);
  const [levels, values] = [Float64Array.from(critical), Float64Array.from(critical, f)];
  const sides = oneSidedSlopes(scene);
  const held: ActiveBranch = { z: 0, value: 0, side: 1, slope: 0, smooth: true };

  const same = (x: Vector, s: Vector, p: Piece, q: Piece): boolean => {
    let [apart, all, least] = [0, 0, NIL * epsilon];
    for (let i = 0; i < x.length; i += 1) {
      const [first, second] = [p, q].map(({ k, side }) => k * (x[i]! + side * epsilon * s[i]!));
      apart += Math.abs(first! - second!);
      all += Math.abs(first!) + Math.abs(second!);
      least += NIL * Math.abs(x[i]!);
    }
    return apart <= 1e-9 * all + least;
  };
  /** At θ = 0 with a ball: the interval is a point, and opens with every step. */
  const atOrigin = (x: Vector, y: number, [left, right]: Sides): boolean => {
    if (Math.max(Math.abs(left), Math.abs(right)) <= NIL) return true;
    held.slope = 0; // z stays on a kink that is the worst place, as long as the ball reaches over it
    return y * left <= 0 && y * right >= 0 && norm.norm(x) <= epsilon;
  };
  /** The end that attains the least: as it moves inward, and as it moves outward over what may be a kink. */
  const piecesAt = (side: -1 | 1, y: number, [left, right]: Sides): Piece[] => {
    const [inward, outward] = side < 0 ? [right, y * left > 0 ? left : 0] : [left, y * right < 0 ? right : 0];
    return [
      { k: inward, side },
      { k: outward, side },
    ];
  };

  /** What rounding of the ends may do to y φ there; θ·x may have been added up from terms as large as ‖θ‖‖x‖ = r‖x‖/ε. */
  const noise = (x: Vector, lo: number, hi: number, r: number): number => {
    const steepest = Math.max(...[...sides(lo), ...sides(hi)].map(Math.abs));
    return ROUNDING * (Math.abs(f(lo)) + Math.abs(f(hi)) + steepest * r * (1 + norm.norm(x) / epsilon));
  };

  return (x: Vector, y: number, centre: number, r: number, s: Vector, unique: boolean): ActiveBranch => {
    const [lo, hi] = [centre - r, centre + r];
    if (rising) {
      held.side = y > 0 ? -1 : 1;
      held.z = y > 0 ? lo : hi;
      held.value = f(held.z);
      held.slope = df(held.z);
      held.smooth = unique || Math.abs(held.slope) <= NIL;
      return held;
    }
    const [atLo, atHi] = [y * f(lo), y * f(hi)];
    held.side = atLo < atHi ? -1 : 1;
    held.z = atLo < atHi ? lo : hi;
    const best = Math.min(atLo, atHi);
    let [least, inner, place] = [best, Infinity, lo];
    for (let k = upperBound(levels, lo); k < levels.length && levels[k]! < hi; k += 1) {
      const value = y * values[k]!;
      if (value < inner) [inner, place] = [value, levels[k]!];
    }
    const close = ROUGH * Math.max(1, Math.abs(best));
    const tolerance = r > 0 && (Math.abs(atLo - atHi) < close || Math.abs(inner - best) < close) ? noise(x, lo, hi, r) : 0;
    if (inner < best - tolerance) [held.side, held.z, least] = [0, place, inner];
    const rests = inner <= best + tolerance;
    held.value = y * least;
    held.slope = 0;
    held.smooth = true;
    if (held.side === 0) return held;
    const here = sides(held.z);
    held.slope = r > 0 && held.side < 0 ? here[1] : here[0];
    if (r === 0 && epsilon > 0) held.smooth = atOrigin(x, y, here);
    else if (r === 0) held.smooth = same(x, s, { k: here[0], side: 0 }, { k: here[1], side: 0 });
    else if (Math.abs(atLo - atHi) <= tolerance || rests || here[0] !== here[1]) {
      const pieces = [
        ...(atLo <= least + tolerance ? piecesAt(-1, y, sides(lo)) : []),
        ...(atHi <= least + tolerance ? piecesAt(1, y, sides(hi)) : []),
        ...(rests ? [{ k: 0, side: 0 }] : []),
      ];
      const [first = { k: 0, side: 0 }] = pieces;
      held.smooth = pieces.every((piece) => same(x, s, first, piece) && (unique || Math.abs(piece.k) <= NIL));
    } else held.smooth = unique || Math.abs(held.slope) <= NIL;
    return held;
  };
}
