import { lossOver, type IntervalJet, magnitude } from '../activations/intervalJets';
import { linear } from '../activations/linear';
import { pointLoss, sigmoid } from '../core/logisticLoss';
import { goldenSection } from '../core/scalarSolvers';
import type { Activation, Pair } from '../core/types';

/** Suprema of |ψ′| and |ψ″| over |z| ≤ reach and both labels. */
export interface Bounds {
  readonly first: number;
  readonly second: number;
  /** Found on a sample and refined, not in closed form. */
  readonly numerical: boolean;
}

/** Samples of [−reach, reach]; odd, so that z = 0 is one of them. */
const SAMPLE_COUNT = 2001;
/** Iterations of golden section about the largest sample. */
const GOLDEN_SECTION_STEPS = 40;

/** Sample points of [−reach, reach], equally spaced in asinh z: dense near 0. */
function samples(reach: number): number[] {
  const stretch = Math.asinh(reach);
  return Array.from({ length: SAMPLE_COUNT }, (_, i) => Math.sinh(stretch * ((2 * i) / (SAMPLE_COUNT - 1) - 1)));
}

/** For the linear model |ψ′| ≤ 1 and |ψ″| ≤ 1/4 for every z; otherwise suprema over the working range. */
export function derivativeBounds(activation: Activation, reach: number): Bounds {
  if (activation === linear) return { first: 1, second: 0.25, numerical: false };
  const key = `${activation.label} ${reach}`;
  const cached = boundsCache.get(key);
  if (cached) return cached;
  const { first, second } = pointLoss(activation);
  const top = (g: (y: number, z: number) => number, of: 'd' | 's'): number =>
    Math.max(
      ...[1, -1].map((y) => {
        const sampled = supremumOver((z) => g(y, z), reach);
        return activation.enclosure ? enclosedSupremum((z) => g(y, z), lossOver(activation.enclosure, y), of, reach, sampled) : sampled;
      }),
    );
  const bounds = { first: top(first, 'd'), second: top(second, 's'), numerical: true };
  if (boundsCache.size >= MAX_CACHED) boundsCache.clear();
  boundsCache.set(key, bounds);
  return bounds;
}

/** Cache by activation and reach: one theorem card requests the same bounds many times. */
const boundsCache = new Map<string, Bounds>();
const MAX_CACHED = 16;

/** A cell has at most one peak when its upper bound exceeds |g| at its middle by no more than this, relatively. */
const SINGLE_PEAK_MARGIN = 1e-3;
/** A cell narrower than this, relative to max(1, |z|), has at most one peak. */
const MIN_CELL_WIDTH = 1e-7;
const MAX_CELLS = 40_000;

/** The supremum of |g| on [−reach, reach] by branch and bound: cells whose interval enclosure exceeds the best value are bisected, so that no peak between samples is missed. */
function enclosedSupremum(g: (z: number) => number, over: IntervalJet, of: 'd' | 's', reach: number, sampled: number): number {
  let [best, cells] = [sampled, 0];
  const waiting: Pair[] = [
    [-reach, 0],
    [0, reach],
  ];
  for (let cell = waiting.pop(); cell && cells < MAX_CELLS; cell = waiting.pop()) {
    cells += 1;
    const [lo, hi] = cell;
    const middle = (lo + hi) / 2;
    const bound = magnitude(over(lo, hi)[of]);
    const size = Math.abs(g(middle));
    best = Math.max(best, size);
    if (bound <= best) continue;
    if (bound <= (1 + SINGLE_PEAK_MARGIN) * size || hi - lo <= MIN_CELL_WIDTH * Math.max(1, Math.abs(middle)))
      best = Math.max(best, -goldenSection((z) => -Math.abs(g(z)), cell, GOLDEN_SECTION_STEPS).value);
    else waiting.push([lo, middle], [middle, hi]);
  }
  return best;
}

/** The supremum of |ψ′| over |z| ≤ reach; exact for the linear model. */
export const steepestSlope = (activation: Activation, reach: number): number =>
  activation === linear ? sigmoid(reach) : derivativeBounds(activation, reach).first;

/** The largest |g| over |z| ≤ reach, by samples and golden section; peaks between samples can be missed. */
export const supremumOver = (g: (z: number) => number, reach: number): number =>
  sampledMaximum((z) => Math.abs(g(z)), samples(Math.max(reach, 1e-9)));

/** The maximum of g over sample points, refined by golden section about the largest. */
function sampledMaximum(g: (z: number) => number, at: readonly number[]): number {
  let [best, index] = [-Infinity, 0];
  at.forEach((z, k) => {
    const value = g(z);
    if (value > best) [best, index] = [value, k];
  });
  const bracket: Pair = [at[Math.max(0, index - 1)] ?? 0, at[Math.min(at.length - 1, index + 1)] ?? 0];
  best = Math.max(best, -goldenSection((z) => -g(z), bracket, GOLDEN_SECTION_STEPS).value);
  return best * (1 + 1e-9);
}
