import { activations } from '../math/activations';
import { attacks } from '../math/attack/solvers';
import type { Specs } from '../math/core/paramSpec';
import { parseDocument } from './parseSurface';
import type { AttackChoice, NormChoice, SmoothingChoice, SurfaceChoice, SurfaceDocument } from './surfaceDocument';
import { specs } from './surfaceSpecs';

/** The rows of the tables as a panel lists them: id, label, specs; no numerics. */
export const models: readonly { readonly id: string; readonly label: string }[] = Object.entries(activations).map(([id, { label }]) => ({
  id,
  label,
}));

export const solvers: readonly { readonly id: AttackChoice['solver']; readonly label: string; readonly specs: Specs }[] = (
  ['exact', 'fgsm', 'pgd'] as const
).map((id) => ({ id, label: attacks[id].label, specs: attacks[id].specs }));

/** A smoothing as the panel offers it: a short word, the key of its strength, and the choice with its defaults. */
export interface SmoothingRow {
  readonly word: string;
  readonly title: string;
  /** What it makes of a loss: "… of the loss". */
  readonly noun: string;
  readonly strength: 'gamma' | 'sigma' | 'radius';
  readonly start: SmoothingChoice;
}

export const smoothings: Readonly<Record<SmoothingChoice['kind'], SmoothingRow>> = {
  none: { word: 'none', title: 'without smoothing', noun: 'Value', strength: 'gamma', start: { kind: 'none' } },
  'entropy-sgd': {
    word: 'EntropySGD',
    title: 'smoothed by EntropySGD',
    noun: 'EntropySGD',
    strength: 'gamma',
    start: { kind: 'entropy-sgd', gamma: specs.gamma.default, normalised: true },
  },
  'gaussian-mean': {
    word: 'mean',
    title: 'Gaussian mean',
    noun: 'Gaussian mean',
    strength: 'sigma',
    start: { kind: 'gaussian-mean', sigma: specs.sigma.default },
  },
  'worst-case': {
    word: 'max',
    title: 'worst case nearby',
    noun: 'Worst case',
    strength: 'radius',
    start: { kind: 'worst-case', radius: specs.radius.default, norm: 2 },
  },
};

/** γ, σ or radius: the one number of a smoothing. */
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

/** The exponent of a norm; none has none. */
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

/** Why a formula cannot be the model of this document, in one sentence; nothing when it can. */
export function formulaProblem(document: SurfaceDocument, formula: string): string | undefined {
  const parsed = parseDocument({ ...document, model: { formula } });
  return parsed.ok ? undefined : parsed.problems.find(({ key }) => key.startsWith('model'))?.message;
}

/** Why a change may not stand: a formula that leaves its domain, or a range too narrow for its nodes. Other knobs have doors of their own. */
export function documentError(document: SurfaceDocument): string | undefined {
  const parsed = parseDocument(document);
  const found = parsed.ok ? undefined : parsed.problems.find(({ key }) => /^(panes\[\d+\]\.)?(model\.formula|grid\.theta[12])$/.test(key));
  return found && `This is refused: ${found.key}: ${found.message}.`;
}
