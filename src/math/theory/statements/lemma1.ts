import { none } from '../../attack/solvers';
import { boundedWeights, epsilonOf, exactAttack, linearCase, smoothActivation } from '../assumptions';
import { type Lipschitz, lipschitzOf, roundingOf, sizesOf, thetaThetaConstant, thetaXConstant } from '../constants';
import { type InequalitySides, fourDigits, searchOutside, searchPairs } from '../counterexampleSearch';
import { distanceOf, gradientMove, lipschitz, perturbationShifts } from '../measures';
import { pairsIn } from '../pairSampling';
import type { Theorem } from '../types';
import type { AdversarialProblem } from '../../core/types';

/** ‖∇L(θ₁) − ∇L(θ₂)‖ against C_θθ‖θ₁ − θ₂‖ + the mean over the points of C_θx,n ‖x′_n(θ₁) − x′_n(θ₂)‖. */
function measure(scene: AdversarialProblem, { thetaTheta, thetaXOf }: Lipschitz): InequalitySides {
  const [gradient, moves, count] = [gradientMove(scene), perturbationShifts(scene), thetaXOf.length];
  const weighed = Float64Array.from(thetaXOf, (value) => value / count);
  return {
    size: gradient.size + count + 2,
    cost: 2 * gradient.cost,
    read: (a, b, out, at) => {
      gradient.read(a, b, out, at);
      moves(a, b, out, at + gradient.size);
    },
    sides: (pair, read, p, q, sides, best) => {
      const left = gradient.value(pair, read, p, q);
      let right = thetaTheta * distanceOf(pair);
      sides[0] = left;
      if (left > best * right) {
        const [from, to] = [p + gradient.size, q + gradient.size];
        for (let n = 0; n < count; n += 1) {
          const t = read[from + n + 2]!;
          const u = read[to + n + 2]!;
          const d1 = t * read[from]! - u * read[to]!;
          const d2 = t * read[from + 1]! - u * read[to + 1]!;
          right += weighed[n]! * Math.sqrt(d1 * d1 + d2 * d2);
        }
      }
      sides[1] = right;
    },
  };
}

/** Lemma 1: a Lipschitz attack makes a Lipschitz gradient. Tried in its strongest form, with C the ratio of each pair itself (Eq. 14). */
export const lemma1: Theorem = {
  assumptions: (study) => {
    const sizes = sizesOf(study);
    return [
      smoothActivation(lipschitzOf(study, sizes)),
      { text: "$x'$ is $C$-Lipschitz: need not be assumed, each pair has its own $C$ (Eq. 14)", met: true },
      boundedWeights(sizes),
      ...exactAttack(study),
    ];
  },
  constants: (study) => {
    const sizes = sizesOf(study);
    const constants = lipschitzOf(study, sizes);
    return [thetaThetaConstant(study, sizes, constants), thetaXConstant(study, sizes, constants)];
  },
  *inside(study, { pairs }, rng) {
    const sizes = sizesOf(study);
    const constants = lipschitzOf(study, sizes);
    return yield* searchPairs(
      { region: pairsIn(study, () => true), measure: measure(study.scene, constants), noise: roundingOf(sizes, constants) },
      pairs,
      rng,
    );
  },
  *outside(study, { pairs, thetaMin }, rng) {
    const sizes = sizesOf(study);
    if (study.scene.attack === none || epsilonOf(study.scene) === 0) return undefined;
    const constants = lipschitzOf(study, sizes);
    const { p } = study.scene.norm;
    const kept = p === 1 || p === Infinity ? 0 : sizes.radius / thetaMin; // corners do not move at all; circles turn
    const fixed = lipschitz(gradientMove(study.scene), constants.thetaTheta + kept * constants.thetaX);
    return yield* searchOutside(
      { region: pairsIn(study, () => true, 1e-6, 1e-7), measure: fixed, noise: roundingOf(sizes, constants) },
      kept === 0
        ? "$x'$ is Lipschitz: $C=0$ of a resting corner is kept where the corner changes"
        : `$C=\\varepsilon/\\theta_{\\min}=${fourDigits(kept)}$ is kept near $\\theta=0$`,
      ({ quotient, distance }) =>
        `Two gradients ${fourDigits(quotient)} times as far apart as their weights, which are ${fourDigits(distance)} apart.`,
      pairs,
      rng,
    );
  },
  suggestedCase: linearCase,
};
