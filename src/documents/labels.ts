import { activations } from '../math/activations';
import { attacks, solverNames, type SolverName } from '../math/attack/solvers';
import type { Specs } from '../math/core/paramSpec';
import type { NormChoice, SmoothingChoice, SurfaceChoice } from './surfaceDocument';
import { specs } from './surfaceSpecs';

/** The activations by id and label. */
export const models: readonly { readonly id: string; readonly label: string }[] = Object.entries(activations).map(([id, { label }]) => ({
  id,
  label,
}));

export const solvers: readonly { readonly id: SolverName; readonly label: string; readonly specs: Specs }[] = solverNames.map((id) => ({
  id,
  label: attacks[id].label,
  specs: attacks[id].specs,
}));

/** Display row of a smoothing: its names, the key of its strength, and the choice with its defaults. */
export interface SmoothingRow {
  readonly label: string;
  readonly title: string;
  /** The smoothed quantity: "… of the loss". */
  readonly noun: string;
  readonly strength: 'gamma' | 'sigma' | 'radius';
  readonly start: SmoothingChoice;
}

export const smoothings: Readonly<Record<SmoothingChoice['kind'], SmoothingRow>> = {
  none: { label: 'none', title: 'without smoothing', noun: 'Value', strength: 'gamma', start: { kind: 'none' } },
  'entropy-sgd': {
    label: 'EntropySGD',
    title: 'smoothed by EntropySGD',
    noun: 'EntropySGD',
    strength: 'gamma',
    start: { kind: 'entropy-sgd', gamma: specs.gamma.default, normalised: true },
  },
  'gaussian-mean': {
    label: 'mean',
    title: 'Gaussian mean',
    noun: 'Gaussian mean',
    strength: 'sigma',
    start: { kind: 'gaussian-mean', sigma: specs.sigma.default },
  },
  'worst-case': {
    label: 'max',
    title: 'worst case nearby',
    noun: 'Worst case',
    strength: 'radius',
    start: { kind: 'worst-case', radius: specs.radius.default, norm: 2 },
  },
};

/** The strength of a smoothing: γ, σ or the radius. */
export function strengthOf(choice: SmoothingChoice): number | undefined {
  if (choice.kind === 'entropy-sgd') return choice.gamma;
  if (choice.kind === 'gaussian-mean') return choice.sigma;
  return choice.kind === 'worst-case' ? choice.radius : undefined;
}

export function withStrength(choice: SmoothingChoice, value: number): SmoothingChoice {
  if (choice.kind === 'entropy-sgd') return { ...choice, gamma: value };
  if (choice.kind === 'gaussian-mean') return { ...choice, sigma: value };
  return choice.kind === 'worst-case' ? { ...choice, radius: value } : choice;
}

/** The exponent p of a norm; undefined for 'none'. */
export function exponentOf(norm: NormChoice): number | undefined {
  return norm === 'none' ? undefined : norm === 'inf' ? Infinity : norm;
}

export function normOfExponent(p: number): Exclude<NormChoice, 'none'> {
  return Number.isFinite(p) ? p : 'inf';
}

/** "L∞", "L2", "L1.5", "no attack". */
export function normName(norm: NormChoice): string {
  return norm === 'none' ? 'no attack' : norm === 'inf' ? 'L∞' : `L${Number(norm.toFixed(2))}`;
}

export function modelName(model: SurfaceChoice['model']): string {
  return typeof model === 'string' ? (models.find(({ id }) => id === model)?.label ?? model) : 'formula';
}
