import type { Norm } from '../../core/types';
import { l1 } from './l1';
import { l2 } from './l2';
import { linf } from './linf';
import { lp } from './lp';

/** The norms with a closed form of their own; every other p is built by lp(). */
export const norms = { l1, l2, linf } satisfies Record<string, Norm>;

/** The attack's norm for p ∈ [1, ∞]. */
export function normOf(p: number): Norm {
  return Object.values(norms).find((row) => row.p === p) ?? lp(p);
}
