import { boundedWeights, exactAttack, offerAs, smoothActivation } from './assume';
import { lipschitzOf, lossRounding, sizesOf, thetaConstant } from './constants';
import type { Theorem } from './kinds';
import { lipschitz, lossMove } from './movement';
import { pairsIn } from './region';
import { shown, tryOutside, tryPairs } from './search';

/** Proposition 1, first inequality (Liu et al. 2020; the paper's Eq. 8). */
export const equation8: Theorem = {
  title: 'Lipschitz loss',
  subtitle: 'Proposition 1, Equation 8',
  tex: '|L_\\varepsilon(\\theta_1)-L_\\varepsilon(\\theta_2)|\\le C_\\theta\\lVert\\theta_1-\\theta_2\\rVert',
  origin: 'paper',
  knobs: ['pairs', 'seed'],
  assumptions: (study) => {
    const sizes = sizesOf(study);
    return [smoothActivation({ ...lipschitzOf(study, sizes), corner: undefined }), boundedWeights(sizes), ...exactAttack(study)];
  },
  constants: (study) => {
    const sizes = sizesOf(study);
    return [thetaConstant(study, sizes, lipschitzOf(study, sizes))];
  },
  *inside(study, { pairs }, rng) {
    const sizes = sizesOf(study);
    const constants = lipschitzOf(study, sizes);
    const region = pairsIn(study, () => true);
    return yield* tryPairs({ region, measure: lipschitz(lossMove(study.scene), constants.theta), noise: lossRounding(sizes, constants) }, pairs, rng);
  },
  *outside(study, { pairs }, rng) {
    const sizes = sizesOf(study);
    const constants = lipschitzOf(study, sizes);
    if (sizes.radius === 0) return undefined;
    const clean = constants.theta * (sizes.clean.reduce((sum, v) => sum + v, 0) / sizes.attacked.reduce((sum, v) => sum + v, 0));
    return yield* tryOutside(
      { region: pairsIn(study, () => true), measure: lipschitz(lossMove(study.scene), clean), noise: lossRounding(sizes, constants) },
      "$C_\\theta$ holds at $x'$ too: here it is taken at $x$ only",
      ({ ratio }) => `With the constant of the clean data the loss rises ${shown(ratio)} times as fast as allowed.`,
      pairs,
      rng,
    );
  },
  offer: () => offerAs('Linear model', { model: 'linear' }),
};
