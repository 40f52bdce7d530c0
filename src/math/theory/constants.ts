import { linear } from '../activations/linear';
import { none } from '../attack/solvers';
import { cornersOf } from '../core/logisticLoss';
import { derivativeBounds, steepestSlope } from '../loss/lipschitzBounds';
import { fourDigits } from './counterexampleSearch';
import { furthestOf } from './pairSampling';
import type { Constant, TheoremContext } from './types';

/** The sizes that every constant is made of. */
export interface Sizes {
  /** ε, or 0 without an attack. */
  readonly epsilon: number;
  /** Largest ‖δ‖₂ in the ball: ε d^{max(0, 1/2 − 1/p)}. */
  readonly radius: number;
  readonly clean: readonly number[]; // ‖x_n‖, [N]
  readonly attacked: readonly number[]; // ‖x_n‖ + radius, [N]
  /** Largest ‖θ‖ of the range. */
  readonly furthest: number;
}

export function sizesOf({ scene, theta1, theta2 }: TheoremContext): Sizes {
  const epsilon = scene.attack === none ? 0 : scene.epsilon;
  const radius = epsilon * widening(scene.norm.p);
  const clean = scene.points.map(({ x }) => Math.hypot(...x));
  return { epsilon, radius, clean, attacked: clean.map((size) => size + radius), furthest: furthestOf({ theta1, theta2 }) };
}

/** d^{1/2 − 1/p} for p > 2, else 1; d = 2. */
export const widening = (p: number): number => (p > 2 ? Math.pow(2, 0.5 - 1 / p) : 1);

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
const meanSquare = (values: readonly number[]): number => mean(values.map((v) => v * v));

/** C_θ, C_θθ and C_θx of Assumption 1, for x in the balls and ‖θ‖ ≤ R; means over the points. */
export interface Lipschitz {
  readonly theta: number;
  readonly thetaTheta: number;
  readonly thetaX: number;
  readonly thetaXOf: readonly number[]; // of each point, [N]
  /** sup|ψ″| times the mean ‖x_n‖ + ‖δ‖. */
  readonly meanBend: number;
  readonly numerical: boolean;
  /** Where φ′ jumps: no C_θθ exists then. */
  readonly corner: number | undefined;
}

/** Found once a study: a formula's suprema take a survey of their own. */
const found = new WeakMap<TheoremContext, Lipschitz>();

export function lipschitzOf(study: TheoremContext, sizes: Sizes): Lipschitz {
  const had = found.get(study) ?? measured(study, sizes);
  found.set(study, had);
  return had;
}

function measured({ scene }: TheoremContext, { attacked, furthest }: Sizes): Lipschitz {
  const reach = furthest * Math.max(...attacked);
  const { first, second, numerical } = derivativeBounds(scene.activation, reach);
  const corner = cornersOf(scene.activation, reach)[0];
  const bend = corner === undefined ? second : Infinity;
  const thetaXOf = attacked.map((size) => first + (size > 0 ? bend * size * furthest : 0));
  return {
    theta: first * mean(attacked),
    thetaTheta: bend * meanSquare(attacked),
    thetaX: mean(thetaXOf),
    thetaXOf,
    meanBend: bend * mean(attacked),
    numerical,
    corner,
  };
}

/** C_θx with ‖θ‖ ≤ ρ only. */
export function thetaXWithin({ scene }: TheoremContext, { attacked }: Sizes, rho: number): number {
  const reach = rho * Math.max(...attacked);
  const { second } = derivativeBounds(scene.activation, reach);
  return mean(attacked.map((size) => steepestSlope(scene.activation, reach) + second * size * rho));
}

/** How much rounding may put into a difference of gradients. */
export const roundingOf = ({ attacked, furthest }: Sizes, { theta }: Pick<Lipschitz, 'theta'>): number =>
  1e-14 * (1 + furthest * Math.max(...attacked)) * theta;

/** How much rounding may put into a difference of losses: they are about log 2 even where C_θ is next to nothing. */
export const lossRounding = ({ attacked, furthest }: Sizes, { theta }: Pick<Lipschitz, 'theta'>): number =>
  1e-15 * (1 + furthest * theta) * (1 + furthest * Math.max(...attacked));

/** \varepsilon with the factor that turns the ball's norm into L2. */
export function radiusTex({ scene }: TheoremContext, { epsilon, radius }: Sizes): { readonly symbols: string; readonly numbers: string } {
  const { p } = scene.norm;
  if (p <= 2 || epsilon === 0) return { symbols: '\\varepsilon', numbers: fourDigits(epsilon) };
  return { symbols: p === Infinity ? '\\varepsilon\\sqrt2' : `\\varepsilon\\,2^{1/2-1/p}`, numbers: fourDigits(radius) };
}

const isLinear = ({ scene }: TheoremContext): boolean => scene.activation === linear;
const one = ({ scene }: TheoremContext): boolean => scene.points.length === 1;

const marked = (tex: string, value: number, numerical: boolean): Constant => ({ tex, value, ...(numerical && { numerical: true }) });

export function thetaConstant(study: TheoremContext, sizes: Sizes, { theta, numerical }: Lipschitz): Constant {
  const { symbols, numbers } = radiusTex(study, sizes);
  const size = one(study) ? `\\lVert x\\rVert+${symbols}` : `\\tfrac1N\\textstyle\\sum_n\\lVert x_n\\rVert+${symbols}`;
  const value = `${fourDigits(mean(sizes.clean))}+${numbers}`;
  return isLinear(study)
    ? marked(`C_\\theta=${size}=${value}=${fourDigits(theta)}`, theta, false)
    : marked(`C_\\theta=\\sup|\\psi'|\\,(${size})=${fourDigits(theta)}`, theta, numerical);
}

export function thetaThetaConstant(study: TheoremContext, sizes: Sizes, { thetaTheta, numerical }: Lipschitz): Constant {
  const { symbols, numbers } = radiusTex(study, sizes);
  const size = one(study) ? `(\\lVert x\\rVert+${symbols})^2` : `\\tfrac1N\\textstyle\\sum_n(\\lVert x_n\\rVert+${symbols})^2`;
  const value = one(study) ? `\\tfrac14(${fourDigits(mean(sizes.clean))}+${numbers})^2=` : '';
  return isLinear(study)
    ? marked(`C_{\\theta\\theta}=\\tfrac14${size}=${value}${fourDigits(thetaTheta)}`, thetaTheta, false)
    : marked(`C_{\\theta\\theta}=\\sup|\\psi''|\\,${size}=${fourDigits(thetaTheta)}`, thetaTheta, numerical);
}

export function thetaXConstant(study: TheoremContext, sizes: Sizes, { thetaX, numerical }: Lipschitz): Constant {
  const { symbols } = radiusTex(study, sizes);
  const size = one(study) ? `(\\lVert x\\rVert+${symbols})` : `\\tfrac1N\\textstyle\\sum_n(\\lVert x_n\\rVert+${symbols})`;
  const value = `1+\\tfrac14(${fourDigits(mean(sizes.attacked))})\\,${fourDigits(sizes.furthest)}`;
  return isLinear(study)
    ? marked(`C_{\\theta x}=1+\\tfrac14${size}\\max\\lVert\\theta\\rVert=${value}=${fourDigits(thetaX)}`, thetaX, false)
    : marked(`C_{\\theta x}=\\sup|\\psi'|+\\sup|\\psi''|${size}\\max\\lVert\\theta\\rVert=${fourDigits(thetaX)}`, thetaX, numerical);
}
