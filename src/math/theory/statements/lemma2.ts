import { linf } from '../../attack/norms/linf';
import { awayFromZero, ball, epsilonOf, exactAttack, linearCaseL2, linearModel } from '../assumptions';
import { sizesOf } from '../constants';
import { fourDigits, searchOutside, searchPairs } from '../counterexampleSearch';
import { comparing, distanceOf, linearMove, lipschitz, ofPair } from '../measures';
import { pairsIn, pairsAcross, type Weights } from '../pairSampling';
import type { Theorem } from '../types';
import type { AdversarialProblem } from '../../core/types';

/** Both weights at least this long. */
export const outsideDisc =
  (least: number) =>
  (pair: Weights): boolean =>
    pair[0]! * pair[0]! + pair[1]! * pair[1]! >= least * least && pair[2]! * pair[2]! + pair[3]! * pair[3]! >= least * least;

const insideDisc =
  (most: number) =>
  (pair: Weights): boolean =>
    Math.hypot(pair[0]!, pair[1]!) < most && Math.hypot(pair[2]!, pair[3]!) < most;

const rounding = (epsilon: number): number => 1e-15 * (1 + epsilon);

/** Lemma 2: under L2 the attack of the linear model turns on its circle, at most ε/θ_min as fast as the weights move. */
export const lemma2: Theorem = {
  assumptions: (study, { thetaMin }) => [linearModel(study), ball(study, 2, 'L_2'), awayFromZero(sizesOf(study), thetaMin), ...exactAttack(study)],
  constants: ({ scene }, { thetaMin }) => {
    const epsilon = epsilonOf(scene);
    return [
      {
        tex: `\\varepsilon/\\theta_{\\min}=${fourDigits(epsilon)}/${fourDigits(thetaMin)}=${fourDigits(epsilon / thetaMin)}`,
        value: epsilon / thetaMin,
      },
    ];
  },
  *inside(study, { thetaMin, pairs }, rng) {
    const epsilon = epsilonOf(study.scene);
    const region = pairsIn(study, outsideDisc(thetaMin), thetaMin);
    return yield* searchPairs(
      { region, measure: lipschitz(linearMove(study.scene, epsilon), epsilon / thetaMin), noise: rounding(epsilon) },
      pairs,
      rng,
    );
  },
  *outside(study, { thetaMin, pairs }, rng) {
    const epsilon = epsilonOf(study.scene);
    const region = pairsIn(study, insideDisc(thetaMin), 1e-6, 1e-7);
    return yield* searchOutside(
      { region, measure: lipschitz(linearMove(study.scene, epsilon), epsilon / thetaMin), noise: rounding(epsilon) },
      `$\\lVert\\theta\\rVert\\ge\\theta_{\\min}$: weights shorter than ${fourDigits(thetaMin)}`,
      ({ quotient }) => `Near θ = 0 the attack moves ${fourDigits(quotient)} times as far as the weights; any shorter pair does worse.`,
      pairs,
      rng,
    );
  },
  suggestedCase: linearCaseL2,
};

/** Our sharper form, for every pair of weights that are not 0 and without a convex region, which the paper's argument by the Jacobian needs. */
export const lemma2Sharper: Theorem = {
  assumptions: (study) => [linearModel(study), ball(study, 2, 'L_2'), { text: '$\\theta_1,\\theta_2\\ne0$', met: true }, ...exactAttack(study)],
  constants: ({ scene }) => [{ tex: `2\\varepsilon=${fourDigits(2 * epsilonOf(scene))}`, value: 2 * epsilonOf(scene) }],
  *inside(study, { pairs }, rng) {
    const epsilon = epsilonOf(study.scene);
    return yield* searchPairs({ region: pairsIn(study, () => true), measure: sharper(study.scene, epsilon), noise: rounding(epsilon) }, pairs, rng);
  },
  *outside(study, { pairs }, rng) {
    const epsilon = epsilonOf(study.scene);
    const axes = pairsAcross(study, [
      [1, 0],
      [0, 1],
    ]);
    return yield* searchOutside(
      { region: axes, measure: sharper(study.scene, epsilon, linf), noise: rounding(epsilon) },
      'the $L_2$ ball: the same with the square',
      ({ distance, left }) => `Across an axis the corner jumps ${fourDigits(left)} while the weights are ${fourDigits(distance)} apart.`,
      pairs,
      rng,
    );
  },
  suggestedCase: linearCaseL2,
};

const sharper = (scene: AdversarialProblem, epsilon: number, norm = scene.norm) =>
  comparing(
    linearMove(scene, epsilon, norm),
    ofPair((pair) => (2 * epsilon * distanceOf(pair)) / (Math.sqrt(pair[0]! ** 2 + pair[1]! ** 2) + Math.sqrt(pair[2]! ** 2 + pair[3]! ** 2))),
  );
