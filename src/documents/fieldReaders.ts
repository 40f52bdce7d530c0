import { formatValue, type ParamSpec, rangeError, type Specs } from '../math/core/paramSpec';
import type { Pair } from '../math/core/types';
import { type ValidationError, VERSION } from './surfaceDocument';
import stripJsonComments from 'strip-json-comments';

/** Validation errors, collected while a document is read: every reader returns a usable value, so that one pass names every wrong key. */
export interface Validation {
  readonly problems: readonly ValidationError[];
  reject(key: string, message: string): void;
}

export function startValidation(): Validation {
  const problems: ValidationError[] = [];
  return { problems, reject: (key, message) => problems.push({ key: oneLine(key), message: oneLine(message) }) };
}

/** The text with control characters and line ends escaped as \\u…, so that an error stays one line wherever it is shown. */
export const oneLine = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Characters of an unknown key that an error repeats. */
const MAX_KEY_LENGTH = 40;

/** An unknown key for an error: bare where it is a plain identifier, else in quotes; cut where it is long. */
function quotedKey(name: string): string {
  const short = name.length > MAX_KEY_LENGTH ? `${name.slice(0, MAX_KEY_LENGTH - 1)}…` : name;
  return /^[\w$-]+…?$/.test(short) ? short : JSON.stringify(short);
}

/** A JSON object that is not validated yet. */
export type Raw = Readonly<Record<string, unknown>>;

export const isObject = (raw: unknown): raw is Raw => typeof raw === 'object' && raw !== null && !Array.isArray(raw);
const childKey = (key: string, child: string): string => (key === '' ? child : `${key}.${child}`);

/** An object with none but the given keys; {} for a missing one. */
export function readObject(validation: Validation, raw: unknown, key: string, keys: readonly string[]): Raw {
  if (raw === undefined) return {};
  if (!isObject(raw)) {
    validation.reject(key === '' ? 'document' : key, `${formatValue(raw)} is not an object`);
    return {};
  }
  for (const name of Object.keys(raw)) {
    if (!keys.includes(name))
      validation.reject(
        childKey(key, quotedKey(name)),
        `${formatValue(raw[name])} cannot be set: this is not a key of ${key === '' ? 'a document' : key}; the keys are ${keys.join(', ')}`,
      );
  }
  return raw;
}

type NumberSpec = Pick<ParamSpec, 'allowed' | 'integer' | 'default'>;

/** A number within its spec; `fallback` where it is missing or wrong. */
export function readNumber(validation: Validation, raw: unknown, key: string, spec: NumberSpec, fallback: number = spec.default): number {
  if (raw === undefined) return fallback;
  const error = rangeError(raw, spec);
  if (error !== undefined || typeof raw !== 'number') {
    validation.reject(key, error ?? `${formatValue(raw)} is not a number`);
    return fallback;
  }
  return raw;
}

/** Checks the format version of a document. */
export function readVersion(validation: Validation, whole: Raw): void {
  const version = readNumber(validation, whole['smoothscape'], 'smoothscape', {
    allowed: { min: 1, max: Infinity },
    integer: true,
    default: VERSION,
  });
  if (version > VERSION) validation.reject('smoothscape', `${version} is newer than this program, which reads version ${VERSION}`);
}

/**
 * Reads a document of a kind that has to be named: an object with version, kind and `keys`, of which `read` takes the last. Defaults are filled in, or
 * there is one error for every wrong value.
 */
export function readDocument<K extends string, T extends object>(
  raw: unknown,
  kind: K,
  keys: readonly string[],
  read: (validation: Validation, whole: Raw) => T,
):
  | { readonly ok: true; readonly document: { smoothscape: typeof VERSION; kind: K } & T }
  | { readonly ok: false; readonly problems: readonly ValidationError[] } {
  const validation = startValidation();
  const whole = readObject(validation, raw, '', ['smoothscape', 'kind', ...keys]);
  readVersion(validation, whole);
  if (whole['kind'] === undefined) validation.reject('kind', `is missing; it is "${kind}"`);
  readChoice(validation, whole['kind'], 'kind', [kind], kind);
  const document = { smoothscape: VERSION as typeof VERSION, kind, ...read(validation, whole) };
  return validation.problems.length > 0 ? { ok: false, problems: validation.problems } : { ok: true, document };
}

