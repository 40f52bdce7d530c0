import { linspace } from '../../core/grid';
import { pointLoss, softplus } from '../../core/logisticLoss';
import type { Pair } from '../../core/types';
import { perturbedPoint } from '../../loss/landscape';
import { epsilonOf } from '../constants';
import { maxNormOf } from '../pairSampling';
import type { Exhibit, FlatnessExperiment, TheoremContext } from '../types';

/** A 3 × 3 matrix by rows. */
export type Matrix3 = readonly (readonly [number, number, number])[];

/** One boundary maximiser x* = x + side·εθ̂ under L2 in two input dimensions, with the derivatives that the implicit function theorem needs. */
export interface BoundaryMaximiser {
  readonly theta: readonly [number, number];
  readonly x: readonly [number, number];
  /** −1: δ points against θ; +1: along θ. */
  readonly side: -1 | 1;
  readonly epsilon: number;
  /** ψ′ and ψ″ at z = θ·x*. */
  readonly first: number;
  readonly second: number;
}

/** The bordered Hessian [[∇²_xx l − λ∇²‖δ‖, −∇‖δ‖], [−∇‖δ‖ᵀ, 0]] of J = l + λ(ε − ‖δ‖) (the paper's Eq. 22), λ = ∇_x l·δ/ε. */
export function borderedHessian({ theta: [a, b], side, epsilon, first, second }: BoundaryMaximiser): Matrix3 {
  const size = Math.hypot(a, b);
  const [n1, n2] = [(side * a) / size, (side * b) / size]; // δ/ε
  const multiplier = (first * (a * n1 + b * n2)) / epsilon; // λ/ε
  return [
    [second * a * a - multiplier * (1 - n1 * n1), second * a * b + multiplier * n1 * n2, -n1],
    [second * a * b + multiplier * n1 * n2, second * b * b - multiplier * (1 - n2 * n2), -n2],
    [-n1, -n2, 0],
  ];
}

/** ∇_θ x* by Eq. 44: the first two rows of −B⁻¹ [∇_θ∇_x l; 0], ∇_θ∇_x l = ψ′I + ψ″ θ x*ᵀ. Returned as [∂x₁/∂θ₁, ∂x₁/∂θ₂, ∂x₂/∂θ₁, ∂x₂/∂θ₂]. */
export function attackJacobian(boundary: BoundaryMaximiser): [number, number, number, number] {
  const { theta, x, side, epsilon, first, second } = boundary;
  const size = Math.hypot(...theta);
  const star = [x[0] + (side * epsilon * theta[0]) / size, x[1] + (side * epsilon * theta[1]) / size] as const;
  const column = (k: 0 | 1): [number, number, number] => [
    -((k === 0 ? first : 0) + second * theta[0] * star[k]),
    -((k === 1 ? first : 0) + second * theta[1] * star[k]),
    0,
  ];
  const [c1, c2] = [solve3(borderedHessian(boundary), column(0)), solve3(borderedHessian(boundary), column(1))];
  return [c1[0], c2[0], c1[1], c2[1]];
}

/** Smallest singular value of B: of its tangent block |ψ′|‖θ‖/ε and of [[ψ″‖θ‖², ∓1], [∓1, 0]]. */
export function sigmaMin(size: number, epsilon: number, first: number, second: number): number {
  const half = Math.abs(second) * size * size * 0.5;
  const along = half < 1e4 ? Math.sqrt(half * half + 1) - half : 1 / (2 * half);
  return Math.min((Math.abs(first) * size) / epsilon, along);
}

/** Solves M v = r by Cramer's rule. */
export function solve3(m: Matrix3, r: readonly [number, number, number]): [number, number, number] {
  const det = determinant(m);
  const replaced = (k: number): number => determinant(m.map((row, i) => row.map((v, j) => (j === k ? (r[i] ?? 0) : v))));
  return [replaced(0) / det, replaced(1) / det, replaced(2) / det];
}

function determinant(m: readonly (readonly number[])[]): number {
  const at = (i: number, j: number): number => m[i]?.[j] ?? 0;
  const minor = (p: number, q: number): number => at(1, p) * at(2, q) - at(1, q) * at(2, p);
  return at(0, 0) * minor(1, 2) - at(0, 1) * minor(0, 2) + at(0, 2) * minor(0, 1);
}

/** Spectral norm of a 2 × 2 matrix by rows. */
export function matrixNorm2([a, b, c, d]: readonly [number, number, number, number]): number {
  const [s, t] = [a * a + b * b + c * c + d * d, a * d - b * c];
  return Math.sqrt((s + Math.sqrt(Math.max(0, s * s - 4 * t * t))) / 2);
}

/** Direction v of the weights θ = t v. */
const DIRECTION: Pair = [0.8, 0.6];

/** ‖∂x′/∂θ‖ across v by central differences of the attack. */
function differenceQuotient(context: TheoremContext, x: Pair, y: 1 | -1, [v1, v2]: Pair, t: number): number {
  const h = 1e-5 * t;
  const at = (s: number): number[] => perturbedPoint(context.problem, [t * v1 - s * v2, t * v2 + s * v1], x, y).delta;
  const [p, q] = [at(h), at(-h)];
  return Math.hypot((p[0] ?? 0) - (q[0] ?? 0), (p[1] ?? 0) - (q[1] ?? 0)) / (2 * h);
}

