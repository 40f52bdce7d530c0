import { expect, test } from 'vitest';
import { streamOf } from '../../../src/math/core/random';
import { symmetricEigen } from '../../../src/math/core/linearAlgebra';

/** A random symmetric matrix. */
const symmetric = (n: number, seed: number): number[][] => {
  const raw = streamOf(seed, 'matrix').normal(n * n, 1);
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_unused, j) => ((raw[i * n + j] ?? 0) + (raw[j * n + i] ?? 0)) / 2));
};
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((sum, v, i) => sum + v * (b[i] ?? NaN), 0);

test.each([1, 2, 3, 10, 60])('eigenpairs of a random symmetric matrix of %i rows', (n) => {
  const rows = symmetric(n, n);
  const { values, vectors } = symmetricEigen(rows);
  const scale = Math.max(...values.map(Math.abs));
  values.forEach((value, k) => {
    if (k > 0) expect(value).toBeGreaterThanOrEqual(values[k - 1] ?? NaN);
    const v = vectors[k] ?? [];
    rows.forEach((row, i) => expect(Math.abs(dot(row, v) - value * (v[i] ?? NaN)) / scale).toBeLessThan(1e-13));
    vectors.forEach((other, j) => expect(Math.abs(dot(v, other) - (j === k ? 1 : 0))).toBeLessThan(1e-13));
  });
});

test('the second difference has the eigenvalues 2 − 2 cos(πk/(n + 1)); repeated and zero ones are found as often as they occur', () => {
  const n = 40;
  const rows = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_unused, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)));
  symmetricEigen(rows).values.forEach((value, k) => expect(value).toBeCloseTo(2 - 2 * Math.cos((Math.PI * (k + 1)) / (n + 1)), 12));
  const ones = Array.from({ length: 5 }, () => [1, 1, 1, 1, 1]);
  [0, 0, 0, 0, 5].forEach((value, k) => expect(symmetricEigen(ones).values[k]).toBeCloseTo(value, 13));
});
