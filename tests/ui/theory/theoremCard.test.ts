import { surfaceDefaults } from '../../../src/documents/surfaceSpecs';
import { theoremContext } from '../../../src/math/theory/check';
import { checkTheorem } from '../../math/theory/checkTheorem';
import { searchPairs } from '../../../src/math/theory/counterexampleSearch';
import { linearAttackShift, lipschitzInequality } from '../../../src/math/theory/measures';
import { benchDefaults } from '../../../src/math/theory/options';
import { pairsIn } from '../../../src/math/theory/pairSampling';
import { theorems } from '../../../src/math/theory/statements';
import { catalogue, theoremNames, type TheoremName } from '../../../src/math/theory/catalogue';
import { lemma2 } from '../../../src/math/theory/statements/lemma2';
import type { Outcome, Theorem } from '../../../src/math/theory/types';
import { surfaceOf } from '../../../src/state/jobResults';
import { TheoremCard } from '../../../src/ui/theory/TheoremCard';
import { testProblem } from '../../math/oracles';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';

const options = { ...benchDefaults, pairs: 1000, thetaMin: 0.5 };
const study = theoremContext(testProblem({ points: [{ x: [1, 1], y: 1 }], epsilon: 0.5, p: 2, reach: 500 }), [-3, 3], [-3, 3], 1);
const card = (name: TheoremName, outcome: Outcome): string =>
  renderToStaticMarkup(
    createElement(TheoremCard, {
      place: 'card',
      heading: catalogue[name],
      trial: { state: 'done', fraction: 1, last: { request: { id: 'lemma-2', surface: surfaceOf(surfaceDefaults), options }, outcome } },
      chosen: false,
      onChoose: () => undefined,
    }),
  );

/** Lemma 2 for weights of any length, with the constant of those that are long enough: false, and said to hold. */
const falseLemma: Theorem = {
  ...lemma2,
  *inside(of, { pairs, thetaMin }, rng) {
    const measure = lipschitzInequality(linearAttackShift(of.problem, of.problem.epsilon), of.problem.epsilon / thetaMin);
    return yield* searchPairs({ region: pairsIn(of, () => true), inequality: measure, rounding: 1e-15 }, pairs, rng);
  },
};

test('a statement violated inside its assumptions is shown as a bug, the card outlined, its worst ratio beyond the bound', () => {
  const outcome = checkTheorem(falseLemma, study, options);
  const html = card('lemma-2', outcome);
  expect(html).toMatch(/^<article class="statement verdict-error broken"/);
  expect(html).toContain('broken inside its assumptions: our bug');
  expect(html).toContain('that is a bug of ours');
  expect(html).toContain('width:100%'); // past the mark of the bound
  expect(outcome.inside?.worst.ratio).toBeGreaterThan(1);
});

test('the true lemma on the same document is shown as confirmed', () => {
  const html = card('lemma-2', checkTheorem(lemma2, study, options));
  expect(html).toMatch(/^<article class="statement verdict-gamma confirmed"/);
  expect(html).not.toContain('our bug');
});

test('every card renders its statement without a KaTeX error', () => {
  for (const name of theoremNames) {
    const { verdict, assumptions, constants } = checkTheorem(theorems[name], study, { ...options, pairs: 100 });
    expect(card(name, { verdict, assumptions, constants, exhibits: [] })).not.toContain('katex-error');
  }
});
