import { patternSearch } from '../core/patternSearch';
import type { Rng } from '../core/random';
import type { Region, WeightPair } from './pairSampling';
import type { OutsideSearchResult, ProgressiveTask, SearchResult, WorstPair } from './types';

/** Both sides of an inequality for a pair of weights, computed from features of each weight alone. */
export interface InequalitySides {
  /** Numbers per weight. */
  readonly featureCount: number;
  /** Cost of one feature evaluation, in losses of one point. */
  readonly cost: number;
  features(a: number, b: number, out: Float64Array, at: number): void;
  /** Writes [left, right] from the features at offsets p and q; a lower bound of right suffices where it shows left / right ≤ best. */
  sides(pair: WeightPair, features: Float64Array, p: number, q: number, sides: Float64Array, best: number): void;
}

/** An inequality, and the region of pairs in which a counterexample is searched. */
export interface SearchProblem {
  readonly region: Region;
  readonly inequality: InequalitySides;
  /** Rounding error of the left side. */
  readonly rounding: number;
}

/** Work between two reports of progress: losses of one point, and pairs. */
const LOSSES_PER_REPORT = 2e5;
const PAIRS_PER_REPORT = 4000;
/** Cost of all features in losses of one point; beyond it pairs share this cost's number of weights, at least MIN_WEIGHTS. */
const MAX_FEATURE_LOSSES = 4e5;
const MIN_WEIGHTS = 1000;
/** Weights drawn close to one another, so that shared weights form near pairs too. */
const CLUSTER_SIZE = 8;

const ratioOf = (left: number, right: number): number => (right > 0 ? left / right : left > 0 ? Infinity : 0);

/** The score of a single pair, the objective of the pattern search. */
function scoreFunction(inequality: InequalitySides): (pair: WeightPair, sides: Float64Array) => number {
  const features = new Float64Array(2 * inequality.featureCount);
  return (pair, sides) => {
    inequality.features(pair[0]!, pair[1]!, features, 0);
    inequality.features(pair[2]!, pair[3]!, features, inequality.featureCount);
    inequality.sides(pair, features, 0, inequality.featureCount, sides, -Infinity);
    return scoreOf(pair, sides);
  };
}

const NO_PAIR = 'No pair of weights in the range meets the assumptions.';

/** Random pair sampling, then a pattern search from the worst of `count` pairs; a sentence where the region is empty. */
export function* searchPairs({ region, inequality, rounding }: SearchProblem, count: number, rng: Rng): ProgressiveTask<SearchResult | string> {
  const { featureCount: size } = inequality;
  const maxWeights = Math.max(MIN_WEIGHTS, Math.ceil(MAX_FEATURE_LOSSES / inequality.cost));
  const shared = !region.fixedFirst && 2 * count > maxWeights && size > 0;
  const [clusterSize, clusters] = shared ? [CLUSTER_SIZE, Math.ceil(maxWeights / CLUSTER_SIZE)] : [2, count];
  const capacity = shared ? clusters * clusterSize : 2;
  const [weights, features] = [new Float64Array(2 * capacity), new Float64Array(size * capacity)];
  const [pair, sides, worst] = [new Float64Array(4), new Float64Array(2), new Float64Array(4)];
  let [best, drawn, tried, misses] = [-Infinity, 0, 0, 0];
  const evaluate = (p: number, q: number): void => {
    inequality.sides(pair, features, p, q, sides, best);
    tried += 1;
    const score = scoreOf(pair, sides);
    if (score <= best) return;
    best = score;
    worst.set(pair);
  };
  const addWeight = (a: number, b: number): void => {
    weights[2 * drawn] = a;
    weights[2 * drawn + 1] = b;
    inequality.features(a, b, features, size * drawn);
    drawn += 1;
  };
  const clustersPerReport = Math.max(1, Math.min(PAIRS_PER_REPORT, Math.floor(LOSSES_PER_REPORT / (clusterSize * inequality.cost))));
  const samplingFraction = shared ? Math.min(0.8, capacity / (capacity + 0.1 * count)) : 1; // of the work, the rest being shared pairs
  for (let k = 0; k < clusters; k += 1) {
    if (k % clustersPerReport === 0 && k > 0) yield (samplingFraction * k) / clusters;
    if (!region.draw(rng, pair)) {
      misses += 1;
      if (misses >= 40 && misses > 4 * tried) break;
      continue;
    }
    if (!shared) drawn = 0;
    const first = drawn;
    addWeight(pair[0]!, pair[1]!);
    for (let m = 1; m < clusterSize && (m === 1 || region.drawSecond(rng, pair)); m += 1) {
      addWeight(pair[2]!, pair[3]!);
      evaluate(size * first, size * (drawn - 1));
    }
  }
  if (tried === 0) return NO_PAIR;
  const maxAttempts = 4 * count; // not every two weights form a pair of the region
  for (let k = 0; k < maxAttempts && shared && tried < count; k += 1) {
    if (k % PAIRS_PER_REPORT === 0) yield samplingFraction + ((1 - samplingFraction) * tried) / count;
    const i = Math.floor(rng() * drawn);
    const j = (k & 1) === 0 ? Math.min(drawn - 1, i + 1 + Math.floor(rng() * (CLUSTER_SIZE - 1))) : Math.floor(rng() * drawn); // every other pair from one cluster
    pair[0] = weights[2 * i]!;
    pair[1] = weights[2 * i + 1]!;
    pair[2] = weights[2 * j]!;
    pair[3] = weights[2 * j + 1]!;
    if (i !== j && (region.admits ? region.admits(pair) : region.contains(pair))) evaluate(size * i, size * j);
  }
  const score = scoreFunction(inequality);
  climb(region, score, worst, rng, inequality.cost);
  const refined = worstAt(score, worst);
  return { worst: refined, count: tried, unit: 'pairs', violated: isViolated(refined, rounding), ...(shared && { weights: drawn }) };
}

