import type { Activation } from '../core/types';
import { formulaActivation } from './formula';
import { linear } from './linear';
import { softplus } from './softplus';
import { swish } from './swish';
import { tanh } from './tanh';

/** All named activations; formulaActivation() serves formulas. */
export const activations = { linear, swish, softplus, tanh } satisfies Record<string, Activation>;

const byName: Readonly<Record<string, Activation>> = activations;

/** The activation of a name or formula. Throws one sentence for an invalid one. */
export function activationOf(model: string | { readonly formula: string }): Activation {
  if (typeof model !== 'string') return formulaActivation(model.formula);
  const row = Object.hasOwn(byName, model) ? byName[model] : undefined;
  if (!row) throw new Error(`${JSON.stringify(model)} is not one of ${Object.keys(byName).join(', ')} or { "formula": … }`);
  return row;
}
