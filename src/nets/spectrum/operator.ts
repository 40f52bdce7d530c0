/** A symmetric linear operator A on ℝⁿ, known by its products alone. */
export interface SymmetricOperator {
  /** n */
  readonly size: number;
  /** A·v, a new vector. Yields between gradients. */
  product(v: Float64Array): AsyncGenerator<undefined, Float64Array>;
}

/** Products made so far, and at most how many there will be. */
export interface ProductProgress {
  readonly done: number;
  readonly of: number;
}

/** Inner product a·b. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

export const norm = (v: Float64Array): number => Math.sqrt(dot(v, v));

/** v ← v + c·w */
export function add(v: Float64Array, c: number, w: Float64Array): void {
  for (let i = 0; i < v.length; i += 1) v[i] = v[i]! + c * w[i]!;
}

/** Removes from v its part in the span of orthonormal vectors: twice, since once leaves rounding ("twice is enough", Parlett 1980). */
export function orthogonalise(v: Float64Array, basis: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass += 1) for (const q of basis) add(v, -dot(q, v), q);
}

/** Numbers that vectors kept at once may hold: 2 GiB. */
const MAX_NUMBERS = 2 ** 28;

/** Throws a sentence where `vectors` vectors of the operator's size do not fit into memory. */
export function requireMemory({ size }: SymmetricOperator, vectors: number): void {
  if (size * vectors > MAX_NUMBERS)
    throw new Error(
      `${vectors} vectors of ${size} weights do not fit into memory: at most ${Math.floor(MAX_NUMBERS / size)} do, so fewer steps are possible`,
    );
}
