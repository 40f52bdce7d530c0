import { linspace } from '../../core/grid';
import type { Rng } from '../../core/random';
import { eigenvalues, eigenvector, spectralNorm } from '../../core/symmetric2x2';
import type { Landscape, Pair } from '../../core/types';
import type { Hessian, GaussianIntegral } from '../../quadrature/integrand';
import { type QuadratureRule, ignoringBreakpoints } from '../../quadrature/panels';
import { entropySgd } from '../../smoothing/entropySgd';
import { FULL, highestLoss, smoothedDerivatives, smoothedDerivativesTask, type SmoothField } from '../../smoothing/smoothedSurface';
import type { ProgressiveTask, TheoremContext } from '../types';

/** F̂, ∇F and ∇²F of EntropySGD at one weight. */
export interface SmoothPoint {
  readonly theta: Pair;
  /** F + (d/2) log(2π/γ) = −log E[e^{−L}] ≥ 0. */
  readonly value: number;
  readonly gradient: Pair;
  readonly hessian: Hessian;
}

/** EntropySGD of a study's loss, ready to be integrated. */
export interface Smoothed {
  readonly study: TheoremContext;
  readonly landscape: Landscape;
  readonly integral: GaussianIntegral;
  readonly rule: QuadratureRule;
  /** What close calls are integrated with again: a sample is taken in less than full accuracy. */
  readonly fine: Pick<Smoothed, 'landscape' | 'rule'>;
  /** Beyond this far from θ the integrand is nothing. */
  readonly range: number;
}

/** How a sample is taken: up to 4·10⁻⁶ γ is left in a curvature; with many points, without regard to where rows break, up to 9·10⁻⁵ γ (measured). */
const SOME: QuadratureRule = { order: 8, pieces: 8, tolerance: 1e-4 };
const MANY = 24;
const LOWER: QuadratureRule = { order: 7, pieces: 6, tolerance: Infinity };
/** Pieces of a formula's loss that a panel may cross then. */
const COARSE = 10;

const manyPoints = ({ scene }: TheoremContext): boolean => scene.points.length >= MANY;
/** Whether every integral is dear enough to take few of them. */
export const dear = (study: TheoremContext): boolean => study.landscape.mayHideExtrema || manyPoints(study);

export function smoothedOf(study: TheoremContext): Smoothed {
  const { landscape, theta1, theta2, gamma } = study;
  const integral = entropySgd.integral({ gamma, normalised: true });
  const range = integral.range(landscape.lipschitz, highestLoss(landscape, theta1, theta2));
  const plain = { study, landscape, integral, range, rule: SOME, fine: { landscape, rule: FULL } };
  if (!manyPoints(study)) return plain;
  return { ...plain, landscape: ignoringBreakpoints(landscape), rule: landscape.mayHideExtrema ? { ...LOWER, pieces: COARSE } : LOWER };
}

/** The same weight in full accuracy. */
export function settled(smoothed: Smoothed, point: SmoothPoint): SmoothPoint {
  const [a, b] = point.theta;
  const [again] = smoothLattice({ ...smoothed, ...smoothed.fine }, Float64Array.of(a), Float64Array.of(b));
  return again ?? point;
}

/** Nodes a side of the lattice over the range, and of a patch where that would cost too much. */
const [SIDE, CLOSE] = [33, 5];
/** Quadrature nodes beyond which patches are cheaper; losses of points that patches may cost; fewest and most patches. */
const [DEAR, LOSSES, FEW, PLENTY] = [4e5, 6e6, 6, 64];

