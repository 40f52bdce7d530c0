import { linear } from '../activations/linear';
import { none } from '../attack/solvers';
import { cornersOf } from '../core/logisticLoss';
import { mean } from '../core/statistics';
import type { AdversarialProblem } from '../core/types';
import { derivativeBounds, steepestSlope } from '../loss/lipschitzBounds';
import { fourDigits } from './counterexampleSearch';
import { maxNormOf } from './pairSampling';
import type { Assumption, Constant, SuggestedCase, TheoremContext } from './types';

/** Norms of the attack, the inputs and the weights, of which every constant is made. */
interface NormBounds {
  /** Attack radius; 0 without an attack. */
  readonly epsilon: number;
  /** Largest ‖δ‖₂ of the ball: ε d^{max(0, 1/2 − 1/p)}. */
  readonly radius: number;
  readonly inputNorms: readonly number[]; // ‖x_n‖, [N]
  readonly attackedNorms: readonly number[]; // ‖x_n‖ + radius, [N]
  /** Largest ‖θ‖ of the box. */
  readonly maxWeightNorm: number;
}

export function normBoundsOf({ problem, theta1, theta2 }: TheoremContext): NormBounds {
  const epsilon = problem.attack === none ? 0 : problem.epsilon;
  const radius = epsilon * normEquivalenceFactor(problem.norm.p);
  const inputNorms = problem.points.map(({ x }) => Math.hypot(...x));
  return { epsilon, radius, inputNorms, attackedNorms: inputNorms.map((norm) => norm + radius), maxWeightNorm: maxNormOf({ theta1, theta2 }) };
}

/** max ‖δ‖₂/‖δ‖_p: d^{1/2 − 1/p} for p > 2, else 1; d = 2. */
export const normEquivalenceFactor = (p: number): number => (p > 2 ? Math.pow(2, 0.5 - 1 / p) : 1);

const meanSquare = (values: readonly number[]): number => mean(values.map((v) => v * v));

/** Lipschitz constants C_θ, C_θθ and C_θx of Assumption 1 for x in the balls and ‖θ‖ ≤ R; means over the points. */
export interface LipschitzConstants {
  readonly theta: number;
  readonly thetaTheta: number;
  readonly thetaX: number;
  readonly thetaXOfPoints: readonly number[]; // of each point, [N]
  /** sup|ψ″| times the mean of ‖x_n‖ + ‖δ‖. */
  readonly meanCurvature: number;
  readonly numerical: boolean;
  /** A z at which φ′ jumps, so that no C_θθ exists. */
  readonly corner: number | undefined;
}

/** Computed once per context: the suprema of a formula take an interval search. */
const cache = new WeakMap<TheoremContext, LipschitzConstants>();

export function lipschitzConstants(context: TheoremContext, bounds: NormBounds): LipschitzConstants {
  const constants = cache.get(context) ?? computeConstants(context, bounds);
  cache.set(context, constants);
  return constants;
}

function computeConstants({ problem }: TheoremContext, { attackedNorms, maxWeightNorm }: NormBounds): LipschitzConstants {
  const zMax = maxWeightNorm * Math.max(...attackedNorms);
  const { first, second, numerical } = derivativeBounds(problem.activation, zMax);
  const corner = cornersOf(problem.activation, zMax)[0];
  const curvature = corner === undefined ? second : Infinity;
  const thetaXOfPoints = attackedNorms.map((norm) => first + (norm > 0 ? curvature * norm * maxWeightNorm : 0));
  return {
    theta: first * mean(attackedNorms),
    thetaTheta: curvature * meanSquare(attackedNorms),
    thetaX: mean(thetaXOfPoints),
    thetaXOfPoints,
    meanCurvature: curvature * mean(attackedNorms),
    numerical,
    corner,
  };
}

/** C_θx for ‖θ‖ ≤ ρ. */
export function thetaXWithin({ problem }: TheoremContext, { attackedNorms }: NormBounds, rho: number): number {
  const zMax = rho * Math.max(...attackedNorms);
  const { second } = derivativeBounds(problem.activation, zMax);
  return mean(attackedNorms.map((norm) => steepestSlope(problem.activation, zMax) + second * norm * rho));
}

/** Bound of the rounding error in a difference of gradients. */
export const gradientRounding = ({ attackedNorms, maxWeightNorm }: NormBounds, { theta }: Pick<LipschitzConstants, 'theta'>): number =>
  1e-14 * (1 + maxWeightNorm * Math.max(...attackedNorms)) * theta;

/** Bound of the rounding error in a difference of losses, which are about log 2 even where C_θ is tiny. */
export const lossRounding = ({ attackedNorms, maxWeightNorm }: NormBounds, { theta }: Pick<LipschitzConstants, 'theta'>): number =>
  1e-15 * (1 + maxWeightNorm * theta) * (1 + maxWeightNorm * Math.max(...attackedNorms));

/** TeX of the L2 radius of the ball: ε times the norm-equivalence factor. */
export function radiusTex({ problem }: TheoremContext, { epsilon, radius }: NormBounds): { readonly symbols: string; readonly numbers: string } {
  const { p } = problem.norm;
  if (p <= 2 || epsilon === 0) return { symbols: '\\varepsilon', numbers: fourDigits(epsilon) };
  return { symbols: p === Infinity ? '\\varepsilon\\sqrt2' : `\\varepsilon\\,2^{1/2-1/p}`, numbers: fourDigits(radius) };
}

