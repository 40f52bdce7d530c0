import { complaint } from '../math/params';
import type { Pair } from '../math/kinds';
import type { BenchOptions } from '../math/theory/kinds';
import { benchDefaults, benchSpecs, flatSpec } from '../math/theory/options';
import type { TheoryView, View } from './document';
import { readChoice, readList, readObject, type Door } from './door';
import { MAX_THETA } from './specs';

const specs = { ...benchSpecs, flat: flatSpec };
const NUMBERS = ['thetaMin', 'pairs', 'seed', 'gamma', 'alpha', 'flat'] as const satisfies readonly (keyof typeof specs)[];
export const searches = ['inside', 'outside', 'both'] as const satisfies readonly BenchOptions['search'][];

/** The knobs of the theorem bench as a document names them; a wrong one is refused by key. Undefined where it names none. */
export function readTheory(door: Door, raw: unknown): TheoryView | undefined {
  if (raw === undefined) return undefined;
  const theory = readObject(door, raw, 'view.theory', [...NUMBERS, 'search', 'inputs', 'theta0']);
  const numbers = NUMBERS.flatMap((key): [string, number][] => {
    const value = theory[key];
    if (value === undefined) return [];
    const wrong = complaint(value, specs[key]);
    if (wrong !== undefined) door.refuse(`view.theory.${key}`, wrong);
    return typeof value === 'number' && wrong === undefined ? [[key, value]] : [];
  });
  const { search, inputs, theta0 } = theory;
  return {
    ...Object.fromEntries(numbers),
    ...(search === undefined ? {} : { search: readChoice(door, search, 'view.theory.search', searches, benchDefaults.search) }),
    ...(inputs === undefined ? {} : { inputs: readChoice(door, inputs, 'view.theory.inputs', [1, 2], benchDefaults.inputs) }),
    ...(theta0 === undefined ? {} : readStart(door, theta0)),
  };
}

/** One coordinate of θ⁰ as a spec. */
export const startSpec = { allowed: { min: -MAX_THETA, max: MAX_THETA } } as const;

function readStart(door: Door, raw: unknown): { theta0?: Pair } {
  const [a, b] = readList(door, raw, 'view.theory.theta0', [2, 2], 'numbers').map((value, k) => {
    const wrong = complaint(value, startSpec);
    if (wrong !== undefined) door.refuse(`view.theory.theta0[${k}]`, wrong);
    return wrong === undefined && typeof value === 'number' ? value : undefined;
  });
  return a === undefined || b === undefined ? {} : { theta0: [a, b] };
}

/** Every knob of the bench, defaults filled in; what is the page's alone left out. */
export function theoryOf({ theory }: Pick<View, 'theory'>): BenchOptions {
  const { flat: _flat, ...options } = theory ?? {};
  return { ...benchDefaults, ...options };
}
