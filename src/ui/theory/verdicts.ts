import type { TheoremName } from '../../math/theory/statements/catalogue';
import type { Outcome, SearchResult, Verdict } from '../../math/theory/types';
import type { TheoremRun } from '../../state/theoremBench';
import { fixed } from '../controls/specText';

/** Sign, word and tone of each verdict, and the name of its filter. */
export const verdicts: Readonly<Record<Verdict, { readonly sign: string; readonly word: string; readonly tone: string; readonly filter: string }>> = {
  broken: { sign: '✕', word: 'broken inside its assumptions: our bug', tone: 'error', filter: 'our bug' },
  holds: { sign: '✓', word: 'holds', tone: 'gamma', filter: 'hold' },
  'breaks-outside': { sign: '✕', word: 'breaks outside, as it must', tone: 'epsilon', filter: 'break outside' },
  'holds-corrected': { sign: '!', word: 'holds, corrected', tone: 'p', filter: 'corrected' },
  'does-not-apply': { sign: '–', word: 'does not apply', tone: 'ink3', filter: 'do not apply' },
};
const kinds: Readonly<Record<string, string>> = { equation: 'Eq.', proposition: 'Prop.', lemma: 'Lemma', theorem: 'Thm', definition: 'Def.' };

/** A card's name for the index: Lemma 2′ is the sharper one. */
export function shortName(id: TheoremName): string {
  const [kind = '', number = '', more = ''] = id.split('-');
  return `${kinds[kind] ?? kind} ${number}${more.length > 1 ? '′' : more}`;
}

export type Filter = 'all' | Verdict;

/** How many cards have each verdict, as far as they have been tried. */
export function counts(trials: readonly (TheoremRun | undefined)[]): Readonly<Record<Filter, number>> {
  const of = (verdict: Verdict) => trials.filter((trial) => trial?.last?.outcome.verdict === verdict).length;
  return {
    all: trials.length,
    holds: of('holds'),
    'breaks-outside': of('breaks-outside'),
    'holds-corrected': of('holds-corrected'),
    'does-not-apply': of('does-not-apply'),
    broken: of('broken'),
  };
}

export type Side = 'inside' | 'outside';

/** The search that the verdict speaks of. */
export function headline({ verdict, inside, outside }: Outcome): Side | undefined {
  if (verdict === 'breaks-outside' && outside) return 'outside';
  return inside ? 'inside' : outside ? 'outside' : undefined;
}

/** Where the bound 1 is marked on the bar. */
export const BOUND = 0.8;

/** Length of the bar: ratio 1 at 80 %, everything above 1.25 full. */
export const share = (ratio: number): number => (Number.isNaN(ratio) ? 0 : Math.min(1, Math.max(0, ratio * BOUND)));

/** The worst ratio in at most six signs; where the bound is 0 the movement per movement of the weights stands for it. */
export function ratioText({ worst }: Pick<SearchResult, 'worst'>): string {
  const { ratio, quotient } = worst;
  if (Number.isFinite(ratio)) return ratio >= 1e4 ? ratio.toExponential(1).replace('e+', 'e') : fixed(ratio, ratio >= 100 ? 1 : 4);
  if (!Number.isFinite(quotient) || quotient <= 0) return '∞';
  const unit = 10 ** Math.floor(Math.log10(quotient));
  return `> ${fixed(Math.floor(quotient / unit) * unit, 0)}`;
}

/** How many pairs were tried, and among how many weights where they share them. */
export const triedWords = ({ count, weights, pairs }: Pick<SearchResult, 'count' | 'weights' | 'pairs'>): string =>
  `of ${fixed(count, 0)}${weights === undefined ? '' : ` among ${fixed(weights, 0)} weights`}${pairs === undefined ? '' : ` and ${fixed(pairs, 0)} pairs`}`;

/** Where a card or a section of the bench stands. */
export const anchorOf = (name: string): string => `bench-${name}`;
