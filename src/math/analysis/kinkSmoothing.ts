import type { CooperativeTask, ProgressCallback } from '../core/cooperative';
import type { Landscape, Norm, Pair, Kink } from '../core/types';
import type { Hessian, GaussianIntegral } from '../quadrature/integrand';
import { entropySgd } from '../smoothing/entropySgd';
import { type Local, localMomentsTask } from '../smoothing/localMoments';
import { smoothedDerivativesTask } from '../smoothing/smoothedSurface';

/** Vertices of a kink at which the smoothed curvature is computed; the others are interpolated. */
const SAMPLED_VERTICES = 13;
/** Number and range of the γ of a curve. */
const GAMMA_COUNT = 13;
const MIN_GAMMA = 0.05;
const MAX_GAMMA = 1e4;
/** Distance to either side of a kink at which slopes are compared. */
const SIDE_STEP = 1e-5;
/** Directions of a mean over the circle. */
const DIRECTIONS = 720;

/** nᵀ∇²F n: the curvature of the smoothed surface across a kink. */
const curvatureAcross = ([a, b, , c]: Hessian, [n1, n2]: Pair): number => a * n1 * n1 + 2 * b * n1 * n2 + c * n2 * n2;

/** The curvature of the smoothed surface across kinks, which replaces their jumps: one value a vertex. */
export function* curvatureAtKinksTask(
  landscape: Landscape,
  integral: GaussianIntegral,
  kinks: readonly Kink[],
  onProgress: ProgressCallback = () => undefined,
): CooperativeTask<number[][]> {
  const localAt = localMomentsTask(landscape, integral); // the loss at the nodes of one integral serves the others
  const curvatures: number[][] = [];
  for (const [k, kink] of kinks.entries())
    curvatures.push(yield* curvatureAlong(localAt, integral, kink, (fraction) => onProgress((k + fraction) / kinks.length)));
  return curvatures;
}

function* curvatureAlong(
  localAt: (theta: Pair) => CooperativeTask<Local>,
  integral: GaussianIntegral,
  { theta, across }: Kink,
  onProgress: ProgressCallback,
): CooperativeTask<number[]> {
  const last = theta.length - 1;
  const sampled = [...new Set(Array.from({ length: SAMPLED_VERTICES }, (_, k) => Math.round((last * k) / (SAMPLED_VERTICES - 1))))];
  const curvatures: number[] = [];
  for (const k of sampled) {
    const local = yield* localAt(theta[k] ?? [0, 0]);
    curvatures.push(curvatureAcross(integral.hessian(integral.value(local.logZ), local), across[k] ?? [1, 0]));
    onProgress(curvatures.length / sampled.length);
    yield undefined;
  }
  return theta.map((_, k) => {
    const right = sampled.findIndex((at) => at >= k);
    const [p, q] = [sampled[Math.max(0, right - 1)] ?? 0, sampled[right] ?? 0];
    const weight = q > p ? (k - p) / (q - p) : 1;
    return (1 - weight) * (curvatures[Math.max(0, right - 1)] ?? 0) + weight * (curvatures[right] ?? 0);
  });
}

/** EntropySGD's curvature across one vertex of a kink, by γ. */
export interface KinkSmoothingCurve {
  readonly theta: Pair;
  readonly jump: number;
  readonly gamma: Float64Array;
  readonly curvature: Float64Array;
  /** The curvature that a jump J alone has under a Gaussian of width 1/√γ: J √(γ/2π) on a line; negative where the loss is concave across it. */
  readonly jumpAlone: Float64Array;
  /** The curvature at the γ requested. */
  readonly now?: { readonly gamma: number; readonly curvature: number };
  /** That law as TeX. */
  readonly law: string;
}

