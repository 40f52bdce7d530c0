import type { SurfaceChoice } from '../../experiment/document';

/** A γ below this may carry the integral to weights whose squares float64 cannot hold. */
const TINY = 1e-100;

/** Values over a lattice of θ, and the gradient where it was asked for: [n2, n1], at (theta1[j], theta2[i]). */
export interface Field {
  readonly z: Float64Array;
  readonly gradient?: { readonly g1: Float64Array; readonly g2: Float64Array };
}

/** The nodes a side; each equally spaced. */
export interface Lattice {
  readonly theta1: Float64Array;
  readonly theta2: Float64Array;
}

/** Throws one sentence where a value is not a finite number. Gradients may be: on creases there is none. */
export function requireFinite({ z }: Field, { theta1, theta2 }: Lattice, { smoothing }: Pick<SurfaceChoice, 'smoothing'>): void {
  const bad = z.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const place = `θ = (${theta1[bad % theta1.length]}, ${theta2[Math.floor(bad / theta1.length)]})`;
  if (smoothing.kind === 'entropy-sgd' && smoothing.gamma < TINY)
    throw new Error(`smoothing.gamma: ${smoothing.gamma} is too small: at ${place} the integral is not a finite number in float64`);
  throw new Error(`At ${place} the surface is not a finite number in float64`);
}

/** Fills an [n2, n1] array row by row. */
export function overLattice({ theta1, theta2 }: Lattice, value: (a: number, b: number) => number): Float64Array {
  const out = new Float64Array(theta1.length * theta2.length);
  theta2.forEach((b, i) => theta1.forEach((a, j) => (out[i * theta1.length + j] = value(a, b))));
  return out;
}
