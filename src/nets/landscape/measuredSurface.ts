import type { Landscape, Pair } from '../../math/core/types';

/** Values on an equally spaced lattice: z[i·a.length + j] at (a[j], b[i]); b is a single number where they depend on a alone. */
export interface MeasuredLattice {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly z: Float64Array;
}

/** n values and one beyond each end, where a quadratic continues them (Keys 1981, eq. 25). */
function padded(values: Float64Array): Float64Array {
  const n = values.length;
  const out = new Float64Array(n + 2);
  out.set(values, 1);
  const beyond = (end: number, inward: 1 | -1): number => {
    if (n === 1) return values[0]!;
    if (n === 2) return 2 * values[end]! - values[end + inward]!;
    return 3 * (values[end]! - values[end + inward]!) + values[end + 2 * inward]!;
  };
  out[0] = beyond(0, 1);
  out[n + 1] = beyond(n - 1, -1);
  return out;
}

/** Cubic convolution (Keys 1981, α = −1/2) at x among equally spaced nodes, of their padded values; beyond the nodes, the value of the nearest end. */
function interpolated(values: Float64Array, nodes: Float64Array, x: number): number {
  const last = nodes.length - 1;
  if (last === 0) return values[1]!;
  const at = Math.min(last, Math.max(0, ((x - nodes[0]!) * last) / (nodes[last]! - nodes[0]!)));
  const from = Math.min(last - 1, Math.floor(at));
  const t = at - from;
  const [p, q, r, s] = [values[from]!, values[from + 1]!, values[from + 2]!, values[from + 3]!];
  return q + 0.5 * t * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)));
}

/** A bound of the slope of the interpolant from the largest difference of neighbours: 2 along an axis, 5/4 for the weights of the other. */
const SLOPE_FACTOR = 2.5;

/**
 * A measured lattice as a landscape for quadrature: bicubic convolution (Keys 1981) between the nodes, the value of the nearest edge beyond them.
 * Panels end at the nodes, between which it is a polynomial.
 */
export function measuredSurface({ a, b, z }: MeasuredLattice): Landscape {
  const [n1, n2] = [a.length, b.length];
  const columns = Array.from(a, (_, j) => padded(Float64Array.from(b, (_unused, i) => z[i * n1 + j]!)));
  let [rowAt, row] = [NaN, padded(new Float64Array(n1))];
  /** The padded values of the nodes of a row θ₂ = t. */
  const rowOf = (t: number): Float64Array => {
    if (t === rowAt) return row;
    row = padded(Float64Array.from(columns, (column) => interpolated(column, b, t)));
    rowAt = t;
    return row;
  };
  const value = (s: number, t: number): number => interpolated(rowOf(t), a, s);
  const slope = (nodes: Float64Array, stride: number, along: number): number => {
    let most = 0;
    for (let k = 0; k < z.length; k += 1) if (Math.floor(k / stride) % along < along - 1) most = Math.max(most, Math.abs(z[k + stride]! - z[k]!));
    return nodes.length > 1 ? most / (nodes[1]! - nodes[0]!) : 0;
  };
  const STEP = 1e-6;
  return {
    value,
    gradient: (s, t): Pair => [(value(s + STEP, t) - value(s - STEP, t)) / (2 * STEP), (value(s, t + STEP) - value(s, t - STEP)) / (2 * STEP)],
    convex: false,
    lipschitz: SLOPE_FACTOR * Math.hypot(slope(a, 1, n1), slope(b, n1, n2)),
    valuesAt: (s, t, out) => {
      for (let k = 0; k < out.length; k += 1) out[k] = value(s[k]!, t[k]!);
    },
    breakpoints: (along, _at, lo, hi) => [...(along === 0 ? a : b)].filter((node) => node > lo && node < hi),
  };
}
