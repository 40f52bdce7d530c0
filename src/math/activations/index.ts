import type { Activation } from '../core/types';
import { formulaActivation } from './formula';
import { linear } from './linear';
import { softplus } from './softplus';
import { swish } from './swish';
import { tanh } from './tanh';

/** Every activation with a name; a formula that the user types is built by formulaActivation(). */
export const activations = { linear, swish, softplus, tanh } satisfies Record<string, Activation>;

const named: Readonly<Record<string, Activation>> = activations;

/** The row of that name, or the activation that a formula describes. Throws one sentence when there is neither. */
export function activationOf(model: string | { readonly formula: string }): Activation {
  if (typeof model !== 'string') return formulaActivation(model.formula);
  const row = Object.hasOwn(named, model) ? named[model] : undefined;
  if (!row) throw new Error(`${JSON.stringify(model)} is not one of ${Object.keys(named).join(', ')} or { "formula": … }`);
  return row;
}
