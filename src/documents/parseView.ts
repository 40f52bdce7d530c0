import { rangeError, type ParamSpec, type Specs } from '../math/core/paramSpec';
import type { Pair } from '../math/core/types';
import { type OptimiserName, optimisers } from '../math/optimisers';
import type { EnumSpecs, Values } from '../math/optimisers/types';
import { benchDefaults, benchSpecs, flatSpec, type BenchOptions } from '../math/theory/options';
import { type Validation, readChoice, readList, readNumber, readObject } from './fieldReaders';
import type { RaceChoice, RaceMethods, TheoryView, View } from './surfaceDocument';
import { MAX_THETA, specs, viewDefaults } from './surfaceSpecs';

const KEYS = ['kind', 'colours', 'eye', 'theta', 'partner', 'frozen', 'creases', 'jumps', 'minimum', 'arrows', 'second', 'figure', 'race', 'theory'];
const coordinate = { allowed: { min: -MAX_THETA, max: MAX_THETA }, default: 0 };

/** How it looks; a wrong value here is refused like any other. */
export function readView(door: Validation, raw: unknown): View {
  const view = readObject(door, raw, 'view', KEYS);
  const numbers = (key: string, length: 2 | 3): number[] | undefined => {
    if (view[key] === undefined) return undefined;
    return readList(door, view[key], `view.${key}`, [length, length], 'numbers').map((item, i) =>
      readNumber(door, item, `view.${key}[${i}]`, coordinate),
    );
  };
  const pair = (key: 'theta' | 'partner' | 'frozen'): Pick<View, typeof key> => {
    const found = numbers(key, 2);
    return found ? { [key]: [found[0] ?? 0, found[1] ?? 0] as const } : {};
  };
  const eye = numbers('eye', 3);
  const { figure } = view;
  const theory = readTheory(door, view['theory']);
  if (figure !== undefined && (typeof figure !== 'string' || figure.length > 20))
    door.reject('view.figure', 'is not a name of at most 20 characters');
  const flag = (key: 'creases' | 'jumps' | 'minimum' | 'arrows'): boolean =>
    readChoice(door, view[key], `view.${key}`, [true, false], viewDefaults[key]);
  return {
    kind: readChoice(door, view['kind'], 'view.kind', ['surface', 'contour', 'both'], viewDefaults.kind),
    colours: readChoice(door, view['colours'], 'view.colours', ['tide', 'viridis', 'cividis'], viewDefaults.colours),
    ...(eye ? { eye: [eye[0] ?? 0, eye[1] ?? 0, eye[2] ?? 0] as const } : {}),
    ...pair('theta'),
    ...pair('partner'),
    ...pair('frozen'),
    creases: flag('creases'),
    jumps: flag('jumps'),
    minimum: flag('minimum'),
    arrows: flag('arrows'),
    second: readChoice(door, view['second'], 'view.second', ['none', 'smoothed', 'difference', 'gradient', 'inputs'], viewDefaults.second),
    ...(typeof figure === 'string' ? { figure } : {}),
    ...(view['race'] === undefined ? {} : { race: readRace(door, view['race']) }),
    ...(theory ? { theory } : {}),
  };
}

/** Every method, in the order of the table. */
export const methodNames: readonly OptimiserName[] = ['sgd', 'momentum', 'adam', 'sam', 'awp', 'entropy-sgd', 'entropy-sgd-2'];

const start = (symbol: string, value: number) =>
  ({
    symbol,
    label: 'start',
    hint: 'Where every method starts; the ring on the surface can be dragged too.',
    slider: [-3, 3],
    allowed: { min: -MAX_THETA, max: MAX_THETA },
    default: value,
    scale: 'linear',
    digits: 2,
    tone: 'theta',
  }) as const satisfies ParamSpec;

const steps = {
  symbol: 'k',
  label: 'steps',
  hint: 'Steps that every method takes; each is recorded.',
  slider: [10, 2000],
  allowed: { min: 1, max: 5000 },
  default: 200,
  scale: 'linear',
  integer: true,
  digits: 0,
  tone: 'ink',
} as const satisfies ParamSpec;

const seed = {
  ...specs.seed,
  label: 'of the noise',
  hint: 'Every draw of a Langevin walk comes from it; nothing else in a race is random.',
  default: 3,
} as const satisfies ParamSpec;

/** Numbers of a race beside the knobs of its methods. */
export const raceSpecs = { theta1: start('\\theta_1', -2.4), theta2: start('\\theta_2', 2.3), steps, seed };

/** All methods with their defaults, from the upper left. */
export const raceDefaults: RaceChoice = {
  methods: { sgd: {}, momentum: {}, adam: {}, sam: {}, awp: {}, 'entropy-sgd': {}, 'entropy-sgd-2': {} },
  start: [raceSpecs.theta1.default, raceSpecs.theta2.default],
  steps: steps.default,
  seed: raceSpecs.seed.default,
};