/** The smoothing curve at the vertex with the largest jump of the gradient, and the curvature at γ = `at`; undefined without such a vertex. */
export function* kinkSmoothingTask(
  landscape: Landscape,
  norm: Norm,
  kinks: readonly Kink[],
  at?: number,
  onProgress: ProgressCallback = () => undefined,
): CooperativeTask<KinkSmoothingCurve | undefined> {
  let largest: { kind: Kink['kind']; theta: Pair; across: Pair; jump: number } | undefined;
  for (const { kind, order, theta, across, jump } of kinks) {
    if (order !== 1) continue;
    jump.forEach((size, k) => {
      if (size > (largest?.jump ?? 0)) largest = { kind, theta: theta[k] ?? [0, 0], across: across[k] ?? [1, 0], jump: size };
    });
  }
  if (!largest) return undefined;
  const { kind, theta, across, jump } = largest;
  const gamma = Float64Array.from({ length: GAMMA_COUNT }, (_, k) => MIN_GAMMA * Math.pow(MAX_GAMMA / MIN_GAMMA, k / (GAMMA_COUNT - 1)));
  const curvatureFor = function* (g: number): CooperativeTask<number> {
    const integral = entropySgd.integral({ gamma: g, normalised: true });
    const { hessian } = yield* smoothedDerivativesTask(landscape, integral, Float64Array.of(theta[0]), Float64Array.of(theta[1]));
    return curvatureAcross(hessian(0), across);
  };
  const curvature = new Float64Array(GAMMA_COUNT);
  for (let k = 0; k < GAMMA_COUNT; k += 1) {
    curvature[k] = yield* curvatureFor(gamma[k] ?? 1);
    onProgress((k + 1) / (GAMMA_COUNT + 1));
    yield undefined;
  }
  const now = at !== undefined && { now: { gamma: at, curvature: yield* curvatureFor(at) } };
  const factor = kind === 'origin' ? coneFactor(norm, across) : isConcaveAcross(landscape, theta, across) ? -1 : 1;
  return {
    theta,
    jump,
    gamma,
    curvature,
    jumpAlone: gamma.map((g) => factor * jump * Math.sqrt(g / (2 * Math.PI))),
    law: lawOf(kind, norm, factor),
    ...now,
  };
}

/** Whether the slope along n falls across the kink: the loss is concave there. */
function isConcaveAcross({ gradient }: Landscape, [a, b]: Pair, [n1, n2]: Pair): boolean {
  const slope = (h: number): number => {
    const [g1, g2] = gradient(a + h * n1, b + h * n2) ?? [0, 0];
    return g1 * n1 + g2 * n2;
  };
  return slope(SIDE_STEP) < slope(-SIDE_STEP);
}

/**
 * The factor c of the curvature c J √(γ/2π) of a smoothed cone a‖θ‖_q with largest jump J at its tip, from
 * nᵀE∇²‖z‖_q n = √γ √(π/2) · mean of ‖v‖_q (3 (n·v)² − 1) over directions v; π/4 for q = 2.
 */
function coneFactor({ p, dualPair }: Norm, [n1, n2]: Pair): number {
  let sum = 0;
  for (let k = 0; k < DIRECTIONS; k += 1) {
    const [c, s] = [Math.cos((2 * Math.PI * k) / DIRECTIONS), Math.sin((2 * Math.PI * k) / DIRECTIONS)];
    sum += dualPair(c, s) * (3 * (c * n1 + s * n2) ** 2 - 1);
  }
  const steepest = p > 2 ? Math.pow(2, 0.5 - 1 / p) : 1; // J = 2a times the largest ‖∇‖v‖_q‖
  return (Math.PI * sum) / DIRECTIONS / (2 * steepest);
}

const lawOf = (kind: Kink['kind'], { p }: Norm, factor: number): string =>
  kind !== 'origin'
    ? `${factor < 0 ? '-' : ''}J\\sqrt{\\gamma/2\\pi}`
    : p === 2
      ? '\\tfrac\\pi4J\\sqrt{\\gamma/2\\pi}'
      : `${factor.toFixed(3)}\\,J\\sqrt{\\gamma/2\\pi}`;
