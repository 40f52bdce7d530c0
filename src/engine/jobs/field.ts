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

/** Fills an [n2, n1] array row by row. */
export function overLattice({ theta1, theta2 }: Lattice, value: (a: number, b: number) => number): Float64Array {
  const out = new Float64Array(theta1.length * theta2.length);
  theta2.forEach((b, i) => theta1.forEach((a, j) => (out[i * theta1.length + j] = value(a, b))));
  return out;
}
