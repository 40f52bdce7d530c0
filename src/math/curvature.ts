import { landscapeOf, type Scene } from './adversarial';

export { dualDerivatives, isClosedForm, LOCAL_SIZE, localOf, type Local } from './closedForm';

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

/** The gradient by whatever attack the scene has; NaN on a crease. PGD and FGSM go through Danskin at the δ they found. */
export function gradientOf(scene: Scene): (a: number, b: number, out: Float64Array) => void {
  const { gradient } = landscapeOf(scene);
  return (a, b, out) => {
    [out[0], out[1]] = gradient(a, b) ?? [NaN, NaN];
  };
}
