import { none } from '../attacks/none';
import type { Scene } from '../adversarial';
import { boundedWeights, epsilonOf, exactAttack, offerAs, smoothActivation } from './assume';
import { lipschitzOf, roundingOf, sizesOf, thetaThetaConstant, thetaXConstant } from './constants';
import type { Theorem } from './kinds';
import { comparing, distanceOf, gradientMove, lipschitz, movesOf, type Between } from './movement';
import { pairsIn } from './region';
import { shown, tryOutside, tryPairs } from './search';

/** Mean over the points of C_θx,n ‖x′_n(θ₁) − x′_n(θ₂)‖. */
function weighedMove(scene: Scene, thetaX: readonly number[]): Between {
  const moves = movesOf(scene);
  return {
    size: thetaX.length + 2,
    cost: thetaX.length,
    read: moves,
    value: (_pair, read, p, q) => {
      const [p1, p2, q1, q2] = [read[p]!, read[p + 1]!, read[q]!, read[q + 1]!];
      let sum = 0;
      for (let n = 0; n < thetaX.length; n += 1) {
        const t = read[p + n + 2]!;
        const u = read[q + n + 2]!;
        const d1 = t * p1 - u * q1;
        const d2 = t * p2 - u * q2;
        sum += thetaX[n]! * Math.sqrt(d1 * d1 + d2 * d2);
      }
      return sum / thetaX.length;
    },
  };
}

/** Lemma 1: a Lipschitz attack makes a Lipschitz gradient. Tried in its strongest form, with C the ratio of each pair itself (Eq. 14). */
export const lemma1: Theorem = {
  title: 'Lemma 1',
  subtitle: 'gradient, from the attack',
  tex: "\\lVert x'(\\theta_1)-x'(\\theta_2)\\rVert\\le C\\lVert\\theta_1-\\theta_2\\rVert\\;\\Rightarrow\\;\\lVert\\nabla L_\\varepsilon(\\theta_1)-\\nabla L_\\varepsilon(\\theta_2)\\rVert\\le(C_{\\theta\\theta}+C\\,C_{\\theta x})\\lVert\\theta_1-\\theta_2\\rVert",
  origin: 'paper',
  knobs: ['thetaMin', 'pairs', 'seed'],
  assumptions: (study) => {
    const sizes = sizesOf(study);
    return [
      smoothActivation(lipschitzOf(study, sizes)),
      { text: "$x'$ is $C$-Lipschitz: $C$ is taken from each pair", met: true },
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
    const move = weighedMove(study.scene, constants.thetaXOf);
    const bound: Between = { ...move, value: (pair, read, p, q) => constants.thetaTheta * distanceOf(pair) + move.value(pair, read, p, q) };
    const measure = comparing(gradientMove(study.scene), bound);
    return yield* tryPairs({ region: pairsIn(study, () => true), measure, noise: roundingOf(sizes, constants) }, pairs, rng);
  },
  *outside(study, { pairs, thetaMin }, rng) {
    const sizes = sizesOf(study);
    if (study.scene.attack === none || epsilonOf(study.scene) === 0) return undefined;
    const constants = lipschitzOf(study, sizes);
    const { p } = study.scene.norm;
    const kept = p === 1 || p === Infinity ? 0 : sizes.radius / thetaMin; // corners do not move at all; circles turn
    const measure = lipschitz(gradientMove(study.scene), constants.thetaTheta + kept * constants.thetaX);
    return yield* tryOutside(
      { region: pairsIn(study, () => true, 1e-6, 1e-7), measure, noise: roundingOf(sizes, constants) },
      kept === 0
        ? "$x'$ is Lipschitz: $C=0$ of a resting corner is kept where the corner changes"
        : `$C=\\varepsilon/\\theta_{\\min}=${shown(kept)}$ is kept near $\\theta=0$`,
      ({ quotient, distance }) => `Two gradients ${shown(quotient)} times as far apart as their weights, which are ${shown(distance)} apart.`,
      pairs,
      rng,
    );
  },
  offer: () => offerAs('Linear model', { model: 'linear' }),
};
