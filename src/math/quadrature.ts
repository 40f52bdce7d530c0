import type { Landscape, Pair } from './kinds';
import { legendre } from './legendre';
import { panelEdges, type PanelRule } from './panels';

/**
 * Nodes for ∫∫ exp(a(s, t) − γ/2 ‖θ − (s, t)‖²) ds dt over the plane, for every θ of a rectangle at once:
 * Σ_k w_k Σ_j w_kj exp(…) with rows t_k and, on each row, nodes s_kj. Weights are kept as logarithms.
 */
export interface Rows {
  readonly rows: Float64Array; // t_k, [R]
  readonly rowLogWeights: Float64Array; // [R]
  /** Nodes s_kj of row k, laid when asked for: a narrow Gaussian has millions. */
  row(k: number): Line;
  /** No node further than this from θ matters to the integral at θ. */
  readonly range: number;
}

/** Ascending nodes on a line and the logarithms of their weights. */
export interface Line {
  readonly points: Float64Array;
  readonly logWeights: Float64Array;
}

/** Rows with all their nodes laid. */
export interface Nodes extends Omit<Rows, 'row'> {
  readonly nodes: readonly Float64Array[]; // R rows of their own length
  readonly logWeights: readonly Float64Array[];
}

export interface PlanOptions {
  /** Gauss–Legendre nodes a panel. */
  readonly order: number;
  /** How far from θ the integrand can matter, as massRange() says. */
  readonly range: number;
  /** Each panel along θ₂ is cut into so many. Rows are exact between breaks; where breaks meet, their integral is not smooth in θ₂. */
  readonly cut?: number;
}

/** Panels that may be laid: seconds of work for a formula, whose loss is dear, and as much for the named models. */
export const MOST = { anywhere: 6e5, origin: 2.5e6 };

/** exp(−TAIL) is what may be left out of an integral. */
const TAIL = 26;

/**
 * How far from θ the integrand can matter. With a loss of slope G the exponent at distance d is at most G d − γ d²/2 above
 * that at θ; with a loss ≥ 0 it is at most L(θ) − γ d²/2 above it. Both must still exceed −TAIL.
 */
export function massRange(slope: number, highest: number, gamma: number): number {
  return Math.min((slope + Math.sqrt(slope * slope + 2 * TAIL * gamma)) / gamma, Math.sqrt((2 * (highest + TAIL)) / gamma));
}

/** Where a break turns back, the integral of rows goes as |θ₂ − turn|^(3/2): panels step up to it by these shares of their length. */
const STEPS = [0.03, 0.25];

interface Layout {
  /** Panels along θ₂: every node of theirs is a row. */
  readonly across: readonly Pair[];
  /** Panels of the row θ₂ = t. */
  along(t: number): Pair[];
  /** How many there are in all, judged by a row in the middle. */
  readonly count: number;
}

/**
 * Panels for all θ of theta1 × theta2 (each ascending): split at breaks, shrunk at bends, no longer than 4/√γ, and only where
 * some θ looks. A panel along θ₂ with one along θ₁ is order² nodes. Throws a sentence where there would be too many.
 */
export function layoutOf(landscape: Landscape, theta1: Float64Array, theta2: Float64Array, gamma: number, range: number): Layout {
  const sigma = 1 / Math.sqrt(gamma);
  const floor = 1.6 * landscape.grain;
  const tip = landscape.cusp > 0 ? Math.cbrt(1e-5 / (landscape.cusp * gamma)) : Infinity;
  const cap = landscape.bends === 'anywhere' ? Math.min(4 * sigma, floor) : 4 * sigma;
  const [seen1, seen2] = [windows(theta1, range), windows(theta2, range)];
  const furthest = theta1.reduce((most, t) => Math.max(most, Math.abs(t)), 0);
  const growth = Math.min(2, Math.max(0.05, (4 * sigma) / furthest));
  const length = (seen: readonly Pair[]): number => seen.reduce((sum, [lo, hi]) => sum + hi - lo, 0);
  const apart = seen1.length > 1;
  allow((length(seen1) / cap) * (length(seen2) / cap), landscape, apart);
  const across = seen2.flatMap(([lo, hi]) => {
    const stops = stopsOf(landscape, lo, hi, cap);
    return panels({ cap, floor, growth, lo, hi, breaks: stops, bends: [0], tip });
  });
  const along = (t: number): Pair[] => {
    const shrink = { cap, floor, growth: 2, tip: Math.max(tip, Math.abs(t)) };
    return seen1.flatMap(([lo, hi]) => panels({ ...shrink, lo, hi, ...landscape.marks(0, t, lo, hi) }));
  };
  const [lo, hi] = across[across.length >> 1] ?? [0, 0];
  const count = across.length * along((lo + hi) / 2).length;
  allow(count, landscape, apart);
  return { across, along, count };
}

