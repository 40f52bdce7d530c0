import { type ParamSpec, type Specs, formatValue } from '../math/core/paramSpec';
import { datasets } from '../nets/datasets';
import type { DatasetRow } from '../nets/datasets/types';
import { nets } from '../nets/models/architectures';
import { attackCatalogue, autoAttackSpecs, STANDARD_ATTACKS } from '../nets/attacks/autoAttackOptions';
import { ballError, defaultStepSize } from '../nets/attacks/attackNumbers';
import type { PgdOptions } from '../nets/attacks/ball';
import type { EvaluationChoice, InnerAttackChoice, MethodChoice, OptimiserChoice, TrainingChoice } from '../nets/training/types';
import {
  choiceField,
  defaultField,
  type FieldReader,
  isObject,
  numberField,
  numberFields,
  optionalField,
  type Raw,
  readChoice,
  readDocument,
  readList,
  readNumber,
  readObject,
  readRecord,
  type Validation,
} from './fieldReaders';
import type { ValidationError } from './surfaceDocument';
import type { ParsedTraining, TrainingDocument } from './trainingDocument';
import { trainingSpecs as specs } from './trainingDocument';

const CHOICE_KEYS = ['data', 'net', 'method', 'attack', 'awp', 'optimiser', 'schedule', 'epochs', 'batch', 'seeds', 'evaluate'];
/** Largest number of seeds, and of milestones, of one document. */
const MAX_ITEMS = 100;
/** Largest number of methods of one file or address. */
const MAX_DOCUMENTS = 100;

/** Validates a training document given as plain JSON: defaults filled in, or one error for every wrong value. */
export const parseTraining = (raw: unknown): ParsedTraining => readDocument(raw, 'training', CHOICE_KEYS, readTraining);

function readTraining(validation: Validation, whole: Raw): TrainingChoice {
  const data = readData(validation, whole['data']);
  const method = readChoice<MethodChoice>(validation, whole['method'], 'method', ['standard', 'at', 'trades'], 'at');
  const epochs = readNumber(validation, whole['epochs'], 'epochs', specs.run.epochs);
  const attack = readAttack(validation, whole['attack'], method);
  return {
    data,
    net: readNet(validation, whole['net']),
    method,
    attack,
    awp: whole['awp'] === undefined || whole['awp'] === null ? null : readRecord(validation, whole['awp'], 'awp', numberFields(specs.awp)),
    optimiser: readOptimiser(validation, whole['optimiser']),
    schedule: readSchedule(validation, whole['schedule']),
    epochs,
    batch: readNumber(validation, whole['batch'], 'batch', specs.run.batch),
    seeds: whole['seeds'] === undefined ? [specs.run.seed.default] : readSeeds(validation, whole['seeds']),
    evaluate: readEvaluate(validation, whole['evaluate'], data, attack),
  };
}

function readData(validation: Validation, raw: unknown): TrainingChoice['data'] {
  const data = readObject(validation, raw, 'data', ['source', 'train', 'test']);
  const rows: Readonly<Record<string, DatasetRow>> = datasets;
  const source = readChoice(validation, data['source'], 'data.source', Object.keys(rows), 'cifar10');
  const counts = rows[source]?.counts;
  const countOf = (split: 'train' | 'test'): number => {
    const available = counts?.[split] ?? specs.data[split].allowed.max;
    const spec = { ...specs.data[split], allowed: { ...specs.data[split].allowed, max: available } };
    const count = data[split];
    if (typeof count !== 'number' || !Number.isInteger(count) || count <= available || count > Number.MAX_SAFE_INTEGER)
      return readNumber(validation, count, `data.${split}`, spec, Math.min(available, spec.default));
    validation.reject(`data.${split}`, `${count} is more than the ${available} images of "${source}"`);
    return available;
  };
  return { source, train: countOf('train'), test: countOf('test') };
}

/** A network by name, with its own options. */
export function readNet(validation: Validation, raw: unknown): TrainingChoice['net'] {
  const rows: Readonly<Record<string, { readonly specs: Specs }>> = nets;
  const name = readChoice(validation, nameOf(raw), 'net.name', Object.keys(rows), 'small-cnn');
  const fields: Readonly<Record<string, FieldReader<number>>> = numberFields(rows[name]?.specs ?? {});
  return readRecord(validation, raw, 'net', { name: () => name, ...fields });
}

