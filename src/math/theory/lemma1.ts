import { none } from '../attacks/none';
import type { Scene } from '../adversarial';
import { boundedWeights, epsilonOf, exactAttack, offerAs, smoothActivation } from './assume';
import { lipschitzOf, roundingOf, sizesOf, thetaThetaConstant, thetaXConstant } from './constants';
import type { Theorem } from './kinds';
import { comparing, distanceOf, gradientMove, lipschitz, movesOf } from './movement';
import { pairsIn, type Weights } from './region';
import { shown, tryOutside, tryPairs } from './search';

/** Mean over the points of C_θx,n ‖x′_n(θ₁) − x′_n(θ₂)‖. */
function weighedMove(scene: Scene, thetaX: readonly number[]): (pair: Weights) => number {
  const [moves, p, q] = [movesOf(scene), new Float64Array(scene.points.length + 2), new Float64Array(scene.points.length + 2)];
  return (pair) => {
    moves(pair[0]!, pair[1]!, p);
    moves(pair[2]!, pair[3]!, q);
    let sum = 0;
    for (let n = 0; n < thetaX.length; n += 1) {
      const [t, u] = [p[n + 2]!, q[n + 2]!];
      sum += thetaX[n]! * Math.sqrt((t * p[0]! - u * q[0]!) ** 2 + (t * p[1]! - u * q[1]!) ** 2);
    }
    return sum / thetaX.length;
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
    const measure = comparing(gradientMove(study.scene), (pair) => constants.thetaTheta * distanceOf(pair) + move(pair));
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