/** Logarithmic grid of ‖θ‖: lengths a decade, and the exponent of the shortest in these steps. */
const LENGTHS_PER_DECADE = 80;
const FIRST_EXPONENT = -136;
/** Nodes of a profile of the loss over x, and its half-width in ε. */
const PROFILE_NODES = 61;
const PROFILE_HALF_WIDTH = 3;

/**
 * The paper's third claim: flattening the loss in input space (θ = t v, t → 0) makes the attack more sensitive to θ. At every length
 * t: ‖∇_x l‖, σ_min(B), and the Lipschitz constant of the attack by Eq. 44, by differences and by Lemma 5's bound.
 */
export function flatnessExperiment(context: TheoremContext): FlatnessExperiment {
  const [v, { first, second }, epsilon] = [DIRECTION, pointLoss(context.problem.activation), epsilonOf(context.problem)];
  const last = Math.ceil(LENGTHS_PER_DECADE * Math.log10(Math.max(1, maxNormOf(context))));
  const length = Float64Array.from({ length: last - FIRST_EXPONENT + 1 }, (_, k) => Math.pow(10, (FIRST_EXPONENT + k) / LENGTHS_PER_DECADE));
  const { x, y } = context.problem.points[0] ?? { x: [0, 0] as Pair, y: 1 as const };
  const along = linspace(-PROFILE_HALF_WIDTH * epsilon, PROFILE_HALF_WIDTH * epsilon, PROFILE_NODES);
  const field = (): Float64Array => new Float64Array(length.length);
  const [slope, singular, formula, measured, bound] = [field(), field(), field(), field(), field()];
  const loss = new Float64Array(length.length * PROFILE_NODES);
  length.forEach((t, k) => {
    const theta: Pair = [t * v[0], t * v[1]];
    const { z, delta } = perturbedPoint(context.problem, theta, x, y);
    const [d, dd, position] = [first(y, z), second(y, z), ((delta[0] ?? 0) * v[0] + (delta[1] ?? 0) * v[1]) / epsilon];
    const onBoundary = Math.abs(Math.abs(position) - 1) < 1e-9 && d !== 0;
    const smallest = sigmaMin(t, epsilon, d, dd);
    const [s1, s2] = [x[0] + (delta[0] ?? 0), x[1] + (delta[1] ?? 0)];
    slope[k] = Math.abs(d) * t;
    measured[k] = differenceQuotient(context, x, y, v, t);
    singular[k] = onBoundary ? smallest : NaN;
    formula[k] = onBoundary ? matrixNorm2(attackJacobian({ theta, x, side: position < 0 ? -1 : 1, epsilon, first: d, second: dd })) : NaN;
    bound[k] = onBoundary ? matrixNorm2([d + dd * theta[0] * s1, dd * theta[0] * s2, dd * theta[1] * s1, d + dd * theta[1] * s2]) / smallest : NaN;
    const centre = theta[0] * x[0] + theta[1] * x[1];
    for (let n = 0; n < PROFILE_NODES; n += 1) loss[k * PROFILE_NODES + n] = softplus(-y * context.problem.activation.f(centre + t * along[n]!));
  });
  const title = 'A flatter loss in x, a less steady attack';
  return { kind: 'flattening', title, direction: v, x, y, length, slope, singular, formula, measured, bound, along, loss };
}

/** Formula 44, exactly ε/‖θ‖ here, against differences of the attack, at five lengths of θ. */
export function jacobianTable(context: TheoremContext): Exhibit {
  const [v, { first, second }, epsilon] = [DIRECTION, pointLoss(context.problem.activation), epsilonOf(context.problem)];
  const { x, y } = context.problem.points[0] ?? { x: [0, 0] as Pair, y: 1 as const };
  const rows = [2, 1, 0.5, 0.25, 0.1].flatMap((t) => {
    const theta: Pair = [t * v[0], t * v[1]];
    const { z, delta } = perturbedPoint(context.problem, theta, x, y);
    const along = (delta[0] ?? 0) * v[0] + (delta[1] ?? 0) * v[1];
    if (Math.abs(Math.abs(along) - epsilon) > 1e-9 * (1 + epsilon) || first(y, z) === 0) return []; // an inner maximiser, or a flat loss
    const jacobian = attackJacobian({ theta, x, side: along < 0 ? -1 : 1, epsilon, first: first(y, z), second: second(y, z) });
    return [[t, matrixNorm2(jacobian), differenceQuotient(context, x, y, v, t), epsilon / t, sigmaMin(t, epsilon, first(y, z), second(y, z))]];
  });
  return {
    kind: 'table',
    title: 'Jacobian of the attack',
    columns: [
      '\\lVert\\theta\\rVert',
      '\\lVert{-B^{-1}}\\nabla_\\theta\\nabla_xl\\rVert',
      "\\lVert\\Delta x'\\rVert/\\lVert\\Delta\\theta\\rVert",
      '\\varepsilon/\\lVert\\theta\\rVert',
      '\\sigma_{\\min}(B)',
    ],
    rows,
  };
}
