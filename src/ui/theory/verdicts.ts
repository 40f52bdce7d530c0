import type { TheoremName } from '../../math/theory/catalogue';
import type { Outcome, SearchResult, Verdict } from '../../math/theory/types';
import type { TheoremRun } from '../../state/theoremBench';
import { formatFixed } from '../controls/specText';

/** Display of each verdict: sign, words, colour token and filter name. */
export const verdictLabels: Readonly<
  Record<Verdict, { readonly sign: string; readonly text: string; readonly tone: string; readonly filter: string }>
> = {
  broken: { sign: '✕', text: 'broken inside its assumptions: our bug', tone: 'error', filter: 'our bug' },
  confirmed: { sign: '✓', text: 'holds', tone: 'gamma', filter: 'hold' },
  'breaks-outside': { sign: '✕', text: 'breaks outside, as it must', tone: 'epsilon', filter: 'break outside' },
  corrected: { sign: '!', text: 'holds, corrected', tone: 'p', filter: 'corrected' },
  'does-not-apply': { sign: '–', text: 'does not apply', tone: 'ink3', filter: 'do not apply' },
};
const abbreviations: Readonly<Record<string, string>> = { equation: 'Eq.', proposition: 'Prop.', lemma: 'Lemma', theorem: 'Thm', definition: 'Def.' };

/** Abbreviated title for the index; a prime marks a sharper form. */
export function shortName(id: TheoremName): string {
  const [kind = '', number = '', more = ''] = id.split('-');
  return `${abbreviations[kind] ?? kind} ${number}${more.length > 1 ? '′' : more}`;
}

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

export type Side = 'inside' | 'outside';

/** The search that decides the verdict. */
export function decisiveSide({ verdict, inside, outside }: Outcome): Side | undefined {
  if (verdict === 'breaks-outside' && outside) return 'outside';
  return inside ? 'inside' : outside ? 'outside' : undefined;
}

/** Position of ratio 1 on the bar, a fraction of its length. */
export const BOUND_POSITION = 0.8;

/** Filled fraction of the bar; full from ratio 1.25 up. */
export const barFraction = (ratio: number): number => (Number.isNaN(ratio) ? 0 : Math.min(1, Math.max(0, ratio * BOUND_POSITION)));

/** The worst ratio in at most six characters; where the bound is 0, the difference quotient rounded down. */
export function ratioText({ worst }: Pick<SearchResult, 'worst'>): string {
  const { ratio, quotient } = worst;
  if (Number.isFinite(ratio)) return ratio >= 1e4 ? ratio.toExponential(1).replace('e+', 'e') : formatFixed(ratio, ratio >= 100 ? 1 : 4);
  if (!Number.isFinite(quotient) || quotient <= 0) return '∞';
  const unit = 10 ** Math.floor(Math.log10(quotient));
  return `> ${formatFixed(Math.floor(quotient / unit) * unit, 0)}`;
}

/** Size of the sample, with the number of weights where pairs share them. */
export const sampleText = ({ count, weights, pairs }: Pick<SearchResult, 'count' | 'weights' | 'pairs'>): string =>
  `of ${formatFixed(count, 0)}${weights === undefined ? '' : ` among ${formatFixed(weights, 0)} weights`}${pairs === undefined ? '' : ` and ${formatFixed(pairs, 0)} pairs`}`;

/** Element id of a card or section. */
export const anchorOf = (name: string): string => `bench-${name}`;
