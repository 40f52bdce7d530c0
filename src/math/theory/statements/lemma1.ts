import { none } from '../../attack/solvers';
import {
  boundedWeights,
  epsilonOf,
  exactAttack,
  linearCase,
  smoothActivation,
  type LipschitzConstants,
  lipschitzConstants,
  gradientRounding,
  normBoundsOf,
  thetaThetaConstant,
  thetaXConstant,
} from '../constants';
import { type InequalitySides, fourDigits, searchOutside, searchPairs } from '../counterexampleSearch';
import { distanceOf, gradientDifference, lipschitzInequality, perturbationShifts } from '../measures';
import { pairsIn } from '../pairSampling';
import type { Theorem } from '../types';
import type { AdversarialProblem } from '../../core/types';

/** ‖∇L(θ₁) − ∇L(θ₂)‖ against C_θθ‖θ₁ − θ₂‖ + the mean over the points of C_θx,n ‖x′_n(θ₁) − x′_n(θ₂)‖. */
function pairwiseInequality(problem: AdversarialProblem, { thetaTheta, thetaXOfPoints: thetaXOf }: LipschitzConstants): InequalitySides {
  const [gradient, shifts, count] = [gradientDifference(problem), perturbationShifts(problem), thetaXOf.length];
  const weights = Float64Array.from(thetaXOf, (value) => value / count);
  return {
    featureCount: gradient.featureCount + count + 2,
    cost: 2 * gradient.cost,
    features: (a, b, out, at) => {
      gradient.features(a, b, out, at);
      shifts(a, b, out, at + gradient.featureCount);
    },
    sides: (pair, features, p, q, sides, best) => {
      const left = gradient.value(pair, features, p, q);
      let right = thetaTheta * distanceOf(pair);
      sides[0] = left;
      if (left > best * right) {
        const [from, to] = [p + gradient.featureCount, q + gradient.featureCount];
        for (let n = 0; n < count; n += 1) {
          const t = features[from + n + 2]!;
          const u = features[to + n + 2]!;
          const d1 = t * features[from]! - u * features[to]!;
          const d2 = t * features[from + 1]! - u * features[to + 1]!;
          right += weights[n]! * Math.sqrt(d1 * d1 + d2 * d2);
        }
      }
      sides[1] = right;
    },
  };
}

/** Lemma 1: a Lipschitz attack implies a Lipschitz gradient. Checked in its strongest form, with C the difference quotient of each pair (Eq. 14). */
export const lemma1: Theorem = {
  assumptions: (context) => {
    const bounds = normBoundsOf(context);
    return [
      smoothActivation(lipschitzConstants(context, bounds)),
      { text: "$x'$ is $C$-Lipschitz: need not be assumed, each pair has its own $C$ (Eq. 14)", met: true },
      boundedWeights(bounds),
      ...exactAttack(context),
    ];
  },
  constants: (context) => {
    const bounds = normBoundsOf(context);
    const constants = lipschitzConstants(context, bounds);
    return [thetaThetaConstant(context, bounds, constants), thetaXConstant(context, bounds, constants)];
  },
  *inside(context, { pairs }, rng) {
    const bounds = normBoundsOf(context);
    const constants = lipschitzConstants(context, bounds);
    return yield* searchPairs(
      {
        region: pairsIn(context, () => true),
        inequality: pairwiseInequality(context.problem, constants),
        rounding: gradientRounding(bounds, constants),
      },
      pairs,
      rng,
    );
  },
  *outside(context, { pairs, thetaMin }, rng) {
    const bounds = normBoundsOf(context);
    if (context.problem.attack === none || epsilonOf(context.problem) === 0) return undefined;
    const constants = lipschitzConstants(context, bounds);
    const { p } = context.problem.norm;
    const attackConstant = p === 1 || p === Infinity ? 0 : bounds.radius / thetaMin; // C of the attack away from θ = 0
    const fixed = lipschitzInequality(gradientDifference(context.problem), constants.thetaTheta + attackConstant * constants.thetaX);
    return yield* searchOutside(
      { region: pairsIn(context, () => true, 1e-6, 1e-7), inequality: fixed, rounding: gradientRounding(bounds, constants) },
      attackConstant === 0
        ? "$x'$ is Lipschitz: $C=0$ of a resting corner is kept where the corner changes"
        : `$C=\\varepsilon/\\theta_{\\min}=${fourDigits(attackConstant)}$ is kept near $\\theta=0$`,
      ({ quotient, distance }) =>
        `Two gradients ${fourDigits(quotient)} times as far apart as their weights, which are ${fourDigits(distance)} apart.`,
      pairs,
      rng,
    );
  },
  suggestedCase: linearCase,
};