/** One of the given values; `fallback` where it is missing or wrong. */
export function readChoice<T extends string | number | boolean>(
  validation: Validation,
  raw: unknown,
  key: string,
  choices: readonly T[],
  fallback: T,
): T {
  if (raw === undefined) return fallback;
  const match = choices.find((choice) => choice === raw);
  if (match === undefined)
    validation.reject(key, `${formatValue(raw)} is not ${choices.length === 1 ? '' : 'one of '}${choices.map((c) => JSON.stringify(c)).join(', ')}`);
  return match ?? fallback;
}

/** A list of `min` to `max` items; [] and an error for anything else. */
export function readList(validation: Validation, raw: unknown, key: string, [min, max]: readonly [number, number], what: string): readonly unknown[] {
  const allowed = min === max ? `${min} ${what}` : `${min} to ${max} ${what}`;
  if (!Array.isArray(raw)) validation.reject(key, `${formatValue(raw)} is not a list of ${allowed}`);
  else if (raw.length < min || raw.length > max) validation.reject(key, `a list of ${raw.length} is not a list of ${allowed}`);
  else return raw;
  return [];
}

/** Reads one field of a record: its value, or a usable one after an error; undefined leaves the key out of the record. */
export type FieldReader<T> = (validation: Validation, raw: unknown, key: string) => T;

export const numberField =
  (spec: NumberSpec): FieldReader<number> =>
  (validation, raw, key) =>
    readNumber(validation, raw, key, spec);

export const choiceField =
  <const T extends string | number | boolean>(choices: readonly T[], fallback: T): FieldReader<T> =>
  (validation, raw, key) =>
    readChoice(validation, raw, key, choices, fallback);

/** A list of two numbers, each within its spec. */
export const pairField =
  (first: NumberSpec, second: NumberSpec = first): FieldReader<Pair> =>
  (validation, raw, key) => {
    const items = readList(validation, raw, key, [2, 2], 'numbers');
    return [readNumber(validation, items[0], `${key}[0]`, first), readNumber(validation, items[1], `${key}[1]`, second)];
  };

/** The field, or undefined where its key is missing. */
export const optionalField =
  <T>(read: FieldReader<T>): FieldReader<T | undefined> =>
  (validation, raw, key) =>
    raw === undefined ? undefined : read(validation, raw, key);

/** The field, or a default where its key is missing. */
export const defaultField =
  <T>(read: FieldReader<T>, value: T): FieldReader<T> =>
  (validation, raw, key) =>
    raw === undefined ? value : read(validation, raw, key);

/** One number field a spec. */
export const numberFields = <S extends Specs>(specs: S): { readonly [K in keyof S]: FieldReader<number> } =>
  Object.fromEntries(Object.entries(specs).map(([key, spec]) => [key, numberField(spec)])) as { readonly [K in keyof S]: FieldReader<number> };

type FieldReaders = Readonly<Record<string, FieldReader<unknown>>>;

/** The same fields, each left out where its key is missing. */
export const optionalFields = <F extends FieldReaders>(fields: F) =>
  Object.fromEntries(Object.entries(fields).map(([key, read]) => [key, optionalField(read)])) as {
    readonly [K in keyof F]: FieldReader<ReturnType<F[K]> | undefined>;
  };

type OptionalKeys<F extends FieldReaders> = { [K in keyof F]: undefined extends ReturnType<F[K]> ? K : never }[keyof F];
type RecordOf<F extends FieldReaders> = { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: ReturnType<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: Exclude<ReturnType<F[K]>, undefined>;
};

/** An object with a reader for each of its keys, read in that order; `keys` is the order in which an error lists them. */
export function readRecord<F extends FieldReaders>(
  validation: Validation,
  raw: unknown,
  key: string,
  fields: F,
  keys: readonly string[] = Object.keys(fields),
): RecordOf<F> {
  const given = readObject(validation, raw, key, keys);
  const entries = Object.entries(fields).map(([name, read]) => [name, read(validation, given[name], childKey(key, name))] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as RecordOf<F>;
}

/** Regular expression of a string of JSON, or of one that is not closed, to the end of the text: it never fails, so that none is searched twice. */
export const JSON_STRING = String.raw`"(?:[^"\\]+|\\[^])*(?:"|\\?$)`;
/** Strings, and the numbers that JSON lacks and Python writes. */
export const NON_FINITE = new RegExp(`${JSON_STRING}|-?Infinity|NaN`, 'g');

/**
 * JSON.parse() of a text that may begin with a byte-order mark, and may have comments and trailing commas. These become spaces, so that the
 * places that errors name are those of the text.
 */
export function parseJson(text: string): unknown {
  const lines = text.replace(/^\uFEFF/, '').replace(/\r(?!\n)/g, '\n');
  return JSON.parse(stripJsonComments(lines, { trailingCommas: true }));
}