const nameOf = (raw: unknown): unknown => (isObject(raw) ? raw['name'] : undefined);

function readAttack(validation: Validation, raw: unknown, method: MethodChoice): InnerAttackChoice {
  const given = readObject(validation, raw, 'attack', ['norm', ...Object.keys(specs.attack), 'beta']);
  const attack = readPgd(validation, given, 'attack', { norm: 'inf', epsilon: specs.attack.epsilon.default, steps: specs.attack.steps.default });
  if (method === 'trades') return { ...attack, beta: readNumber(validation, given['beta'], 'attack.beta', specs.trades.beta) };
  if (given['beta'] !== undefined) validation.reject('attack.beta', `belongs to the method "trades", and the method is "${method}"`);
  return attack;
}

/** The numbers of an attack by PGD; the step size follows from radius and steps where none is given. */
export function readPgd(validation: Validation, given: Raw, key: string, defaults: Omit<PgdOptions, 'stepSize'>): PgdOptions {
  const norm = readChoice(validation, given['norm'], `${key}.norm`, ['inf', 2], defaults.norm);
  const readRadius = (): number => {
    const { epsilon = defaults.epsilon } = given;
    const tooLarge = typeof epsilon === 'number' && Number.isFinite(epsilon) ? ballError(norm, epsilon) : undefined;
    if (tooLarge === undefined) return readNumber(validation, epsilon, `${key}.epsilon`, specs.attack.epsilon);
    validation.reject(`${key}.epsilon`, tooLarge);
    return defaults.epsilon;
  };
  const epsilon = readRadius();
  const steps = readNumber(validation, given['steps'], `${key}.steps`, specs.attack.steps, defaults.steps);
  const { min, max } = specs.attack.stepSize.allowed;
  const step = { ...specs.attack.stepSize, allowed: epsilon === 0 ? { min, max } : specs.attack.stepSize.allowed };
  return { norm, epsilon, steps, stepSize: readNumber(validation, given['stepSize'], `${key}.stepSize`, step, defaultStepSize(epsilon, steps)) };
}

function readOptimiser(validation: Validation, raw: unknown): OptimiserChoice {
  const name = readChoice<OptimiserChoice['name']>(validation, nameOf(raw), 'optimiser.name', ['sgd', 'entropy-sgd', 'entropy-sgd-2'], 'sgd');
  const { weightDecay, ...others } = numberFields(specs.optimiser);
  const nesterov = choiceField([true, false], name !== 'sgd'); // the authors' EntropySGD has it, AWP's and TRADES's SGD have not
  const common = { name: () => name, ...others, nesterov, weightDecay };
  const keys = ['name', ...Object.keys(specs.optimiser), 'nesterov'];
  if (name === 'sgd') return readRecord(validation, raw, 'optimiser', common, keys);
  const entropy = {
    ...numberFields(specs.entropy),
    form: optionalField(choiceField(['paper', 'published', 'code'], 'paper')),
    warmup: optionalField(numberField(specs.warmup.warmup)),
    until: optionalField(numberField(specs.until.until)),
  };
  return readRecord(validation, raw, 'optimiser', { ...common, ...entropy }, [...keys, ...Object.keys(entropy)]);
}

function readSchedule(validation: Validation, raw: unknown): TrainingChoice['schedule'] {
  const schedule = readObject(validation, raw, 'schedule', ['milestones', 'factor']);
  const factor = readNumber(validation, schedule['factor'], 'schedule.factor', specs.schedule.factor);
  if (schedule['milestones'] === undefined) return { milestones: [0.5, 0.75], factor };
  const milestones = readNumbers(validation, schedule['milestones'], 'schedule.milestones', [0, MAX_ITEMS], 'numbers', specs.schedule.milestone);
  milestones.forEach((milestone, i) => {
    if (i > 0 && milestone <= (milestones[i - 1] ?? 0)) validation.reject('schedule.milestones', `${formatValue(milestones)} does not rise`);
  });
  return { milestones, factor };
}

