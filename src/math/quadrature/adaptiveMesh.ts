import type { CooperativeTask } from '../core/cooperative';
import type { Pair } from '../core/types';
import type { Precision } from './integrand';

/** Nodes on [−1, 1] and weights of a quadrature rule. */
export interface Rule {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

/**
 * The n-point Gauss–Lobatto rule, by Newton's method on (1 − x²) P′_{n−1} from Chebyshev points; exact to degree 2n − 3. Both ends are
 * nodes, so that no jump or kink can hide between the last node of a panel and its end.
 */
export function lobatto(n: number): Rule {
  const pairs = Array.from({ length: n }, (_, k) => {
    let x = -Math.cos((Math.PI * k) / (n - 1));
    for (let step = 0; step < 30; step += 1) {
      const change = (x * polynomial(n - 1, x) - polynomial(n - 2, x)) / (n * polynomial(n - 1, x));
      x -= change;
      if (Math.abs(change) < 1e-16) break;
    }
    return [x, 2 / (n * (n - 1) * polynomial(n - 1, x) ** 2)] as const;
  });
  const mirrored = <T>(of: (k: number, side: 1 | -1) => T): T[] => pairs.map((_, k) => (2 * k < n ? of(k, 1) : of(n - 1 - k, -1))); // to the last digit
  return { nodes: mirrored((k, side) => side * pairs[k]![0]), weights: mirrored((k) => pairs[k]![1]) };
}

/** P_n(x) by the three-term recurrence. */
function polynomial(n: number, x: number): number {
  let [previous, current] = [1, x];
  if (n === 0) return 1;
  for (let k = 2; k <= n; k += 1) [previous, current] = [current, ((2 * k - 1) * x * current - (k - 1) * previous) / k];
  return current;
}

/** Weights that give the Legendre coefficient of a degree of the interpolant from values at the nodes. */
function coefficientWeights({ nodes, weights }: Rule, degree: number): number[] {
  const last = nodes.length - 1;
  const norm = degree === last ? last / 2 : (2 * degree + 1) / 2; // the rule is not exact for the square of the last polynomial
  return nodes.map((x, k) => norm * weights[k]! * polynomial(degree, x));
}

/** Degrees at the end and in the middle of a series from which its decay is read. */
const TERMS = 3;
/**
 * Coefficients from n on are taken to fall no further than to this share of the last before n: where a weak kink lies under a strong
 * analytic part, the middle of the series shows the decay of that part alone.
 */
const MIN_DECAY = 0.05;

/**
 * Estimate of the error of the n-point rule, n ≥ 8, for the mean of a function over its panel, from its Legendre series: the rule integrates
 * degrees to 2n − 3 exactly, and from n to 2n the coefficients are taken to fall as they do from n/2 to n, as they do at kinks; those of
 * analytic functions fall faster. Its sign is that of the last coefficient.
 */
function seriesError(n: number): (values: Float64Array) => number {
  const rule = lobatto(n);
  const last = Array.from({ length: TERMS }, (_, k) => coefficientWeights(rule, n - TERMS + k));
  const middle = Array.from({ length: TERMS }, (_, k) => coefficientWeights(rule, (n >> 1) - 2 + k));
  const dot = (row: readonly number[], values: Float64Array): number => {
    let sum = 0;
    for (let k = 0; k < n; k += 1) sum += row[k]! * values[k]!;
    return sum;
  };
  return (values) => {
    let [tail, sign, centre] = [0, 1, 0];
    for (let k = 0; k < TERMS; k += 1) {
      sign = dot(last[k]!, values);
      tail = Math.max(tail, Math.abs(sign));
      centre = Math.max(centre, Math.abs(dot(middle[k]!, values)));
    }
    const decay = tail < centre ? Math.max(MIN_DECAY, tail / centre) : 1;
    return sign < 0 ? -tail * decay : tail * decay;
  };
}

/** Longest panel in widths 1/√γ. */
const MAX_PANEL_WIDTHS = 4;
/** Breakpoints along a row nearer to one another than this, in longest panels, are one: a kink that near to the end of a panel costs 10⁻¹⁰. */
export const MERGE_DISTANCE = 1e-5;
/** Panels shorter than this, in longest panels, are not halved further. */
const MIN_PANEL = 1e-9;

export const longestPanel = (gamma: number): number => MAX_PANEL_WIDTHS / Math.sqrt(gamma);

export interface Panel {
  readonly lo: number;
  readonly hi: number;
}

/**
 * Panels over some intervals, ascending: they end at 0 and at breakpoints, of which those nearer than `merge` longest panels to the last end are left
 * out, and are no longer than `length` at their middles.
 */
export function initialPanels(
  intervals: readonly Pair[],
  breakpointsIn: (lo: number, hi: number) => readonly number[],
  cap: number,
  merge: number = MERGE_DISTANCE,
  length: (at: number) => number = () => cap,
): Panel[] {
  const panels: Panel[] = [];
  for (const [lo, hi] of intervals) {
    let from = lo;
    for (const to of [...[...breakpointsIn(lo, hi), 0].filter((s) => s > lo && s < hi).sort((a, b) => a - b), hi]) {
      if (to - from <= merge * cap && to < hi && to !== 0) continue;
      divide(from, to, cap, length, panels);
      from = to;
    }
  }
  return panels;
}

function divide(lo: number, hi: number, cap: number, length: (at: number) => number, panels: Panel[]): void {
  const count = Math.ceil((hi - lo) / cap - 1e-9);
  for (let k = 0; k < count; k += 1) halve(lo + ((hi - lo) * k) / count, lo + ((hi - lo) * (k + 1)) / count, length, panels);
}

function halve(lo: number, hi: number, length: (at: number) => number, panels: Panel[]): void {
  const middle = (lo + hi) / 2;
  if (hi - lo <= 1.5 * length(middle)) panels.push({ lo, hi });
  else {
    halve(lo, middle, length, panels);
    halve(middle, hi, length, panels);
  }
}

/** Adaptive bisection: panels that have not converged are halved until all have; ascending. */
export function* bisection<P extends Panel>(
  start: readonly Panel[],
  cap: number,
  evaluate: (panels: readonly Panel[]) => CooperativeTask<P[]>,
  criterion: (all: readonly P[]) => (panel: P) => boolean,
): CooperativeTask<P[]> {
  const accepted: P[] = [];
  for (let waiting = start; waiting.length > 0;) {
    const fresh: P[] = yield* evaluate(waiting);
    const converged = criterion(accepted.length > 0 ? [...accepted, ...fresh] : fresh);
    const halves: Panel[] = [];
    for (const panel of fresh) {
      const { lo, hi } = panel;
      if (hi - lo <= MIN_PANEL * cap || converged(panel)) accepted.push(panel);
      else halves.push({ lo, hi: (lo + hi) / 2 }, { lo: (lo + hi) / 2, hi });
    }
    waiting = halves;
  }
  return accepted.sort((p, q) => p.lo - q.lo);
}

/** A Gauss–Lobatto rule on [0, 1] with logarithms of its weights and its error estimate. */
interface PanelRule {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
  readonly logWeights: readonly number[];
  readonly estimate: (values: Float64Array) => number;
  readonly values: Float64Array;
}

const panelRule = (order: number): PanelRule => {
  const { nodes, weights } = lobatto(order);
  const unit = weights.map((weight) => weight / 2);
  return {
    nodes: nodes.map((x) => (1 + x) / 2),
    weights: unit,
    logWeights: unit.map(Math.log),
    estimate: seriesError(order),
    values: new Float64Array(order),
  };
};

/**
 * On panels of four widths 1/√γ 16 nodes resolve a Gaussian to rounding, and a loss that bends within a width; 12 do to seven digits, and
 * shorter panels need fewer.
 */
const LONG_RULE: Readonly<Record<Precision, PanelRule>> = { float64: panelRule(16), float32: panelRule(12) };
const [MIDDLE_RULE, SHORT_RULE] = [panelRule(10), panelRule(8)];
export const ruleFor = (length: number, cap: number, precision: Precision): PanelRule =>
  length > 0.25 * cap ? LONG_RULE[precision] : length > 0.06 * cap ? MIDDLE_RULE : SHORT_RULE;

/** An integral over a panel of exp(values), and the estimated error of it: logarithms, and the sign of the error. */
export interface PanelIntegral {
  readonly logIntegral: number;
  /** −Infinity where there is none. */
  readonly logError: number;
  readonly sign: 1 | -1;
}

/** Error of exponentials from that of their exponents: what rounding and the table of losses leave. */
const NOISE = 2e-12;

/** `length` in longest panels, so that logarithms are small and lose no digits. */
export function integratePanel({ weights, values, estimate }: PanelRule, length: number, exponents: Float64Array, from: number): PanelIntegral {
  let top = -Infinity;
  for (let k = 0; k < weights.length; k += 1) top = Math.max(top, exponents[from + k]!);
  let mean = 0;
  for (let k = 0; k < weights.length; k += 1) {
    const value = Math.exp(exponents[from + k]! - top);
    values[k] = value;
    mean += weights[k]! * value;
  }
  const error = estimate(values);
  const scale = top + Math.log(length);
  const size = Math.abs(error) - NOISE * Math.max(1, Math.abs(top)) * mean;
  return { logIntegral: scale + Math.log(mean), logError: size > 0 ? scale + Math.log(size) : -Infinity, sign: error < 0 ? -1 : 1 };
}
