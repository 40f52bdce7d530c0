import { runToCompletion, type CooperativeTask } from './cooperative';

/** The trial points of one poll about an incumbent. */
export interface PollSet {
  readonly size: number;
  /** Writes trial point k < size about x, a step away, into `out`; `poll` counts polls from 0, so that directions may turn. */
  trial(x: Float64Array, step: number, k: number, poll: number, out: Float64Array): void;
}

export interface PatternSearchOptions {
  readonly polls: PollSet;
  /** Step of the first poll; it halves after every poll without a lower value, and the search ends below minStep. */
  readonly step: number;
  readonly minStep: number;
  /** Factor of the step after a poll that found a lower value; 1 by default. */
  readonly expansion?: number;
  /** Largest step after expansion; unbounded by default. */
  readonly maxStep?: number;
  /** A poll ends at its first lower value instead of taking the lowest of all its trial points. */
  readonly opportunistic?: boolean;
  /** Range of each coordinate: trial points outside are projected onto the box. */
  readonly bounds?: readonly (readonly [lo: number, hi: number])[];
  /** Largest number of trial points; unlimited by default, where f must be bounded below. */
  readonly maxEvaluations?: number;
  /** The objective at the start, where it is known. */
  readonly startValue?: number;
}

/** The lowest point that was evaluated, and the value there. */
export interface PatternMinimum {
  readonly x: Float64Array;
  readonly value: number;
  /** Trial points evaluated. */
  readonly evaluations: number;
}

/**
 * Pattern (direct) search: derivative-free minimisation of f from `start` by polling points a step away, moving to a lower one and
 * halving the step where none is lower (Hooke, Jeeves 1961; Torczon 1997). Needs no smoothness. Constraints other than `bounds` are
 * an f of Infinity outside (extreme barrier; Audet, Dennis 2006); NaN counts as no lower value.
 */
export const patternSearch = (f: (x: Float64Array) => number, start: ArrayLike<number>, options: PatternSearchOptions): PatternMinimum =>
  runToCompletion(patternSearchTask(f, start, options));

/** patternSearch() as a task that yields after each poll; f may itself be a task. */
export function* patternSearchTask(
  f: (x: Float64Array) => number | CooperativeTask<number>,
  start: ArrayLike<number>,
  {
    polls,
    step: first,
    minStep,
    expansion = 1,
    maxStep = Infinity,
    opportunistic = false,
    bounds,
    maxEvaluations = Infinity,
    startValue,
  }: PatternSearchOptions,
): CooperativeTask<PatternMinimum> {
  let [x, best, trial] = [Float64Array.from(start), new Float64Array(start.length), new Float64Array(start.length)];
  let value = startValue ?? (yield* completed(f(x)));
  let evaluations = 0;
  let step = first;
  for (let poll = 0; step > minStep && evaluations < maxEvaluations; poll += 1) {
    let lowest = value;
    for (let k = 0; k < polls.size && evaluations < maxEvaluations; k += 1) {
      polls.trial(x, step, k, poll, trial);
      bounds?.forEach(([lo, hi], i) => (trial[i] = Math.min(hi, Math.max(lo, trial[i]!))));
      const result = f(trial);
      const next = typeof result === 'number' ? result : yield* result; // inlined: this loop is the cost of worst cases over a ball
      evaluations += 1;
      if (!(next < lowest)) continue;
      lowest = next;
      [best, trial] = [trial, best];
      if (opportunistic) break;
    }
    yield undefined;
    if (lowest < value) {
      value = lowest;
      [x, best] = [best, x];
      step = Math.min(expansion * step, maxStep);
    } else step /= 2;
  }
  return { x, value, evaluations };
}

function* completed(result: number | CooperativeTask<number>): CooperativeTask<number> {
  return typeof result === 'number' ? result : yield* result;
}

/** `count` directions of the plane, equally spaced; all turn by `rotation` radians from poll to poll, so that no ridge stays between them. */
export const planeDirections = (count: number, rotation = 0): PollSet => ({
  size: count,
  trial: (x, step, k, poll, out) => {
    const angle = rotation * poll + (2 * Math.PI * k) / count;
    out[0] = x[0]! + step * Math.cos(angle);
    out[1] = x[1]! + step * Math.sin(angle);
  },
});
