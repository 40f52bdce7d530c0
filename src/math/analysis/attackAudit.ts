import { softplus } from '../core/logisticLoss';
import { goldenSection } from '../core/scalarSolvers';
import type { Pair, AdversarialProblem } from '../core/types';

/** Places looked at for one θ, over all points, and the fewest and the most for one point. */
const [PLACES, FEWEST, MOST] = [20_000, 64, 1500];
/** Steps by which the best place is then refined. */
const REFINED = 30;
/** Multiples of it, taken modulo 1, have no period. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * By how much the mean loss at θ would be higher if every attack were searched place by place instead of at the turning points of
 * φ: what an exact attack has missed, as far as such a search can tell. 0 when it has missed nothing.
 */
export function attackGap({ points, activation, norm, epsilon }: AdversarialProblem, value: number, theta: Pair): number {
  const r = epsilon * norm.dualPair(...theta);
  const count = Math.max(FEWEST, Math.min(MOST, Math.floor(PLACES / points.length)));
  let sum = 0;
  for (const { x, y } of points) {
    const centre = theta[0] * x[0] + theta[1] * x[1];
    sum += softplus(-lowest((z) => y * activation.f(z), centre - r, centre + r, count));
  }
  return Math.max(0, sum / points.length - value);
}

/** The least g on [lo, hi]: at both ends, at places without a period, and by golden section about the best of them. */
function lowest(g: (z: number) => number, lo: number, hi: number, count: number): number {
  let [best, at] = g(lo) < g(hi) ? [g(lo), lo] : [g(hi), hi];
  for (let k = 1; k <= count; k += 1) {
    const z = lo + (hi - lo) * ((k * GOLDEN) % 1);
    const value = g(z);
    if (value < best) [best, at] = [value, z];
  }
  const beside = (2 * (hi - lo)) / count;
  return Math.min(best, goldenSection(g, [Math.max(lo, at - beside), Math.min(hi, at + beside)], REFINED).least);
}
