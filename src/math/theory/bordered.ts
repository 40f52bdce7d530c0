/** A 3 × 3 matrix by rows. */
export type Matrix3 = readonly (readonly [number, number, number])[];

/** One boundary maximiser x* = x + side·εθ̂ under L2 in two input dimensions, as the implicit-function theorem sees it. */
export interface Boundary {
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
export function borderedHessian({ theta: [a, b], side, epsilon, first, second }: Boundary): Matrix3 {
  const size = Math.hypot(a, b);
  const [n1, n2] = [(side * a) / size, (side * b) / size]; // δ/ε
  const bend = (first * (a * n1 + b * n2)) / epsilon; // λ/ε
  return [
    [second * a * a - bend * (1 - n1 * n1), second * a * b + bend * n1 * n2, -n1],
    [second * a * b + bend * n1 * n2, second * b * b - bend * (1 - n2 * n2), -n2],
    [-n1, -n2, 0],
  ];
}

/** ∇_θ x* by Eq. 44: the first two rows of −B⁻¹ [∇_θ∇_x l; 0], ∇_θ∇_x l = ψ′I + ψ″ θ x*ᵀ. Returned as [∂x₁/∂θ₁, ∂x₁/∂θ₂, ∂x₂/∂θ₁, ∂x₂/∂θ₂]. */
export function attackJacobian(boundary: Boundary): [number, number, number, number] {
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
export function smallestSingular(size: number, epsilon: number, first: number, second: number): number {
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
export function norm2([a, b, c, d]: readonly [number, number, number, number]): number {
  const [s, t] = [a * a + b * b + c * c + d * d, a * d - b * c];
  return Math.sqrt((s + Math.sqrt(Math.max(0, s * s - 4 * t * t))) / 2);
}
