import type { Landscape } from '../kinds';
import { regionOf, type Rule } from '../quadrature';
import type { Steps, Told } from '../steps';
import { sweepMoments, type Moments } from '../sweep';
import type { Integral } from './kinds';

/** Below this width 1/√γ, θ′ is measured from each θ itself: as a number beside θ it would lose the digits that gradients need. */
const NARROW = 1e-4;
/** More nodes a panel than elsewhere: an error of the weights counts 1/σ times in a gradient. */
const MORE = 6;
/** Panels reach so many widths; a Gaussian weighs less than 10⁻¹² beyond. */
const WIDTHS = 7.5;

export const isNarrow = ({ gamma }: Integral): boolean => gamma > 0.99 / (NARROW * NARROW);

/** As sweepMoments() over the lattice, each node alone in coordinates of its own. */
export function* nodeByNode(
  landscape: Landscape,
  integral: Integral,
  theta1: Float64Array,
  theta2: Float64Array,
  rule: Rule,
  told?: Told,
): Steps<Moments> {
  const field = (): Float64Array => new Float64Array(theta1.length * theta2.length);
  const result = { logZ: field(), mean1: field(), mean2: field(), second11: field(), second12: field(), second22: field() };
  const keys = ['logZ', 'mean1', 'mean2', 'second11', 'second12', 'second22'] as const;
  const here = Float64Array.of(0);
  const range = WIDTHS / Math.sqrt(integral.gamma);
  const region = regionOf(here, here, range);
  for (const [i, b] of theta2.entries()) {
    for (const [j, a] of theta1.entries()) {
      const local = from(landscape, a, b);
      const task = { landscape: local, theta1: here, theta2: here, gamma: integral.gamma, range, region, density: integral.density };
      const found = yield* sweepMoments(task, { ...rule, order: rule.order + MORE });
      for (const key of keys) result[key][i * theta1.length + j] = found[key][0] ?? NaN;
    }
    told?.((i + 1) / theta2.length);
  }
  return result;
}

/** The landscape in coordinates that start at (a, b); its axes become breaks like others. Its cusps count at θ itself, the one place that is integrated for. */
function from(landscape: Landscape, a: number, b: number): Landscape {
  const by = (along: 0 | 1): readonly [own: number, other: number] => (along === 0 ? [a, b] : [b, a]);
  return {
    ...landscape,
    losses: (s, t, out) =>
      landscape.losses(
        s.map((v) => a + v),
        t.map((v) => b + v),
        out,
      ),
    breaks: (along, at, lo, hi, ...more) => {
      const [own, other] = by(along);
      const found = [...landscape.breaks(along, at + other, lo + own, hi + own, ...more), 0].sort((p, q) => p - q);
      return found.map((t) => t - own).filter((t) => t > lo && t < hi);
    },
    crossed: (along, at, lo, hi, ...more) => {
      const [own, other] = by(along);
      return landscape.crossed(along, at + other, lo + own, hi + own, ...more);
    },
  };
}
