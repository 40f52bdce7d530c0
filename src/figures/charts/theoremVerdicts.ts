import type { TheoremName } from '../../math/theory/catalogue';
import type { Outcome, SearchResult, Verdict } from '../../math/theory/types';
import { fixedText } from '../base/ticks';

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

/** Abbreviated title for the index and for printed tables; a prime marks a sharper form. */
export function shortName(id: TheoremName): string {
  const [kind = '', number = '', more = ''] = id.split('-');
  return `${abbreviations[kind] ?? kind} ${number}${more.length > 1 ? '′' : more}`;
}

export type Side = 'inside' | 'outside';

/** The search that decides the verdict. */
export function decisiveSide({ verdict, inside, outside }: Outcome): Side | undefined {
  if (verdict === 'breaks-outside' && outside) return 'outside';
  return inside ? 'inside' : outside ? 'outside' : undefined;
}

/** The worst ratio in at most six characters; where the bound is 0, the difference quotient rounded down. */
export function ratioText({ worst }: Pick<SearchResult, 'worst'>): string {
  const { ratio, quotient } = worst;
  if (Number.isFinite(ratio)) return ratio >= 1e4 ? ratio.toExponential(1).replace('e+', 'e') : fixedText(ratio, ratio >= 100 ? 1 : 4);
  if (!Number.isFinite(quotient) || quotient <= 0) return '∞';
  const power = Math.floor(Math.log10(quotient));
  const digit = Math.floor(quotient / 10 ** power);
  return `> ${power < 4 ? digit * 10 ** power : `${digit}e${power}`}`;
}
