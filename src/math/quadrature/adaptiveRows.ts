import type { CooperativeTask, ProgressCallback } from '../core/cooperative';
import { bisection, initialPanels, integratePanel, longestPanel, type Panel, type PanelIntegral, ruleFor } from './adaptiveMesh';
import { scratch, type Scratch } from './gaussianSums';
import { distance, type LatticeTask, type Row, rowIntegrator, sampledIndices, windows } from './rowQuadrature';

/** Estimated errors of log Z at a lattice of indices into theta1 × theta2. */
export interface ErrorSamples {
  readonly columns: readonly number[];
  readonly lines: readonly number[];
  /** [lines, columns] */
  readonly error: Float64Array;
}

/** A row with its integral. */
export interface SummedRow extends Row {
  /** log of the integral along it at each θ₁, [n1]. */
  readonly sums: Float64Array;
}

/** Rows in order, with the logarithms of their weights, in longest panels as along the rows. */
export interface Rows<R extends SummedRow> {
  readonly t: Float64Array; // [R]
  readonly logWeights: Float64Array; // [R]
  readonly rows: readonly R[];
  readonly errors: ErrorSamples;
}

/**
 * Breakpoints across the rows nearer than this, in longest panels, are one. There a crease turns on the axis θ₁ = 0, so that only the second derivative of
 * the integral along a row jumps; where creases lie close, halving the panels that have not converged takes half as many rows.
 */
const MERGE_DISTANCE_ACROSS = 0.12;
/** Rows at most: what has not converged then shows in the error estimate. */
const MAX_ROWS = 60_000;
/** Rows below this share of the largest, as a logarithm, add nothing. */
export const NEGLIGIBLE = -45;

interface Slab<R extends SummedRow> extends Panel {
  readonly t: readonly number[];
  readonly logWeights: readonly number[];
  readonly rows: readonly R[];
  /** What each sampled column integrates to over it. */
  readonly columns: readonly PanelIntegral[];
}

/** Rows that the integrals of a task need, each with whatever `sum` makes of its nodes. */
export function* adaptiveRows<R extends SummedRow>(
  task: LatticeTask,
  sum: (row: Row, work: Scratch) => R,
  onProgress?: ProgressCallback,
): CooperativeTask<Rows<R>> {
  const { landscape, theta1, theta2, gamma, range, tolerance, precision } = task;
  const [cap, half] = [longestPanel(gamma), gamma / 2];
  const [columns, lines] = [sampledIndices(theta1, gamma), sampledIndices(theta2, gamma)];
  const row = rowIntegrator(task, columns);
  let work = scratch(256);
  let count = 0;

  function* evaluate(panels: readonly Panel[]): CooperativeTask<Slab<R>[]> {
    const slabs: Slab<R>[] = [];
    for (const { lo, hi } of panels) {
      const rule = ruleFor(hi - lo, cap, precision);
      const t = rule.nodes.map((x) => lo + (hi - lo) * x);
      const sums = new Float64Array(t.length);
      row.restart();
      const rows: R[] = [];
      for (const at of t) {
        const integrated = row.integrate(at);
        if (work.term.length < integrated.points.length) work = scratch(2 * integrated.points.length);
        rows.push(sum(integrated, work));
        count += 1;
        onProgress?.(count / (count + t.length * (panels.length - slabs.length)));
        yield undefined;
      }
      slabs.push({
        lo,
        hi,
        t,
        logWeights: rule.logWeights.map((weight) => weight + Math.log((hi - lo) / cap)),
        rows,
        columns: columns.map((i) => {
          rows.forEach(({ sums: s }, k) => (sums[k] = s[i]!));
          return integratePanel(rule, (hi - lo) / cap, sums, 0);
        }),
      });
    }
    return slabs;
  }

  /** log of the integral at the sampled θ, [lines, columns]. */
  const sampledLogZ = (slabs: readonly Slab<R>[]): Float64Array => {
    const logZ = new Float64Array(lines.length * columns.length);
    lines.forEach((l, a) => {
      const y = theta2[l]!;
      const near = slabs.filter((slab) => distance(y, slab) <= range);
      columns.forEach((i, c) => {
        let top = -Infinity;
        for (const { t, rows } of near) for (let k = 0; k < t.length; k += 1) top = Math.max(top, rows[k]!.sums[i]! - half * (t[k]! - y) ** 2);
        let z = 0;
        for (const { t, logWeights, rows } of near)
          for (let k = 0; k < t.length; k += 1) {
            const below = rows[k]!.sums[i]! - half * (t[k]! - y) ** 2 - top;
            if (below > NEGLIGIBLE) z += Math.exp(below + logWeights[k]!);
          }
        logZ[a * columns.length + c] = top + Math.log(z);
      });
    });
    return logZ;
  };

  const criterion = (all: readonly Slab<R>[]): ((slab: Slab<R>) => boolean) => {
    if (count > MAX_ROWS) return () => true;
    const logZ = sampledLogZ(all);
    const allowed = Math.log(tolerance);
    return (slab) =>
      lines.every((l, a) => {
        const d = distance(theta2[l]!, slab);
        return (
          d > range ||
          slab.columns.every(({ logError }, c) => logError === -Infinity || logError - half * d * d - logZ[a * columns.length + c]! <= allowed)
        );
      });
  };

  const slabs = yield* bisection(
    initialPanels(windows(theta2, range), (lo, hi) => landscape.breakpoints(1, 0, lo, hi), cap, MERGE_DISTANCE_ACROSS),
    cap,
    evaluate,
    criterion,
  );
  return { ...stacked(slabs), errors: { columns, lines, error: errorsOf(slabs) } };

  /** Errors of panels add like independent ones, and where they have one sign, like equal ones. */
  function errorsOf(all: readonly Slab<R>[]): Float64Array {
    const logZ = sampledLogZ(all);
    return logZ.map((log, k) => {
      const [y, c] = [theta2[lines[Math.floor(k / columns.length)]!]!, k % columns.length];
      const i = columns[c]!;
      let [squares, signed, across, acrossSigned] = [0, 0, 0, 0];
      for (const { lo, hi, t, logWeights, rows, columns: integrals } of all) {
        const d = distance(y, { lo, hi });
        if (d > range) continue;
        for (let r = 0; r < t.length; r += 1) {
          const { sums, squares: e2, signed: e1 } = rows[r]!;
          if (e2[c] === 0) continue;
          const weight = Math.exp(sums[i]! + logWeights[r]! - half * (t[r]! - y) ** 2 - log);
          squares += weight * weight * e2[c]!;
          signed += weight * e1[c]!;
        }
        const { logError, sign } = integrals[c]!;
        const error = Math.exp(logError - half * d * d - log);
        across += error * error;
        acrossSigned += sign * error;
      }
      return Math.sqrt(squares + signed * signed) + Math.sqrt(across + acrossSigned * acrossSigned);
    });
  }
}

function stacked<R extends SummedRow>(slabs: readonly Slab<R>[]): Omit<Rows<R>, 'errors'> {
  return {
    t: Float64Array.from(slabs.flatMap(({ t }) => t)),
    logWeights: Float64Array.from(slabs.flatMap((slab) => slab.logWeights)),
    rows: slabs.flatMap(({ rows }) => rows),
  };
}
