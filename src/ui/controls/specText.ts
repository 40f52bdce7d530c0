import type { SurfaceChoice } from '../../documents/surfaceDocument';
import { rangeDecimals } from '../../math/core/grid';
import { rangeError, type ParamSpec } from '../../math/core/paramSpec';

/** A number as display text: fixed decimals, minus sign U+2212, thin spaces between thousands. */
export function formatFixed(value: number, digits: number): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (Math.abs(value) >= 1e7) return value.toExponential(2).replace('e+', 'e').replace(/-/g, '−');
  const text = Math.abs(value).toFixed(digits);
  const sign = value < 0 && Number(text) !== 0 ? '−' : '';
  const [whole = '', rest] = text.split('.');
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, '\u2009') : whole;
  return sign + (rest === undefined ? grouped : `${grouped}.${rest}`);
}

/** Text of a number field: at least `digits` decimals, and up to 8 where the value has more. */
export function formatField(value: number, digits: number): string {
  if (!Number.isFinite(value)) return formatFixed(value, 0);
  if (value !== 0 && (Math.abs(value) < 1e-5 || Math.abs(value) >= 1e7)) return String(value).replace('e+', 'e').replace(/-/g, '−');
  const decimals = /\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0;
  return formatFixed(value, Math.max(digits, Math.min(decimals, 8))).replace(/\u2009/g, '');
}

/** A number without a sign: digits in groups of three or in one, a decimal point or comma, an exponent. */
const UNSIGNED = /^(?:\d{1,3}(?: \d{3})+|\d*)(?:[.,]\d*)?(?:e[-+]?\d+)?$/i;
/** One comma before exactly three digits: a thousand to some, a decimal to others. */
const AMBIGUOUS = /^[-+]?[1-9]\d{0,2},\d{3}$/;

/** A typed text with one kind of minus and of space, without a leading ±. */
const plainText = (text: string): string =>
  text
    .trim()
    .replace(/[\u2009\u202f\u00a0]/g, ' ')
    .replace(/^±\s*/, '')
    .replace(/[−–‐‑]/g, '-')
    .replace(/^([-+]) +/, '$1');

function parseDecimal(text: string): number | undefined {
  const [, sign = '', unsigned = ''] = /^([-+]?)(.*)$/.exec(text) ?? [];
  if (!/\d/.test(unsigned.replace(/e.*$/i, '')) || !UNSIGNED.test(unsigned)) return undefined;
  return Number(sign + unsigned.replace(/ /g, '').replace(',', '.'));
}

/**
 * Parses a typed number: with decimal point or comma, as a fraction, which is in units of 1/unitDenominator, or ∞. Undefined while the text
 * is no number, or may be one of two.
 */
export function parseTyped(text: string, unitDenominator = 1): number | undefined {
  const plain = plainText(text);
  if (/^[-+]?(∞|inf|infinity)$/i.test(plain)) return plain.startsWith('-') ? -Infinity : Infinity;
  if (AMBIGUOUS.test(plain)) return undefined;
  const [above, below, ...others] = plain.split('/').map((part) => parseDecimal(part.trim()));
  if (!plain.includes('/') || above === undefined) return above;
  if (below === undefined || below === 0 || others.length > 0) return undefined;
  return below === unitDenominator ? above : (above / below) * unitDenominator;
}

export function formatPair(value: readonly [number, number], digits: number): string {
  return `(${formatFixed(value[0], digits)}, ${formatFixed(value[1], digits)})`;
}

/** θ with as many decimals as tell positions in its picture apart, and at least `least`. */
export function formatWeights(theta: readonly [number, number], grid: Pick<SurfaceChoice['grid'], 'theta1' | 'theta2'>, least = 2): string {
  return `(${formatFixed(theta[0], rangeDecimals(grid.theta1, least))}, ${formatFixed(theta[1], rangeDecimals(grid.theta2, least))})`;
}

/** A number in scientific notation with one digit, such as 3e−6. */
export function formatPower(value: number): string {
  return value === 0 ? '0' : value.toExponential(0).replace('e+', 'e').replace(/-/g, '−');
}

const plainSymbols: Readonly<Record<string, string>> = {
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

/** The symbol of a spec in plain text, for error messages and accessible names. */
export function plainSymbol(spec: ParamSpec): string {
  return plainSymbols[spec.symbol] ?? spec.symbol.replace(/\\(mathrm|text|mathit)\{(.*?)\}/g, '$2').replace(/[\\{}]/g, '');
}

/** Accessible name of the control of a spec. */
export function accessibleName(spec: ParamSpec): string {
  const symbol = plainSymbol(spec);
  return symbol.includes(spec.label) ? symbol : `${symbol} ${spec.label}`;
}

/** "1000 or 1.000". */
const bothReadings = (text: string): string => [plainText(text).replace(',', ''), plainText(text).replace(',', '.')].join(' or ');

/** Validation error of a typed text as one sentence with name and value; undefined when it is valid. */
export function inputError(spec: ParamSpec, text: string): string | undefined {
  const value = parseTyped(text, spec.denominator);
  const name = plainSymbol(spec);
  if (value === undefined && AMBIGUOUS.test(plainText(text))) return `${name}: “${text.trim()}” may be two numbers; write ${bothReadings(text)}`;
  if (value === undefined) return `${name} must be a number; it was “${text.trim() || 'empty'}”`;
  if (spec.denominator !== undefined && value !== 0 && Math.abs(value) < 1 && !text.includes('/')) {
    const share = `${formatField(Number((value * spec.denominator).toPrecision(6)), 0)}/${spec.denominator}`;
    return `${name} is given in parts of ${spec.denominator}: is ${text.trim()} meant as ${share} or as ${text.trim()}/${spec.denominator}? Type one of the two`;
  }
  if (value === Infinity && spec.allowed.max === Infinity) return undefined;
  if (!rangeError(value, spec)) return undefined;
  const shown = formatField(value, 0);
  const { min, max, open } = spec.allowed;
  if (!Number.isFinite(value)) return `${name} must be finite; it was ${shown}`;
  if (open ? value <= min : value < min)
    return `${name} must be ${open ? 'above' : 'at least'} ${formatField(value <= 0 && min < 1e-100 ? 0 : min, 0)}; it was ${shown}`;
  if (value > max) return `${name} must be at most ${formatField(max, 0)}; it was ${shown}`;
  return `${name} must be a whole number; it was ${shown}`;
}
