import { linf } from '../../attack/norms/linf';
import { awayFromZero, attackBall, epsilonOf, exactAttack, linearCaseL2, linearModel, normBoundsOf } from '../constants';
import { fourDigits, searchOutside, searchPairs } from '../counterexampleSearch';
import { inequality, distanceOf, linearAttackShift, lipschitzInequality, featureless } from '../measures';
import { pairsIn, pairsAcrossLines, type WeightPair, axisNormals } from '../pairSampling';
import type { Theorem } from '../types';
import type { AdversarialProblem } from '../../core/types';

/** Whether both norms are at least `minNorm`. */
export const bothOutsideDisc =
  (minNorm: number) =>
  (pair: WeightPair): boolean =>
    pair[0]! * pair[0]! + pair[1]! * pair[1]! >= minNorm * minNorm && pair[2]! * pair[2]! + pair[3]! * pair[3]! >= minNorm * minNorm;

const bothInsideDisc =
  (maxNorm: number) =>
  (pair: WeightPair): boolean =>
    Math.hypot(pair[0]!, pair[1]!) < maxNorm && Math.hypot(pair[2]!, pair[3]!) < maxNorm;

const shiftRounding = (epsilon: number): number => 1e-15 * (1 + epsilon);

/** Lemma 2: the L2 attack of the linear model is ε/θ_min-Lipschitz in θ. */
export const lemma2: Theorem = {
  assumptions: (context, { thetaMin }) => [
    linearModel(context),
    attackBall(context, 2, 'L_2'),
    awayFromZero(normBoundsOf(context), thetaMin),
    ...exactAttack(context),
  ],
  constants: ({ problem }, { thetaMin }) => {
    const epsilon = epsilonOf(problem);
    return [
      {
        tex: `\\varepsilon/\\theta_{\\min}=${fourDigits(epsilon)}/${fourDigits(thetaMin)}=${fourDigits(epsilon / thetaMin)}`,
        value: epsilon / thetaMin,
      },
    ];
  },
  *inside(context, { thetaMin, pairs }, rng) {
    const epsilon = epsilonOf(context.problem);
    const region = pairsIn(context, bothOutsideDisc(thetaMin), thetaMin);
    return yield* searchPairs(
      { region, inequality: lipschitzInequality(linearAttackShift(context.problem, epsilon), epsilon / thetaMin), rounding: shiftRounding(epsilon) },
      pairs,
      rng,
    );
  },
  *outside(context, { thetaMin, pairs }, rng) {
    const epsilon = epsilonOf(context.problem);
    const region = pairsIn(context, bothInsideDisc(thetaMin), 1e-6, 1e-7);
    return yield* searchOutside(
      { region, inequality: lipschitzInequality(linearAttackShift(context.problem, epsilon), epsilon / thetaMin), rounding: shiftRounding(epsilon) },
      `$\\lVert\\theta\\rVert\\ge\\theta_{\\min}$: weights shorter than ${fourDigits(thetaMin)}`,
      ({ quotient }) => `Near θ = 0 the attack moves ${fourDigits(quotient)} times as far as the weights; any shorter pair does worse.`,
      pairs,
      rng,
    );
  },
  suggestedCase: linearCaseL2,
};

/** Our sharper form for all pairs of nonzero weights; the paper's argument by the Jacobian needs a convex region. */
export const lemma2Sharper: Theorem = {
  assumptions: (context) => [
    linearModel(context),
    attackBall(context, 2, 'L_2'),
    { text: '$\\theta_1,\\theta_2\\ne0$', met: true },
    ...exactAttack(context),
  ],
  constants: ({ problem }) => [{ tex: `2\\varepsilon=${fourDigits(2 * epsilonOf(problem))}`, value: 2 * epsilonOf(problem) }],
  *inside(context, { pairs }, rng) {
    const epsilon = epsilonOf(context.problem);
    return yield* searchPairs(
      { region: pairsIn(context, () => true), inequality: sharperInequality(context.problem, epsilon), rounding: shiftRounding(epsilon) },
      pairs,
      rng,
    );
  },
  *outside(context, { pairs }, rng) {
    const epsilon = epsilonOf(context.problem);
    return yield* searchOutside(
      {
        region: pairsAcrossLines(context, axisNormals),
        inequality: sharperInequality(context.problem, epsilon, linf),
        rounding: shiftRounding(epsilon),
      },
      'the $L_2$ ball: the same with the square',
      ({ distance, left }) => `Across an axis the corner jumps ${fourDigits(left)} while the weights are ${fourDigits(distance)} apart.`,
      pairs,
      rng,
    );
  },
  suggestedCase: linearCaseL2,
};

const sharperInequality = (problem: AdversarialProblem, epsilon: number, norm = problem.norm) =>
  inequality(
    linearAttackShift(problem, epsilon, norm),
    featureless((pair) => (2 * epsilon * distanceOf(pair)) / (Math.sqrt(pair[0]! ** 2 + pair[1]! ** 2) + Math.sqrt(pair[2]! ** 2 + pair[3]! ** 2))),
  );
