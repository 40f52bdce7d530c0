import { patternSearch } from '../core/patternSearch';
import type { Rng } from '../core/random';
import type { Region, Weights } from './pairSampling';
import type { OutsideSearch, ProgressiveTask, Search, WorstPair } from './types';

/** Both sides of an inequality for a pair of weights, from what is read off each weight alone. */
export interface InequalitySides {
  /** Numbers read off one weight. */
  readonly size: number;
  /** What a reading costs, in losses of one point. */
  readonly cost: number;
  read(a: number, b: number, out: Float64Array, at: number): void;
  /** Writes [left, right] from the readings at p and q; where left / right is surely ≤ best, a right side that is too small may stand. */
  sides(pair: Weights, read: Float64Array, p: number, q: number, sides: Float64Array, best: number): void;
}

export interface Trial {
  readonly region: Region;
  readonly measure: InequalitySides;
  /** What rounding may add to the left side. */
  readonly noise: number;
}

/** Losses of points between two breaths, and pairs. */
const [BREATH, BATCH] = [2e5, 4000];
/** Losses of points that readings may cost in all; beyond, weights share pairs. At least so many are read. */
const [READINGS, LEAST] = [4e5, 1000];
/** Weights drawn close to one another, so that shared pairs are near ones too. */
const CLUSTER = 8;

const ratioOf = (left: number, right: number): number => (right > 0 ? left / right : left > 0 ? Infinity : 0);

/** The score of single pairs, as the search from the worst one needs it. */
export function scoring(measure: InequalitySides): (pair: Weights, sides: Float64Array) => number {
  const read = new Float64Array(2 * measure.size);
  return (pair, sides) => {
    measure.read(pair[0]!, pair[1]!, read, 0);
    measure.read(pair[2]!, pair[3]!, read, measure.size);
    measure.sides(pair, read, 0, measure.size, sides, -Infinity);
    return scoreOf(pair, sides);
  };
}

const NOTHING = 'No pair of weights in the range meets the assumptions.';

/** The worst of `count` seeded pairs, then a search from it. A sentence where the region holds no pair. */
export function* searchPairs({ region, measure, noise }: Trial, count: number, rng: Rng): ProgressiveTask<Search | string> {
  const { size } = measure;
  const most = Math.max(LEAST, Math.ceil(READINGS / measure.cost)); // weights
  const shared = !region.alone && 2 * count > most && size > 0;
  const [cluster, groups] = shared ? [CLUSTER, Math.ceil(most / CLUSTER)] : [2, count];
  const kept = shared ? groups * cluster : 2;
  const [weights, read] = [new Float64Array(2 * kept), new Float64Array(size * kept)];
  const [pair, sides, top] = [new Float64Array(4), new Float64Array(2), new Float64Array(4)];
  let [best, drawn, tried, misses] = [-Infinity, 0, 0, 0];
  const look = (p: number, q: number): void => {
    measure.sides(pair, read, p, q, sides, best);
    tried += 1;
    const score = scoreOf(pair, sides);
    if (score <= best) return;
    best = score;
    top.set(pair);
  };
  const keep = (a: number, b: number): void => {
    weights[2 * drawn] = a;
    weights[2 * drawn + 1] = b;
    measure.read(a, b, read, size * drawn);
    drawn += 1;
  };
  const pace = Math.max(1, Math.min(BATCH, Math.floor(BREATH / (cluster * measure.cost))));
  const share = shared ? Math.min(0.8, kept / (kept + 0.1 * count)) : 1; // of the work that readings are
  for (let k = 0; k < groups; k += 1) {
    if (k % pace === 0 && k > 0) yield (share * k) / groups;
    if (!region.draw(rng, pair)) {
      misses += 1;
      if (misses >= 40 && misses > 4 * tried) break;
      continue;
    }
    if (!shared) drawn = 0;
    const hub = drawn;
    keep(pair[0]!, pair[1]!);
    for (let m = 1; m < cluster && (m === 1 || region.beside(rng, pair)); m += 1) {
      keep(pair[2]!, pair[3]!);
      look(size * hub, size * (drawn - 1));
    }
  }
  if (tried === 0) return NOTHING;
  const reach = 4 * count; // attempts: not all weights make pairs
  for (let k = 0; k < reach && shared && tried < count; k += 1) {
    if (k % BATCH === 0) yield share + ((1 - share) * tried) / count;
    const i = Math.floor(rng() * drawn);
    const j = (k & 1) === 0 ? Math.min(drawn - 1, i + 1 + Math.floor(rng() * (CLUSTER - 1))) : Math.floor(rng() * drawn); // one in two close by
    pair[0] = weights[2 * i]!;
    pair[1] = weights[2 * i + 1]!;
    pair[2] = weights[2 * j]!;
    pair[3] = weights[2 * j + 1]!;
    if (i !== j && (region.joins ? region.joins(pair) : region.holds(pair))) look(size * i, size * j);
  }
  const score = scoring(measure);
  const sampled = worstAt(score, top);
  climb(region, score, top, rng, measure.cost);
  const worst = worstAt(score, top);
  const slack = worst.right - worst.left;
  return { sampled, worst, count: tried, of: 'pairs', slack, violated: isViolated(worst, noise), ...(shared && { weights: drawn }) };
}

