import {
  isAttacked,
  boundedWeights,
  exactAttack,
  linearCase,
  smoothActivation,
  lipschitzConstants,
  lossRounding,
  radiusTex,
  gradientRounding,
  normBoundsOf,
  thetaConstant,
  thetaThetaConstant,
  thetaXConstant,
  thetaXWithin,
  normEquivalenceFactor,
} from '../constants';
import { fourDigits, searchOutside, searchPairs } from '../counterexampleSearch';
import { gradientDifference, lipschitzInequality, lossDifference } from '../measures';
import { pairsIn } from '../pairSampling';
import type { Theorem } from '../types';

/** Proposition 1, first inequality (Liu et al. 2020; the paper's Eq. 8). */
export const equation8: Theorem = {
  assumptions: (context) => {
    const bounds = normBoundsOf(context);
    return [smoothActivation({ ...lipschitzConstants(context, bounds), corner: undefined }), boundedWeights(bounds), ...exactAttack(context)];
  },
  constants: (context) => {
    const bounds = normBoundsOf(context);
    return [thetaConstant(context, bounds, lipschitzConstants(context, bounds))];
  },
  *inside(context, { pairs }, rng) {
    const bounds = normBoundsOf(context);
    const constants = lipschitzConstants(context, bounds);
    const region = pairsIn(context, () => true);
    return yield* searchPairs(
      { region, inequality: lipschitzInequality(lossDifference(context.problem), constants.theta), rounding: lossRounding(bounds, constants) },
      pairs,
      rng,
    );
  },
  *outside(context, { pairs }, rng) {
    const bounds = normBoundsOf(context);
    const constants = lipschitzConstants(context, bounds);
    if (bounds.radius === 0) return undefined;
    const cleanConstant = constants.theta * (bounds.inputNorms.reduce((sum, v) => sum + v, 0) / bounds.attackedNorms.reduce((sum, v) => sum + v, 0));
    return yield* searchOutside(
      {
        region: pairsIn(context, () => true),
        inequality: lipschitzInequality(lossDifference(context.problem), cleanConstant),
        rounding: lossRounding(bounds, constants),
      },
      "$C_\\theta$ is valid at $x'$ too: here it is taken at $x$ only",
      ({ ratio }) => `With the constant of the clean data the loss rises ${fourDigits(ratio)} times as fast as allowed.`,
      pairs,
      rng,
    );
  },
  suggestedCase: linearCase,
};

/** Norm of the weights at which the missing √d shows, in units of 1/(‖x‖ + ‖δ‖): every sigmoid is about 1/2 there. */
const SMALL_WEIGHT_NORM = 0.01;

/** Proposition 1, second inequality (Liu et al. 2020, Prop. 2; the paper's Eq. 9). With C_θx in L2 and p > 2 the paper's 2ε lacks d^{1/2−1/p}. */
export const proposition1: Theorem = {
  assumptions: (context) => {
    const bounds = normBoundsOf(context);
    return [
      smoothActivation(lipschitzConstants(context, bounds)),
      { ...boundedWeights(bounds), text: `${boundedWeights(bounds).text}, without which no $C_{\\theta x}$ exists` },
      ...exactAttack(context),
    ];
  },
  constants: (context) => {
    const bounds = normBoundsOf(context);
    const constants = lipschitzConstants(context, bounds);
    const { symbols } = radiusTex(context, bounds);
    const offset = 2 * bounds.radius * constants.thetaX;
    return [
      thetaThetaConstant(context, bounds, constants),
      thetaXConstant(context, bounds, constants),
      { tex: `2${symbols}\\,C_{\\theta x}=${fourDigits(offset)}`, value: offset },
    ];
  },
  *inside(context, { pairs }, rng) {
    const bounds = normBoundsOf(context);
    const constants = lipschitzConstants(context, bounds);
    const inequality = lipschitzInequality(gradientDifference(context.problem), constants.thetaTheta, 2 * bounds.radius * constants.thetaX);
    return yield* searchPairs({ region: pairsIn(context, () => true), inequality, rounding: gradientRounding(bounds, constants) }, pairs, rng);
  },
  *outside(context, { pairs }, rng) {
    const bounds = normBoundsOf(context);
    if (bounds.radius === bounds.epsilon) return undefined;
    const constants = lipschitzConstants(context, bounds);
    const rho = SMALL_WEIGHT_NORM / Math.max(...bounds.attackedNorms);
    const smallBox = { theta1: [-rho, rho], theta2: [-rho, rho] } as const;
    const printedOffset = 2 * bounds.epsilon * thetaXWithin(context, bounds, Math.SQRT2 * rho);
    return yield* searchOutside(
      {
        region: pairsIn(smallBox, () => true, rho / 100),
        inequality: lipschitzInequality(gradientDifference(context.problem), constants.thetaTheta, printedOffset),
        rounding: gradientRounding(bounds, constants),
      },
      `$2\\varepsilon$ as printed, without $d^{1/2-1/p}$, and $\\lVert\\theta\\rVert\\le${fourDigits(Math.SQRT2 * rho)}$`,
      ({ ratio }) =>
        `Where all signs flip the attack moves ${fourDigits(2 * bounds.radius)}, more than 2ε = ${fourDigits(2 * bounds.epsilon)}: the printed bound is exceeded ${fourDigits(ratio)} times.`,
      pairs,
      rng,
    );
  },
  correction: (context) => {
    const { problem } = context;
    if (!isAttacked(context) || problem.epsilon === 0 || normEquivalenceFactor(problem.norm.p) === 1) return undefined;
    return problem.norm.p === Infinity
      ? 'The paper omits $\\sqrt d$: with $C_{\\theta x}$ in $L_2$ two corners of the square lie $2\\varepsilon\\sqrt d$ apart.'
      : 'The paper omits $d^{1/2-1/p}$: with $C_{\\theta x}$ in $L_2$ the ball is wider than $2\\varepsilon$.';
  },
  suggestedCase: linearCase,
};
