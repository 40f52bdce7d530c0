import { linear } from '../activations/linear';
import type { Rng } from '../core/random';
import { goldenSection } from '../core/scalarSolvers';
import type { Pair } from '../core/types';
import { singleEvaluator } from '../loss/batchLoss';
import { steepestSlope } from '../loss/lipschitzBounds';
import { epsilonOf, lipschitzConstants, normBoundsOf } from './constants';
import { fourDigits } from './counterexampleSearch';
import { distanceOf } from './measures';
import { type Region, type WeightPair, kinkNormals, pairsAcrossLines, pairsIn, rejectionSampler } from './pairSampling';
import type { TheoremContext } from './types';
import { type BenchOptions, defaultStart } from './options';

/** The sub-level set {L ≤ L(θ⁰)} with the Lipschitz constant of ∇L on it, where one is known. */
export interface SubLevelSet {
  readonly theta0: Pair;
  readonly loss: number;
  /** C of Eq. 4 with its TeX, or the reason why there is none. */
  readonly constant:
    | { readonly tex: string; readonly value: number }
    | { readonly reason: string; /** The set meets a kink: pairs across it are counterexamples. */ readonly meetsKink: boolean };
}

export function subLevelSetOf(context: TheoremContext, options: BenchOptions): SubLevelSet {
  const theta0 = options.theta0 ?? [defaultStart(context.theta1), defaultStart(context.theta2)];
  const loss = context.landscape.value(...theta0);
  return { theta0, loss, constant: lipschitzConstantOn(context, loss) };
}

function lipschitzConstantOn(context: TheoremContext, loss: number): SubLevelSet['constant'] {
  const { problem, landscape } = context;
  const bounds = normBoundsOf(context);
  const { theta, thetaTheta, meanCurvature, corner } = lipschitzConstants(context, bounds);
  const thetaThetaOnly = { tex: `C=C_{\\theta\\theta}=${fourDigits(thetaTheta)}`, value: thetaTheta };
  if (corner !== undefined) return { reason: `φ′ jumps at z = ${fourDigits(corner)}, so no constant exists.`, meetsKink: false };
  if (epsilonOf(problem) === 0) return thetaThetaOnly;
  const rising = problem.critical.length === 0 && problem.activation.f(1) > problem.activation.f(0);
  const { p } = problem.norm;
  if (rising && p === 2 && problem.activation.df(0) === 0) {
    // ψ′(0) = 0, so |ψ′(z)| ‖∇²‖θ‖‖ ≤ sup|ψ″| (‖x‖ + ε)
    const value = thetaTheta + bounds.epsilon * meanCurvature;
    return {
      tex: `C=C_{\\theta\\theta}+\\varepsilon\\,\\sup|\\psi''|\\,\\tfrac1N\\textstyle\\sum_n(\\lVert x_n\\rVert+\\varepsilon)=${fourDigits(value)}`,
      value,
    };
  }
  if (rising && p === 2) {
    const atZero = landscape.value(0, 0);
    if (atZero <= loss)
      return {
        reason: 'The level set contains θ = 0, where the gradient jumps: Theorem 1 does not cover it, and no constant exists.',
        meetsKink: true,
      };
    const minNorm = (atZero - loss) / theta; // by Equation 8 every weight of the set is at least this long
    const value =
      thetaTheta + (steepestSlope(problem.activation, bounds.maxWeightNorm * Math.max(...bounds.attackedNorms)) * bounds.epsilon) / minNorm;
    return {
      tex: `C=C_{\\theta\\theta}+\\varepsilon/\\theta_{\\min}=${fourDigits(value)},\\quad\\theta_{\\min}=(L(0)-L(\\theta^0))/C_\\theta=${fourDigits(minNorm)}`,
      value,
    };
  }
  if (problem.activation === linear && (p === Infinity || p === 1)) {
    const name = p === 1 ? 'a diagonal' : 'an axis';
    return meetsLine(context, loss, p === 1)
      ? { reason: `The level set meets ${name}, where the gradient jumps: no constant exists on it.`, meetsKink: true }
      : thetaThetaOnly;
  }
  return {
    reason: `For φ = ${problem.activation.label} under L${p === Infinity ? '∞' : String(p)} this page has no constant in closed form.`,
    meetsKink: false,
  };
}

/** Whether the sub-level set of a convex loss meets an axis (or diagonal) within the box, by its minimum on each line (golden section). */
function meetsLine({ landscape, theta1, theta2 }: TheoremContext, loss: number, diagonals: boolean): boolean {
  const lines: readonly Pair[] = diagonals
    ? [
        [1, 1],
        [1, -1],
      ]
    : [
        [1, 0],
        [0, 1],
      ];
  return lines.some(([u, v]) => {
    const range = clipToRange(theta1, u, clipToRange(theta2, v, [-Infinity, Infinity]));
    return range[0] <= range[1] && goldenSection((t) => landscape.value(t * u, t * v), range).value <= loss;
  });
}

/** The part of `range` with lo ≤ t·u ≤ hi; empty (start above end) where there is none. */
function clipToRange([lo, hi]: Pair, u: number, range: Pair): Pair {
  if (u === 0) return lo <= 0 && hi >= 0 ? range : [1, 0];
  return [Math.max(range[0], Math.min(lo / u, hi / u)), Math.min(range[1], Math.max(lo / u, hi / u))];
}

/** A rise of the loss below this multiple of the longest input is a rounding error. */
const RISE_TOLERANCE = 1e-12;

