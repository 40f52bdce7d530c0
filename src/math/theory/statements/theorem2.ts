import { eigenvalues } from '../../core/linearAlgebra';
import {
  attackBall,
  epsilonOf,
  exactAttack,
  linearCaseLinf,
  linearModel,
  lipschitzConstants,
  gradientRounding,
  normBoundsOf,
  thetaThetaConstant,
} from '../constants';
import { fourDigits, searchOutside, searchPairs } from '../counterexampleSearch';
import { gradientDifference, lipschitzInequality } from '../measures';
import { pairsIn, pairsAcrossLines, axisNormals } from '../pairSampling';
import type { TheoremContext, Theorem } from '../types';
import { inSameQuadrant } from './lemma3';

/** Theorem 2 with either constant. */
function lipschitzGradientLinf(constants: Theorem['constants'], slope: (context: TheoremContext) => number): Theorem {
  return {
    constants,
    assumptions: (context) => [
      linearModel(context),
      attackBall(context, Infinity, 'L_\\infty'),
      { text: '$\\operatorname{sign}\\theta_1=\\operatorname{sign}\\theta_2$', met: true },
      ...exactAttack(context),
    ],
    *inside(context, { pairs }, rng) {
      const inequality = lipschitzInequality(gradientDifference(context.problem), slope(context));
      return yield* searchPairs(
        { region: pairsIn(context, inSameQuadrant), inequality, rounding: gradientRounding(normBoundsOf(context), { theta: 1 }) },
        pairs,
        rng,
      );
    },
    *outside(context, { pairs }, rng) {
      return yield* searchOutside(
        {
          region: pairsAcrossLines(context, axisNormals),
          inequality: lipschitzInequality(gradientDifference(context.problem), slope(context)),
          rounding: gradientRounding(normBoundsOf(context), { theta: 1 }),
        },
        'signs agree',
        ({ distance, left, quotient }) =>
          `Across an axis the gradient jumps by 2εσ(u): ${fourDigits(left)} between weights ${fourDigits(distance)} apart, ${fourDigits(quotient)} times as far.`,
        pairs,
        rng,
      );
    },
    suggestedCase: linearCaseLinf,
  };
}

/** Theorem 2: under L∞ the gradient of the linear model's loss is Lipschitz inside each quadrant. */
export const theorem2 = lipschitzGradientLinf(
  (context) => {
    const bounds = normBoundsOf(context);
    return [thetaThetaConstant(context, bounds, lipschitzConstants(context, bounds))];
  },
  (context) => lipschitzConstants(context, normBoundsOf(context)).thetaTheta,
);

/** Our explicit constant: in one quadrant every x′ is constant, so the Hessian is at most ¼ of the second moment of x′. */
export const theorem2Explicit = lipschitzGradientLinf((context) => {
  const value = quadrantSlope(context);
  return [{ tex: `\\max_s\\tfrac14\\lVert\\tfrac1N\\textstyle\\sum_n x'_nx_n'^{\\top}\\rVert=${fourDigits(value)}`, value }];
}, quadrantSlope);

/** max over s ∈ {±1}² of λ_max(¼ mean x′x′ᵀ), x′ = x − y ε s. */
function quadrantSlope({ problem }: TheoremContext): number {
  const epsilon = epsilonOf(problem);
  let max = 0;
  for (const s1 of [-1, 1]) {
    for (const s2 of [-1, 1]) {
      let [m11, m12, m22] = [0, 0, 0];
      for (const { x, y } of problem.points) {
        const [a, b] = [x[0] - y * epsilon * s1, x[1] - y * epsilon * s2];
        [m11, m12, m22] = [m11 + a * a, m12 + a * b, m22 + b * b];
      }
      max = Math.max(max, eigenvalues(m11, m12, m22)[1] / (4 * problem.points.length));
    }
  }
  return max;
}
