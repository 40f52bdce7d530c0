/** Samples of a function on a square lattice: z[i·n + j] belongs to (x[j], y[i]), x = θ₁, y = θ₂. */
export interface Grid {
  readonly n: number;
  readonly x: Float64Array; // [n]
  readonly y: Float64Array; // [n]
  readonly z: Float64Array; // [n, n]
}

/** n equally spaced nodes of [lo, hi], ends included; exactly 0 where a symmetric range passes it. */
export function linspace(lo: number, hi: number, n: number): Float64Array {
  const nodes = new Float64Array(n);
  for (let i = 0; i < n; i += 1) nodes[i] = (lo * (n - 1 - i) + hi * i) / (n - 1);
  return nodes;
}
