import { complaint } from '../../math/params';
import type { Counts, Split } from './kinds';

export const splits = ['train', 'test'] as const satisfies readonly Split[];

/** A count with thousands apart, as sentences show it. */
export const grouped = (count: number): string => count.toLocaleString('en-GB');

/** Throws unless 1 ≤ wanted ≤ held for both splits. */
export function demand(label: string, wanted: Counts, held: Counts): void {
  for (const split of splits) {
    const why = complaint(wanted[split], { allowed: { min: 1, max: Infinity }, integer: true });
    if (why !== undefined) throw new Error(`data.${split}: ${why}`);
    if (wanted[split] > held[split]) {
      throw new Error(`data.${split}: ${grouped(wanted[split])} is more than the ${grouped(held[split])} that ${label} holds`);
    }
  }
}
