import { none } from '../attack/solvers';
import { exact } from '../attack/solvers/exact';
import { seeded } from '../core/random';
import type { Pair, AdversarialProblem } from '../core/types';
import { landscapeOf } from '../loss/landscape';
import type { Outcome, OutsideSearchResult, ProgressiveTask, SearchResult, TheoremContext, Theorem } from './types';
import type { BenchOptions } from './options';

/** The context of a check: the paper's theorems are about the exact maximiser, so it replaces an approximate attack solver. */
export function theoremContext(problem: AdversarialProblem, theta1: Pair, theta2: Pair, gamma: number): TheoremContext {
  const isExact = problem.attack === none || problem.attack === exact;
  const exactProblem: AdversarialProblem = isExact ? problem : { ...problem, attack: exact };
  return {
    problem: exactProblem,
    landscape: landscapeOf(exactProblem),
    replacedSolver: isExact ? undefined : problem.attack.label,
    gamma,
    theta1,
    theta2,
  };
}

/** Checks a theorem on a document: assumptions, constants, a counterexample search inside the assumptions and one outside, verdict. */
export function* checkTheoremTask(theorem: Theorem, context: TheoremContext, options: BenchOptions): ProgressiveTask<Outcome> {
  const assumptions = theorem.assumptions(context, options);
  const missing = assumptions.find(({ met, waived }) => met === false && !waived);
  const obstacle = theorem.obstacle?.(context, options);
  const base = {
    assumptions,
    constants: theorem.constants(context, options).filter(({ value }) => !Number.isNaN(value)),
    exhibits: theorem.exhibits?.(context, options) ?? [],
    ...(theorem.start && { start: theorem.start(context, options) }),
  };
  const { suggestedCase } = theorem;
  if (missing || obstacle !== undefined) {
    const outside = obstacle !== undefined && options.search !== 'inside' ? yield* searchOutsideAssumptions(theorem, context, options) : undefined;
    const reason = obstacle ?? `It assumes: ${missing?.text ?? ''}.`;
    return { ...base, verdict: 'does-not-apply', reason, ...(outside && { outside }), suggestedCase };
  }
  const inside = options.search === 'outside' ? undefined : yield* rescaled(theorem.inside(context, options, seeded(options.seed)), 0, 0.7);
  if (typeof inside === 'string') return { ...base, verdict: 'does-not-apply', reason: inside, suggestedCase };
  const outside = options.search === 'inside' ? undefined : yield* searchOutsideAssumptions(theorem, context, options);
  return { ...base, ...(inside && { inside }), ...(outside && { outside }), ...verdictOf(theorem, context, options, inside, outside) };
}

function* searchOutsideAssumptions(
  theorem: Theorem,
  context: TheoremContext,
  options: BenchOptions,
): ProgressiveTask<OutsideSearchResult | undefined> {
  return theorem.outside ? yield* rescaled(theorem.outside(context, options, seeded(options.seed + 1)), 0.7, 1) : undefined;
}

function verdictOf(
  theorem: Theorem,
  context: TheoremContext,
  options: BenchOptions,
  inside: SearchResult | undefined,
  outside: OutsideSearchResult | undefined,
): Pick<Outcome, 'verdict' | 'reason'> {
  if (inside?.violated) return { verdict: 'broken', reason: 'It breaks inside its assumptions: that is a bug of ours.' };
  if (outside?.violated && (options.search === 'outside' || theorem.counterexampleIsHeadline))
    return { verdict: 'breaks-outside', reason: outside.sentence };
  const corrected = theorem.correction?.(context, options);
  if (corrected !== undefined) return { verdict: 'corrected', reason: corrected };
  if (!inside) return { verdict: 'confirmed', reason: outside ? outside.sentence : 'There is no assumption to drop.' };
  return inside.worst.left === 0 && inside.worst.right === 0 ? { verdict: 'confirmed', reason: 'Both sides are 0 here.' } : { verdict: 'confirmed' };
}

/** Maps the progress of a subtask from [0, 1] to [from, to]. */
function* rescaled<T>(work: ProgressiveTask<T>, from: number, to: number): ProgressiveTask<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    yield from + (to - from) * value;
  }
}
