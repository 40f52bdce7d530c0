import type { SearchResult, Verdict } from '../../math/theory/types';
import type { TheoremRun } from '../../state/theoremBench';
import { formatFixed } from '../controls/specText';

export type Filter = 'all' | Verdict;

/** Number of checked theorems by verdict; `all` counts every theorem. */
export function verdictCounts(trials: readonly (TheoremRun | undefined)[]): Readonly<Record<Filter, number>> {
  const of = (verdict: Verdict) => trials.filter((trial) => trial?.last?.outcome.verdict === verdict).length;
  return {
    all: trials.length,
    confirmed: of('confirmed'),
    'breaks-outside': of('breaks-outside'),
    corrected: of('corrected'),
    'does-not-apply': of('does-not-apply'),
    broken: of('broken'),
  };
}

/** Position of ratio 1 on the bar, a fraction of its length. */
export const BOUND_POSITION = 0.8;

/** Filled fraction of the bar; full from ratio 1.25 up. */
export const barFraction = (ratio: number): number => (Number.isNaN(ratio) ? 0 : Math.min(1, Math.max(0, ratio * BOUND_POSITION)));

/** Size of the sample, with the number of weights where pairs share them. */
export const sampleText = ({ count, weights, pairs }: Pick<SearchResult, 'count' | 'weights' | 'pairs'>): string =>
  `of ${formatFixed(count, 0)}${weights === undefined ? '' : ` among ${formatFixed(weights, 0)} weights`}${pairs === undefined ? '' : ` and ${formatFixed(pairs, 0)} pairs`}`;

/** Element id of a card or section. */
export const anchorOf = (name: string): string => `bench-${name}`;
