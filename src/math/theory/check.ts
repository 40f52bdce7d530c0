import { none } from '../attack/solvers';
import { exact } from '../attack/solvers/exact';
import { fgsm } from '../attack/solvers/fgsm';
import { seeded } from '../core/random';
import type { Pair, AdversarialProblem } from '../core/types';
import { landscapeOf } from '../loss/landscape';
import type { Outcome, OutsideSearch, ProgressiveTask, Search, TheoremContext, Theorem } from './types';
import type { BenchOptions } from './options';

/** A scene made ready for the bench: the paper speaks of the exact maximiser, so that is what is taken. */
export function theoremContext(scene: AdversarialProblem, theta1: Pair, theta2: Pair, gamma: number): TheoremContext {
  const closed = scene.attack === none || scene.attack === exact;
  const taken: AdversarialProblem = closed ? scene : { ...scene, attack: exact };
  return {
    scene: taken,
    landscape: landscapeOf(taken),
    setAside: closed ? undefined : scene.attack === fgsm ? 'FGSM' : 'PGD',
    gamma,
    theta1,
    theta2,
  };
}

/** States a theorem with this document's numbers, tries it inside its assumptions and where one is dropped, and judges. */
export function* checkTheoremTask(theorem: Theorem, study: TheoremContext, options: BenchOptions): ProgressiveTask<Outcome> {
  const assumptions = theorem.assumptions(study, options);
  const missing = assumptions.find(({ met, waived }) => met === false && !waived);
  const obstacle = theorem.obstacle?.(study, options);
  const base = {
    assumptions,
    constants: theorem.constants(study, options).filter(({ value }) => !Number.isNaN(value)),
    exhibits: theorem.exhibits?.(study, options) ?? [],
    ...(theorem.start && { start: theorem.start(study, options) }),
  };
  const { suggestedCase } = theorem;
  if (missing || obstacle !== undefined) {
    const breaks = obstacle !== undefined && options.search !== 'inside' ? yield* outsideOf(theorem, study, options) : undefined;
    const reason = obstacle ?? `It assumes: ${missing?.text ?? ''}.`;
    return { ...base, verdict: 'does-not-apply', reason, ...(breaks && { outside: breaks }), suggestedCase };
  }
  const inside = options.search === 'outside' ? undefined : yield* scaled(theorem.inside(study, options, seeded(options.seed)), 0, 0.7);
  if (typeof inside === 'string') return { ...base, verdict: 'does-not-apply', reason: inside, suggestedCase };
  const outside = options.search === 'inside' ? undefined : yield* outsideOf(theorem, study, options);
  const found = { ...base, ...(inside && { inside }), ...(outside && { outside }) };
  return { ...found, ...judge(theorem, study, options, inside, outside) };
}

function* outsideOf(theorem: Theorem, study: TheoremContext, options: BenchOptions): ProgressiveTask<OutsideSearch | undefined> {
  return theorem.outside ? yield* scaled(theorem.outside(study, options, seeded(options.seed + 1)), 0.7, 1) : undefined;
}

function judge(
  theorem: Theorem,
  study: TheoremContext,
  options: BenchOptions,
  inside: Search | undefined,
  outside: OutsideSearch | undefined,
): Pick<Outcome, 'verdict' | 'reason'> {
  if (inside?.violated) return { verdict: 'broken', reason: 'It breaks inside its assumptions: that is a bug of ours.' };
  if (outside?.violated && (options.search === 'outside' || theorem.sharpEdge)) return { verdict: 'breaks-outside', reason: outside.sentence };
  const corrected = theorem.correction?.(study, options);
  if (corrected !== undefined) return { verdict: 'holds-corrected', reason: corrected };
  if (!inside) return { verdict: 'holds', reason: outside ? outside.sentence : 'There is no assumption to drop.' };
  return inside.worst.left === 0 && inside.worst.right === 0 ? { verdict: 'holds', reason: 'Both sides are 0 here.' } : { verdict: 'holds' };
}

/** The share of the whole that a part of the work is. */
function* scaled<T>(work: ProgressiveTask<T>, from: number, to: number): ProgressiveTask<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    yield from + (to - from) * value;
  }
}

/** checking(), all at once. */
export function checkTheorem(theorem: Theorem, study: TheoremContext, options: BenchOptions): Outcome {
  const work = checkTheoremTask(theorem, study, options);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
