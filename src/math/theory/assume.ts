import { linear } from '../activations/linear';
import { none } from '../attacks/none';
import type { Scene } from '../adversarial';
import type { Pane } from '../../experiment/document';
import type { Assumption, BenchOptions, Offer, Study } from './kinds';
import type { Lipschitz, Sizes } from './constants';
import { shown } from './search';

/** The sentences that several statements assume. */
export const attacks = ({ scene }: Study): boolean => scene.attack !== none;

export const linearModel = ({ scene }: Study): Assumption => ({
  text: scene.activation === linear ? 'linear model' : `linear model: this one is ${scene.activation.label}`,
  met: scene.activation === linear,
});

export const ball = (study: Study, p: number, tex: string): Assumption => {
  const met = attacks(study) && study.scene.norm.p === p;
  const here = attacks(study) ? `this one is $${study.scene.norm.tex}$` : 'this document has none';
  return { text: met ? `attack in $${tex}$` : `attack in $${tex}$: ${here}`, met };
};

export const exactAttack = ({ setAside }: Study): Assumption[] =>
  setAside === undefined ? [] : [{ text: `the exact attack, with the document's ${setAside} set aside`, met: true }];

export const boundedWeights = ({ furthest }: Sizes): Assumption => ({
  text: `bounded $\\theta$: $\\lVert\\theta\\rVert\\le${shown(furthest)}$`,
  met: true,
});

export const awayFromZero = ({ furthest }: Sizes, thetaMin: number): Assumption => ({
  text: `$\\lVert\\theta\\rVert\\ge${shown(thetaMin)}$`,
  met: furthest > thetaMin,
});

export const smoothActivation = ({ corner }: Lipschitz): Assumption => ({
  text:
    corner === undefined
      ? 'Assumption 1 on this range'
      : `Assumption 1: $\\varphi'$ jumps at $z=${shown(corner)}$, so no $C_{\\theta\\theta}$ exists`,
  met: corner === undefined,
});

/** The linear model under another ball, with an ε that is not 0. */
export const offerLinear = (norm: 2 | 'inf', label: string): Offer => ({ label, pane: { model: 'linear', attack: { norm, solver: 'exact' } } });

export const offerAs = (label: string, pane: Pane, options?: Partial<BenchOptions>): Offer => ({ label, pane, ...(options && { options }) });

/** ε of the scene as the attack uses it. */
export const epsilonOf = (scene: Scene): number => (scene.attack === none ? 0 : scene.epsilon);
