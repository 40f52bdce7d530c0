import type { Rng } from '../core/random';
import type { Pair } from '../core/types';

/** A pair of weights as [θ₁, θ₂ of the first, θ₁, θ₂ of the second]. */
export type Weights = Float64Array;

/** The pairs of weights that a statement speaks of. */
export interface Region {
  /** Whether both weights may be taken. */
  holds(pair: Weights): boolean;
  /** Whether two weights that have each been drawn make a pair; holds() where this is absent. */
  joins?(pair: Weights): boolean;
  /** Draws a pair; false when none was found. */
  draw(rng: Rng, pair: Weights): boolean;
  /** Keeps the first weight and draws another second one close to it; false when none was found. */
  beside(rng: Rng, pair: Weights): boolean;
  /** All pairs share their first weight, so each is drawn by itself. */
  readonly alone?: true;
  /** Length scale: the half-diagonal of the box. */
  readonly width: number;
}

export interface Box {
  readonly theta1: Pair;
  readonly theta2: Pair;
}

/** No pair closer than this share of the box is looked at: rounding would speak louder than the statement. */
const CLOSEST = 1e-5;
const TRIES = 64;

export const widthOf = ({ theta1, theta2 }: Box): number => Math.hypot(theta1[1] - theta1[0], theta2[1] - theta2[0]) / 2;

/** The largest ‖θ‖ of a box. */
export const furthestOf = ({ theta1, theta2 }: Box): number =>
  Math.hypot(...[theta1, theta2].map(([lo, hi]) => Math.max(Math.abs(lo), Math.abs(hi))));

/** Whether a rectangle holds the origin, its edges included. */
export const holdsOrigin = ({ theta1, theta2 }: Box): boolean => [theta1, theta2].every(([lo, hi]) => lo <= 0 && hi >= 0);

/**
 * Pairs in a box that `allowed` lets pass. Four in ten are independent and uniform; the others lie close together, at distances
 * from 10⁻⁴ of the box up, and some of them near the origin, where statements of this paper are tightest.
 */
export function pairsIn(box: Box, allowed: (pair: Weights) => boolean, nearest = 1e-3, closest = CLOSEST): Region {
  const { theta1, theta2 } = box;
  const width = widthOf(box);
  const [least, most] = [Math.max(nearest, 1e-12), Math.max(furthestOf(box), 2 * nearest)];
  const inBox = (a: number, b: number): boolean => a >= theta1[0] && a <= theta1[1] && b >= theta2[0] && b <= theta2[1];
  const holds = (pair: Weights): boolean =>
    inBox(pair[0]!, pair[1]!) &&
    inBox(pair[2]!, pair[3]!) &&
    Math.hypot(pair[0]! - pair[2]!, pair[1]! - pair[3]!) >= closest * width &&
    allowed(pair);
  const uniform = (rng: Rng, pair: Weights, at: 0 | 2): void => {
    pair[at] = theta1[0] + (theta1[1] - theta1[0]) * rng();
    pair[at + 1] = theta2[0] + (theta2[1] - theta2[0]) * rng();
  };
  const ring = (rng: Rng, pair: Weights): void => {
    const [r, turn] = [least * Math.pow(most / least, rng()), 2 * Math.PI * rng()];
    pair[0] = r * Math.cos(turn);
    pair[1] = r * Math.sin(turn);
  };
  const near = (rng: Rng, pair: Weights, scale: number): void => {
    const [r, turn] = [scale * Math.pow(10, -4 * rng()), 2 * Math.PI * rng()];
    pair[2] = pair[0]! + r * Math.cos(turn);
    pair[3] = pair[1]! + r * Math.sin(turn);
  };
  const draw = (rng: Rng, pair: Weights): boolean => {
    for (let k = 0; k < TRIES; k += 1) {
      const way = rng();
      if (way < 0.7) uniform(rng, pair, 0);
      else ring(rng, pair);
      if (way < 0.4) uniform(rng, pair, 2);
      else near(rng, pair, way < 0.7 ? width : Math.hypot(pair[0]!, pair[1]!));
      if (holds(pair)) return true;
    }
    return false;
  };
  return { holds, draw, beside: besideBy(holds, (rng, pair) => near(rng, pair, rng() < 0.5 ? width : Math.hypot(pair[0]!, pair[1]!))), width };
}

/** Tries another second weight a few times. */
export function besideBy(holds: (pair: Weights) => boolean, draw: (rng: Rng, pair: Weights) => void): Region['beside'] {
  return (rng, pair) => {
    for (let k = 0; k < 8; k += 1) {
      draw(rng, pair);
      if (holds(pair)) return true;
    }
    return false;
  };
}

/** Pairs whose two weights lie on opposite sides of a line through the origin with this normal, ever closer to it and to each other. */
export function pairsAcross(box: Box, normals: readonly Pair[], closest = 1e-7): Region {
  const width = widthOf(box);
  const inBox = (a: number, b: number): boolean => a >= box.theta1[0] && a <= box.theta1[1] && b >= box.theta2[0] && b <= box.theta2[1];
  const crosses = (pair: Weights): boolean => normals.some(([n1, n2]) => (pair[0]! * n1 + pair[1]! * n2) * (pair[2]! * n1 + pair[3]! * n2) < 0);
  const holds = (pair: Weights): boolean =>
    inBox(pair[0]!, pair[1]!) &&
    inBox(pair[2]!, pair[3]!) &&
    Math.hypot(pair[0]! - pair[2]!, pair[1]! - pair[3]!) >= closest * width &&
    crosses(pair);
  const draw = (rng: Rng, pair: Weights): boolean => {
    for (let k = 0; k < TRIES; k += 1) {
      const [n1, n2] = normals[Math.floor(rng() * normals.length)] ?? [1, 0];
      const [t, h1, h2] = [width * 2 * (2 * rng() - 1), width * Math.pow(10, -5 * rng()), width * Math.pow(10, -5 * rng())];
      pair[0] = -n2 * t + n1 * h1;
      pair[1] = n1 * t + n2 * h1;
      pair[2] = -n2 * t - n1 * h2;
      pair[3] = n1 * t - n2 * h2;
      if (holds(pair)) return true;
    }
    return false;
  };
  const across = (rng: Rng, pair: Weights): void => {
    const [n1, n2] = normals[Math.floor(rng() * normals.length)] ?? [1, 0];
    const lift = (pair[0]! * n1 + pair[1]! * n2) * (1 + Math.pow(10, 2 - 5 * rng())); // over the line, and a little further
    pair[2] = pair[0]! - lift * n1;
    pair[3] = pair[1]! - lift * n2;
  };
  return { holds, draw, beside: besideBy(holds, across), width };
}
