import { eigenvalues } from '../../core/symmetric2x2';
import { ball, epsilonOf, exactAttack, linearCaseLinf, linearModel } from '../assumptions';
import { lipschitzOf, roundingOf, sizesOf, thetaThetaConstant } from '../constants';
import { fourDigits, searchOutside, searchPairs } from '../counterexampleSearch';
import { gradientMove, lipschitz } from '../measures';
import { pairsIn, pairsAcross } from '../pairSampling';
import type { TheoremContext, Theorem } from '../types';
import { axes, sameSigns } from './lemma3';

/** Theorem 2 with either constant. */
function lipschitzGradientLinf(constants: Theorem['constants'], slope: (study: TheoremContext) => number): Theorem {
  return {
    constants,
    assumptions: (study) => [
      linearModel(study),
      ball(study, Infinity, 'L_\\infty'),
      { text: '$\\operatorname{sign}\\theta_1=\\operatorname{sign}\\theta_2$', met: true },
      ...exactAttack(study),
    ],
    *inside(study, { pairs }, rng) {
      const measure = lipschitz(gradientMove(study.scene), slope(study));
      return yield* searchPairs({ region: pairsIn(study, sameSigns), measure, noise: roundingOf(sizesOf(study), { theta: 1 }) }, pairs, rng);
    },
    *outside(study, { pairs }, rng) {
      return yield* searchOutside(
        {
          region: pairsAcross(study, axes),
          measure: lipschitz(gradientMove(study.scene), slope(study)),
          noise: roundingOf(sizesOf(study), { theta: 1 }),
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
  (study) => {
    const sizes = sizesOf(study);
    return [thetaThetaConstant(study, sizes, lipschitzOf(study, sizes))];
  },
  (study) => lipschitzOf(study, sizesOf(study)).thetaTheta,
);

/** Our explicit constant: in one quadrant every x′ is fixed, so the Hessian is at most ¼ of the second moment of x′. */
export const theorem2Explicit = lipschitzGradientLinf((study) => {
  const value = quadrantSlope(study);
  return [{ tex: `\\max_s\\tfrac14\\lVert\\tfrac1N\\textstyle\\sum_n x'_nx_n'^{\\top}\\rVert=${fourDigits(value)}`, value }];
}, quadrantSlope);

/** max over s ∈ {±1}² of λ_max(¼ mean x′x′ᵀ), x′ = x − y ε s. */
function quadrantSlope({ scene }: TheoremContext): number {
  const epsilon = epsilonOf(scene);
  let most = 0;
  for (const s1 of [-1, 1]) {
    for (const s2 of [-1, 1]) {
      let [m11, m12, m22] = [0, 0, 0];
      for (const { x, y } of scene.points) {
        const [a, b] = [x[0] - y * epsilon * s1, x[1] - y * epsilon * s2];
        [m11, m12, m22] = [m11 + a * a, m12 + a * b, m22 + b * b];
      }
      most = Math.max(most, eigenvalues(m11, m12, m22)[1] / (4 * scene.points.length));
    }
  }
  return most;
}
