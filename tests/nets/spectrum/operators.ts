import { streamOf } from '../../../src/math/core/random';
import type { SymmetricOperator } from '../../../src/nets/spectrum/operator';

/** A symmetric matrix with given eigenvalues in float64: H·diag·H with a reflection H = I − 2uuᵀ, so that no eigenvector is an axis. */
export function withSpectrum(eigenvalues: ArrayLike<number>, seed = 1): SymmetricOperator & { readonly products: () => number } {
  const size = eigenvalues.length;
  const raw = streamOf(seed, 'reflection').normal(size, 1);
  const length = Math.sqrt(raw.reduce((sum, v) => sum + v * v, 0));
  const u = Float64Array.from(raw, (v) => v / length);
  const reflected = (v: Float64Array): Float64Array => {
    const along = v.reduce((sum, value, i) => sum + value * u[i]!, 0);
    return v.map((value, i) => value - 2 * along * u[i]!);
  };
  let products = 0;
  return {
    size,
    products: () => products,
    async *product(v) {
      products += 1;
      yield;
      return reflected(reflected(v).map((value, i) => value * (eigenvalues[i] ?? NaN)));
    },
  };
}
