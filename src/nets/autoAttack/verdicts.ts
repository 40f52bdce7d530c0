import type { AutoAttackOptions } from '../attacks/autoAttackOptions';

/** What is known of one image; plain JSON. */
export interface Verdict {
  /** Its place in the data set, from 0. */
  readonly index: number;
  readonly label: number;
  /** The class predicted without an attack; −1 where a logit is NaN. */
  readonly predicted: number;
  /** Number of attacks of the chain that are done with it: all of them once one succeeded, or where it was misclassified without any. */
  readonly finished: number;
  /** The attack that succeeded, by its name in the table; null for none so far. */
  readonly attack: string | null;
  /** Which iterate or query of that attack is kept, counted over its targets and restarts; 0 is the start. */
  readonly at: number | null;
  /** The class predicted of what is kept; −1 where a logit is NaN. */
  readonly adversarial: number | null;
  /** Distance of what is kept from the image, in the norm of the attack, in float64. */
  readonly distance: number | null;
  /** Gradient steps and forward passes of all attacks together. */
  readonly gradients: number;
  readonly queries: number;
  /** Whether an attack that needs gradients found only zeros at its starts. */
  readonly stalled: boolean;
}

/** A checkpoint of a chain, plain JSON: with the same options, classifier and images it goes on to the same verdicts. */
export interface AutoAttackState {
  /** The options of the chain and the number of classes, as JSON: what a resumed chain must agree with. */
  readonly key: string;
  /** Those done without an attack so far, in the order of the images asked for. */
  readonly verdicts: readonly Verdict[];
  /** What the classifier's own outputs gave rise to. */
  readonly warnings: readonly string[];
}

/** What a chain found. */
export interface AutoAttackResult {
  /** Share of the images that are classified correctly without an attack, and under all of them. */
  readonly clean: number;
  readonly robust: number;
  /** The share still classified correctly after each attack, in order. */
  readonly by: Readonly<Record<string, number>>;
  readonly verdicts: readonly Verdict[];
  /** Sums over the images. */
  readonly gradients: number;
  readonly queries: number;
  /** Whether attacks and numbers are those of the standard version, all of its losses defined. */
  readonly standard: boolean;
  /** What weakens the result or explains it, a sentence each. */
  readonly warnings: readonly string[];
}

/** Whether the classifier is right without an attack. */
export const isClean = ({ predicted, label }: Verdict): boolean => predicted === label;
/** Whether it is right and no attack succeeded so far. */
export const isRobust = (verdict: Verdict): boolean => isClean(verdict) && verdict.attack === null;

/** Accuracies and sums of verdicts; shares are NaN of no image. */
export function accuracies(verdicts: readonly Verdict[], { attacks }: Pick<AutoAttackOptions, 'attacks'>) {
  const share = (holds: (verdict: Verdict) => boolean): number => verdicts.filter(holds).length / verdicts.length;
  const brokenBy = ({ attack }: Verdict): number => (attack === null ? Infinity : attacks.indexOf(attack));
  const sum = (key: 'gradients' | 'queries'): number => verdicts.reduce((total, verdict) => total + verdict[key], 0);
  return {
    clean: share(isClean),
    robust: share(isRobust),
    by: Object.fromEntries(attacks.map((name, place) => [name, share((verdict) => isClean(verdict) && brokenBy(verdict) > place)])),
    gradients: sum('gradients'),
    queries: sum('queries'),
  };
}
