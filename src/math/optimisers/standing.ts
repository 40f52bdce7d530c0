import type { Trajectory } from '../trajectory';

/** A row of the table of methods at one step. */
export interface Standing {
  /** The step shown; a run that ended early stands at its last one. */
  readonly step: number;
  readonly theta: readonly number[];
  readonly loss: number;
  readonly adversarial: number;
  readonly clean: number;
  readonly slope: number;
  readonly evaluations: number;
  readonly integrals: number;
  /** Sign changes of all weights together, and of each. */
  readonly crossings: number;
  readonly crossed: readonly number[];
  /** It ended before this step. */
  readonly over: boolean;
}

/** State k of a run as a table row; nothing for a run that never began. */
export function standingAt(run: Trajectory, step: number): Standing | undefined {
  const k = Math.min(step, run.count - 1);
  if (k < 0) return undefined;
  const d = run.theta.length / run.count;
  const crossed = Array.from(run.crossings.subarray(k * d, (k + 1) * d));
  return {
    step: k,
    theta: Array.from(run.theta.subarray(k * d, (k + 1) * d)),
    loss: run.loss[k]!,
    adversarial: run.adversarial[k]!,
    clean: run.clean[k]!,
    slope: run.slope[k]!,
    evaluations: run.evaluations[k]!,
    integrals: run.integrals[k]!,
    crossings: crossed.reduce((sum, v) => sum + v, 0),
    crossed,
    over: step > k,
  };
}

/** Indices of the runs, the least adversarial loss at that step first; those without a state last. */
export function ranked(runs: readonly Trajectory[], step: number): number[] {
  const losses = runs.map((run) => standingAt(run, step)?.adversarial ?? Infinity);
  return runs.map((_, k) => k).sort((a, b) => losses[a]! - losses[b]! || a - b);
}
