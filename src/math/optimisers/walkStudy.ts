import type { Vector } from '../kinds';
import { seeded } from '../rng';
import type { Course } from './course';
import { entropySgd } from './entropySgd';
import { scopedGamma, walkRule, type EntropyKnobs } from './entropyStep';
import type { Inner, Surrounding, Values } from './kinds';
import { langevin, type WalkRule } from './langevin';

/** How far the mean of a few noisy steps is from the integral that it stands for. */
export interface WalkStudy {
  readonly walk: Inner;
  readonly exact: Surrounding;
  readonly curves: Readonly<Record<'innerSteps' | 'noise' | 'innerStep', WalkCurve>>;
  /** Walks behind each point of a curve. */
  readonly repeats: number;
}

/** One knob varied, the others as they are. Infinite where the walk diverges. */
export interface WalkCurve {
  readonly at: Float64Array;
  /** Root mean square of ‖μ − E θ′‖ over the repeats. */
  readonly distance: Float64Array;
  /** Mean of the walk's variance over the exact one, both summed over the weights. */
  readonly variance: Float64Array;
}

const LONGEST = 256;
const POINTS = 13;
const spread = (lo: number, hi: number): Float64Array => Float64Array.from({ length: POINTS }, (_, k) => lo * (hi / lo) ** (k / (POINTS - 1)));

/** One walk at θ as the optimiser would take it, the exact moments beside it, and their distance against L, noise and inner step. */
export function studyWalk(course: Course, theta: Vector, values: Values, seed: number, repeats: number, count = 0): WalkStudy {
  const knobs: EntropyKnobs = entropySgd.settle(values);
  const gamma = scopedGamma(knobs, count);
  if (!course.around) throw new Error('The exact mean of EntropySGD is taken on the loss itself, and this surface is none');
  const exact = course.around(theta, gamma);
  const size = exact.variance.reduce((sum, v) => sum + v, 0);
  const walkWith = (change: Partial<EntropyKnobs>, r: number): Inner => {
    const rule: WalkRule = walkRule({ ...knobs, ...change }, gamma);
    return langevin(course, theta, rule, seeded(seed + r));
  };
  const curve = (at: Float64Array, seen: (r: number) => readonly Surrounding[]): WalkCurve => {
    const all = Array.from({ length: repeats }, (_, r) => seen(r));
    const average = (k: number, of: (s: Surrounding) => number): number => all.reduce((sum, row) => sum + of(row[k]!), 0) / repeats;
    const apart = ({ mean }: Surrounding): number => mean.reduce((sum, m, i) => sum + (m - exact.mean[i]!) ** 2, 0);
    const finite = (v: number): number => (Number.isFinite(v) ? v : Infinity);
    return {
      at,
      distance: at.map((_, k) => finite(Math.sqrt(average(k, apart)))),
      variance: at.map((_, k) => finite(average(k, ({ variance }) => variance.reduce((sum, v) => sum + v, 0)) / size)),
    };
  };
  const lengths = Float64Array.from([1, 2, 4, 8, 16, 32, 64, 128, LONGEST]);
  const vary = (key: 'noise' | 'innerStep', at: Float64Array): WalkCurve => curve(at, (r) => Array.from(at, (v) => walkWith({ [key]: v }, r)));
  return {
    walk: walkWith({}, 0),
    exact,
    curves: {
      innerSteps: curve(lengths, (r) => {
        const long = walkWith({ innerSteps: LONGEST }, r);
        return Array.from(lengths, (l) => ({ mean: long.means[l - 1]!, variance: long.variances[l - 1]! }));
      }),
      noise: vary('noise', spread(1e-4, 4)),
      innerStep: vary('innerStep', spread(1e-3, 2)),
    },
    repeats,
  };
}
