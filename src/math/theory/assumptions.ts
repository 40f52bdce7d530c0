import { linear } from '../activations/linear';
import { none } from '../attack/solvers';
import type { LipschitzConstants, NormBounds } from './constants';
import { fourDigits } from './counterexampleSearch';
import type { Assumption, SuggestedCase, TheoremContext } from './types';
import type { AdversarialProblem } from '../core/types';

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
