import { catalogue, theoremNames } from '../../../src/math/theory/catalogue';
import type { Outcome, SearchResult, Verdict } from '../../../src/math/theory/types';
import { coloured, colouredText } from '../../../src/ui/controls/Tex';
import { decisiveSide, ratioText, verdictLabels } from '../../../src/figures/charts/theoremVerdicts';
import { barFraction, verdictCounts } from '../../../src/ui/theory/verdicts';
import { expect, test } from 'vitest';

const search = (left: number, right: number, distance = 0.01): SearchResult => {
  const worst = {
    theta: [
      [1, 0],
      [1, distance],
    ],
    left,
    right,
    ratio: right > 0 ? left / right : Infinity,
    distance,
    quotient: left / distance,
  } as const;
  return { worst, count: 10, unit: 'pairs', violated: left > right };
};
const outcome = (verdict: Verdict, part: Partial<Outcome> = {}): Outcome => ({ verdict, assumptions: [], constants: [], exhibits: [], ...part });

test('symbols have their colours, constants named after them do not', () => {
  expect(coloured('\\theta_1')).toBe('{\\htmlClass{tone-theta}{\\theta_1}}');
  expect(coloured('L_\\varepsilon')).toBe('L_{\\htmlClass{tone-epsilon}{\\varepsilon}}');
  expect(coloured('\\theta_{\\min}')).toBe('{\\htmlClass{tone-theta}{\\theta_{\\min}}}');
  expect(coloured('C_{\\theta x}+C_\\theta+C_{\\theta\\theta}')).toBe('C_{\\theta x}+C_\\theta+C_{\\theta\\theta}');
  expect(colouredText('as γ: $\\gamma$ and \\gamma')).toBe('as γ: ${\\htmlClass{tone-gamma}{\\gamma}}$ and \\gamma');
});

test.each(theoremNames)('%s: its colours leave as many braces open as closed', (id) => {
  const text = coloured(catalogue[id].tex);
  expect(text.split('{').length).toBe(text.split('}').length);
});

test('the bound 1 is at 80 % of the bar, and larger ratios fill it', () => {
  expect([barFraction(0), barFraction(0.5), barFraction(1), barFraction(3), barFraction(Infinity), barFraction(NaN)]).toEqual([0, 0.4, 0.8, 1, 1, 0]);
});

test('a ratio has four decimals; where the bound is 0 the difference quotient replaces it, rounded down', () => {
  expect(ratioText(search(0.5, 1))).toBe('0.5000');
  expect(ratioText(search(250, 1))).toBe('250.0');
  expect(ratioText(search(1, 0, 1 / 666.5))).toBe('> 600');
});

test('a verdict refers to one search, and every verdict has its own sign, text and filter', () => {
  const both = { inside: search(0.5, 1), outside: { ...search(2, 1), dropped: 'signs', sentence: 'It breaks.' } };
  expect(decisiveSide(outcome('breaks-outside', both))).toBe('outside');
  expect(decisiveSide(outcome('confirmed', both))).toBe('inside');
  expect(decisiveSide(outcome('does-not-apply'))).toBeUndefined();
  expect(new Set(Object.values(verdictLabels).map(({ text: word }) => word)).size).toBe(5);
});

test('counts are those of checked statements', () => {
  expect(verdictCounts([undefined, undefined])).toMatchObject({ all: 2, confirmed: 0, broken: 0 });
});
