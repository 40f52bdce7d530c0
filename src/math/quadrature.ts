import type { Landscape, Pair } from './kinds';
import { legendre } from './legendre';
import { panelEdges, type PanelRule } from './panels';

/**
 * Nodes for ∫∫ exp(a(s, t) − γ/2 ‖θ − (s, t)‖²) ds dt over the plane, for every θ of a rectangle at once:
 * Σ_k w_k Σ_j w_kj exp(…) with rows t_k and, on each row, nodes s_kj. Weights are kept as logarithms.
 */
export interface Nodes {
  readonly rows: Float64Array; // t_k, [R]
  readonly rowLogWeights: Float64Array; // [R]
  readonly nodes: readonly Float64Array[]; // s_kj, R rows of their own length
  readonly logWeights: readonly Float64Array[];
  /** No node further than this from θ matters to the integral at θ. */
  readonly range: number;
}

export interface PlanOptions {
  /** Gauss–Legendre nodes a panel. */
  readonly order: number;
  /** How far from θ the integrand can matter, as massRange() says. */
  readonly range: number;
}

/** exp(−TAIL) is what may be left out of an integral. */
const TAIL = 26;

/**
 * How far from θ the integrand can matter. With a loss of slope G the exponent at distance d is at most G d − γ d²/2 above
 * that at θ; with a loss ≥ 0 it is at most L(θ) − γ d²/2 above it. Both must still exceed −TAIL.
 */
export function massRange(slope: number, highest: number, gamma: number): number {
  return Math.min((slope + Math.sqrt(slope * slope + 2 * TAIL * gamma)) / gamma, Math.sqrt((2 * (highest + TAIL)) / gamma));
}

/** Lays panels of Gauss–Legendre nodes for all θ in theta1 × theta2: split at breaks, shrunk at bends, no longer than 4/√γ. */
export function planNodes(landscape: Landscape, theta1: Pair, theta2: Pair, gamma: number, { order, range }: PlanOptions): Nodes {
  const sigma = 1 / Math.sqrt(gamma);
  const [lo, hi] = [theta1[0] - range, theta1[1] + range];
  const floor = 1.6 * landscape.grain;
  const tip = landscape.cusp > 0 ? Math.cbrt(1e-5 / (landscape.cusp * gamma)) : Infinity;
  const cap = landscape.bends === 'anywhere' ? Math.min(4 * sigma, floor) : 4 * sigma;
  const shared = { cap, floor, growth: 2 };
  const column = landscape.marks(1, 0, theta2[0] - range, theta2[1] + range);
  const furthest = Math.max(Math.abs(lo), Math.abs(hi)) - range;
  const across: PanelRule = {
    ...shared,
    lo: theta2[0] - range,
    hi: theta2[1] + range,
    breaks: column.breaks,
    bends: [0],
    tip,
    growth: Math.min(2, Math.max(0.05, (4 * sigma) / furthest)),
  };
  const rows = rulePoints(panelEdges(across), order);
  const along = Array.from(rows.points, (t) => {
    const { breaks, bends } = landscape.marks(0, t, lo, hi);
    return rulePoints(panelEdges({ ...shared, lo, hi, breaks, bends, tip: Math.max(tip, Math.abs(t)) }), order);
  });
  return {
    rows: rows.points,
    rowLogWeights: rows.logWeights,
    nodes: along.map(({ points }) => points),
    logWeights: along.map(({ logWeights }) => logWeights),
    range,
  };
}

/** The rule repeated on every panel. */
function rulePoints(edges: readonly number[], order: number): { points: Float64Array; logWeights: Float64Array } {
  const { nodes, weights } = legendre(order);
  const points = new Float64Array((edges.length - 1) * order);
  const logWeights = new Float64Array(points.length);
  for (let panel = 0; panel + 1 < edges.length; panel += 1) {
    const [a, b] = [edges[panel] ?? 0, edges[panel + 1] ?? 0];
    for (let k = 0; k < order; k += 1) {
      points[panel * order + k] = (a + b) / 2 + ((b - a) / 2) * (nodes[k] ?? 0);
      logWeights[panel * order + k] = Math.log(((b - a) / 2) * (weights[k] ?? 0));
    }
  }
  return { points, logWeights };
}
