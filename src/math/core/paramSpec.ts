/** The specification of one numeric parameter: symbol, range, default and format, for controls, documents and tests. */
export interface ParamSpec {
  /** TeX of the symbol, as in the paper. */
  readonly symbol: string;
  /** Name beside the symbol. */
  readonly label: string;
  /** Effect of the parameter, in one sentence or formula (TeX between $ signs). */
  readonly hint: string;
  /** Range of the slider. */
  readonly slider: readonly [min: number, max: number];
  /** Range of valid values; contains the slider's. */
  readonly allowed: Range;
  readonly default: number;
  readonly scale: 'linear' | 'log';
  readonly integer?: true;
  readonly unit?: string;
  /** Set where values are numerators of this denominator: "8/255" may be typed for 8, and a bare number below 1 is asked about. */
  readonly denominator?: number;
  /** Decimals shown. */
  readonly digits: number;
  /** Colour of the symbol, by the quantity it belongs to. */
  readonly tone: 'theta' | 'epsilon' | 'gamma' | 'p' | 'ink';
}

/** An interval; `open` excludes the lower end. */
export interface Range {
  readonly min: number;
  readonly max: number;
  readonly open?: true;
}

export type Specs = Readonly<Record<string, ParamSpec>>;
export type ValuesOf<S extends Specs> = { readonly [K in keyof S]: number };

/** The range check of a parameter: a sentence ("-1 is not ≥ 0"), or nothing for a valid value. */
export function rangeError(value: unknown, spec: Pick<ParamSpec, 'allowed' | 'integer'>): string | undefined {
  const shown = formatValue(value);
  if (typeof value !== 'number' || !Number.isFinite(value)) return `${shown} is not a finite number`;
  const { min, max, open } = spec.allowed;
  if (open ? value <= min : value < min) return `${shown} is not ${open ? '>' : '≥'} ${min}`;
  if (value > max) return `${shown} is not ≤ ${max}`;
  if (spec.integer && !Number.isInteger(value)) return `${shown} is not a whole number`;
  return undefined;
}

/** A value as JSON of at most 60 characters, for error messages. */
export function formatValue(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The default of every parameter. */
export function defaultsOf<S extends Specs>(specs: S): ValuesOf<S> {
  return Object.fromEntries(Object.entries(specs).map(([key, spec]) => [key, spec.default])) as ValuesOf<S>;
}
