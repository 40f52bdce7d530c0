import { complaint, type ParamSpec } from '../../math/params';
import { field, typed } from './numbers';

const letters: Readonly<Record<string, string>> = {
  '\\varepsilon': 'ε',
  '\\epsilon': 'ε',
  '\\gamma': 'γ',
  '\\sigma': 'σ',
  '\\rho': 'ρ',
  '\\eta': 'η',
  '\\alpha': 'α',
  '\\theta_1,\\theta_2': 'θ range',
  '\\mathrm{seed}': 'seed',
};

/** The symbol of a spec in plain letters, for sentences and for names that are read aloud. */
export function letter(spec: ParamSpec): string {
  return letters[spec.symbol] ?? spec.symbol.replace(/\\(mathrm|text|mathit)\{(.*?)\}/g, '$2').replace(/[\\{}]/g, '');
}

/** What a screen reader calls the control. */
export function spoken(spec: ParamSpec): string {
  const symbol = letter(spec);
  return symbol.includes(spec.label) ? symbol : `${symbol} ${spec.label}`;
}

/** Why a typed text may not stand for `spec`, in one sentence naming key and value; nothing when it may. */
export function refusal(spec: ParamSpec, text: string): string | undefined {
  const value = typed(text);
  const name = letter(spec);
  if (value === undefined) return `${name} must be a number; it was “${text.trim() || 'empty'}”`;
  if (value === Infinity && spec.allowed.max === Infinity) return undefined;
  if (!complaint(value, spec)) return undefined;
  const came = field(value, 0);
  const { min, max, open } = spec.allowed;
  if (!Number.isFinite(value)) return `${name} must be finite; it was ${came}`;
  if (open ? value <= min : value < min)
    return `${name} must be ${open ? 'above' : 'at least'} ${field(value <= 0 && min < 1e-100 ? 0 : min, 0)}; it was ${came}`;
  if (value > max) return `${name} must be at most ${field(max, 0)}; it was ${came}`;
  return `${name} must be a whole number; it was ${came}`;
}
