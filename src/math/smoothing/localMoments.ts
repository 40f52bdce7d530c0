import { runToCompletion, type CooperativeTask } from '../core/cooperative';
import type { Landscape, Pair, Vector } from '../core/types';
import type { GaussianIntegral, LocalMoments } from '../quadrature/integrand';
import { latticeMoments, type Moments } from '../quadrature/latticeIntegral';
import { entropySgd } from './entropySgd';
import { isNarrow, latticeTask, momentsNodeByNode } from './smoothedSurface';

/** One θ of an integral: log of it, and the moments of θ′ − θ under its density. */
export interface Local extends LocalMoments {
  readonly logZ: number;
}

/** Side of a patch in widths 1/√γ, and its Chebyshev nodes a side: log Z is analytic on the scale of a width, and 10⁻¹¹ is left of it. */
const SIDE = 6;
const NODES = 32;
/** What a panel of its integrals may leave, and where close integrals are dear. */
const TOLERANCE = 1e-9;
const COARSE_TOLERANCE = 1e-6;
/** Patches that are cached. */
const MAX_PATCHES = 4000;

/** Chebyshev nodes in (−1, 1) and their barycentric weights. */
const chebyshev = Array.from({ length: NODES }, (_, k) => {
  const angle = (Math.PI * (k + 0.5)) / NODES;
  return { node: -Math.cos(angle), weight: (k % 2 ? -1 : 1) * Math.sin(angle) };
});

/** Values at a node: log Z, E d₁, E d₂, E d₁², E d₁d₂, E d₂². */
const FIELDS = 6;

/** A square of θ and the integral at its Chebyshev nodes, [θ₂, θ₁, FIELDS]. */
type Patch = Float64Array;

function interleaved({ logZ, mean1, mean2, second11, second12, second22 }: Moments): Patch {
  const patch = new Float64Array(FIELDS * logZ.length);
  [logZ, mean1, mean2, second11, second12, second22].forEach((values, field) => values.forEach((v, k) => (patch[FIELDS * k + field] = v)));
  return patch;
}

/**
 * An integral at one θ after another, as a path needs it: a tensor Chebyshev patch of the lattice integral, computed when a path first
 * enters it, and barycentric interpolation (Berrut and Trefethen 2004) at every θ in it. The result depends on θ alone.
 */
export function localMoments(...of: Parameters<typeof localMomentsTask>): (theta: Pair) => Local {
  const task = localMomentsTask(...of);
  return (theta) => runToCompletion(task(theta));
}

/** localMoments(), in steps while a patch is computed. */
export function localMomentsTask(landscape: Landscape, integral: GaussianIntegral): (theta: Pair) => CooperativeTask<Local> {
  const side = SIDE / Math.sqrt(integral.gamma);
  const patches = new Map<string, Patch>();
  const [w1, w2] = [new Float64Array(NODES), new Float64Array(NODES)];
  if (isNarrow(integral)) return (theta) => momentsAt(landscape, integral, theta);
  return function* (theta) {
    const [i, j] = [Math.round(theta[0] / side), Math.round(theta[1] / side)];
    const key = `${i},${j}`;
    let patch = patches.get(key);
    if (!patch) {
      const [theta1, theta2] = [i, j].map((k) => Float64Array.from(chebyshev, ({ node }) => side * (k + node / 2))) as [Float64Array, Float64Array];
      const tolerance = landscape.hasWeakKinks ? COARSE_TOLERANCE : TOLERANCE;
      patch = interleaved(yield* latticeMoments(latticeTask(landscape, integral, theta1, theta2, tolerance)));
      if (patches.size >= MAX_PATCHES) patches.clear();
      patches.set(key, patch);
    }
    writeInterpolation(2 * (theta[0] / side - i), w1);
    writeInterpolation(2 * (theta[1] / side - j), w2);
    return interpolate(patch, w1, w2);
  };
}

/** Writes the barycentric interpolation weights at x. */
function writeInterpolation(x: number, out: Float64Array): void {
  let sum = 0;
  for (let k = 0; k < NODES; k += 1) {
    const { node, weight } = chebyshev[k]!;
    if (x === node) {
      out.fill(0);
      out[k] = 1;
      return;
    }
    out[k] = weight / (x - node);
    sum += out[k]!;
  }
  for (let k = 0; k < NODES; k += 1) out[k] = out[k]! / sum;
}

/** One pass over the patch, so that the six sums do not wait for one another. */
function interpolate(patch: Patch, w1: Float64Array, w2: Float64Array): Local {
  let [logZ, mean1, mean2, second11, second12, second22] = [0, 0, 0, 0, 0, 0];
  for (let l = 0, at = 0; l < NODES; l += 1)
    for (let k = 0; k < NODES; k += 1, at += FIELDS) {
      const weight = w1[k]! * w2[l]!;
      logZ += weight * patch[at]!;
      mean1 += weight * patch[at + 1]!;
      mean2 += weight * patch[at + 2]!;
      second11 += weight * patch[at + 3]!;
      second12 += weight * patch[at + 4]!;
      second22 += weight * patch[at + 5]!;
    }
  return { logZ, mean: [mean1, mean2], second: [second11, second12, second22] };
}

/** The integral at one θ, directly. */
function* momentsAt(landscape: Landscape, integral: GaussianIntegral, [a, b]: Pair): CooperativeTask<Local> {
  const task = latticeTask(landscape, integral, Float64Array.of(a), Float64Array.of(b), TOLERANCE);
  const { logZ, mean1, mean2, second11, second12, second22 } = yield* (isNarrow(integral) ? momentsNodeByNode : latticeMoments)(task);
  return { logZ: logZ[0]!, mean: [mean1[0]!, mean2[0]!], second: [second11[0]!, second12[0]!, second22[0]!] };
}

/**
 * E θ′ and Var θ′ at one θ after another. A patch is computed at the second θ of one γ: under a scoping schedule γ changes at every step,
 * and a direct integral takes a tenth of the time of a patch.
 */
export function gibbsMoments(landscape: Landscape): (theta: Vector, gamma: number) => GibbsMoments {
  let last: { readonly gamma: number; interpolated?: (theta: Pair) => Local } | undefined;
  const localAt = (theta: Pair, gamma: number): Local => {
    const integral = entropySgd.integral({ gamma, normalised: true });
    if (last?.gamma !== gamma) {
      last = { gamma };
      return runToCompletion(momentsAt(landscape, integral, theta));
    }
    last.interpolated ??= localMoments(landscape, integral);
    return last.interpolated(theta);
  };
  return ([a = NaN, b = NaN], gamma) => {
    const { mean, second } = localAt([a, b], gamma);
    return { mean: [a + mean[0], b + mean[1]], variance: [second[0] - mean[0] ** 2, second[2] - mean[1] ** 2] };
  };
}

export interface GibbsMoments {
  /** E θ′ */
  readonly mean: Vector;
  /** Var θ′ᵢ */
  readonly variance: Vector;
}
