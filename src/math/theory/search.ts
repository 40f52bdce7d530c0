import type { Rng } from '../rng';
import type { OutsideSearch, Progress, Search, Worst } from './kinds';
import type { Region, Weights } from './region';

/** Writes [left, right] of the inequality for a pair of weights. */
export type Measure = (pair: Weights, sides: Float64Array) => void;

export interface Trial {
  readonly region: Region;
  readonly measure: Measure;
  /** What rounding may add to the left side. */
  readonly noise: number;
}

/** Pairs between two breaths. */
const BATCH = 2000;
/** Evaluations of the search that starts from the worst pair. */
const EFFORT = 3000;

const ratioOf = (left: number, right: number): number => (right > 0 ? left / right : left > 0 ? Infinity : 0);

/** The worst of `count` seeded pairs, then a search from it. A sentence where the region holds no pair. */
export function* tryPairs({ region, measure, noise }: Trial, count: number, rng: Rng): Progress<Search | string> {
  const [pair, sides, top] = [new Float64Array(4), new Float64Array(2), new Float64Array(4)];
  let [best, drawn, misses] = [-Infinity, 0, 0];
  for (let k = 0; k < count; k += 1) {
    if (k % BATCH === 0 && k > 0) yield k / count;
    if (!region.draw(rng, pair)) {
      misses += 1;
      if (drawn === 0 && misses >= 40) return 'No pair of weights in the range meets the assumptions.';
      continue;
    }
    drawn += 1;
    measure(pair, sides);
    const score = scoreOf(sides[0]!, sides[1]!, pair);
    if (score > best) {
      best = score;
      top.set(pair);
    }
  }
  if (drawn === 0) return 'No pair of weights in the range meets the assumptions.';
  const sampled = worstAt(measure, top);
  sharpen(region, measure, top, rng);
  const worst = worstAt(measure, top);
  return { sampled, worst, count: drawn, of: 'pairs', slack: worst.right - worst.left, violated: isViolated(worst, noise) };
}

/** Whether the left side exceeds the right by more than rounding. */
export const isViolated = ({ left, right }: Worst, noise: number): boolean => left > right * (1 + 1e-9) + noise;

/** Ratio of the sides; where the right side is 0 the Lipschitz ratio of the left, so that searches still have a slope to climb. */
function scoreOf(left: number, right: number, pair: Weights): number {
  if (right > 0) return left / right;
  return left > 0 ? 1e12 * (left / Math.hypot(pair[0]! - pair[2]!, pair[1]! - pair[3]!)) : 0;
}

function worstAt(measure: Measure, pair: Weights): Worst {
  const sides = new Float64Array(2);
  measure(pair, sides);
  const [a, b, c, d] = [pair[0]!, pair[1]!, pair[2]!, pair[3]!];
  return worstOf([a, b], [c, d], sides[0]!, sides[1]!);
}

export function worstOf(first: readonly [number, number], second: readonly [number, number], left: number, right: number): Worst {
  const distance = Math.hypot(first[0] - second[0], first[1] - second[1]);
  return { theta: [first, second], left, right, ratio: ratioOf(left, right), distance, quotient: distance > 0 ? left / distance : 0 };
}

/**
 * Random pattern search for the largest ratio from `at`, inside the region: one coordinate, both weights together, their
 * distance, or all four at once; steps grow on success and halve after a run of failures. Seeded.
 */
function sharpen(region: Region, measure: Measure, at: Weights, rng: Rng): void {
  const [trial, sides] = [new Float64Array(4), new Float64Array(2)];
  measure(at, sides);
  let best = scoreOf(sides[0]!, sides[1]!, at);
  let [step, failures] = [0.25 * region.width, 0];
  for (let k = 0; k < EFFORT && step > 1e-10 * region.width; k += 1) {
    trial.set(at);
    propose(trial, step, region.width, rng);
    let better = false;
    if (region.holds(trial)) {
      measure(trial, sides);
      const score = scoreOf(sides[0]!, sides[1]!, trial);
      better = score > best;
      if (better) best = score;
    }
    if (better) {
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
