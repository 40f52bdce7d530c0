import type { CooperativeTask } from '../core/cooperative';
import { eigenvalues } from '../core/linearAlgebra';
import type { Landscape, Norm, AdversarialProblem } from '../core/types';
import { hasClosedForm, DERIVATIVES_SIZE, lossDerivatives } from '../loss/derivatives';
import { gradientOf } from '../loss/landscape';
import type { GaussianIntegral } from '../quadrature/integrand';
import { smoothedDerivativesTask } from '../smoothing/smoothedSurface';
import { worstCase } from '../smoothing/worstCase';

/** Derivative quantities that are mapped over the plane of weights. */
export const maps = {
  'gradient-norm': { label: 'gradient norm', tex: '\\lVert\\nabla L(\\theta)\\rVert' },
  'largest-eigenvalue': { label: 'largest curvature', tex: '\\lambda_{\\max}\\bigl(\\nabla^2L(\\theta)\\bigr)' },
  'smallest-eigenvalue': { label: 'smallest curvature', tex: '\\lambda_{\\min}\\bigl(\\nabla^2L(\\theta)\\bigr)' },
  'lipschitz-ratio': {
    label: 'local Lipschitz ratio of the gradient',
    tex: '\\max_i\\,\\lVert\\nabla L(\\theta+\\tfrac h2e_i)-\\nabla L(\\theta-\\tfrac h2e_i)\\rVert/h',
  },
} as const;
export type MapName = keyof typeof maps;

/** The surface that is mapped: the loss, a Gaussian integral of it, or its worst case over a ball of weights. */
export type MappedSurface =
  | { readonly kind: 'none' }
  | { readonly kind: 'integral'; readonly integral: GaussianIntegral }
  | { readonly kind: 'ball'; readonly radius: number; readonly norm: Norm };

export interface SurfaceMap {
  /** [n2, n1] at (theta1[j], theta2[i]); NaN on a crease, where the quantity does not exist. */
  readonly z: Float64Array;
  /** The quantity and the formula it was computed by, as TeX. */
  readonly tex: string;
  /** Second derivatives are differences of gradients over a grid step. */
  readonly numerical: boolean;
}

/** Formulas of ∇ or ∇²: of the closed-form loss, and of Gaussian integrals. */
const ofLoss =
  "\\nabla^2L=\\tfrac1N\\textstyle\\sum_n\\psi_n''(z_n)\\,e_ne_n^{\\top}\\mp\\psi_n'(z_n)\\,\\varepsilon\\nabla^2\\lVert\\theta\\rVert_q,\\quad e_n=x_n\\mp\\varepsilon\\nabla\\lVert\\theta\\rVert_q";
const ofGradient = "\\nabla L=\\tfrac1N\\textstyle\\sum_n\\psi_n'(z_n)\\,(x_n\\mp\\varepsilon\\nabla\\lVert\\theta\\rVert_q)";
const ofEntropy = "\\nabla^2F=\\gamma I-\\gamma^2\\,\\mathrm{Cov}\\,\\theta'";
const ofMean = "\\nabla^2\\mathbb E L=\\sigma^{-4}\\,\\mathbb E\\bigl[L(\\theta')(dd^{\\top}-\\sigma^2I)\\bigr],\\quad d=\\theta'-\\theta";

/** One map on the lattice theta1 × theta2 (each equally spaced, ascending), as a task that yields after each row. */
export function* surfaceMapTask(
  problem: AdversarialProblem,
  landscape: Landscape,
  mapped: MappedSurface,
  name: MapName,
  theta1: Float64Array,
  theta2: Float64Array,
): CooperativeTask<SurfaceMap> {
  if (mapped.kind === 'integral') return yield* integralMap(landscape, mapped.integral, name, theta1, theta2);
  if (mapped.kind === 'none' && hasClosedForm(problem) && name !== 'lipschitz-ratio') return yield* closedFormMap(problem, name, theta1, theta2);
  const gradient = mapped.kind === 'ball' ? ballGradient(landscape, mapped.radius, mapped.norm) : gradientOf(problem);
  return yield* differenceMap(gradient, name, theta1, theta2, mapped.kind === 'none' && hasClosedForm(problem));
}

/** An eigenvalue below this fraction of the other is rounding. */
const EIGENVALUE_TOLERANCE = 1e-14;

const texOf = (name: MapName, how: string): string => (how === '' ? maps[name].tex : `${maps[name].tex},\\quad ${how}`);

function* closedFormMap(
  problem: AdversarialProblem,
  name: Exclude<MapName, 'lipschitz-ratio'>,
  theta1: Float64Array,
  theta2: Float64Array,
): CooperativeTask<SurfaceMap> {
  const derivatives = lossDerivatives(problem, name === 'gradient-norm' ? 1 : 2);
  const [out, z] = [new Float64Array(DERIVATIVES_SIZE), new Float64Array(theta1.length * theta2.length)];
  for (const [i, b] of theta2.entries()) {
    for (const [j, a] of theta1.entries()) {
      z[i * theta1.length + j] = derivatives(a, b, out) ? quantityOf(name, out[1]!, out[2]!, out[3]!, out[4]!, out[5]!) : NaN;
    }
    yield undefined;
  }
  return {
    z,
    tex: texOf(name, name === 'gradient-norm' ? ofGradient : ofLoss),
    numerical: false,
  };
}