/** The race of a document; every wrong value is refused by key, and the default stands in. */
export function readRace(door: Validation, raw: unknown): RaceChoice {
  const race = readObject(door, raw, 'view.race', ['methods', 'start', 'steps', 'seed']);
  return {
    methods: race['methods'] === undefined ? raceDefaults.methods : readMethods(door, race['methods']),
    start: race['start'] === undefined ? raceDefaults.start : readStart(door, race['start']),
    steps: readNumber(door, race['steps'], 'view.race.steps', steps),
    seed: readNumber(door, race['seed'], 'view.race.seed', raceSpecs.seed),
  };
}

function readStart(door: Validation, raw: unknown): Pair {
  const at = readList(door, raw, 'view.race.start', [2, 2], 'numbers');
  return [readNumber(door, at[0], 'view.race.start[0]', raceSpecs.theta1), readNumber(door, at[1], 'view.race.start[1]', raceSpecs.theta2)];
}

function readMethods(door: Validation, raw: unknown): RaceMethods {
  const all = readObject(door, raw, 'view.race.methods', methodNames);
  return methodNames.reduce<RaceMethods>((read, name) => {
    const values = all[name];
    return values === undefined ? read : { ...read, [name]: readValues(door, values, `view.race.methods.${name}`, optimisers[name]) };
  }, {});
}

/** Only what was given: the defaults of a row are filled in where it runs. */
function readValues(door: Validation, raw: unknown, key: string, row: { readonly specs: Specs; readonly choices: EnumSpecs }): Values {
  const given = readObject(door, raw, key, [...Object.keys(row.specs), ...Object.keys(row.choices)]);
  const numbers = Object.entries(row.specs).flatMap(([name, spec]): [string, number][] =>
    given[name] === undefined ? [] : [[name, readNumber(door, given[name], `${key}.${name}`, spec)]],
  );
  const words = Object.entries(row.choices).flatMap(([name, choice]): [string, string][] =>
    given[name] === undefined ? [] : [[name, readChoice(door, given[name], `${key}.${name}`, Object.keys(choice.options), choice.default)]],
  );
  return Object.fromEntries<number | string>([...numbers, ...words]);
}

const specsParseTheory = { ...benchSpecs, flat: flatSpec };
const NUMBERS = ['thetaMin', 'pairs', 'seed', 'gamma', 'alpha', 'flat'] as const satisfies readonly (keyof typeof specsParseTheory)[];
export const searches = ['inside', 'outside', 'both'] as const satisfies readonly BenchOptions['search'][];

/** The knobs of the theorem bench as a document names them; a wrong one is refused by key. Undefined where it names none. */
export function readTheory(door: Validation, raw: unknown): TheoryView | undefined {
  if (raw === undefined) return undefined;
  const theory = readObject(door, raw, 'view.theory', [...NUMBERS, 'search', 'inputs', 'theta0']);
  const numbers = NUMBERS.flatMap((key): [string, number][] => {
    const value = theory[key];
    if (value === undefined) return [];
    const wrong = rangeError(value, specsParseTheory[key]);
    if (wrong !== undefined) door.reject(`view.theory.${key}`, wrong);
    return typeof value === 'number' && wrong === undefined ? [[key, value]] : [];
  });
  const { search, inputs, theta0 } = theory;
  return {
    ...Object.fromEntries(numbers),
    ...(search === undefined ? {} : { search: readChoice(door, search, 'view.theory.search', searches, benchDefaults.search) }),
    ...(inputs === undefined ? {} : { inputs: readChoice(door, inputs, 'view.theory.inputs', [1, 2], benchDefaults.inputs) }),
    ...(theta0 === undefined ? {} : readStartParseTheory(door, theta0)),
  };
}

/** One coordinate of θ⁰ as a spec. */
export const startSpec = { allowed: { min: -MAX_THETA, max: MAX_THETA } } as const;

function readStartParseTheory(door: Validation, raw: unknown): { theta0?: Pair } {
  const [a, b] = readList(door, raw, 'view.theory.theta0', [2, 2], 'numbers').map((value, k) => {
    const wrong = rangeError(value, startSpec);
    if (wrong !== undefined) door.reject(`view.theory.theta0[${k}]`, wrong);
    return wrong === undefined && typeof value === 'number' ? value : undefined;
  });
  return a === undefined || b === undefined ? {} : { theta0: [a, b] };
}

/** Every knob of the bench, defaults filled in; what is the page's alone left out. */
export function theoryOf({ theory }: Pick<View, 'theory'>): BenchOptions {
  const { flat: _flat, ...options } = theory ?? {};
  return { ...benchDefaults, ...options };
}
