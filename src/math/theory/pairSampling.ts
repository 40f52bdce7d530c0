import type { Rng } from '../core/random';
import type { Pair } from '../core/types';

/** A pair of weights as [θ₁, θ₂ of the first, θ₁, θ₂ of the second]. */
export type WeightPair = Float64Array;

/** A set of pairs of weights with its random sampler. */
export interface Region {
  /** Membership; may restore coordinates that the region fixes. */
  contains(pair: WeightPair): boolean;
  /** Membership of two weights that were each drawn from the region; contains() by default. */
  admits?(pair: WeightPair): boolean;
  /** Draws a pair; false after too many rejections. */
  draw(rng: Rng, pair: WeightPair): boolean;
  /** Redraws the second weight close to the first; false after too many rejections. */
  drawSecond(rng: Rng, pair: WeightPair): boolean;
  /** All pairs have the same first weight. */
  readonly fixedFirst?: true;
  /** Length scale of the steps: half the diagonal of the box. */
  readonly halfDiagonal: number;
}

/** A rectangle of the plane of weights. */
export interface Box {
  readonly theta1: Pair;
  readonly theta2: Pair;
}

/** Smallest distance of a pair in half-diagonals: below it rounding errors dominate the difference quotient. */
const MIN_DISTANCE = 1e-5;
/** Rejections after which drawing a pair, or a second weight, gives up. */
const MAX_REJECTIONS = 64;
const MAX_SECOND_REJECTIONS = 8;

export const halfDiagonalOf = ({ theta1, theta2 }: Box): number => Math.hypot(theta1[1] - theta1[0], theta2[1] - theta2[0]) / 2;

/** Largest ‖θ‖ of a box. */
export const maxNormOf = ({ theta1, theta2 }: Box): number => Math.hypot(...[theta1, theta2].map(([lo, hi]) => Math.max(Math.abs(lo), Math.abs(hi))));

const inBox = ({ theta1, theta2 }: Box, a: number, b: number): boolean => a >= theta1[0] && a <= theta1[1] && b >= theta2[0] && b <= theta2[1];

/**
 * Pairs in a box that satisfy `allowed`. 40 % are independent and uniform; the others lie at log-uniform distances, 30 % of all with
 * the first weight at a log-uniform norm from `minNorm` up, since the paper's bounds are tightest near the origin.
 */
export function pairsIn(box: Box, allowed: (pair: WeightPair) => boolean, minNorm = 1e-3, minDistance = MIN_DISTANCE): Region {
  const { theta1, theta2 } = box;
  const width = halfDiagonalOf(box);
  const smallest = Math.max(minNorm, 1e-12);
  const largest = Math.max(maxNormOf(box), 2 * minNorm);
  const contains = (pair: WeightPair): boolean =>
    inBox(box, pair[0]!, pair[1]!) &&
    inBox(box, pair[2]!, pair[3]!) &&
    Math.hypot(pair[0]! - pair[2]!, pair[1]! - pair[3]!) >= minDistance * width &&
    allowed(pair);
  const uniform = (rng: Rng, pair: WeightPair, at: 0 | 2): void => {
    pair[at] = theta1[0] + (theta1[1] - theta1[0]) * rng();
    pair[at + 1] = theta2[0] + (theta2[1] - theta2[0]) * rng();
  };
  const logUniformNorm = (rng: Rng, pair: WeightPair): void => {
    const [r, angle] = [smallest * Math.pow(largest / smallest, rng()), 2 * Math.PI * rng()];
    pair[0] = r * Math.cos(angle);
    pair[1] = r * Math.sin(angle);
  };
  const near = (rng: Rng, pair: WeightPair, scale: number): void => {
    const [r, angle] = [scale * Math.pow(10, -4 * rng()), 2 * Math.PI * rng()];
    pair[2] = pair[0]! + r * Math.cos(angle);
    pair[3] = pair[1]! + r * Math.sin(angle);
  };
  const draw = (rng: Rng, pair: WeightPair): boolean => {
    for (let k = 0; k < MAX_REJECTIONS; k += 1) {
      const u = rng();
      if (u < 0.7) uniform(rng, pair, 0);
      else logUniformNorm(rng, pair);
      if (u < 0.4) uniform(rng, pair, 2);
      else near(rng, pair, u < 0.7 ? width : Math.hypot(pair[0]!, pair[1]!));
      if (contains(pair)) return true;
    }
    return false;
  };
  return {
    contains,
    draw,
    drawSecond: rejectionSampler(contains, (rng, pair) => near(rng, pair, rng() < 0.5 ? width : Math.hypot(pair[0]!, pair[1]!))),
    halfDiagonal: width,
  };
}

/** Rejection sampling of the second weight. */
export function rejectionSampler(contains: (pair: WeightPair) => boolean, draw: (rng: Rng, pair: WeightPair) => void): Region['drawSecond'] {
  return (rng, pair) => {
    for (let k = 0; k < MAX_SECOND_REJECTIONS; k += 1) {
      draw(rng, pair);
      if (contains(pair)) return true;
    }
    return false;
  };
}

export const axisNormals: readonly Pair[] = [
  [1, 0],
  [0, 1],
];
const diagonalNormals: readonly Pair[] = [
  [Math.SQRT1_2, -Math.SQRT1_2],
  [Math.SQRT1_2, Math.SQRT1_2],
];

/** Normals of the lines on which the dual norm of an L_p attack has kinks: the diagonals for L1, else the axes. */
export const kinkNormals = (p: number): readonly Pair[] => (p === 1 ? diagonalNormals : axisNormals);

/** Pairs on opposite sides of a line through the origin with one of these normals, at log-uniform distances from it. */
export function pairsAcrossLines(box: Box, normals: readonly Pair[], minDistance = 1e-7): Region {
  const width = halfDiagonalOf(box);
  const crosses = (pair: WeightPair): boolean => normals.some(([n1, n2]) => (pair[0]! * n1 + pair[1]! * n2) * (pair[2]! * n1 + pair[3]! * n2) < 0);
  const contains = (pair: WeightPair): boolean =>
    inBox(box, pair[0]!, pair[1]!) &&
    inBox(box, pair[2]!, pair[3]!) &&
    Math.hypot(pair[0]! - pair[2]!, pair[1]! - pair[3]!) >= minDistance * width &&
    crosses(pair);
  const draw = (rng: Rng, pair: WeightPair): boolean => {
    for (let k = 0; k < MAX_REJECTIONS; k += 1) {
      const [n1, n2] = normals[Math.floor(rng() * normals.length)] ?? [1, 0];
      const t = width * 2 * (2 * rng() - 1);
      const [h1, h2] = [width * Math.pow(10, -5 * rng()), width * Math.pow(10, -5 * rng())];
      pair[0] = -n2 * t + n1 * h1;
      pair[1] = n1 * t + n2 * h1;
      pair[2] = -n2 * t - n1 * h2;
      pair[3] = n1 * t - n2 * h2;
      if (contains(pair)) return true;
    }
    return false;
  };
  const across = (rng: Rng, pair: WeightPair): void => {
    const [n1, n2] = normals[Math.floor(rng() * normals.length)] ?? [1, 0];
    const shift = (pair[0]! * n1 + pair[1]! * n2) * (1 + Math.pow(10, 2 - 5 * rng())); // across the line and beyond
    pair[2] = pair[0]! - shift * n1;
    pair[3] = pair[1]! - shift * n2;
  };
  return { contains, draw, drawSecond: rejectionSampler(contains, across), halfDiagonal: width };
}
