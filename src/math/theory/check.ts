import { landscapeOf, type Scene } from '../adversarial';
import { exact } from '../attacks/exact';
import { fgsm } from '../attacks/fgsm';
import { none } from '../attacks/none';
import type { Pair } from '../kinds';
import { seeded } from '../rng';
import type { BenchOptions, Outcome, OutsideSearch, Progress, Search, Study, Theorem } from './kinds';

/** A scene made ready for the bench: the paper speaks of the exact maximiser, so that is what is taken. */
export function studyOf(scene: Scene, theta1: Pair, theta2: Pair, gamma: number): Study {
  const closed = scene.attack === none || scene.attack === exact;
  const taken: Scene = closed ? scene : { ...scene, attack: exact };
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
export function* checking(theorem: Theorem, study: Study, options: BenchOptions): Progress<Outcome> {
  const assumptions = theorem.assumptions(study, options);
  const missing = assumptions.find(({ met, waived }) => met === false && !waived);
  const obstacle = theorem.obstacle?.(study, options);
  const base = {
    assumptions,
    constants: theorem.constants(study, options).filter(({ value }) => !Number.isNaN(value)),
    exhibits: theorem.exhibits?.(study, options) ?? [],
    ...(theorem.start && { start: theorem.start(study, options) }),
  };
  const offer = theorem.offer(study.scene.activation.label);
  if (missing || obstacle !== undefined) {
    const breaks = obstacle !== undefined && options.search !== 'inside' ? yield* outsideOf(theorem, study, options) : undefined;
    const reason = obstacle ?? `It assumes: ${missing?.text ?? ''}.`;
    return { ...base, verdict: 'does-not-apply', reason, ...(breaks && { outside: breaks }), offer };
  }
  const inside = options.search === 'outside' ? undefined : yield* scaled(theorem.inside(study, options, seeded(options.seed)), 0, 0.7);
  if (typeof inside === 'string') return { ...base, verdict: 'does-not-apply', reason: inside, offer };
  const outside = options.search === 'inside' ? undefined : yield* outsideOf(theorem, study, options);
  const found = { ...base, ...(inside && { inside }), ...(outside && { outside }) };
  return { ...found, ...judge(theorem, study, options, inside, outside) };
}

function* outsideOf(theorem: Theorem, study: Study, options: BenchOptions): Progress<OutsideSearch | undefined> {
  return theorem.outside ? yield* scaled(theorem.outside(study, options, seeded(options.seed + 1)), 0.7, 1) : undefined;
}

function judge(
  theorem: Theorem,
  study: Study,
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
function* scaled<T>(work: Progress<T>, from: number, to: number): Progress<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    yield from + (to - from) * value;
  }
}

/** checking(), all at once. */
export function check(theorem: Theorem, study: Study, options: BenchOptions): Outcome {
  const work = checking(theorem, study, options);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
