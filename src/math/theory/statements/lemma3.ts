import type { Pair } from '../../core/types';
import { ball, epsilonOf, exactAttack, linearCaseLinf, linearModel } from '../assumptions';
import { fourDigits, searchOutside, searchPairs } from '../counterexampleSearch';
import { comparing, linearMove, ofPair } from '../measures';
import { pairsIn, pairsAcross, type Weights } from '../pairSampling';
import type { Theorem } from '../types';

/** Both weights in one open quadrant. */
export const sameSigns = (pair: Weights): boolean => pair[0]! * pair[2]! > 0 && pair[1]! * pair[3]! > 0;
export const axes: readonly Pair[] = [
  [1, 0],
  [0, 1],
];

/** Lemma 3: under L∞ the attack of the linear model rests in its corner until a sign changes. */
export const lemma3: Theorem = {
  sharpEdge: true,
  assumptions: (study) => [
    linearModel(study),
    ball(study, Infinity, 'L_\\infty'),
    { text: '$\\operatorname{sign}\\theta_1=\\operatorname{sign}\\theta_2$', met: true },
    ...exactAttack(study),
  ],
  constants: ({ scene }) => {
    const side = 2 * epsilonOf(scene);
    return [
      { tex: '0\\quad\\text{inside a quadrant}', value: 0 },
      { tex: `2\\varepsilon=${fourDigits(side)}\\quad\\text{for one changed sign}`, value: side },
    ];
  },
  *inside(study, { pairs }, rng) {
    const measure = comparing(
      linearMove(study.scene, epsilonOf(study.scene)),
      ofPair(() => 0),
    );
    return yield* searchPairs({ region: pairsIn(study, sameSigns), measure, noise: 0 }, pairs, rng);
  },
  *outside(study, { pairs }, rng) {
    const measure = comparing(
      linearMove(study.scene, epsilonOf(study.scene)),
      ofPair(() => 0),
    );
    return yield* searchOutside(
      { region: pairsAcross(study, axes), measure, noise: 0 },
      'signs agree',
      ({ distance, left, quotient }) =>
        `The pair straddles an axis, ${fourDigits(distance)} apart, and the attacks lie ${fourDigits(left)} apart, ${fourDigits(quotient)} times as far; any closer pair does worse, so no constant exists.`,
      pairs,
      rng,
    );
  },
  suggestedCase: linearCaseLinf,
};