/** Whether the left side exceeds the right by more than rounding. */
export const isViolated = ({ left, right }: WorstPair, noise: number): boolean => left > right * (1 + 1e-9) + noise;

/** Ratio of the sides; where the right side is 0 the Lipschitz ratio of the left, so that searches still have a slope to climb. */
function scoreOf(pair: Weights, sides: Float64Array): number {
  const [left, right] = [sides[0]!, sides[1]!];
  if (right > 0) return left / right;
  return left > 0 ? 1e12 * (left / Math.hypot(pair[0]! - pair[2]!, pair[1]! - pair[3]!)) : 0;
}

function worstAt(score: (pair: Weights, sides: Float64Array) => number, pair: Weights): WorstPair {
  const sides = new Float64Array(2);
  score(pair, sides);
  const [a, b, c, d] = [pair[0]!, pair[1]!, pair[2]!, pair[3]!];
  return worstOf([a, b], [c, d], sides[0]!, sides[1]!);
}

export function worstOf(first: readonly [number, number], second: readonly [number, number], left: number, right: number): WorstPair {
  const distance = Math.hypot(first[0] - second[0], first[1] - second[1]);
  return { theta: [first, second], left, right, ratio: ratioOf(left, right), distance, quotient: distance > 0 ? left / distance : 0 };
}

/** A search where something is dropped, told in a sentence. */
export function* searchOutside(
  trial: Trial,
  dropped: string,
  tell: (worst: WorstPair) => string,
  count: number,
  rng: Rng,
): ProgressiveTask<OutsideSearch | undefined> {
  const search = yield* searchPairs(trial, count, rng);
  if (typeof search === 'string') return undefined;
  return { ...search, dropped, sentence: search.violated ? tell(search.worst) : 'Dropping it did not break the statement here.' };
}

/** A number for a sentence: four digits that count. */
export const fourDigits = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(4))) : '∞');

/** Evaluations of the pattern search from the worst pair: within these, as many as the losses of points that they may cost allow. */
const MIN_EVALUATIONS = 800;
const MAX_EVALUATIONS = 3000;
const MAX_POINT_LOSSES = 4e5;
/** Random trial pairs of one poll. */
const POLL_SIZE = 14;

/** Random pattern search for the largest score from `at`, inside the region; `at` is overwritten by the pair found. Seeded. */
function climb(region: Region, score: (pair: Weights, sides: Float64Array) => number, at: Weights, rng: Rng, cost: number): void {
  const sides = new Float64Array(2);
  const { width } = region;
  const { x } = patternSearch((pair) => (region.holds(pair) ? -score(pair, sides) : Infinity), at, {
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
function propose(from: Weights, step: number, width: number, rng: Rng, pair: Weights): void {
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
