import type { Landscape, Marks } from '../kinds';
import { planRows } from '../quadrature';
import { sweepMoments, type Moments, type Steps, type Told } from '../sweep';
import { densityOf, type Integral } from './kinds';

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
  order: number,
  told?: Told,
): Steps<Moments> {
  const field = (): Float64Array => new Float64Array(theta1.length * theta2.length);
  const result = { logZ: field(), mean1: field(), mean2: field(), second11: field(), second12: field(), second22: field() };
  const keys = ['logZ', 'mean1', 'mean2', 'second11', 'second12', 'second22'] as const;
  const density = densityOf(integral);
  const here = Float64Array.of(0);
  for (const [i, b] of theta2.entries()) {
    for (const [j, a] of theta1.entries()) {
      const local = from(landscape, a, b);
      const plan = planRows(local, here, here, integral.gamma, { order: order + MORE, range: WIDTHS / Math.sqrt(integral.gamma) });
      const found = yield* sweepMoments(plan, (s, t) => density(local.value(s, t)), here, here, integral.gamma);
      for (const key of keys) result[key][i * theta1.length + j] = found[key][0] ?? NaN;
    }
    told?.((i + 1) / theta2.length);
  }
  return result;
}

/** The landscape in coordinates that start at (a, b); its axes become breaks like others. */
function from(landscape: Landscape, a: number, b: number): Landscape {
  const moved = ({ breaks, bends }: Marks, by: number, lo: number, hi: number): Marks => {
    const inside = (list: readonly number[]): number[] => list.map((t) => t - by).filter((t) => t > lo && t < hi);
    return { breaks: inside([...breaks, 0].sort((p, q) => p - q)), bends: inside(bends) };
  };
  return {
    ...landscape,
    value: (s, t) => landscape.value(a + s, b + t),
    marks: (along, at, lo, hi) => {
      const [by, across] = along === 0 ? [a, b] : [b, a];
      return moved(landscape.marks(along, at + across, lo + by, hi + by), by, lo, hi);
    },
    knots: (lo, hi) => moved(landscape.knots(lo + b, hi + b), b, lo, hi),
  };
}
