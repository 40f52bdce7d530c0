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
  patternSearch(region, score, top, rng, measure.cost);
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

/** Evaluations of the search that starts from the worst pair, and the losses of points that they may cost. */
const [SHARPEN_LEAST, EFFORT, LOSSES] = [800, 3000, 4e5];

/**
 * Random pattern search for the largest score from `at`, inside the region: one coordinate, both weights together, their
 * distance, or all four at once; steps grow on success and halve after a run of failures. Seeded.
 */
export function patternSearch(region: Region, score: (pair: Weights, sides: Float64Array) => number, at: Weights, rng: Rng, cost: number): void {
  const effort = Math.max(SHARPEN_LEAST, Math.min(EFFORT, LOSSES / (2 * cost)));
  const [trial, sides] = [new Float64Array(4), new Float64Array(2)];
  let best = score(at, sides);
  let [step, failures] = [0.25 * region.width, 0];
  for (let k = 0; k < effort && step > 1e-10 * region.width; k += 1) {
    trial.set(at);
    propose(trial, step, region.width, rng);
    const value = region.holds(trial) ? score(trial, sides) : -Infinity;
    if (value > best) {
      best = value;
      at.set(trial);
      step = Math.min(1.6 * step, 0.5 * region.width);
      failures = 0;
    } else if ((failures += 1) >= 14) {
      step /= 2;
      failures = 0;
    }
  }
}

function propose(pair: Weights, step: number, width: number, rng: Rng): void {
  const way = Math.floor(4 * rng());
  const move = (): number => step * (2 * rng() - 1);
  if (way === 0) {
    const k = Math.floor(4 * rng());
    pair[k] = pair[k]! + move();
  } else if (way === 1) {
    const [d1, d2] = [move(), move()];
    for (const k of [0, 2]) {
      pair[k] = pair[k]! + d1;
      pair[k + 1] = pair[k + 1]! + d2;
    }
  } else if (way === 2) {
    const scale = Math.exp((2 * rng() - 1) * Math.min(2, (40 * step) / width));
    for (const k of [0, 1]) {
      const [middle, half] = [(pair[k]! + pair[k + 2]!) / 2, ((pair[k]! - pair[k + 2]!) / 2) * scale];
      pair[k] = middle + half;
      pair[k + 2] = middle - half;
    }
  } else for (let k = 0; k < 4; k += 1) pair[k] = pair[k]! + move();
}
