import type { CooperativeTask, ProgressCallback } from '../core/cooperative';
import type { Landscape, Norm, Pair, Kink } from '../core/types';
import type { Hessian, GaussianIntegral } from '../quadrature/integrand';
import { entropySgd } from '../smoothing/entropySgd';
import { type Local, localMomentsTask } from '../smoothing/localMoments';
import { smoothedDerivativesTask } from '../smoothing/smoothedSurface';

/** Vertices of a kink at which the smoothed curvature is computed; the others are interpolated. */
const VERTICES = 13;
/** Values of γ, from broad to narrow. */
const GAMMAS = 13;
/** Step to the two sides of a kink, and directions of a mean over the circle. */
const BESIDE = 1e-5;
const TURNS = 720;

/** nᵀ∇²F n: the curvature of the smoothed surface across a kink. */
const curvatureAcross = ([a, b, , c]: Hessian, [n1, n2]: Pair): number => a * n1 * n1 + 2 * b * n1 * n2 + c * n2 * n2;

/** The curvature that replaced the jump, at every vertex of these kinks. */
export function* curvatureAtKinksTask(
  landscape: Landscape,
  integral: GaussianIntegral,
  kinks: readonly Kink[],
  told: ProgressCallback = () => undefined,
): CooperativeTask<number[][]> {
  const localAt = localMomentsTask(landscape, integral); // the loss at the nodes of one integral serves the others
  const found: number[][] = [];
  for (const [k, kink] of kinks.entries()) found.push(yield* smoothedKink(localAt, integral, kink, (share) => told((k + share) / kinks.length)));
  return found;
}

function* smoothedKink(
  localAt: (theta: Pair) => CooperativeTask<Local>,
  integral: GaussianIntegral,
  { theta, across }: Kink,
  told: ProgressCallback,
): CooperativeTask<number[]> {
  const last = theta.length - 1;
  const picked = [...new Set(Array.from({ length: VERTICES }, (_, k) => Math.round((last * k) / (VERTICES - 1))))];
  const found: number[] = [];
  for (const k of picked) {
    const local = yield* localAt(theta[k] ?? [0, 0]);
    found.push(curvatureAcross(integral.hessian(integral.value(local.logZ), local), across[k] ?? [1, 0]));
    told(found.length / picked.length);
    yield undefined;
  }
  return theta.map((_, k) => {
    const right = picked.findIndex((at) => at >= k);
    const [p, q] = [picked[Math.max(0, right - 1)] ?? 0, picked[right] ?? 0];
    const share = q > p ? (k - p) / (q - p) : 1;
    return (1 - share) * (found[Math.max(0, right - 1)] ?? 0) + share * (found[right] ?? 0);
  });
}

/** How EntropySGD's curvature across one place of a kink grows with γ. */
export interface KinkSmoothingCurve {
  readonly theta: Pair;
  readonly jump: number;
  readonly gamma: Float64Array;
  readonly curvature: Float64Array;
  /** What a jump J alone becomes under a Gaussian of width 1/√γ: J √(γ/2π) on a line; negative where the loss bends down. */
  readonly jumpAlone: Float64Array;
  /** The curvature at the γ that was asked about. */
  readonly now?: { readonly gamma: number; readonly curvature: number };
  /** That law as TeX. */
  readonly law: string;
}

/** The fade at the vertex where the gradient jumps most, and its curvature at one γ; nothing where it jumps nowhere. */
export function* kinkSmoothingTask(
  landscape: Landscape,
  norm: Norm,
  kinks: readonly Kink[],
  at?: number,
  told: ProgressCallback = () => undefined,
): CooperativeTask<KinkSmoothingCurve | undefined> {
  let top: { kind: Kink['kind']; theta: Pair; across: Pair; jump: number } | undefined;
  for (const { kind, order, theta, across, jump } of kinks) {
    if (order !== 1) continue;
    jump.forEach((size, k) => {
      if (size > (top?.jump ?? 0)) top = { kind, theta: theta[k] ?? [0, 0], across: across[k] ?? [1, 0], jump: size };
    });
  }
  if (!top) return undefined;
  const { kind, theta, across, jump } = top;
  const gamma = Float64Array.from({ length: GAMMAS }, (_, k) => 0.05 * Math.pow(1e4 / 0.05, k / (GAMMAS - 1)));
  const bend = function* (g: number): CooperativeTask<number> {
    const integral = entropySgd.integral({ gamma: g, normalised: true });
    const { hessian } = yield* smoothedDerivativesTask(landscape, integral, Float64Array.of(theta[0]), Float64Array.of(theta[1]));
    return curvatureAcross(hessian(0), across);
  };
  const curvature = new Float64Array(GAMMAS);
  for (let k = 0; k < GAMMAS; k += 1) {
    curvature[k] = yield* bend(gamma[k] ?? 1);
    told((k + 1) / (GAMMAS + 1));
    yield undefined;
  }
  const now = at !== undefined && { now: { gamma: at, curvature: yield* bend(at) } };
  const share = kind === 'origin' ? tipShare(norm, across) : bendsDown(landscape, theta, across) ? -1 : 1;
  return {
    theta,
    jump,
    gamma,
    curvature,
    jumpAlone: gamma.map((g) => share * jump * Math.sqrt(g / (2 * Math.PI))),
    law: lawOf(kind, norm, share),
    ...now,
  };
}

/** Whether the slope along n falls across the kink. */
function bendsDown({ gradient }: Landscape, [a, b]: Pair, [n1, n2]: Pair): boolean {
  const slope = (h: number): number => {
    const [g1, g2] = gradient(a + h * n1, b + h * n2) ?? [0, 0];
    return g1 * n1 + g2 * n2;
  };
  return slope(BESIDE) < slope(-BESIDE);
}

/**
 * The tip of a cone a‖θ‖_q, whose largest jump is J, bends by c J √(γ/2π) with c from
 * nᵀE∇²‖z‖_q n = √γ √(π/2) · mean of ‖v‖_q (3 (n·v)² − 1) over directions v; π/4 for q = 2.
 */
function tipShare({ p, dualPair }: Norm, [n1, n2]: Pair): number {
  let sum = 0;
  for (let k = 0; k < TURNS; k += 1) {
    const [c, s] = [Math.cos((2 * Math.PI * k) / TURNS), Math.sin((2 * Math.PI * k) / TURNS)];
    sum += dualPair(c, s) * (3 * (c * n1 + s * n2) ** 2 - 1);
  }
  const steepest = p > 2 ? Math.pow(2, 0.5 - 1 / p) : 1; // J = 2a times the largest ‖∇‖v‖_q‖
  return (Math.PI * sum) / TURNS / (2 * steepest);
}

const lawOf = (kind: Kink['kind'], { p }: Norm, share: number): string =>
  kind !== 'origin'
    ? `${share < 0 ? '-' : ''}J\\sqrt{\\gamma/2\\pi}`
    : p === 2
      ? '\\tfrac\\pi4J\\sqrt{\\gamma/2\\pi}'
      : `${share.toFixed(3)}\\,J\\sqrt{\\gamma/2\\pi}`;
