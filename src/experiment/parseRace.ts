import { optimisers, type OptimiserName } from '../math/optimisers';
import type { Choices, Values } from '../math/optimisers/kinds';
import type { Pair } from '../math/kinds';
import type { ParamSpec, Specs } from '../math/params';
import type { RaceChoice, RaceMethods } from './document';
import { readChoice, readList, readNumber, readObject, type Door } from './door';
import { MAX_THETA, specs } from './specs';

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
export function readRace(door: Door, raw: unknown): RaceChoice {
  const race = readObject(door, raw, 'view.race', ['methods', 'start', 'steps', 'seed']);
  return {
    methods: race['methods'] === undefined ? raceDefaults.methods : readMethods(door, race['methods']),
    start: race['start'] === undefined ? raceDefaults.start : readStart(door, race['start']),
    steps: readNumber(door, race['steps'], 'view.race.steps', steps),
    seed: readNumber(door, race['seed'], 'view.race.seed', raceSpecs.seed),
  };
}

function readStart(door: Door, raw: unknown): Pair {
  const at = readList(door, raw, 'view.race.start', [2, 2], 'numbers');
  return [readNumber(door, at[0], 'view.race.start[0]', raceSpecs.theta1), readNumber(door, at[1], 'view.race.start[1]', raceSpecs.theta2)];
}

function readMethods(door: Door, raw: unknown): RaceMethods {
  const all = readObject(door, raw, 'view.race.methods', methodNames);
  return methodNames.reduce<RaceMethods>((read, name) => {
    const values = all[name];
    return values === undefined ? read : { ...read, [name]: readValues(door, values, `view.race.methods.${name}`, optimisers[name]) };
  }, {});
}

/** Only what was given: the defaults of a row are filled in where it runs. */
function readValues(door: Door, raw: unknown, key: string, row: { readonly specs: Specs; readonly choices: Choices }): Values {
  const given = readObject(door, raw, key, [...Object.keys(row.specs), ...Object.keys(row.choices)]);
  const numbers = Object.entries(row.specs).flatMap(([name, spec]): [string, number][] =>
    given[name] === undefined ? [] : [[name, readNumber(door, given[name], `${key}.${name}`, spec)]],
  );
  const words = Object.entries(row.choices).flatMap(([name, choice]): [string, string][] =>
    given[name] === undefined ? [] : [[name, readChoice(door, given[name], `${key}.${name}`, Object.keys(choice.options), choice.default)]],
  );
  return Object.fromEntries<number | string>([...numbers, ...words]);
}
