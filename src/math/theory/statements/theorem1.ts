import {
  awayFromZero,
  attackBall,
  boundedWeights,
  epsilonOf,
  exactAttack,
  linearCaseL2,
  linearModel,
  lipschitzConstants,
  gradientRounding,
  normBoundsOf,
  thetaThetaConstant,
  thetaXConstant,
} from '../constants';
import { fourDigits, searchOutside, searchPairs } from '../counterexampleSearch';
import { gradientDifference, lipschitzInequality } from '../measures';
import { pairsIn } from '../pairSampling';
import type { TheoremContext, Theorem } from '../types';
import { bothOutsideDisc } from './lemma2';
import type { BenchOptions } from '../options';

/** Theorem 1 with either constant; the paper's needs bounded weights as well. */
function lipschitzGradientL2(
  constants: Theorem['constants'],
  slope: (context: TheoremContext, options: BenchOptions) => number,
  assumesBoundedWeights: boolean,
): Theorem {
  return {
    constants,
    assumptions: (context, { thetaMin }) => [
      linearModel(context),
      attackBall(context, 2, 'L_2'),
      awayFromZero(normBoundsOf(context), thetaMin),
      ...(assumesBoundedWeights ? [boundedWeights(normBoundsOf(context))] : []),
      ...exactAttack(context),
    ],
    *inside(context, options, rng) {
      const bounds = normBoundsOf(context);
      const region = pairsIn(context, bothOutsideDisc(options.thetaMin), options.thetaMin);
      const inequality = lipschitzInequality(gradientDifference(context.problem), slope(context, options));
      return yield* searchPairs({ region, inequality, rounding: gradientRounding(bounds, { theta: 1 }) }, options.pairs, rng);
    },
    *outside(context, options, rng) {
      const bounds = normBoundsOf(context);
      return yield* searchOutside(
        {
          region: pairsIn(context, () => true, 1e-6, 1e-7),
          inequality: lipschitzInequality(gradientDifference(context.problem), slope(context, options)),
          rounding: gradientRounding(bounds, { theta: 1 }),
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
  (context, options) => {
    const bounds = normBoundsOf(context);
    const constants = lipschitzConstants(context, bounds);
    const value = paperSlope(context, options);
    return [
      thetaThetaConstant(context, bounds, constants),
      thetaXConstant(context, bounds, constants),
      { tex: `C_{\\theta\\theta}+\\varepsilon\\,C_{\\theta x}/\\theta_{\\min}=${fourDigits(value)}`, value },
    ];
  },
  paperSlope,
  true,
);

/** Our explicit constant for the logistic loss: |u₁ − u₂| ≤ (‖x‖ + ε)‖θ₁ − θ₂‖ and σ ≤ 1, so no bound on ‖θ‖ is needed. */
export const theorem1Explicit = lipschitzGradientL2(
  (context, options) => {
    const value = explicitSlope(context, options);
    const { thetaTheta } = lipschitzConstants(context, normBoundsOf(context));
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

function paperSlope(context: TheoremContext, { thetaMin }: BenchOptions): number {
  const { thetaTheta, thetaX } = lipschitzConstants(context, normBoundsOf(context));
  return thetaTheta + (epsilonOf(context.problem) * thetaX) / thetaMin;
}

function explicitSlope(context: TheoremContext, { thetaMin }: BenchOptions): number {
  return lipschitzConstants(context, normBoundsOf(context)).thetaTheta + epsilonOf(context.problem) / thetaMin;
}
