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

const SAMPLES = 2001; // odd, so that z = 0 is one of them
/** Steps of golden section about the best of them. */
const REFINED = 40;

/** Points of [−reach, reach], dense near 0 and thinner outwards. */
function samples(reach: number): number[] {
  const stretch = Math.asinh(reach);
  return Array.from({ length: SAMPLES }, (_, i) => Math.sinh(stretch * ((2 * i) / (SAMPLES - 1) - 1)));
}

/** For the linear model |ψ′| ≤ 1 and |ψ″| ≤ 1/4 for every z; otherwise suprema over the working range. */
export function derivativeBounds(activation: Activation, reach: number): Bounds {
  if (activation === linear) return { first: 1, second: 0.25, numerical: false };
  const key = `${activation.label} ${reach}`;
  const had = known.get(key);
  if (had) return had;
  const { first, second } = pointLoss(activation);
  const top = (g: (y: number, z: number) => number, of: 'd' | 's'): number =>
    Math.max(
      ...[1, -1].map((y) => {
        const seen = supremumOver((z) => g(y, z), reach);
        return activation.enclosure ? surely((z) => g(y, z), lossOver(activation.enclosure, y), of, reach, seen) : seen;
      }),
    );
  const bounds = { first: top(first, 'd'), second: top(second, 's'), numerical: true };
  if (known.size >= MOST) known.clear();
  known.set(key, bounds);
  return bounds;
}

/** Of the last few activations and reaches: a card asks for them again and again. */
const known = new Map<string, Bounds>();
const MOST = 16;

/** A cell that holds no more than so much above its middle, or is this narrow, relative to max(1, |z|), has one peak at most; so many are looked at. */
const [MARGIN, NARROW, BUDGET] = [1e-3, 1e-7, 40_000];

/** The largest |g| on [−reach, reach]: cells whose enclosure allows for more than was seen are halved, so that no peak hides between samples. */
function surely(g: (z: number) => number, over: IntervalJet, of: 'd' | 's', reach: number, seen: number): number {
  let [best, looked] = [seen, 0];
  const waiting: Pair[] = [
    [-reach, 0],
    [0, reach],
  ];
  for (let cell = waiting.pop(); cell && looked < BUDGET; cell = waiting.pop()) {
    looked += 1;
    const [lo, hi] = cell;
    const middle = (lo + hi) / 2;
    const most = magnitude(over(lo, hi)[of]);
    const here = Math.abs(g(middle));
    best = Math.max(best, here);
    if (most <= best) continue;
    if (most <= (1 + MARGIN) * here || hi - lo <= NARROW * Math.max(1, Math.abs(middle)))
      best = Math.max(best, -goldenSection((z) => -Math.abs(g(z)), cell, REFINED).value);
    else waiting.push([lo, middle], [middle, hi]);
  }
  return best;
}

/** The largest |ψ′| over |z| ≤ reach, sharp for the linear model too. */
export const steepestSlope = (activation: Activation, reach: number): number =>
  activation === linear ? sigmoid(reach) : derivativeBounds(activation, reach).first;

/** The largest |g| over |z| ≤ reach for a function of one's own. */
export const supremumOver = (g: (z: number) => number, reach: number): number => highest((z) => Math.abs(g(z)), samples(Math.max(reach, 1e-9)));

/** The largest g: on the samples, then by golden section about the best. */
function highest(g: (z: number) => number, at: readonly number[]): number {
  let [best, place] = [-Infinity, 0];
  at.forEach((z, k) => {
    const value = g(z);
    if (value > best) [best, place] = [value, k];
  });
  const beside: Pair = [at[Math.max(0, place - 1)] ?? 0, at[Math.min(at.length - 1, place + 1)] ?? 0];
  best = Math.max(best, -goldenSection((z) => -g(z), beside, REFINED).value);
  return best * (1 + 1e-9);
}
