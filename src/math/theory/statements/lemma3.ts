import { attackBall, epsilonOf, exactAttack, linearCaseLinf, linearModel } from '../constants';
import { fourDigits, searchOutside, searchPairs } from '../counterexampleSearch';
import { inequality, linearAttackShift, featureless } from '../measures';
import { axisNormals, pairsIn, pairsAcrossLines, type WeightPair } from '../pairSampling';
import type { Theorem, TheoremContext } from '../types';

/** Whether both weights lie in one open quadrant. */
export const inSameQuadrant = (pair: WeightPair): boolean => pair[0]! * pair[2]! > 0 && pair[1]! * pair[3]! > 0;

/** ‖x′₁ − x′₂‖ ≤ 0. */
const constantAttack = ({ problem }: TheoremContext) =>
  inequality(
    linearAttackShift(problem, epsilonOf(problem)),
    featureless(() => 0),
  );

/** Lemma 3: the L∞ attack of the linear model is constant within a quadrant of θ. */
export const lemma3: Theorem = {
  counterexampleIsHeadline: true,
  assumptions: (context) => [
    linearModel(context),
    attackBall(context, Infinity, 'L_\\infty'),
    { text: '$\\operatorname{sign}\\theta_1=\\operatorname{sign}\\theta_2$', met: true },
    ...exactAttack(context),
  ],
  constants: ({ problem }) => {
    const jump = 2 * epsilonOf(problem);
    return [
      { tex: '0\\quad\\text{inside a quadrant}', value: 0 },
      { tex: `2\\varepsilon=${fourDigits(jump)}\\quad\\text{for one changed sign}`, value: jump },
    ];
  },
  *inside(context, { pairs }, rng) {
    return yield* searchPairs({ region: pairsIn(context, inSameQuadrant), inequality: constantAttack(context), rounding: 0 }, pairs, rng);
  },
  *outside(context, { pairs }, rng) {
    return yield* searchOutside(
      { region: pairsAcrossLines(context, axisNormals), inequality: constantAttack(context), rounding: 0 },
      'signs agree',
      ({ distance, left, quotient }) =>
        `The pair straddles an axis, ${fourDigits(distance)} apart, and the attacks lie ${fourDigits(left)} apart, ${fourDigits(quotient)} times as far; any closer pair does worse, so no constant exists.`,
      pairs,
      rng,
    );
  },
  suggestedCase: linearCaseLinf,
};
