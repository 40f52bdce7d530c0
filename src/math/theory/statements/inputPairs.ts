import type { Rng } from '../../core/random';
import type { Pair } from '../../core/types';
import { isViolated, fourDigits, worstOf } from '../counterexampleSearch';
import type { OutsideSearch, ProgressiveTask, Search, WorstPair } from '../types';

/** Two weights and two inputs, as [θ₁ (2), θ₂ (2), x₁ (2), x₂ (2)]. An inequality may hold two of them equal. */
export type Draw = Float64Array;

/** An inequality over weights and inputs, and where it is tried. */
export interface Tried {
  draw(rng: Rng, out: Draw): void;
  /** Moves a draw a little, by at most `step` of the sizes; false where it left the region. */
  nudge(rng: Rng, out: Draw, step: number): boolean;
  /** Writes [left, right]. */
  sides(at: Draw, sides: Float64Array): void;
  /** What the inequality compares: weights, or inputs. */
  readonly of: 'weights' | 'inputs';
  /** What rounding may add to the left side. */
  readonly noise: number;
}

const [BATCH, EFFORT] = [20_000, 4000];
const ratio = (sides: Float64Array): number => (sides[1]! > 0 && Number.isFinite(sides[0]!) ? sides[0]! / sides[1]! : 0);

/** The worst of `count` seeded draws, then a search from it whose steps grow on success and halve after a run of failures. */
export function* tryDraws({ draw, nudge, sides, of, noise }: Tried, count: number, rng: Rng): ProgressiveTask<Search> {
  const [at, top, both] = [new Float64Array(8), new Float64Array(8), new Float64Array(2)];
  let best = -1;
  const look = (): boolean => {
    sides(at, both);
    const score = ratio(both);
    if (!(score > best)) return false;
    best = score;
    top.set(at);
    return true;
  };
  for (let k = 0; k < count; k += 1) {
    if (k % BATCH === BATCH - 1) yield (0.9 * k) / count;
    draw(rng, at);
    look();
  }
  const sampled = worstAt(top, sides, of);
  for (let [k, step, failures] = [0, 0.3, 0]; k < EFFORT && step > 1e-9; k += 1) {
    at.set(top);
    if (nudge(rng, at, step) && look()) [step, failures] = [Math.min(1, 1.6 * step), 0];
    else if ((failures += 1) >= 16) [step, failures] = [step / 2, 0];
  }
  const worst = worstAt(top, sides, of);
  return { sampled, worst, count, of: 'pairs', slack: worst.right - worst.left, violated: isViolated(worst, noise) };
}

function worstAt(at: Draw, sides: Tried['sides'], of: Tried['of']): WorstPair {
  const both = new Float64Array(2);
  sides(at, both);
  const [a, b, x1, x2] = [0, 2, 4, 6].map((k): Pair => [at[k]!, at[k + 1]!]);
  const theta = worstOf(a!, b!, both[0]!, both[1]!);
  const distance = of === 'weights' ? theta.distance : Math.hypot(x1![0] - x2![0], x1![1] - x2![1]);
  return { ...theta, distance, quotient: distance > 0 ? theta.left / distance : 0, inputs: [x1!, x2!], compares: of };
}

/** The same where an assumption is dropped, told in a sentence. */
export function* tryDrawsOutside(tried: Tried, dropped: string, told: string, count: number, rng: Rng): ProgressiveTask<OutsideSearch> {
  const search = yield* tryDraws(tried, count, rng);
  const { ratio: worst } = search.worst;
  return {
    ...search,
    dropped,
    sentence: search.violated
      ? `The left side is ${fourDigits(worst)} times what the constant allows: ${told}`
      : 'Dropping it did not break the inequality here.',
  };
}