function readSeeds(validation: Validation, raw: unknown): readonly number[] {
  const seeds = readNumbers(validation, raw, 'seeds', [1, MAX_ITEMS], 'whole numbers', specs.run.seed);
  const repeated = seeds.find((seed, i) => seeds.indexOf(seed) !== i);
  if (repeated !== undefined && validation.problems.every(({ key }) => !key.startsWith('seeds')))
    validation.reject('seeds', `${repeated} stands there twice`);
  return seeds;
}

/** A list of numbers within one spec. */
function readNumbers(validation: Validation, raw: unknown, key: string, lengths: readonly [number, number], what: string, spec: ParamSpec): number[] {
  return readList(validation, raw, key, lengths, what).map((item, i) => {
    if (item === null) validation.reject(`${key}[${i}]`, 'null is not a number');
    return readNumber(validation, item ?? undefined, `${key}[${i}]`, spec);
  });
}

/** The evaluation: an attack with numbers of its own; norm and radius are the training attack's where none are given. */
function readEvaluate(validation: Validation, raw: unknown, data: TrainingChoice['data'], { norm, epsilon }: PgdOptions): EvaluationChoice {
  const given = readObject(validation, raw, 'evaluate', ['every', 'norm', 'epsilon', 'steps', 'stepSize', 'count', 'autoattack']);
  const attack = readPgd(validation, given, 'evaluate', { norm, epsilon, steps: specs.evaluate.steps.default });
  const count = readNumber(validation, given['count'], 'evaluate.count', specs.evaluate.count, Math.min(specs.evaluate.count.default, data.test));
  if (count > data.test) validation.reject('evaluate.count', `${count} is more than the ${data.test} test images of this document`);
  const autoattack = readAutoAttack(validation, given['autoattack']);
  return { every: readNumber(validation, given['every'], 'evaluate.every', specs.evaluate.every), ...attack, count, autoattack };
}

/** AutoAttack: true is its standard version, an object chooses attacks and numbers. */
function readAutoAttack(validation: Validation, raw: unknown): EvaluationChoice['autoattack'] {
  const key = 'evaluate.autoattack';
  if (!isObject(raw) && !readChoice(validation, raw, key, [true, false], false)) return false;
  const { iterations, targets, queries, restarts } = numberFields(autoAttackSpecs);
  const fields = { attacks: defaultField(readAttackNames, STANDARD_ATTACKS), iterations, targets, queries, restarts };
  return readRecord(validation, isObject(raw) ? raw : {}, key, fields);
}

/** Names of attacks, each at most once. */
function readAttackNames(validation: Validation, raw: unknown, key: string): readonly string[] {
  const names = Object.keys(attackCatalogue);
  const given = readList(validation, raw, key, [1, names.length], 'attacks').map((name, i) =>
    readChoice(validation, name ?? null, `${key}[${i}]`, names, names[0] ?? ''),
  );
  const repeated = given.find((name, i) => given.indexOf(name) !== i);
  if (repeated !== undefined) validation.reject(key, `"${repeated}" stands there twice`);
  return given;
}

/** Whether a value declares itself a training document. */
export const isTrainingObject = (raw: unknown): boolean => isObject(raw) && raw['kind'] === 'training';

/** Whether a value declares itself a training document, or is a list that begins with one. */
export const isTraining = (raw: unknown): boolean => isTrainingObject(Array.isArray(raw) ? raw[0] : raw);

export type ParsedTrainings =
  { readonly ok: true; readonly documents: readonly TrainingDocument[] } | { readonly ok: false; readonly problems: readonly ValidationError[] };

/** Validates one training document, or a list of them, one a method; errors of a list have keys such as `[1].epochs`. */
export function parseTrainings(raw: unknown): ParsedTrainings {
  if (!Array.isArray(raw)) {
    const parsed = parseTraining(raw);
    return parsed.ok ? { ok: true, documents: [parsed.document] } : parsed;
  }
  const items: readonly unknown[] = raw;
  if (items.length === 0 || items.length > MAX_DOCUMENTS)
    return {
      ok: false,
      problems: [{ key: 'document', message: `a list of ${items.length} is not a list of 1 to ${MAX_DOCUMENTS} training documents` }],
    };
  const parsed = items.map(parseTraining);
  const problems = parsed.flatMap((one, i) => (one.ok ? [] : one.problems.map(({ key, message }) => ({ key: `[${i}].${key}`, message }))));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, documents: parsed.flatMap((one) => (one.ok ? [one.document] : [])) };
}