/** A direction of recession of the linear model's loss (the loss never rises along it, so no level set is bounded), if any. The largest slope is convex in the direction, so the global minimum of a scan brackets it. */
export function recessionDirection(context: TheoremContext): Pair | undefined {
  const { problem } = context;
  const epsilon = epsilonOf(problem);
  const worstAlong = (v: Pair): number =>
    Math.max(...problem.points.map(({ x, y }) => -y * (v[0] * x[0] + v[1] * x[1]) + epsilon * problem.norm.dual(v)));
  const direction = (angle: number): Pair => [Math.cos(angle), Math.sin(angle)];
  const step = Math.PI / 360;
  const angles = Array.from({ length: 720 }, (_, k) => k * step);
  const coarse = angles.reduce((low, next) => (worstAlong(direction(next)) < worstAlong(direction(low)) ? next : low));
  const { at, value: rise } = goldenSection((angle) => worstAlong(direction(angle)), [coarse - step, coarse + step], 80);
  return rise <= RISE_TOLERANCE * Math.max(...normBoundsOf(context).attackedNorms) ? direction(at) : undefined;
}

/** Weights of the sub-level set that pairs are formed from, and uniform draws after which a small set has as many as were found. */
const POOL_SIZE = 3000;
const MAX_POOL_DRAWS = 60_000;
const MAX_REJECTIONS = 64;
/** Lattice intervals a side in the search for a weight of a set that no draw hits. */
const LATTICE_INTERVALS = 40;

/** Relative error of the batch evaluator's loss. */
const LEVEL_TOLERANCE = 1e-11;

/** Pairs of the box with L ≤ level at both weights; `acrossKinks`: on both sides of a kink line of the dual norm, or near 0. */
export function pairsInSubLevelSet(context: TheoremContext, level: number, acrossKinks: boolean): Region {
  const { problem, theta1, theta2 } = context;
  const value = singleEvaluator(context.landscape);
  const below = (a: number, b: number): boolean => value(a, b) <= level * (1 + LEVEL_TOLERANCE);
  const { p } = problem.norm;
  const box =
    acrossKinks && (p === 1 || p === Infinity)
      ? pairsAcrossLines(context, kinkNormals(p))
      : pairsIn(context, () => true, 1e-6, acrossKinks ? 1e-7 : 1e-5);
  const bothBelow = (pair: WeightPair): boolean => below(pair[0]!, pair[1]!) && below(pair[2]!, pair[3]!);
  if (acrossKinks) {
    return {
      ...box,
      contains: (pair) => box.contains(pair) && bothBelow(pair),
      drawSecond: (rng, pair) => box.drawSecond(rng, pair) && bothBelow(pair),
      draw: (rng, pair) => {
        for (let k = 0; k < MAX_REJECTIONS; k += 1) if (box.draw(rng, pair) && bothBelow(pair)) return true;
        return false;
      },
      admits: box.contains,
    };
  }
  let pool: Float64Array | undefined;
  const inside = (pair: WeightPair): boolean => pair[2]! >= theta1[0] && pair[2]! <= theta1[1] && pair[3]! >= theta2[0] && pair[3]! <= theta2[1];
  const contains = (pair: WeightPair): boolean => box.contains(pair) && bothBelow(pair);
  const near = (rng: Rng, pair: WeightPair): void => {
    const [r, angle] = [box.halfDiagonal * Math.pow(10, -0.5 - 4 * rng()), 2 * Math.PI * rng()];
    pair[2] = pair[0]! + r * Math.cos(angle);
    pair[3] = pair[1]! + r * Math.sin(angle);
  };
  return {
    halfDiagonal: box.halfDiagonal,
    contains,
    admits: box.contains,
    drawSecond: rejectionSampler(contains, near),
    draw: (rng, pair) => {
      pool ??= samplePool({ ...context, landscape: { ...context.landscape, value } }, below, rng);
      const count = pool.length / 2;
      if (count === 0) return false;
      const pick = (at: 0 | 2): void => {
        const k = 2 * Math.floor(rng() * count);
        pair[at] = pool![k]!;
        pair[at + 1] = pool![k + 1]!;
      };
      for (let k = 0; k < MAX_REJECTIONS; k += 1) {
        pick(0);
        const apart = rng() < 0.4;
        if (apart) pick(2);
        else near(rng, pair);
        if (distanceOf(pair) >= 1e-5 * box.halfDiagonal && (apart || (inside(pair) && below(pair[2]!, pair[3]!)))) return true;
      }
      return false;
    },
  };
}

/** Uniform weights of the box that lie in the set; the lowest weight of a lattice where no draw hits a small set. */
function samplePool({ theta1, theta2, landscape }: TheoremContext, below: (a: number, b: number) => boolean, rng: Rng): Float64Array {
  const samples: number[] = [];
  for (let k = 0; k < MAX_POOL_DRAWS && samples.length < 2 * POOL_SIZE; k += 1) {
    const [a, b] = [theta1[0] + (theta1[1] - theta1[0]) * rng(), theta2[0] + (theta2[1] - theta2[0]) * rng()];
    if (below(a, b)) samples.push(a, b);
  }
  if (samples.length > 0) return Float64Array.from(samples);
  let lowest: Pair = [0, 0];
  let minLoss = Infinity;
  for (let i = 0; i <= LATTICE_INTERVALS; i += 1) {
    for (let j = 0; j <= LATTICE_INTERVALS; j += 1) {
      const theta: Pair = [
        theta1[0] + ((theta1[1] - theta1[0]) * i) / LATTICE_INTERVALS,
        theta2[0] + ((theta2[1] - theta2[0]) * j) / LATTICE_INTERVALS,
      ];
      const loss = landscape.value(...theta);
      if (loss < minLoss) [lowest, minLoss] = [theta, loss];
    }
  }
  return below(...lowest) ? Float64Array.from(lowest) : new Float64Array(0);
}
