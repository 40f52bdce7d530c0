import type { CooperativeTask } from '../core/cooperative';
import type { Pair } from '../core/types';
import { lobatto, seriesError } from './gaussLobatto';
import type { Precision } from './integrand';

/** Longest panel in widths 1/√γ. */
const MAX_PANEL_WIDTHS = 4;
/** Breakpoints nearer to one another or to 0 than this, in longest panels, are one: a kink that near to the end of a panel costs 10⁻¹⁰. */
const MERGE_DISTANCE = 1e-5;
/** Panels shorter than this, in longest panels, are not halved further. */
const MIN_PANEL = 1e-9;

export const longestPanel = (gamma: number): number => MAX_PANEL_WIDTHS / Math.sqrt(gamma);

export interface Panel {
  readonly lo: number;
  readonly hi: number;
}

/** Panels over some intervals, ascending: they end at 0 and at breakpoints and are no longer than `length` at their middles. */
export function initialPanels(
  intervals: readonly Pair[],
  breakpointsIn: (lo: number, hi: number) => readonly number[],
  cap: number,
  length: (at: number) => number = () => cap,
): Panel[] {
  const panels: Panel[] = [];
  for (const [lo, hi] of intervals) {
    let from = lo;
    for (const to of [...[...breakpointsIn(lo, hi), 0].filter((s) => s > lo && s < hi).sort((a, b) => a - b), hi]) {
      if (to - from <= MERGE_DISTANCE * cap && to < hi) continue;
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