/** A sample of weights with F̂, ∇F and ∇²F: a lattice from one sweep, or seeded patches of 5 × 5 where γ is large for the range. Neighbours lie close together in it. */
export function* smoothSample(smoothed: Smoothed, rng: Rng): ProgressiveTask<SmoothPoint[]> {
  const { theta1, theta2, gamma, scene } = smoothed.study;
  const nodesAlong = (length: number): number => ((length + 2 * smoothed.range) * Math.sqrt(gamma) * 10) / 4;
  if (nodesAlong(theta1[1] - theta1[0]) * nodesAlong(theta2[1] - theta2[0]) > DEAR) {
    const half = 1 / Math.sqrt(gamma);
    const count = Math.round(Math.min(PLENTY, Math.max(FEW, LOSSES / (nodesAlong(2 * half) ** 2 * scene.points.length))));
    const points: SmoothPoint[] = [];
    for (let k = 0; k < count; k += 1) {
      points.push(...smoothLattice(smoothed, ...patch(smoothed.study, drawIn(smoothed.study, rng, k), half)));
      yield k / count;
    }
    return points;
  }
  const [x, y] = [linspace(...theta1, SIDE), linspace(...theta2, SIDE)];
  const sweep = smoothedDerivativesTask(smoothed.landscape, smoothed.integral, x, y, smoothed.rule);
  for (let steps = 1; ; steps += 1) {
    const { done, value } = sweep.next();
    if (!done) {
      if (steps % 4 === 0) yield steps / (steps + 100);
      continue;
    }
    return pointsOf(value, x, y);
  }
}

/** A small lattice about a weight, inside the range. */
function patch({ theta1, theta2 }: TheoremContext, theta: Pair, half: number): readonly [Float64Array, Float64Array] {
  const around = (t: number, [lo, hi]: Pair): Float64Array => linspace(Math.max(lo, t - half), Math.min(hi, t + half), CLOSE);
  return [around(theta[0], theta1), around(theta[1], theta2)];
}

/** A weight of the range; one in three on an axis, where the creases that are smoothed lie. */
function drawIn({ theta1, theta2 }: TheoremContext, rng: Rng, k: number): Pair {
  const draw = ([lo, hi]: Pair): number => lo + (hi - lo) * rng();
  const clear = ([lo, hi]: Pair): number => Math.min(hi, Math.max(lo, 0));
  const [a, b] = [draw(theta1), draw(theta2)];
  return k % 3 === 0 ? (k % 2 === 0 ? [a, clear(theta2)] : [clear(theta1), b]) : [a, b];
}

/** All weights of x × y from one sweep. */
export const smoothLattice = ({ landscape, integral, rule }: Smoothed, x: Float64Array, y: Float64Array): SmoothPoint[] =>
  pointsOf(smoothedDerivatives(landscape, integral, x, y, rule), x, y);

const pointsOf = ({ value, g1, g2, hessian }: SmoothField, x: Float64Array, y: Float64Array): SmoothPoint[] =>
  Array.from(value, (v, k) => ({
    theta: [x[k % x.length] ?? 0, y[Math.floor(k / x.length)] ?? 0],
    value: v,
    gradient: [g1[k] ?? 0, g2[k] ?? 0],
    hessian: hessian(k),
  }));

/** ‖∇²F‖. */
export const curvatureOf = ({ hessian: [a, b, , c] }: SmoothPoint): number => spectralNorm(a, b, c);

/** Two weights a short step apart along the direction of largest |curvature|. */
export function alongCurvature({ theta, hessian: [a, b, , c] }: SmoothPoint, step: number): readonly [Pair, Pair] {
  const [least, most] = eigenvalues(a, b, c);
  const [v1, v2] = eigenvector(a, b, c, Math.abs(least) > Math.abs(most) ? least : most);
  return [
    [theta[0] - step * v1, theta[1] - step * v2],
    [theta[0] + step * v1, theta[1] + step * v2],
  ];
}

/** How many times a closer look comes closer: fewer where integrals are dear, fewest for formulas. */
const looksFor = (study: TheoremContext): number => (study.landscape.mayHideExtrema ? 1 : manyPoints(study) ? 2 : 3);

/** The largest score about `start`, on ever finer small lattices: one sweep a look. */
export function zoom(smoothed: Smoothed, start: SmoothPoint, score: (point: SmoothPoint) => number): SmoothPoint {
  const { theta1, gamma } = smoothed.study;
  let best = start;
  let half = Math.min((theta1[1] - theta1[0]) / (SIDE - 1), 1 / Math.sqrt(gamma));
  for (let k = looksFor(smoothed.study); k > 0; k -= 1) {
    const around = smoothLattice(smoothed, ...patch(smoothed.study, best.theta, half));
    best = around.reduce((top, next) => (score(next) > score(top) ? next : top), best);
    half /= 2;
  }
  return best;
}
