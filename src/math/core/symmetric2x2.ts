/** Smallest and largest eigenvalue of [[a, b], [b, c]]. */
export function eigenvalues(a: number, b: number, c: number): readonly [number, number] {
  const [middle, spread] = [(a + c) / 2, Math.hypot((a - c) / 2, b)];
  return [middle - spread, middle + spread];
}

/** Unit eigenvector of [[a, b], [b, c]] for its eigenvalue. */
export function eigenvector(a: number, b: number, c: number, value: number): readonly [number, number] {
  const [first, second] = [Math.hypot(b, value - a), Math.hypot(value - c, b)];
  if (first === 0 && second === 0) return [1, 0];
  return first >= second ? [b / first, (value - a) / first] : [(value - c) / second, b / second];
}

/** Largest |eigenvalue| of [[a, b], [b, c]]: its spectral norm. */
export const spectralNorm = (a: number, b: number, c: number): number => Math.max(...eigenvalues(a, b, c).map(Math.abs));
