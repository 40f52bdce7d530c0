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

/** Parses a typed number or fraction, the latter in units of 1/denominator; accepts U+2212, a leading ±, ∞ and "inf". Undefined while the text is neither. */
export function parseTyped(text: string, denominator = 1): number | undefined {
  const [upper = '', lower, ...others] = text.split('/');
  if (lower === undefined) return parseNumber(upper);
  const [above, below] = [parseNumber(upper), parseNumber(lower)];
  if (above === undefined || below === undefined || below === 0 || others.length > 0) return undefined;
  return below === denominator ? above : (above / below) * denominator;
}

function parseNumber(text: string): number | undefined {
  const plain = text
    .trim()
    .replace(/[\u2009\u202f ]/g, '')
    .replace(/^±/, '')
    .replace(/−/g, '-');
  if (/^[-+]?(∞|inf|infinity)$/i.test(plain)) return plain.startsWith('-') ? -Infinity : Infinity;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : undefined;
}

export function formatPair(value: readonly [number, number], digits: number): string {
  return `(${formatFixed(value[0], digits)}, ${formatFixed(value[1], digits)})`;
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

/** Validation error of a typed text as one sentence with name and value; undefined when it is valid. */
export function inputError(spec: ParamSpec, text: string): string | undefined {
  const value = parseTyped(text, spec.denominator);
  const name = plainSymbol(spec);
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
