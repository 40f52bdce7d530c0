import { legendre } from './legendre';

/** Rows between two θ₂, at the nodes of a Gauss–Legendre rule in x ∈ (−1, 1). */
export interface Slab {
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
export function slabOf(lo: number, hi: number, order: number, cusped: boolean): Slab {
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
