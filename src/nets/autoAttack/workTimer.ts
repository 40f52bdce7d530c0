import type { AutoAttackOptions } from '../attacks/autoAttackOptions';
import type { Attack, Budget, Outcome } from '../attacks/types';
import { isRobust, type Verdict } from './verdicts';

/** Cost of a gradient in forward passes. */
const GRADIENT_COST = 3;

/** Work done and left of a chain of attacks, in forward passes; `clock` in milliseconds, pauses of the caller included. */
export function workTimer(chain: readonly Attack[], options: AutoAttackOptions, classes: number, clock: () => number) {
  const costOf = ({ gradients, queries }: Budget): number => GRADIENT_COST * gradients + queries;
  const costs = chain.map((attack) => costOf(attack.budget(options, classes)));
  const stepsOf = (attack: Attack): number => {
    const { gradients, queries } = attack.budget(options, classes);
    return gradients > 0 ? gradients : queries;
  };
  const begun = clock();
  let done = 0;
  return {
    /** Counts what a batch took. */
    add(outcomes: readonly Outcome[]): void {
      for (const outcome of outcomes) done += costOf(outcome);
    },
    /** Work of a batch of so many images after so many of its steps. */
    within: (attack: Attack, step: number, images: number): number => (images * step * costOf(attack.budget(options, classes))) / stepsOf(attack),
    left(verdicts: readonly Verdict[], images: number, within: number): { readonly fraction: number; readonly secondsLeft: number | undefined } {
      const whole = costs.reduce((sum, cost) => sum + cost, 0);
      const ahead = (verdict: Verdict): number => (isRobust(verdict) ? costs.slice(verdict.finished).reduce((sum, cost) => sum + cost, 0) : 0);
      const remaining = verdicts.reduce((sum, verdict) => sum + ahead(verdict), 0) + (images - verdicts.length) * whole - within;
      const worked = done + within;
      const total = images * whole;
      return {
        fraction: total > 0 ? Math.min(Math.max(1 - remaining / total, 0), 1) : 1,
        secondsLeft: worked > 0 ? (Math.max(remaining, 0) * (clock() - begun)) / 1000 / worked : undefined,
      };
    },
  };
}
