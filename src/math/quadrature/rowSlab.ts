import { legendre } from './gaussLegendre';

/** Rows between two θ₂, at the nodes of a Gauss–Legendre rule in x ∈ (−1, 1). */
export interface RowPanel {
  readonly lo: number;
  readonly hi: number;
  readonly t: Float64Array; // [rows]
  readonly logWeights: Float64Array; // [rows]
  /** dt/dx at x = −1 and x = 1. */
  readonly stretch: readonly [atLo: number, atHi: number];
}

/**
 * A slab; with `cusped` one that touches θ₂ = 0 has t = x², about 0 as origin: an integral over rows that goes as t² log t beside
 * a cone of the loss is smooth in x.
 */
export function rowPanel(lo: number, hi: number, order: number, cusped: boolean): RowPanel {
  const { nodes, weights } = legendre(order);
  const length = hi - lo;
  const [t, logWeights] = [new Float64Array(order), new Float64Array(order)];
  const away = cusped && lo === 0 ? 1 : cusped && hi === 0 ? -1 : 0;
  for (let k = 0; k < order; k += 1) {
    const u = (1 + (away < 0 ? -nodes[k]! : nodes[k]!)) / 2;
    t[k] = away === 0 ? lo + length * u : away * length * u * u;
    logWeights[k] = Math.log(weights[k]! * length * (away === 0 ? 0.5 : u));
  }
  return { lo, hi, t, logWeights, stretch: away === 0 ? [length / 2, length / 2] : away > 0 ? [0, length] : [length, 0] };
}

/** A row θ₂ = t as far as it has been integrated. */
export interface RowIntegral {
  /** log of the integral along it at each θ₁, [n1]. */
  readonly sums: Float64Array;
}

/** Rows in order, with the logarithms of their weights. */
export interface RowIntegrals<R> {
  readonly t: Float64Array; // [R]
  readonly logWeights: Float64Array; // [R]
  readonly rows: readonly R[];
}

/** For which θ an integral is wanted: theta1 × theta2, each ascending and equally spaced. */
export interface IntegralRequest {
  readonly theta1: Float64Array;
  readonly theta2: Float64Array;
  readonly gamma: number;
  /** Nothing further than this from θ matters. */
  readonly range: number;
}
