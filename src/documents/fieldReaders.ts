import { rangeError, type ParamSpec, show } from '../math/core/paramSpec';
import type { ValidationError } from './surfaceDocument';

/** Collects what is wrong with a document while it is read; every reader returns a usable value, so that reading goes on. */
export interface Validation {
  readonly problems: readonly ValidationError[];
  reject(key: string, message: string): void;
}

export function startValidation(): Validation {
  const problems: ValidationError[] = [];
  return { problems, reject: (key, message) => problems.push({ key: oneLine(key), message: oneLine(message) }) };
}

/** Control signs and line ends as \\u…, so that a sentence stays one line wherever it is shown. */
export const oneLine = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029]/gu, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Longest key that a sentence repeats whole. */
const LONGEST = 40;

/** A key as it came: bare where it is a plain word, else in quotes, and cut where it is long. */
function named(name: string): string {
  const short = name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
  return /^[\w$-]+…?$/.test(short) ? short : JSON.stringify(short);
}

export type Raw = Readonly<Record<string, unknown>>;

const isRaw = (raw: unknown): raw is Raw => typeof raw === 'object' && raw !== null && !Array.isArray(raw);
const join = (key: string, child: string): string => (key === '' ? child : `${key}.${child}`);

/** An object with none but the given keys; {} for a missing one. */
export function readObject(door: Validation, raw: unknown, key: string, keys: readonly string[]): Raw {
  if (raw === undefined) return {};
  if (!isRaw(raw)) {
    door.reject(key === '' ? 'document' : key, `${show(raw)} is not an object`);
    return {};
  }
  for (const name of Object.keys(raw)) {
    if (!keys.includes(name))
      door.reject(
        join(key, named(name)),
        `${show(raw[name])} cannot be set: this is not a key of ${key === '' ? 'a document' : key}; the keys are ${keys.join(', ')}`,
      );
  }
  return raw;
}

/** A number within its spec; `fallback` where it is missing or wrong. */
export function readNumber(
  door: Validation,
  raw: unknown,
  key: string,
  spec: Pick<ParamSpec, 'allowed' | 'integer' | 'default'>,
  fallback: number = spec.default,
): number {
  if (raw === undefined) return fallback;
  const wrong = rangeError(raw, spec);
  if (wrong !== undefined || typeof raw !== 'number') {
    door.reject(key, wrong ?? `${show(raw)} is not a number`);
    return fallback;
  }
  return raw;
}

/** One of the given values. */
export function readChoice<T extends string | number | boolean>(door: Validation, raw: unknown, key: string, choices: readonly T[], fallback: T): T {
  if (raw === undefined) return fallback;
  const found = choices.find((choice) => choice === raw);
  if (found === undefined)
    door.reject(key, `${show(raw)} is not ${choices.length === 1 ? '' : 'one of '}${choices.map((c) => JSON.stringify(c)).join(', ')}`);
  return found ?? fallback;
}

/** A list of `length` items; [] and a refusal for anything else. */
export function readList(door: Validation, raw: unknown, key: string, [least, most]: readonly [number, number], what: string): readonly unknown[] {
  const allowed = least === most ? `${least} ${what}` : `${least} to ${most} ${what}`;
  if (!Array.isArray(raw)) door.reject(key, `${show(raw)} is not a list of ${allowed}`);
  else if (raw.length < least || raw.length > most) door.reject(key, `a list of ${raw.length} is not a list of ${allowed}`);
  else return raw;
  return [];
}
