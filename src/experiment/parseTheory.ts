import { complaint } from '../math/params';
import type { BenchOptions } from '../math/theory/kinds';
import { benchDefaults, benchSpecs } from '../math/theory/options';
import type { TheoryView, View } from './document';
import { readChoice, readObject, type Door } from './door';

const NUMBERS = ['thetaMin', 'pairs', 'seed', 'gamma', 'alpha'] as const satisfies readonly (keyof typeof benchSpecs)[];
export const searches = ['inside', 'outside', 'both'] as const satisfies readonly BenchOptions['search'][];

/** The knobs of the theorem bench as a document names them; a wrong one is refused by key. Undefined where it names none. */
export function readTheory(door: Door, raw: unknown): TheoryView | undefined {
  if (raw === undefined) return undefined;
  const theory = readObject(door, raw, 'view.theory', [...NUMBERS, 'search', 'inputs']);
  const numbers = NUMBERS.flatMap((key): [string, number][] => {
    const value = theory[key];
    if (value === undefined) return [];
    const wrong = complaint(value, benchSpecs[key]);
    if (wrong !== undefined) door.refuse(`view.theory.${key}`, wrong);
    return typeof value === 'number' && wrong === undefined ? [[key, value]] : [];
  });
  const { search, inputs } = theory;
  return {
    ...Object.fromEntries(numbers),
    ...(search === undefined ? {} : { search: readChoice(door, search, 'view.theory.search', searches, benchDefaults.search) }),
    ...(inputs === undefined ? {} : { inputs: readChoice(door, inputs, 'view.theory.inputs', [1, 2], benchDefaults.inputs) }),
  };
}

/** Every knob of the bench, defaults filled in. */
export function theoryOf({ theory }: Pick<View, 'theory'>): BenchOptions {
  return { ...benchDefaults, ...theory };
}