/** Where panels along θ₂ end; steps to a turn are left out where there are more turns than panels, since those are short enough. */
function stopsOf(landscape: Landscape, lo: number, hi: number, cap: number): number[] {
  const { breaks, bends } = landscape.knots(lo, hi);
  const steps = bends.length * cap > hi - lo ? [] : STEPS.flatMap((step) => [-step * cap, step * cap]);
  const stops = [...landscape.marks(1, 0, lo, hi).breaks, ...breaks, ...bends.flatMap((at) => [at, ...steps.map((step) => at + step)])];
  return stops.sort((p, q) => p - q).filter((at, k, list) => k === 0 || at - list[k - 1]! > 1e-7 * cap);
}

function allow(panels: number, { bends }: Landscape, apart: boolean): void {
  if (panels <= MOST[bends]) return;
  const help = apart
    ? 'fewer nodes a side (grid.n) need fewer, or a wider Gaussian'
    : 'a larger γ (a smaller σ), points nearer to 0 or a slower formula need fewer';
  throw new Error(`This integral would need about ${Number(panels.toPrecision(1))} panels, more than ${MOST[bends]}: ${help}`);
}

/** Gauss–Legendre nodes on the panels of layoutOf(). */
export function planRows(
  landscape: Landscape,
  theta1: Float64Array,
  theta2: Float64Array,
  gamma: number,
  { order, range, cut = 1 }: PlanOptions,
): Rows {
  const { across, along } = layoutOf(landscape, theta1, theta2, gamma, range);
  const rows = rulePoints(
    across.flatMap(([a, b]) => cutUp(a, b, cut)),
    order,
  );
  return {
    rows: rows.points,
    rowLogWeights: rows.logWeights,
    row: (k) => rulePoints(along(rows.points[k] ?? 0), order),
    range,
  };
}

/** planRows() with every row laid. */
export function planNodes(landscape: Landscape, theta1: Float64Array, theta2: Float64Array, gamma: number, options: PlanOptions): Nodes {
  const { row, ...plan } = planRows(landscape, theta1, theta2, gamma, options);
  const lines = Array.from(plan.rows, (_, k) => row(k));
  return { ...plan, nodes: lines.map(({ points }) => points), logWeights: lines.map(({ logWeights }) => logWeights) };
}

/** The intervals within `range` of ascending x, merged where they touch. */
function windows(x: Float64Array, range: number): Pair[] {
  const seen: [number, number][] = [];
  for (const at of x) {
    const last = seen.at(-1);
    if (last && at - range <= last[1]) last[1] = at + range;
    else seen.push([at - range, at + range]);
  }
  return seen;
}

const cutUp = (a: number, b: number, cut: number): Pair[] =>
  Array.from({ length: cut }, (_, k): Pair => [a + ((b - a) * k) / cut, a + ((b - a) * (k + 1)) / cut]);

/** Consecutive edges as pairs. */
function panels(rule: PanelRule): Pair[] {
  const edges = panelEdges(rule);
  return edges.slice(1).map((b, k): Pair => [edges[k] ?? b, b]);
}

/** The rule repeated on every panel. */
function rulePoints(intervals: readonly Pair[], order: number): Line {
  const { nodes, weights } = legendre(order);
  const points = new Float64Array(intervals.length * order);
  const logWeights = new Float64Array(points.length);
  const logRule = weights.map(Math.log);
  intervals.forEach(([a, b], panel) => {
    const logHalf = Math.log((b - a) / 2);
    for (let k = 0; k < order; k += 1) {
      points[panel * order + k] = (a + b) / 2 + ((b - a) / 2) * (nodes[k] ?? 0);
      logWeights[panel * order + k] = logHalf + (logRule[k] ?? 0);
    }
  });
  return { points, logWeights };
}
