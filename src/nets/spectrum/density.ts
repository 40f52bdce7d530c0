import { linspace } from '../../math/core/grid';
import { streamOf } from '../../math/core/random';
import { spreadOf } from '../../math/core/statistics';
import { lanczos, ritz } from './lanczos';
import { type ProductProgress, requireMemory, type SymmetricOperator } from './operator';

/** A Gauss quadrature of one random vector: its nodes are Ritz values, its weights sum to 1. */
export interface ProbeRule {
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

/** The spectral density, of mass 1 over all eigenvalues, each widened to a Gaussian. */
export interface SpectralDensity {
  /** Eigenvalues, ascending and equally spaced; they cover every Ritz value by MARGIN_WIDTHS widths. */
  readonly at: Float64Array;
  readonly density: Float64Array;
  /** Of the mean over the random vectors, by point: the band. NaN for a single vector. */
  readonly standardError: Float64Array;
  /** Width σ of the Gaussians. */
  readonly width: number;
  readonly probes: readonly ProbeRule[];
  /** Smallest and largest Ritz value; both lie within the spectrum. */
  readonly range: readonly [number, number];
}

export interface DensityOptions {
  /** Random vectors; at least 2 for a band. */
  readonly probes: number;
  /** Steps of Lanczos for each. */
  readonly steps: number;
  readonly seed: number;
  /** σ; without one, the range of the Ritz values divided by the steps. */
  readonly width?: number;
  readonly points?: number;
}

const MARGIN_WIDTHS = 5;
const POINTS = 401;

/**
 * Stochastic Lanczos quadrature (Golub and Meurant 2010; Ghorbani, Krishnan and Xiao 2019): for each random unit vector, Lanczos gives a Gauss
 * rule for its spectral measure, nodes θ and weights τ² from the first components of the eigenvectors of T. The density is the mean of Σ τ² N(θ, σ²).
 */
export async function* spectralDensity(
  operator: SymmetricOperator,
  { probes, steps, seed, width, points = POINTS }: DensityOptions,
): AsyncGenerator<ProductProgress | undefined, SpectralDensity> {
  if (!(Number.isInteger(probes) && probes >= 1)) throw new Error(`${probes} is no number of random vectors`);
  requireMemory(operator, Math.min(steps, operator.size) + 2);
  const rules: ProbeRule[] = [];
  const of = probes * Math.min(steps, operator.size);
  for (let k = 0; k < probes; k += 1) {
    const start = Float64Array.from(streamOf(seed, 'density', k).normal(operator.size, 1));
    const work = lanczos(operator, start, steps);
    let step = await work.next();
    try {
      for (; !step.done; step = await work.next()) yield step.value && { done: (k * of) / probes + step.value.done, of };
    } finally {
      if (!step.done) await work.return(undefined as never);
    }
    const { values, vectors } = ritz(step.value);
    rules.push({ values, weights: Float64Array.from(vectors, (vector) => vector[0]! ** 2) });
  }
  return densityOf(rules, steps, points, width);
}

function densityOf(probes: readonly ProbeRule[], steps: number, points: number, width?: number): SpectralDensity {
  const all = probes.flatMap(({ values }) => [...values]);
  const range = [Math.min(...all), Math.max(...all)] as const;
  const scale = Math.max(Math.abs(range[0]), Math.abs(range[1]), Number.MIN_VALUE);
  const sigma = width ?? Math.max((range[1] - range[0]) / steps, 1e-6 * scale); // all eigenvalues equal: a narrow peak
  const at = linspace(range[0] - MARGIN_WIDTHS * sigma, range[1] + MARGIN_WIDTHS * sigma, points);
  const [density, standardError] = [new Float64Array(points), new Float64Array(points)];
  at.forEach((x, i) => {
    const { mean, std } = spreadOf(probes.map((rule) => gaussianSum(rule, x, sigma)));
    density[i] = mean;
    standardError[i] = (std ?? NaN) / Math.sqrt(probes.length);
  });
  return { at, density, standardError, width: sigma, probes, range };
}

const gaussianSum = ({ values, weights }: ProbeRule, x: number, sigma: number): number =>
  values.reduce((sum, value, k) => sum + weights[k]! * Math.exp(-(((x - value) / sigma) ** 2) / 2), 0) / (sigma * Math.sqrt(2 * Math.PI));
