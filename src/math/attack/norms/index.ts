import type { Norm } from '../../core/types';
import { l1 } from './l1';
import { l2 } from './l2';
import { linf } from './linf';
import { lp } from './lp';

/** The norms with special closed forms; lp() serves every other p. */
export const norms = { l1, l2, linf } satisfies Record<string, Norm>;

/** The attack's norm for p ∈ [1, ∞]. */
export function normOf(p: number): Norm {
  return Object.values(norms).find((row) => row.p === p) ?? lp(p);
}
