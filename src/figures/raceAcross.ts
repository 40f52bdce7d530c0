import type { Pair } from '../math/kinds';
import { roundUp } from './raceFrame';
import { acrossOf, restless, thetaOf, WINDOW, type Racer } from './raceStates';
import { ticks } from './range';

/** One weight of every method over the last steps. */
export interface Across {
  readonly weight: 0 | 1;
  readonly name: 'θ₁' | 'θ₂';
  /** First and last step of the picture; the lines end at the step shown. */
  readonly span: Pair;
  /** Values that fit into the picture. */
  readonly ends: Pair;
  readonly ticks: readonly number[];
  /** θ by step, from step 0. */
  readonly lines: readonly { readonly racer: Racer; readonly values: Float64Array }[];
}

/** Where methods jump over a crease, as high as the calmest of them jump; else all that the methods do, with some air. */
export function acrossAt(racers: readonly Racer[], step: number): Across {
  const weight = acrossOf(racers, step);
  const from = Math.max(0, step - WINDOW);
  const lines = racers
    .filter(({ path }) => path.count > step)
    .map((racer) => ({ racer, values: Float64Array.from({ length: step + 1 }, (_, k) => thetaOf(racer.path, k)[weight]) }));
  const size = (values: Float64Array): number => values.subarray(from).reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const jumps = lines.filter(({ racer }) => restless(racer, step) > 0.5).map(({ values }) => size(values));
  const ends = jumps.length > 0 ? around(jumps) : between(lines.map(({ values }) => values.subarray(from)));
  const marks = jumps.length > 0 ? [ends[0], 0, ends[1]] : ticks(ends, 3);
  return { weight, name: weight === 0 ? 'θ₁' : 'θ₂', span: [from, from + WINDOW], ends, ticks: marks, lines };
}

function around(sizes: readonly number[]): Pair {
  const least = Math.min(...sizes);
  const reach = roundUp(1.1 * Math.max(...sizes.filter((size) => size <= 4 * least)));
  return [-reach, reach];
}

/** A method on its way out may not flatten the rest: what is ten times as far as the middle one is left to leave the picture. */
function between(lines: readonly Float64Array[]): Pair {
  const sizes = lines.map((values) => values.reduce((most, v) => Math.max(most, Math.abs(v)), 0)).sort((a, b) => a - b);
  const far = 10 * (sizes[Math.floor(sizes.length / 2)] ?? 1);
  const values = lines.flatMap((line) => Array.from(line)).filter((v) => Math.abs(v) <= far);
  const [lo, hi] = [Math.min(...values), Math.max(...values)];
  if (!(lo <= hi)) return [-1, 1];
  const air = 0.08 * (hi - lo) || 0.1 * Math.abs(hi) || 0.1;
  return [lo - air, hi + air];
}
