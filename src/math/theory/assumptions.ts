import { linear } from '../activations/linear';
import { none } from '../attack/solvers';
import type { Lipschitz, Sizes } from './constants';
import { fourDigits } from './counterexampleSearch';
import type { Assumption, SuggestedCase, TheoremContext } from './types';
import type { AdversarialProblem } from '../core/types';

/** The sentences that several statements assume. */
export const attacks = ({ scene }: TheoremContext): boolean => scene.attack !== none;

export const linearModel = ({ scene }: TheoremContext): Assumption => ({
  text: scene.activation === linear ? 'linear model' : `linear model: this one is ${scene.activation.label}`,
  met: scene.activation === linear,
});

export const ball = (study: TheoremContext, p: number, tex: string): Assumption => {
  const met = attacks(study) && study.scene.norm.p === p;
  const here = attacks(study) ? `this one is $${study.scene.norm.tex}$` : 'this document has none';
  return { text: met ? `attack in $${tex}$` : `attack in $${tex}$: ${here}`, met };
};

export const exactAttack = ({ setAside }: TheoremContext): Assumption[] =>
  setAside === undefined ? [] : [{ text: `the exact attack, with the document's ${setAside} set aside`, met: true }];

export const boundedWeights = ({ furthest }: Sizes): Assumption => ({
  text: `bounded $\\theta$: $\\lVert\\theta\\rVert\\le${fourDigits(furthest)}$`,
  met: true,
});

export const awayFromZero = ({ furthest }: Sizes, thetaMin: number): Assumption => ({
  text: `$\\lVert\\theta\\rVert\\ge${fourDigits(thetaMin)}$`,
  met: furthest > thetaMin,
});

export const smoothActivation = ({ corner }: Lipschitz): Assumption => ({
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

/** ε of the scene as the attack uses it. */
export const epsilonOf = (scene: AdversarialProblem): number => (scene.attack === none ? 0 : scene.epsilon);
