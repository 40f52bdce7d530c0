import { attacks, boundedWeights, exactAttack, linearCase, smoothActivation } from '../assumptions';
import {
  lipschitzOf,
  lossRounding,
  radiusTex,
  roundingOf,
  sizesOf,
  thetaConstant,
  thetaThetaConstant,
  thetaXConstant,
  thetaXWithin,
  widening,
} from '../constants';
import { fourDigits, searchOutside, searchPairs } from '../counterexampleSearch';
import { gradientMove, lipschitz, lossMove } from '../measures';
import { pairsIn } from '../pairSampling';
import type { Theorem } from '../types';

/** Proposition 1, first inequality (Liu et al. 2020; the paper's Eq. 8). */
export const equation8: Theorem = {
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
    return yield* searchPairs(
      { region, measure: lipschitz(lossMove(study.scene), constants.theta), noise: lossRounding(sizes, constants) },
      pairs,
      rng,
    );
  },
  *outside(study, { pairs }, rng) {
    const sizes = sizesOf(study);
    const constants = lipschitzOf(study, sizes);
    if (sizes.radius === 0) return undefined;
    const clean = constants.theta * (sizes.clean.reduce((sum, v) => sum + v, 0) / sizes.attacked.reduce((sum, v) => sum + v, 0));
    return yield* searchOutside(
      { region: pairsIn(study, () => true), measure: lipschitz(lossMove(study.scene), clean), noise: lossRounding(sizes, constants) },
      "$C_\\theta$ holds at $x'$ too: here it is taken at $x$ only",
      ({ ratio }) => `With the constant of the clean data the loss rises ${fourDigits(ratio)} times as fast as allowed.`,
      pairs,
      rng,
    );
  },
  suggestedCase: linearCase,
};

/** Weights this small, as a share of 1/(‖x‖ + ‖δ‖), make every sigmoid 1/2: there the missing √d shows. */
const TINY = 0.01;

/** Proposition 1, second inequality (Liu et al. 2020, Prop. 2; the paper's Eq. 9). With C_θx in L2 and p > 2 the paper's 2ε lacks d^{1/2−1/p}. */
export const proposition1: Theorem = {
  assumptions: (study) => {
    const sizes = sizesOf(study);
    return [
      smoothActivation(lipschitzOf(study, sizes)),
      { ...boundedWeights(sizes), text: `${boundedWeights(sizes).text}, without which no $C_{\\theta x}$ exists` },
      ...exactAttack(study),
    ];
  },
  constants: (study) => {
    const sizes = sizesOf(study);
    const constants = lipschitzOf(study, sizes);
    const { symbols } = radiusTex(study, sizes);
    const offset = 2 * sizes.radius * constants.thetaX;
    return [
      thetaThetaConstant(study, sizes, constants),
      thetaXConstant(study, sizes, constants),
      { tex: `2${symbols}\\,C_{\\theta x}=${fourDigits(offset)}`, value: offset },
    ];
  },
  *inside(study, { pairs }, rng) {
    const sizes = sizesOf(study);
    const constants = lipschitzOf(study, sizes);
    const measure = lipschitz(gradientMove(study.scene), constants.thetaTheta, 2 * sizes.radius * constants.thetaX);
    return yield* searchPairs({ region: pairsIn(study, () => true), measure, noise: roundingOf(sizes, constants) }, pairs, rng);
  },
  *outside(study, { pairs }, rng) {
    const sizes = sizesOf(study);
    if (sizes.radius === sizes.epsilon) return undefined;
    const constants = lipschitzOf(study, sizes);
    const rho = TINY / Math.max(...sizes.attacked);
    const small = { theta1: [-rho, rho], theta2: [-rho, rho] } as const;
    const printed = 2 * sizes.epsilon * thetaXWithin(study, sizes, Math.SQRT2 * rho);
    return yield* searchOutside(
      {
        region: pairsIn(small, () => true, rho / 100),
        measure: lipschitz(gradientMove(study.scene), constants.thetaTheta, printed),
        noise: roundingOf(sizes, constants),
      },
      `$2\\varepsilon$ as printed, without $d^{1/2-1/p}$, and $\\lVert\\theta\\rVert\\le${fourDigits(Math.SQRT2 * rho)}$`,
      ({ ratio }) =>
        `Where all signs flip the attack moves ${fourDigits(2 * sizes.radius)}, more than 2ε = ${fourDigits(2 * sizes.epsilon)}: the printed bound is exceeded ${fourDigits(ratio)} times.`,
      pairs,
      rng,
    );
  },
  correction: (study) => {
    const { scene } = study;
    if (!attacks(study) || scene.epsilon === 0 || widening(scene.norm.p) === 1) return undefined;
    return scene.norm.p === Infinity
      ? 'The paper omits $\\sqrt d$: with $C_{\\theta x}$ in $L_2$ two corners of the square lie $2\\varepsilon\\sqrt d$ apart.'
      : 'The paper omits $d^{1/2-1/p}$: with $C_{\\theta x}$ in $L_2$ the ball is wider than $2\\varepsilon$.';
  },
  suggestedCase: linearCase,
};
