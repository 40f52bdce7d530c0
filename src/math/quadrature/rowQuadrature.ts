import { runToCompletion, type CooperativeTask } from '../core/cooperative';
import type { Landscape, Pair } from '../core/types';
import { bisection, initialPanels, integratePanel, longestPanel, MERGE_DISTANCE, type Panel, type PanelIntegral, ruleFor } from './adaptiveMesh';
import { densityOf, type GaussianIntegral, type Precision } from './integrand';

/** ∫∫ exp(density − γ/2 ‖θ − ·‖²), wanted for every θ of theta1 × theta2, each ascending. */
export interface LatticeTask {
  readonly landscape: Landscape;
  readonly density: GaussianIntegral['density'];
  readonly theta1: Float64Array;
  readonly theta2: Float64Array;
  readonly gamma: number;
  /** Nothing further than this from θ matters. */
  readonly range: number;
  /** What a panel may leave of an integral. */
  readonly tolerance: number;
  readonly precision: Precision;
}

/** A row θ₂ = t: its nodes, and the errors of its panels. */
export interface Row {
  readonly points: Float64Array;
  /** Weights in longest panels. */
  readonly logWeights: Float64Array;
  /** log of weight times density. */
  readonly logMass: Float64Array;
  /** Σ e² and Σ ±e over the errors e of its panels, relative to its integral, at the sampled θ₁. */
  readonly squares: Float64Array;
  readonly signed: Float64Array;
  /** How many. */
  readonly panels: number;
}

/** Panels along a row may leave this many times what panels across rows may: their errors average out over the rows. */
const ALONG = 2;

/** The intervals within `range` of ascending x, merged where they touch. */
export function windows(x: Float64Array, range: number): Pair[] {
  const seen: [number, number][] = [];
  for (const at of x) {
    const last = seen.at(-1);
    if (last && at - range <= last[1]) last[1] = at + range;
    else seen.push([at - range, at + range]);
  }
  return seen;
}

/** Distance from x to [lo, hi]. */
export const distance = (x: number, { lo, hi }: Panel): number => (x < lo ? lo - x : x > hi ? x - hi : 0);

/** Indices of θ half a width 1/√γ apart, and at least five. */
export function sampledIndices(x: Float64Array, gamma: number): number[] {
  const last = x.length - 1;
  if (last === 0) return [0];
  const step = (x[last]! - x[0]!) / last;
  const stride = Math.max(1, Math.min(Math.floor(0.5 / (step * Math.sqrt(gamma))), last >> 2));
  return [...x.keys()].filter((k) => k % stride === 0);
}

interface RowPanel extends Panel, PanelIntegral {
  readonly points: Float64Array;
  readonly logMass: Float64Array;
  /** Where its nodes begin in these arrays. */
  readonly from: number;
}

/** Integrates rows one after another, each on the mesh of the last one, halved further where need be; `restart` forgets that mesh. */
export function rowIntegrator(task: LatticeTask, columns: readonly number[]): { integrate(t: number): Row; restart(): void } {
  const { landscape, theta1, theta2, gamma, range, precision } = task;
  const [cap, density, half] = [longestPanel(gamma), densityOf(task.density), gamma / 2];
  const places = columns.map((i) => theta1[i]!);
  const seen = windows(theta1, range);
  const tolerance = Math.log(ALONG * task.tolerance);
  const rows: Panel = { lo: theta2[0]!, hi: theta2[theta2.length - 1]! };
  const best = new Float64Array(places.length);
  let last: RowPanel[] | undefined;

  /** Length of the panel of the last row at s. */
  const lengthOfLast = (s: number): number => {
    let [from, to] = [0, last!.length - 1];
    while (from < to) {
      const k = (from + to) >> 1;
      if (last![k]!.hi < s) from = k + 1;
      else to = k;
    }
    return last![from]!.hi - last![from]!.lo;
  };

  function* evaluate(t: number, panels: readonly Panel[]): CooperativeTask<RowPanel[]> {
    let count = 0;
    for (const { lo, hi } of panels) count += ruleFor(hi - lo, cap, precision).nodes.length;
    const [points, logMass] = [new Float64Array(count), new Float64Array(count)];
    let at = 0;
    for (const { lo, hi } of panels) for (const x of ruleFor(hi - lo, cap, precision).nodes) points[at++] = lo + (hi - lo) * x;
    landscape.valuesAt(points, new Float64Array(count).fill(t), logMass);
    for (let j = 0; j < count; j += 1) logMass[j] = density(logMass[j]!);
    at = 0;
    return panels.map(({ lo, hi }): RowPanel => {
      const [from, rule] = [at, ruleFor(hi - lo, cap, precision)];
      at += rule.nodes.length;
      return { lo, hi, points, logMass, from, ...integratePanel(rule, (hi - lo) / cap, logMass, from) };
    });
  }

  /** Writes log of the integral of a row at the sampled θ₁, to its largest panel. */
  const writeScale = (panels: readonly RowPanel[]): void => {
    best.fill(-Infinity);
    for (const { lo, hi, logIntegral } of panels)
      places.forEach((x, c) => (best[c] = Math.max(best[c]!, logIntegral - half * (x - (lo + hi) / 2) ** 2)));
  };
  /** log of the error that a panel leaves at a sampled θ₁, relative to the row. */
  const relativeError = (panel: RowPanel, x: number, c: number): number => panel.logError - half * distance(x, panel) ** 2 - best[c]!;

  /** A panel has converged where its error is small beside its own integral, or beside that of the row at every θ₁. */
  const criterion =
    (allowed: number) =>
    (all: readonly RowPanel[]): ((panel: RowPanel) => boolean) => {
      let known = false;
      return (panel) => {
        if (panel.logError - panel.logIntegral <= allowed) return true;
        if (!known) writeScale(all);
        known = true;
        return places.every((x, c) => relativeError(panel, x, c) <= allowed);
      };
    };

  return {
    restart: () => (last = undefined),
    integrate: (t) => {
      const off = distance(t, rows);
      const allowed = tolerance + Math.max(0, half * off * off - landscape.lipschitz * off);
      const start = initialPanels(seen, (lo, hi) => landscape.breakpoints(0, t, lo, hi), cap, MERGE_DISTANCE, last && lengthOfLast);
      const panels = runToCompletion(bisection(start, cap, (fresh) => evaluate(t, fresh), criterion(allowed)));
      last = panels;
      let count = 0;
      for (const { lo, hi } of panels) count += ruleFor(hi - lo, cap, precision).nodes.length;
      const [points, logWeights, logMass] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
      let at = 0;
      for (const panel of panels) {
        const [rule, shift] = [ruleFor(panel.hi - panel.lo, cap, precision), Math.log((panel.hi - panel.lo) / cap)];
        for (let j = 0; j < rule.logWeights.length; j += 1, at += 1) {
          points[at] = panel.points[panel.from + j]!;
          logWeights[at] = rule.logWeights[j]! + shift;
          logMass[at] = panel.logMass[panel.from + j]! + logWeights[at]!;
        }
      }
      const [squares, signed] = [new Float64Array(places.length), new Float64Array(places.length)];
      writeScale(panels);
      for (const panel of panels) {
        if (panel.logError === -Infinity) continue;
        places.forEach((x, c) => {
          const error = Math.exp(Math.min(0, relativeError(panel, x, c)));
          squares[c] = squares[c]! + error * error;
          signed[c] = signed[c]! + panel.sign * error;
        });
      }
      return { points, logWeights, logMass, squares, signed, panels: panels.length };
    },
  };
}
