import { seeded } from '../core/random';
import type { Vector } from '../core/types';
import { entropySgd } from './entropySgd';
import { type EntropyHyperparameters, langevin, scopedGamma, langevinOptions, type LangevinOptions } from './entropyStep';
import type { RecordedObjective } from './objective';
import type { InnerLoop, HyperparameterValues } from './types';
import type { GibbsMoments } from '../smoothing/localMoments';

/** How far the mean of a few noisy steps is from the integral that it stands for. */
export interface LangevinStudy {
  readonly walk: InnerLoop;
  readonly exact: GibbsMoments;
  readonly curves: Readonly<Record<'innerSteps' | 'noise' | 'innerStep', LangevinCurve>>;
}

/** One knob varied, the others as they are. Infinite where the walk diverges. */
export interface LangevinCurve {
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
export function studyLangevin(
  course: RecordedObjective,
  theta: Vector,
  values: HyperparameterValues,
  seed: number,
  repeats: number,
  count = 0,
): LangevinStudy {
  const knobs: EntropyHyperparameters = entropySgd.settle(values);
  const gamma = scopedGamma(knobs, count);
  if (!course.gibbsMoments) throw new Error('The exact mean of EntropySGD is taken on the loss itself, and this surface is none');
  const exact = course.gibbsMoments(theta, gamma);
  const size = exact.variance.reduce((sum, v) => sum + v, 0);
  const walkWith = (change: Partial<EntropyHyperparameters>, r: number): InnerLoop => {
    const rule: LangevinOptions = langevinOptions({ ...knobs, ...change }, gamma);
    return langevin(course, theta, rule, seeded(seed + r));
  };
  const curve = (at: Float64Array, seen: (r: number) => readonly GibbsMoments[]): LangevinCurve => {
    const all = Array.from({ length: repeats }, (_, r) => seen(r));
    const average = (k: number, of: (s: GibbsMoments) => number): number => all.reduce((sum, row) => sum + of(row[k]!), 0) / repeats;
    const apart = ({ mean }: GibbsMoments): number => mean.reduce((sum, m, i) => sum + (m - exact.mean[i]!) ** 2, 0);
    const finite = (v: number): number => (Number.isFinite(v) ? v : Infinity);
    return {
      at,
      distance: at.map((_, k) => finite(Math.sqrt(average(k, apart)))),
      variance: at.map((_, k) => finite(average(k, ({ variance }) => variance.reduce((sum, v) => sum + v, 0)) / size)),
    };
  };
  const lengths = Float64Array.from([1, 2, 4, 8, 16, 32, 64, 128, LONGEST]);
  const vary = (key: 'noise' | 'innerStep', at: Float64Array): LangevinCurve => curve(at, (r) => Array.from(at, (v) => walkWith({ [key]: v }, r)));
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
  };
}
