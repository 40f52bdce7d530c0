import type { ParamSpec, Specs } from '../math/core/paramSpec';
import { type OptimiserName, optimisers } from '../math/optimisers';
import type { EnumSpecs, HyperparameterValues } from '../math/optimisers/types';
import { benchDefaults, type BenchOptions, benchSpecs, flatSpec } from '../math/theory/options';
import {
  choiceField,
  defaultField,
  type FieldReader,
  numberField,
  numberFields,
  optionalField,
  optionalFields,
  pairField,
  readList,
  readNumber,
  readRecord,
  type Validation,
} from './fieldReaders';
import type { RaceChoice, RaceMethods, TheoryView, View } from './surfaceDocument';
import { MAX_THETA, specs, viewDefaults } from './surfaceSpecs';

/** Spec of one coordinate of θ or of the camera. */
export const coordinateSpec = { allowed: { min: -MAX_THETA, max: MAX_THETA }, default: 0 } as const;

/** Every method, in the order of the table. */
export const methodNames: readonly OptimiserName[] = ['sgd', 'momentum', 'adam', 'sam', 'awp', 'entropy-sgd', 'entropy-sgd-2'];

const start = (symbol: string, value: number) =>
  ({
    symbol,
    label: 'start',
    hint: 'Where every method starts; the ring on the surface can be dragged too.',
    slider: [-3, 3],
    allowed: coordinateSpec.allowed,
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

/** Specs of a race beside the hyperparameters of its methods. */
export const raceSpecs = { theta1: start('\\theta_1', -2.4), theta2: start('\\theta_2', 2.3), steps, seed };

/** All methods with their defaults, from the upper left. */
export const raceDefaults: RaceChoice = {
  methods: { sgd: {}, momentum: {}, adam: {}, sam: {}, awp: {}, 'entropy-sgd': {}, 'entropy-sgd-2': {} },
  start: [raceSpecs.theta1.default, raceSpecs.theta2.default],
  steps: steps.default,
  seed: raceSpecs.seed.default,
};

/** Only what is given: the defaults of a row are filled in where it runs. */
const valuesField = (row: { readonly specs: Specs; readonly choices: EnumSpecs }): FieldReader<HyperparameterValues> => {
  const choices = Object.entries(row.choices).map(([name, { options, default: value }]) => [name, choiceField(Object.keys(options), value)] as const);
  const fields: Record<string, FieldReader<number | string>> = { ...numberFields(row.specs), ...Object.fromEntries(choices) };
  return (validation, raw, key) => readRecord(validation, raw, key, optionalFields(fields)) as HyperparameterValues;
};

const methodFields = Object.fromEntries(methodNames.map((name) => [name, optionalField(valuesField(optimisers[name]))]));
const readMethods: FieldReader<RaceMethods> = (validation, raw, key) => readRecord(validation, raw, key, methodFields);

const raceFields = {
  methods: defaultField(readMethods, raceDefaults.methods),
  start: defaultField(pairField(raceSpecs.theta1, raceSpecs.theta2), raceDefaults.start),
  steps: numberField(steps),
  seed: numberField(seed),
};
const readRace: FieldReader<RaceChoice> = (validation, raw, key) => readRecord(validation, raw, key, raceFields);

export const searches = ['inside', 'outside', 'both'] as const satisfies readonly BenchOptions['search'][];

const theoryFields = optionalFields({
  ...numberFields({ ...benchSpecs, flat: flatSpec }),
  search: choiceField(searches, benchDefaults.search),
  inputs: choiceField([1, 2], benchDefaults.inputs),
  theta0: pairField(coordinateSpec),
});

/** The options of the theorem bench that a document names. */
const readTheory: FieldReader<TheoryView> = (validation, raw, key) => readRecord(validation, raw, key, theoryFields);

const MAX_FIGURE_LENGTH = 20;

const readFigure: FieldReader<string | undefined> = (validation, raw, key) => {
  if (typeof raw === 'string' && raw.length <= MAX_FIGURE_LENGTH) return raw;
  if (raw !== undefined) validation.reject(key, `is not a name of at most ${MAX_FIGURE_LENGTH} characters`);
  return undefined;
};

export const eyeField: FieldReader<readonly [number, number, number]> = (validation, raw, key) => {
  const items = readList(validation, raw, key, [3, 3], 'numbers');
  const at = (k: 0 | 1 | 2): number => readNumber(validation, items[k], `${key}[${k}]`, coordinateSpec);
  return [at(0), at(1), at(2)];
};

const lossSpec = { allowed: { min: -1e12, max: 1e12 }, default: 0 } as const;

/** A locked range of the loss: two ends that rise. */
const rangeField: FieldReader<readonly [number, number]> = (validation, raw, key) => {
  const before = validation.problems.length;
  const range = pairField(lossSpec)(validation, raw, key);
  if (validation.problems.length === before && !(range[0] < range[1]))
    validation.reject(key, `[${range.join(', ')}] does not rise: the first end is not below the second`);
  return range;
};

const flag = (key: 'creases' | 'jumps' | 'minimum' | 'arrows') => choiceField([true, false], viewDefaults[key]);
const thetaField = optionalField(pairField(coordinateSpec));

const viewFields = {
  kind: choiceField(['surface', 'contour', 'both'], viewDefaults.kind),
  colours: choiceField(['tide', 'viridis', 'cividis', 'grey'], viewDefaults.colours),
  eye: optionalField(eyeField),
  range: optionalField(rangeField),
  theta: thetaField,
  partner: thetaField,
  frozen: thetaField,
  creases: flag('creases'),
  jumps: flag('jumps'),
  minimum: flag('minimum'),
  arrows: flag('arrows'),
  second: choiceField(['none', 'smoothed', 'difference', 'gradient', 'inputs'], viewDefaults.second),
  figure: readFigure,
  race: optionalField(readRace),
  theory: optionalField(readTheory),
};

/** The view of a document: its appearance; a wrong value is an error like any other. */
export const readView = (validation: Validation, raw: unknown): View => readRecord(validation, raw, 'view', viewFields);

/** Every option of the bench, defaults filled in; without `flat`, which is the page's alone. */
export function theoryOf({ theory }: Pick<View, 'theory'>): BenchOptions {
  const { flat: _flat, ...options } = theory ?? {};
  return { ...benchDefaults, ...options };
}
