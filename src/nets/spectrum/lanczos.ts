import { streamOf } from '../../math/core/random';
import { symmetricEigen, type SymmetricEigen } from '../../math/core/linearAlgebra';
import { add, dot, norm, orthogonalise, type ProductProgress, requireMemory, type SymmetricOperator } from './operator';

/** The Krylov space of some steps: orthonormal vectors q, and the tridiagonal matrix T = QᵀAQ. */
export interface Krylov {
  readonly basis: readonly Float64Array[];
  /** Diagonal of T. */
  readonly alpha: readonly number[];
  /** β[k] couples q_k and q_{k+1}; the last one is the norm of what is left, 0 where the space is invariant. */
  readonly beta: readonly number[];
}

/** ‖left‖ below this, relative to the operator: the space is invariant, and what is left is rounding. */
const BREAKDOWN = 1e-12;

/**
 * The method of Lanczos with full reorthogonalisation (Golub and Meurant 2010, chapter 4; Golub and Van Loan 10.3): without it, copies of converged
 * eigenvalues appear. Yields after each product; ends early where the space is invariant or `isDone` says so. Throws a sentence for a start of length 0.
 */
export async function* lanczos(
  operator: SymmetricOperator,
  start: Float64Array,
  steps: number,
  isDone: (krylov: Krylov) => boolean = () => false,
): AsyncGenerator<ProductProgress | undefined, Krylov> {
  const of = Math.min(steps, operator.size);
  const scale = start.reduce((most, value) => Math.max(most, Math.abs(value)), 0); // squares of tiny numbers vanish
  if (!(scale > 0 && Number.isFinite(scale))) throw new Error('The method of Lanczos needs a start that is not 0');
  const unit = start.map((value) => value / scale);
  const [basis, alpha, beta]: [Float64Array[], number[], number[]] = [[], [], []];
  const length = norm(unit);
  let next: Float64Array = unit.map((value) => value / length);
  let largest = 0;
  for (let k = 0; k < of; k += 1) {
    const q = next;
    basis.push(q);
    next = yield* operator.product(q);
    const a = dot(q, next);
    alpha.push(a);
    orthogonalise(next, basis);
    const b = norm(next);
    largest = Math.max(largest, Math.abs(a), beta.at(-1) ?? 0);
    if (!Number.isFinite(b + a)) throw new Error('A product with the Hessian is not finite: the loss has no curvature in float32 here');
    const invariant = b <= BREAKDOWN * largest || k + 1 === operator.size;
    beta.push(invariant ? 0 : b);
    yield { done: k + 1, of };
    if (invariant || isDone({ basis, alpha, beta })) break;
    next = next.map((value) => value / b);
  }
  return { basis, alpha, beta };
}

/** Eigenpairs of T; their values are the Ritz values, and their first components give quadrature weights. */
export function ritz({ alpha, beta }: Krylov): SymmetricEigen {
  return symmetricEigen(alpha.map((a, i) => alpha.map((_, j) => (i === j ? a : i - j === 1 ? beta[j]! : j - i === 1 ? beta[i]! : 0))));
}

/** An eigenvalue estimate. */
export interface RitzPair {
  readonly value: number;
  /** ‖A·v − value·v‖: an eigenvalue of A lies within this of the value. From T, as |β·s|. */
  readonly residual: number;
  /** Unit vector. */
  readonly vector: Float64Array;
}

export interface ExtremeEigenpairs {
  /** Largest values first. */
  readonly largest: readonly RitzPair[];
  /** Smallest values first; they may be negative. */
  readonly smallest: readonly RitzPair[];
  /** Products used. */
  readonly steps: number;
  /** Whether every residual is at most `tolerance` times the largest modulus. */
  readonly converged: boolean;
}
export interface ExtremeOptions {
  /** Pairs wanted at each end. */
  readonly count: number;
  /** Most products. */
  readonly steps: number;
  readonly tolerance: number;
  /** Of the random start. */
  readonly seed: number;
}

/** Products between two tests of convergence, which take some k³ steps after k of them. */
const CHECK_INTERVAL = 5;

/**
 * The `count` largest and smallest eigenvalues with residuals, by the method of Lanczos from a random start, until they have converged or the steps
 * are used up. A multiple eigenvalue is found once. Fewer pairs where the Krylov space is smaller.
 */
export async function* extremeEigenpairs(
  operator: SymmetricOperator,
  { count, steps, tolerance, seed }: ExtremeOptions,
): AsyncGenerator<ProductProgress | undefined, ExtremeEigenpairs> {
  requireMemory(operator, Math.min(steps, operator.size) + 2);
  const start = Float64Array.from(streamOf(seed, 'lanczos').normal(operator.size, 1));
  const krylov = yield* lanczos(
    operator,
    start,
    steps,
    (space) => space.alpha.length % CHECK_INTERVAL === 0 && hasConverged(space, count, tolerance),
  );
  const { values, vectors } = ritz(krylov);
  const n = values.length;
  const pair = (k: number): RitzPair => ({ value: values[k]!, residual: residualOf(krylov, vectors[k]!), vector: ritzVector(krylov, vectors[k]!) });
  const wanted = Math.min(count, n);
  return {
    largest: Array.from({ length: wanted }, (_, k) => pair(n - 1 - k)),
    smallest: Array.from({ length: wanted }, (_, k) => pair(k)),
    steps: n,
    converged: hasConverged(krylov, count, tolerance),
  };
}

const residualOf = ({ beta }: Krylov, vector: Float64Array): number => Math.abs((beta.at(-1) ?? 0) * (vector.at(-1) ?? 0));

function hasConverged(krylov: Krylov, count: number, tolerance: number): boolean {
  if (krylov.alpha.length < Math.min(2 * count, krylov.basis[0]?.length ?? 0) && krylov.beta.at(-1) !== 0) return false;
  const { values, vectors } = ritz(krylov);
  const scale = Math.max(Math.abs(values[0]!), Math.abs(values.at(-1)!));
  return vectors.every((vector, k) => (k >= count && k < values.length - count) || residualOf(krylov, vector) <= tolerance * scale);
}

function ritzVector({ basis }: Krylov, components: Float64Array): Float64Array {
  const vector = new Float64Array(basis[0]?.length ?? 0);
  basis.forEach((q, k) => add(vector, components[k]!, q));
  return vector;
}