/** Whether the left side exceeds the right by more than rounding. */
export const isViolated = ({ left, right }: WorstPair, rounding: number): boolean => left > right * (1 + 1e-9) + rounding;

/** Ratio of the sides; a multiple of the difference quotient where the right side is 0, so that the search still has an objective to increase. */
function scoreOf(pair: WeightPair, sides: Float64Array): number {
  const [left, right] = [sides[0]!, sides[1]!];
  if (right > 0) return left / right;
  return left > 0 ? 1e12 * (left / Math.hypot(pair[0]! - pair[2]!, pair[1]! - pair[3]!)) : 0;
}

function worstAt(score: (pair: WeightPair, sides: Float64Array) => number, pair: WeightPair): WorstPair {
  const sides = new Float64Array(2);
  score(pair, sides);
  const [a, b, c, d] = [pair[0]!, pair[1]!, pair[2]!, pair[3]!];
  return worstPair([a, b], [c, d], sides[0]!, sides[1]!);
}

export function worstPair(first: readonly [number, number], second: readonly [number, number], left: number, right: number): WorstPair {
  const distance = Math.hypot(first[0] - second[0], first[1] - second[1]);
  return { theta: [first, second], left, right, ratio: ratioOf(left, right), distance, quotient: distance > 0 ? left / distance : 0 };
}

/** searchPairs() with an assumption dropped; undefined where the region is empty. */
export function* searchOutside(
  problem: SearchProblem,
  dropped: string,
  sentenceOf: (worst: WorstPair) => string,
  count: number,
  rng: Rng,
): ProgressiveTask<OutsideSearchResult | undefined> {
  const search = yield* searchPairs(problem, count, rng);
  if (typeof search === 'string') return undefined;
  return { ...search, dropped, sentence: search.violated ? sentenceOf(search.worst) : 'Dropping it did not break the statement here.' };
}

/** A number with four significant digits. */
export const fourDigits = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(4))) : '∞');

/** Evaluations of the pattern search from the worst pair: within these, as many as the losses of points that they may cost allow. */
const MIN_EVALUATIONS = 800;
const MAX_EVALUATIONS = 3000;
const MAX_POINT_LOSSES = 4e5;
/** Random trial pairs of one poll. */
const POLL_SIZE = 14;

/** Random pattern search for the largest score from `at`, inside the region; `at` is overwritten by the pair found. Seeded. */
function climb(region: Region, score: (pair: WeightPair, sides: Float64Array) => number, at: WeightPair, rng: Rng, cost: number): void {
  const sides = new Float64Array(2);
  const { halfDiagonal: width } = region;
  const { x } = patternSearch((pair) => (region.contains(pair) ? -score(pair, sides) : Infinity), at, {
    polls: { size: POLL_SIZE, trial: (pair, step, _k, _poll, out) => propose(pair, step, width, rng, out) },
    step: 0.25 * width,
    minStep: 1e-10 * width,
    expansion: 1.6,
    maxStep: 0.5 * width,
    opportunistic: true,
    maxEvaluations: Math.max(MIN_EVALUATIONS, Math.min(MAX_EVALUATIONS, MAX_POINT_LOSSES / (2 * cost))),
    startValue: -score(at, sides),
  });
  at.set(x);
}

/** A random trial pair: one coordinate moved, both weights moved together, their distance scaled, or all four coordinates moved. */
function propose(from: WeightPair, step: number, width: number, rng: Rng, pair: WeightPair): void {
  pair.set(from);
  const kind = Math.floor(4 * rng());
  const move = (): number => step * (2 * rng() - 1);
  if (kind === 0) {
    const k = Math.floor(4 * rng());
    pair[k] = pair[k]! + move();
  } else if (kind === 1) {
    const [d1, d2] = [move(), move()];
    for (const k of [0, 2]) {
      pair[k] = pair[k]! + d1;
      pair[k + 1] = pair[k + 1]! + d2;
    }
  } else if (kind === 2) {
    const scale = Math.exp((2 * rng() - 1) * Math.min(2, (40 * step) / width));
    for (const k of [0, 1]) {
      const [middle, half] = [(pair[k]! + pair[k + 2]!) / 2, ((pair[k]! - pair[k + 2]!) / 2) * scale];
      pair[k] = middle + half;
      pair[k + 2] = middle - half;
    }
  } else for (let k = 0; k < 4; k += 1) pair[k] = pair[k]! + move();
}
