import type { Landscape, Pair } from './kinds';
import type { Kink } from './kinks';
import { entropySgd } from './smoothings/entropySgd';
import { integratingMoments } from './smoothings/integrate';
import type { Integral } from './smoothings/kinds';
import type { Steps } from './sweep';

/** Vertices of a kink at which the smoothed curvature is computed; the others are interpolated. */
const VERTICES = 13;
/** Values of γ, from broad to narrow. */
const GAMMAS = 13;

/** nᵀ∇²F n at θ: the curvature of the smoothed surface across a kink. */
function* curvatureAcross(landscape: Landscape, integral: Integral, theta: Pair, [n1, n2]: Pair): Steps<number> {
  const { hessian } = yield* integratingMoments(landscape, integral, Float64Array.of(theta[0]), Float64Array.of(theta[1]));
  const [a, b, , c] = hessian(0);
  return a * n1 * n1 + 2 * b * n1 * n2 + c * n2 * n2;
}

/** The curvature that replaced the jump, at every vertex of a kink. */
export function* smoothedKink(landscape: Landscape, integral: Integral, { theta, across }: Kink): Steps<number[]> {
  const last = theta.length - 1;
  const picked = [...new Set(Array.from({ length: VERTICES }, (_, k) => Math.round((last * k) / (VERTICES - 1))))];
  const found: number[] = [];
  for (const k of picked) {
    found.push(yield* curvatureAcross(landscape, integral, theta[k] ?? [0, 0], across[k] ?? [1, 0]));
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
export interface Fade {
  readonly theta: Pair;
  readonly jump: number;
  readonly gamma: Float64Array;
  readonly curvature: Float64Array;
  /** J √(γ/2π): what a jump J alone becomes under a Gaussian of width 1/√γ. */
  readonly jumpAlone: Float64Array;
}

/** The fade at the vertex where the gradient jumps most; nothing where it jumps nowhere. */
export function* fading(landscape: Landscape, kinks: readonly Kink[]): Steps<Fade | undefined> {
  let top: { theta: Pair; across: Pair; jump: number } | undefined;
  for (const { order, theta, across, jump } of kinks) {
    if (order !== 1) continue;
    jump.forEach((size, k) => {
      if (size > (top?.jump ?? 0)) top = { theta: theta[k] ?? [0, 0], across: across[k] ?? [1, 0], jump: size };
    });
  }
  if (!top) return undefined;
  const { theta, across, jump } = top;
  const gamma = Float64Array.from({ length: GAMMAS }, (_, k) => 0.05 * Math.pow(1e4 / 0.05, k / (GAMMAS - 1)));
  const curvature = new Float64Array(GAMMAS);
  for (let k = 0; k < GAMMAS; k += 1) {
    curvature[k] = yield* curvatureAcross(landscape, entropySgd.integral({ gamma: gamma[k] ?? 1, normalised: true }), theta, across);
    yield undefined;
  }
  return { theta, jump, gamma, curvature, jumpAlone: gamma.map((g) => jump * Math.sqrt(g / (2 * Math.PI))) };
}
