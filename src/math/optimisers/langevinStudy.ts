import { seeded } from '../core/random';
import type { Vector } from '../core/types';
import { entropySgd } from './entropySgd';
import { type EntropyHyperparameters, langevin, scopedGamma, langevinOptions, type LangevinOptions } from './entropyStep';
import type { RecordedObjective } from './trajectory';
import type { InnerLoop, HyperparameterValues } from './types';
import type { GibbsMoments } from '../smoothing/localMoments';

/** The error of Langevin estimates of the Gibbs moments, as functions of three hyperparameters. */
export interface LangevinStudy {
  readonly walk: InnerLoop;
  readonly exact: GibbsMoments;
  readonly curves: Readonly<Record<'innerSteps' | 'noise' | 'innerStep', LangevinCurve>>;
}

/** Errors as one hyperparameter varies; infinite where the dynamics diverge. */
export interface LangevinCurve {
  readonly at: Float64Array;
  /** Root mean square of ‖μ − E θ′‖ over the repeats. */
  readonly distance: Float64Array;
  /** Mean estimated variance over the exact one, both summed over the weights. */
  readonly variance: Float64Array;
}

/** Inner steps of the longest run. */
const MAX_INNER_STEPS = 256;
/** Points of a curve. */
const CURVE_POINTS = 13;
const logspace = (lo: number, hi: number): Float64Array =>
  Float64Array.from({ length: CURVE_POINTS }, (_, k) => lo * (hi / lo) ** (k / (CURVE_POINTS - 1)));

/** One Langevin run at θ with the optimiser's values, the exact moments, and the error as a function of L, noise and inner step. */
export function studyLangevin(
  objective: RecordedObjective,
  theta: Vector,
  values: HyperparameterValues,
  seed: number,
  repeats: number,
  count = 0,
): LangevinStudy {
  const complete: EntropyHyperparameters = entropySgd.withDefaults(values);
  const gamma = scopedGamma(complete, count);
  if (!objective.gibbsMoments) throw new Error('The exact mean of EntropySGD is taken on the loss itself, and this surface is none');
  const exact = objective.gibbsMoments(theta, gamma);
  const totalVariance = exact.variance.reduce((sum, v) => sum + v, 0);
  const run = (change: Partial<EntropyHyperparameters>, r: number): InnerLoop => {
    const options: LangevinOptions = langevinOptions({ ...complete, ...change }, gamma);
    return langevin(objective, theta, options, seeded(seed + r));
  };
  const curve = (at: Float64Array, momentsOf: (r: number) => readonly GibbsMoments[]): LangevinCurve => {
    const all = Array.from({ length: repeats }, (_, r) => momentsOf(r));
    const average = (k: number, of: (s: GibbsMoments) => number): number => all.reduce((sum, row) => sum + of(row[k]!), 0) / repeats;
    const squaredDistance = ({ mean }: GibbsMoments): number => mean.reduce((sum, m, i) => sum + (m - exact.mean[i]!) ** 2, 0);
    const orInfinity = (v: number): number => (Number.isFinite(v) ? v : Infinity);
    return {
      at,
      distance: at.map((_, k) => orInfinity(Math.sqrt(average(k, squaredDistance)))),
      variance: at.map((_, k) => orInfinity(average(k, ({ variance }) => variance.reduce((sum, v) => sum + v, 0)) / totalVariance)),
    };
  };
  const lengths = Float64Array.from([1, 2, 4, 8, 16, 32, 64, 128, MAX_INNER_STEPS]);
  const vary = (key: 'noise' | 'innerStep', at: Float64Array): LangevinCurve => curve(at, (r) => Array.from(at, (v) => run({ [key]: v }, r)));
  return {
    walk: run({}, 0),
    exact,
    curves: {
      innerSteps: curve(lengths, (r) => {
        const longest = run({ innerSteps: MAX_INNER_STEPS }, r);
        return Array.from(lengths, (l) => ({ mean: longest.means[l - 1]!, variance: longest.variances[l - 1]! }));
      }),
      noise: vary('noise', logspace(1e-4, 4)),
      innerStep: vary('innerStep', logspace(1e-3, 2)),
    },
  };
}