const isLinear = ({ problem }: TheoremContext): boolean => problem.activation === linear;
const hasOnePoint = ({ problem }: TheoremContext): boolean => problem.points.length === 1;

const constantOf = (tex: string, value: number, numerical: boolean): Constant => ({ tex, value, ...(numerical && { numerical: true }) });

export function thetaConstant(context: TheoremContext, bounds: NormBounds, { theta, numerical }: LipschitzConstants): Constant {
  const { symbols, numbers } = radiusTex(context, bounds);
  const size = hasOnePoint(context) ? `\\lVert x\\rVert+${symbols}` : `\\tfrac1N\\textstyle\\sum_n\\lVert x_n\\rVert+${symbols}`;
  const value = `${fourDigits(mean(bounds.inputNorms))}+${numbers}`;
  return isLinear(context)
    ? constantOf(`C_\\theta=${size}=${value}=${fourDigits(theta)}`, theta, false)
    : constantOf(`C_\\theta=\\sup|\\psi'|\\,(${size})=${fourDigits(theta)}`, theta, numerical);
}

export function thetaThetaConstant(context: TheoremContext, bounds: NormBounds, { thetaTheta, numerical }: LipschitzConstants): Constant {
  const { symbols, numbers } = radiusTex(context, bounds);
  const size = hasOnePoint(context) ? `(\\lVert x\\rVert+${symbols})^2` : `\\tfrac1N\\textstyle\\sum_n(\\lVert x_n\\rVert+${symbols})^2`;
  const value = hasOnePoint(context) ? `\\tfrac14(${fourDigits(mean(bounds.inputNorms))}+${numbers})^2=` : '';
  return isLinear(context)
    ? constantOf(`C_{\\theta\\theta}=\\tfrac14${size}=${value}${fourDigits(thetaTheta)}`, thetaTheta, false)
    : constantOf(`C_{\\theta\\theta}=\\sup|\\psi''|\\,${size}=${fourDigits(thetaTheta)}`, thetaTheta, numerical);
}

export function thetaXConstant(context: TheoremContext, bounds: NormBounds, { thetaX, numerical }: LipschitzConstants): Constant {
  const { symbols } = radiusTex(context, bounds);
  const size = hasOnePoint(context) ? `(\\lVert x\\rVert+${symbols})` : `\\tfrac1N\\textstyle\\sum_n(\\lVert x_n\\rVert+${symbols})`;
  const value = `1+\\tfrac14(${fourDigits(mean(bounds.attackedNorms))})\\,${fourDigits(bounds.maxWeightNorm)}`;
  return isLinear(context)
    ? constantOf(`C_{\\theta x}=1+\\tfrac14${size}\\max\\lVert\\theta\\rVert=${value}=${fourDigits(thetaX)}`, thetaX, false)
    : constantOf(`C_{\\theta x}=\\sup|\\psi'|+\\sup|\\psi''|${size}\\max\\lVert\\theta\\rVert=${fourDigits(thetaX)}`, thetaX, numerical);
}

/** Assumptions shared by several theorems, each with its sentence. */
export const isAttacked = ({ problem }: TheoremContext): boolean => problem.attack !== none;

export const linearModel = ({ problem }: TheoremContext): Assumption => ({
  text: problem.activation === linear ? 'linear model' : `linear model: this one is ${problem.activation.label}`,
  met: problem.activation === linear,
});

export const attackBall = (context: TheoremContext, p: number, tex: string): Assumption => {
  const met = isAttacked(context) && context.problem.norm.p === p;
  const actual = isAttacked(context) ? `this one is $${context.problem.norm.tex}$` : 'this document has none';
  return { text: met ? `attack in $${tex}$` : `attack in $${tex}$: ${actual}`, met };
};

export const exactAttack = ({ replacedSolver }: TheoremContext): Assumption[] =>
  replacedSolver === undefined ? [] : [{ text: `the exact attack, with the document's ${replacedSolver} set aside`, met: true }];

export const boundedWeights = ({ maxWeightNorm }: NormBounds): Assumption => ({
  text: `bounded $\\theta$: $\\lVert\\theta\\rVert\\le${fourDigits(maxWeightNorm)}$`,
  met: true,
});

export const awayFromZero = ({ maxWeightNorm }: NormBounds, thetaMin: number): Assumption => ({
  text: `$\\lVert\\theta\\rVert\\ge${fourDigits(thetaMin)}$`,
  met: maxWeightNorm > thetaMin,
});

export const smoothActivation = ({ corner }: LipschitzConstants): Assumption => ({
  text:
    corner === undefined
      ? 'Assumption 1 on this range'
      : `Assumption 1: $\\varphi'$ jumps at $z=${fourDigits(corner)}$, so no $C_{\\theta\\theta}$ exists`,
  met: corner === undefined,
});

/** The linear model: under the document's attack, or under the exact attack in one ball. */
export const linearCase: SuggestedCase = { label: 'Linear model', pane: { model: 'linear' } };
export const linearCaseL2: SuggestedCase = { label: 'Linear model, L2', pane: { model: 'linear', attack: { norm: 2, solver: 'exact' } } };
export const linearCaseLinf: SuggestedCase = { label: 'Linear model, L∞', pane: { model: 'linear', attack: { norm: 'inf', solver: 'exact' } } };

/** Attack radius ε; 0 without an attack. */
export const epsilonOf = (problem: AdversarialProblem): number => (problem.attack === none ? 0 : problem.epsilon);
