import { awayFromZero, ball, boundedWeights, epsilonOf, exactAttack, linearCaseL2, linearModel } from '../assumptions';
import { lipschitzOf, roundingOf, sizesOf, thetaThetaConstant, thetaXConstant } from '../constants';
import { fourDigits, searchOutside, searchPairs } from '../counterexampleSearch';
import { gradientMove, lipschitz } from '../measures';
import { pairsIn } from '../pairSampling';
import type { TheoremContext, Theorem } from '../types';
import { outsideDisc } from './lemma2';
import type { BenchOptions } from '../options';

/** Theorem 1 with either constant; the paper's needs bounded weights as well. */
function lipschitzGradientL2(
  constants: Theorem['constants'],
  slope: (study: TheoremContext, options: BenchOptions) => number,
  assumesBoundedWeights: boolean,
): Theorem {
  return {
    constants,
    assumptions: (study, { thetaMin }) => [
      linearModel(study),
      ball(study, 2, 'L_2'),
      awayFromZero(sizesOf(study), thetaMin),
      ...(assumesBoundedWeights ? [boundedWeights(sizesOf(study))] : []),
      ...exactAttack(study),
    ],
    *inside(study, options, rng) {
      const sizes = sizesOf(study);
      const region = pairsIn(study, outsideDisc(options.thetaMin), options.thetaMin);
      const measure = lipschitz(gradientMove(study.scene), slope(study, options));
      return yield* searchPairs({ region, measure, noise: roundingOf(sizes, { theta: 1 }) }, options.pairs, rng);
    },
    *outside(study, options, rng) {
      const sizes = sizesOf(study);
      return yield* searchOutside(
        {
          region: pairsIn(study, () => true, 1e-6, 1e-7),
          measure: lipschitz(gradientMove(study.scene), slope(study, options)),
          noise: roundingOf(sizes, { theta: 1 }),
        },
        `$\\lVert\\theta\\rVert\\ge\\theta_{\\min}$: all of the range, $\\theta=0$ included`,
        ({ quotient, distance }) =>
          `Across θ = 0 the gradient jumps by ε: ${fourDigits(quotient)} times the distance ${fourDigits(distance)}; no constant exists there.`,
        options.pairs,
        rng,
      );
    },
    suggestedCase: linearCaseL2,
  };
}

/** Theorem 1: under L2 the gradient of the linear model's loss is Lipschitz away from θ = 0. */
export const theorem1 = lipschitzGradientL2(
  (study, options) => {
    const sizes = sizesOf(study);
    const constants = lipschitzOf(study, sizes);
    const value = paperSlope(study, options);
    return [
      thetaThetaConstant(study, sizes, constants),
      thetaXConstant(study, sizes, constants),
      { tex: `C_{\\theta\\theta}+\\varepsilon\\,C_{\\theta x}/\\theta_{\\min}=${fourDigits(value)}`, value },
    ];
  },
  paperSlope,
  true,
);

/** Our explicit constant for the logistic loss: |u₁ − u₂| ≤ (‖x‖ + ε)‖θ₁ − θ₂‖ and σ ≤ 1, so no bound on ‖θ‖ is needed. */
export const theorem1Explicit = lipschitzGradientL2(
  (study, options) => {
    const value = explicitSlope(study, options);
    const { thetaTheta } = lipschitzOf(study, sizesOf(study));
    return [
      {
        tex: `\\tfrac14(\\lVert x\\rVert+\\varepsilon)^2+\\varepsilon/\\theta_{\\min}=${fourDigits(thetaTheta)}+${fourDigits(value - thetaTheta)}=${fourDigits(value)}`,
        value,
      },
    ];
  },
  explicitSlope,
  false,
);

function paperSlope(study: TheoremContext, { thetaMin }: BenchOptions): number {
  const { thetaTheta, thetaX } = lipschitzOf(study, sizesOf(study));
  return thetaTheta + (epsilonOf(study.scene) * thetaX) / thetaMin;
}

function explicitSlope(study: TheoremContext, { thetaMin }: BenchOptions): number {
  return lipschitzOf(study, sizesOf(study)).thetaTheta + epsilonOf(study.scene) / thetaMin;
}
