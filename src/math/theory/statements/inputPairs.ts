import { patternSearch } from '../../core/patternSearch';
import type { Rng } from '../../core/random';
import type { Pair } from '../../core/types';
import { fourDigits, isViolated, worstPair } from '../counterexampleSearch';
import type { OutsideSearchResult, ProgressiveTask, SearchResult, WorstPair } from '../types';

/** Two weights and two inputs as [θ₁ (2), θ₂ (2), x₁ (2), x₂ (2)]; an inequality may keep both weights or both inputs equal. */
export type Quadruple = Float64Array;

/** An inequality over weights and inputs, with the sampler of its domain. */
export interface QuadrupleInequality {
  draw(rng: Rng, out: Quadruple): void;
  /** A random step of at most `step` times the domain's radii, inside the domain. */
  perturb(rng: Rng, out: Quadruple, step: number): void;
  /** Writes [left, right]. */
  sides(at: Quadruple, sides: Float64Array): void;
  readonly compares: 'weights' | 'inputs';
  /** Rounding error of the left side. */
  readonly rounding: number;
}

const DRAWS_PER_REPORT = 20_000;
const MAX_EVALUATIONS = 4000;
/** Random trial steps of one poll of the pattern search. */
const POLL_SIZE = 16;

const ratio = (sides: Float64Array): number => (sides[1]! > 0 && Number.isFinite(sides[0]!) ? sides[0]! / sides[1]! : 0);

/** Random sampling, then a pattern search from the worst of `count` draws. */
export function* searchQuadruples(
  { draw, perturb, sides, compares, rounding }: QuadrupleInequality,
  count: number,
  rng: Rng,
): ProgressiveTask<SearchResult> {
  const [at, worst, both] = [new Float64Array(8), new Float64Array(8), new Float64Array(2)];
  const score = (point: Quadruple): number => {
    sides(point, both);
    return ratio(both);
  };
  let best = -1;
  for (let k = 0; k < count; k += 1) {
    if (k % DRAWS_PER_REPORT === DRAWS_PER_REPORT - 1) yield (0.9 * k) / count;
    draw(rng, at);
    const next = score(at);
    if (!(next > best)) continue;
    best = next;
    worst.set(at);
  }
  const { x } = patternSearch((point) => -score(point), worst, {
    polls: {
      size: POLL_SIZE,
      trial: (from, step, _k, _poll, out) => {
        out.set(from);
        perturb(rng, out, step);
      },
    },
    step: 0.3,
    minStep: 1e-9,
    expansion: 1.6,
    maxStep: 1,
    opportunistic: true,
    maxEvaluations: MAX_EVALUATIONS,
    startValue: -best,
  });
  const refined = worstAt(x, sides, compares);
  return { worst: refined, count, unit: 'pairs', violated: isViolated(refined, rounding) };
}

function worstAt(at: Quadruple, sides: QuadrupleInequality['sides'], compares: QuadrupleInequality['compares']): WorstPair {
  const both = new Float64Array(2);
  sides(at, both);
  const [a, b, x1, x2] = [0, 2, 4, 6].map((k): Pair => [at[k]!, at[k + 1]!]);
  const pair = worstPair(a!, b!, both[0]!, both[1]!);
  const distance = compares === 'weights' ? pair.distance : Math.hypot(x1![0] - x2![0], x1![1] - x2![1]);
  return { ...pair, distance, quotient: distance > 0 ? pair.left / distance : 0, inputs: [x1!, x2!], compares };
}

/** searchQuadruples() with an assumption dropped. */
export function* searchQuadruplesOutside(
  inequality: QuadrupleInequality,
  dropped: string,
  conclusion: string,
  count: number,
  rng: Rng,
): ProgressiveTask<OutsideSearchResult> {
  const search = yield* searchQuadruples(inequality, count, rng);
  return {
    ...search,
    dropped,
    sentence: search.violated
      ? `The left side is ${fourDigits(search.worst.ratio)} times what the constant allows: ${conclusion}`
      : 'Dropping it did not break the inequality here.',
  };
}