function quantityOf(name: Exclude<MapName, 'lipschitz-ratio'>, g1: number, g2: number, h11: number, h12: number, h22: number): number {
  if (name === 'gradient-norm') return Math.hypot(g1, g2);
  const [min, max] = eigenvalues(h11, h12, h22);
  const value = name === 'largest-eigenvalue' ? max : min;
  if (!Number.isFinite(value)) return NaN; // an infinite curvature: the axes for 2 < p < ∞
  return Math.abs(value) > EIGENVALUE_TOLERANCE * Math.max(-min, max) ? value : 0; // of a Hessian of rank one
}

/** A map of a Gaussian integral: exact gradient and Hessian from its moments; the Lipschitz ratio between the neighbours of each node. */
function* integralMap(
  landscape: Landscape,
  integral: GaussianIntegral,
  name: MapName,
  theta1: Float64Array,
  theta2: Float64Array,
): CooperativeTask<SurfaceMap> {
  const { g1, g2, hessian } = yield* smoothedDerivativesTask(landscape, integral, theta1, theta2);
  const how = integral.density === 'minus-loss' ? ofEntropy : ofMean;
  if (name === 'lipschitz-ratio') return { z: lipschitzRatios(g1, g2, theta1, theta2), tex: texOf(name, ''), numerical: false };
  const z = g1.map((value, k) => {
    const [h11, h12, , h22] = hessian(k);
    return quantityOf(name, value, g2[k]!, h11, h12, h22);
  });
  return { z, tex: texOf(name, name === 'gradient-norm' ? '' : how), numerical: false };
}

/** The larger ‖ΔG‖/‖Δθ‖ along both axes, between the neighbours of a node; one-sided at the edges. */
function lipschitzRatios(g1: Float64Array, g2: Float64Array, theta1: Float64Array, theta2: Float64Array): Float64Array {
  const [n1, n2] = [theta1.length, theta2.length];
  const between = (p: number, q: number, h: number): number => Math.hypot(g1[q]! - g1[p]!, g2[q]! - g2[p]!) / h;
  return g1.map((_, k) => {
    const [i, j] = [Math.floor(k / n1), k % n1];
    const [left, right, below, above] = [Math.max(0, j - 1), Math.min(n1 - 1, j + 1), Math.max(0, i - 1), Math.min(n2 - 1, i + 1)];
    return Math.max(
      between(i * n1 + left, i * n1 + right, theta1[right]! - theta1[left]!),
      between(below * n1 + j, above * n1 + j, theta2[above]! - theta2[below]!),
    );
  });
}

type GradientAt = (a: number, b: number, out: Float64Array) => void;

/** Gradient of the worst case over a ball of weights, by Danskin's theorem. */
function ballGradient(landscape: Landscape, radius: number, norm: Norm): GradientAt {
  return (a, b, out) => {
    const { v } = worstCase.at(landscape, [a, b], radius, norm);
    [out[0], out[1]] = landscape.gradient(a + v[0], b + v[1]) ?? [NaN, NaN];
  };
}

/** A map by central differences of gradients half a grid step to either side, in place of the Hessian; creases included. */
function* differenceMap(
  gradient: GradientAt,
  name: MapName,
  theta1: Float64Array,
  theta2: Float64Array,
  exactGradient: boolean,
): CooperativeTask<SurfaceMap> {
  const [n1, n2] = [theta1.length, theta2.length];
  const [h1, h2] = [(theta1[n1 - 1]! - theta1[0]!) / (n1 - 1), (theta2[n2 - 1]! - theta2[0]!) / (n2 - 1)];
  const [z, out] = [new Float64Array(n1 * n2), new Float64Array(2)];
  // Side gradients serve both neighbours: [n1 + 1] along a row, and those half a step below the row.
  const [row1, row2] = [new Float64Array(n1 + 1), new Float64Array(n1 + 1)];
  const [below1, below2] = [new Float64Array(n1), new Float64Array(n1)];
  const second = name !== 'gradient-norm';
  for (let i = -1; i < n2; i += 1) {
    const b = i < 0 ? theta2[0]! - h2 : theta2[i]!;
    for (let j = 0; second && i >= 0 && j <= n1; j += 1) {
      gradient(j === 0 ? theta1[0]! - h1 / 2 : theta1[j - 1]! + h1 / 2, b, out);
      [row1[j], row2[j]] = [out[0]!, out[1]!];
    }
    for (let j = 0; j < n1; j += 1) {
      gradient(theta1[j]!, second ? b + h2 / 2 : b, out);
      const [g1, g2] = [out[0]!, out[1]!];
      if (i >= 0 && !second) z[i * n1 + j] = Math.hypot(g1, g2);
      if (i >= 0 && second) {
        const [a11, a12] = [(row1[j + 1]! - row1[j]!) / h1, (row2[j + 1]! - row2[j]!) / h1];
        const [a21, a22] = [(g1 - below1[j]!) / h2, (g2 - below2[j]!) / h2];
        const [along1, along2] = [Math.hypot(a11, a12), Math.hypot(a21, a22)];
        const ratio = Number.isNaN(along1) ? along2 : Number.isNaN(along2) ? along1 : Math.max(along1, along2); // one of them may run along a crease
        z[i * n1 + j] = name === 'lipschitz-ratio' ? ratio : quantityOf(name, 0, 0, a11, (a12 + a21) / 2, a22);
      }
      [below1[j], below2[j]] = [g1, g2];
    }
    yield undefined;
  }
  const how = second && name !== 'lipschitz-ratio' ? '\\nabla^2L\\approx\\Delta_h\\nabla L/h' : exactGradient ? ofGradient : '';
  return { z, tex: texOf(name, how), numerical: second && !(exactGradient && name === 'lipschitz-ratio') };
}
