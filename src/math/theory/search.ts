import type { Rng } from '../rng';
import type { OutsideSearch, Progress, Search, Worst } from './kinds';
import type { Region, Weights } from './region';
import { sharpen } from './sharpen';

/** Both sides of an inequality for a pair of weights, from what is read off each weight alone. */
export interface Measure {
  /** Numbers read off one weight. */
  readonly size: number;
  /** Data points that a reading runs through. */
  readonly cost: number;
  read(a: number, b: number, out: Float64Array, at: number): void;
  /** Writes [left, right] from the readings at p and q. */
  sides(pair: Weights, read: Float64Array, p: number, q: number, sides: Float64Array): void;
}

export interface Trial {
  readonly region: Region;
  readonly measure: Measure;
  /** What rounding may add to the left side. */
  readonly noise: number;
}

/** Pairs between two breaths. */
const BATCH = 2000;
/** Data points that fresh pairs may run through; beyond, weights already read are paired anew. */
const FRESH = 1e6;

const ratioOf = (left: number, right: number): number => (right > 0 ? left / right : left > 0 ? Infinity : 0);

/** The score of single pairs, as the search from the worst one needs it. */
export function scoring(measure: Measure): (pair: Weights, sides: Float64Array) => number {
  const read = new Float64Array(2 * measure.size);
  return (pair, sides) => {
    measure.read(pair[0]!, pair[1]!, read, 0);
    measure.read(pair[2]!, pair[3]!, read, measure.size);
    measure.sides(pair, read, 0, measure.size, sides);
    return scoreOf(pair, sides);
  };
}

const NOTHING = 'No pair of weights in the range meets the assumptions.';

/** The worst of `count` seeded pairs, then a search from it. A sentence where the region holds no pair. */
export function* tryPairs({ region, measure, noise }: Trial, count: number, rng: Rng): Progress<Search | string> {
  const { size } = measure;
  const fresh = Math.min(count, Math.max(500, Math.ceil(FRESH / measure.cost)));
  const keep = fresh < count ? fresh : 1; // weights are kept only when they are to be paired anew
  const [weights, read] = [new Float64Array(4 * keep), new Float64Array(2 * size * keep)];
  const [pair, sides, top] = [new Float64Array(4), new Float64Array(2), new Float64Array(4)];
  let [best, drawn, tried, misses] = [-Infinity, 0, 0, 0];
  const look = (p: number, q: number): void => {
    measure.sides(pair, read, p, q, sides);
    tried += 1;
    const score = scoreOf(pair, sides);
    if (score <= best) return;
    best = score;
    top.set(pair);
  };
  for (let k = 0; k < fresh; k += 1) {
    if (k % BATCH === 0 && k > 0) yield k / count;
    if (!region.draw(rng, pair)) {
      misses += 1;
      if (drawn === 0 && misses >= 40) return NOTHING;
      continue;
    }
    const at = keep === 1 ? 0 : drawn;
    weights.set(pair, 4 * at);
    measure.read(pair[0]!, pair[1]!, read, 2 * size * at);
    measure.read(pair[2]!, pair[3]!, read, 2 * size * at + size);
    drawn += 1;
    look(2 * size * at, 2 * size * at + size);
  }
  if (drawn === 0) return NOTHING;
  for (let k = fresh; k < count && size > 0; k += 1) {
    if (k % BATCH === 0) yield k / count;
    const [i, j] = [Math.floor(rng() * 2 * drawn), Math.floor(rng() * 2 * drawn)];
    pair.set(weights.subarray(2 * i, 2 * i + 2), 0);
    pair.set(weights.subarray(2 * j, 2 * j + 2), 2);
    if (region.joins ? region.joins(pair) : region.holds(pair)) look(size * i, size * j);
  }
  const score = scoring(measure);
  const sampled = worstAt(score, top);
  sharpen(region, score, top, rng);
  const worst = worstAt(score, top);
  return { sampled, worst, count: tried, of: 'pairs', slack: worst.right - worst.left, violated: isViolated(worst, noise) };
}

/** Whether the left side exceeds the right by more than rounding. */
export const isViolated = ({ left, right }: Worst, noise: number): boolean => left > right * (1 + 1e-9) + noise;

/** Ratio of the sides; where the right side is 0 the Lipschitz ratio of the left, so that searches still have a slope to climb. */
function scoreOf(pair: Weights, sides: Float64Array): number {
  const [left, right] = [sides[0]!, sides[1]!];
  if (right > 0) return left / right;
  return left > 0 ? 1e12 * (left / Math.hypot(pair[0]! - pair[2]!, pair[1]! - pair[3]!)) : 0;
}

function worstAt(score: (pair: Weights, sides: Float64Array) => number, pair: Weights): Worst {
  const sides = new Float64Array(2);
  score(pair, sides);
  const [a, b, c, d] = [pair[0]!, pair[1]!, pair[2]!, pair[3]!];
  return worstOf([a, b], [c, d], sides[0]!, sides[1]!);
}

export function worstOf(first: readonly [number, number], second: readonly [number, number], left: number, right: number): Worst {
  const distance = Math.hypot(first[0] - second[0], first[1] - second[1]);
  return { theta: [first, second], left, right, ratio: ratioOf(left, right), distance, quotient: distance > 0 ? left / distance : 0 };
}

/** A search where something is dropped, told in a sentence. */
export function* tryOutside(
  trial: Trial,
  dropped: string,
  tell: (worst: Worst) => string,
  count: number,
  rng: Rng,
): Progress<OutsideSearch | undefined> {
  const search = yield* tryPairs(trial, count, rng);
  if (typeof search === 'string') return undefined;
  return { ...search, dropped, sentence: search.violated ? tell(search.worst) : 'Dropping it did not break the statement here.' };
}

/** A number for a sentence: four digits that count. */
export const shown = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(4))) : '∞');
