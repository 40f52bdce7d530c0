import { type ParamSpec, show } from '../math/core/paramSpec';
import { datasets } from '../nets/datasets';
import type { DatasetRow } from '../nets/datasets/types';
import { nets } from '../nets/models/architectures';
import { type Validation, startValidation, type Raw, readChoice, readList, readNumber, readObject } from './fieldReaders';
import { type ValidationError, VERSION } from './surfaceDocument';
import type { ParsedTraining, TrainingDocument } from './trainingDocument';
import { trainingSpecs as specs } from './trainingSpecs';
import type { AwpChoice, InnerAttackChoice, MethodChoice, OptimiserChoice, TrainingChoice } from '../nets/training/types';

/** The rows of data sets and networks as the page needs them: labels, notes, counts, specs; no tensor code runs there. */

const KEYS = ['data', 'net', 'method', 'attack', 'awp', 'optimiser', 'schedule', 'epochs', 'batch', 'seeds', 'evaluate'];
/** Most seeds, and most milestones, of one document. */
const MOST = 100;

/** Reads a training document from plain JSON: every default filled in, every wrong value refused by key. */
export function parseTraining(raw: unknown): ParsedTraining {
  const door = startValidation();
  const whole = readObject(door, raw, '', ['smoothscape', 'kind', ...KEYS]);
  const version = readNumber(door, whole['smoothscape'], 'smoothscape', { allowed: { min: 1, max: Infinity }, integer: true, default: VERSION });
  if (version > VERSION) door.reject('smoothscape', `${version} is newer than this program, which reads version ${VERSION}`);
  if (whole['kind'] === undefined) door.reject('kind', 'is missing; it is "training"');
  readChoice(door, whole['kind'], 'kind', ['training'], 'training');
  const document: TrainingDocument = { smoothscape: VERSION, kind: 'training', ...readTraining(door, whole) };
  return door.problems.length > 0 ? { ok: false, problems: door.problems } : { ok: true, document };
}

function readTraining(door: Validation, whole: Raw): TrainingChoice {
  const data = readData(door, whole['data']);
  const method = readChoice<MethodChoice>(door, whole['method'], 'method', ['standard', 'at', 'trades'], 'at');
  const epochs = readNumber(door, whole['epochs'], 'epochs', specs.run.epochs);
  return {
    data,
    net: readNet(door, whole['net']),
    method,
    attack: readAttack(door, whole['attack'], method),
    awp: readAwp(door, whole['awp']),
    optimiser: readOptimiser(door, whole['optimiser']),
    schedule: readSchedule(door, whole['schedule']),
    epochs,
    batch: readNumber(door, whole['batch'], 'batch', specs.run.batch),
    seeds: whole['seeds'] === undefined ? [specs.run.seed.default] : readSeeds(door, whole['seeds']),
    evaluate: readEvaluate(door, whole['evaluate'], data),
  };
}

function readData(door: Validation, raw: unknown): TrainingChoice['data'] {
  const data = readObject(door, raw, 'data', ['source', 'train', 'test']);
  const rows: Readonly<Record<string, DatasetRow>> = datasets;
  const source = readChoice(door, data['source'], 'data.source', Object.keys(rows), 'cifar10');
  const counts = rows[source]?.counts;
  const count = (split: 'train' | 'test'): number => {
    const held = counts?.[split] ?? specs.data[split].allowed.max;
    const spec = { ...specs.data[split], allowed: { ...specs.data[split].allowed, max: held } };
    const asked = data[split];
    if (typeof asked === 'number' && Number.isInteger(asked) && asked > held && asked <= Number.MAX_SAFE_INTEGER)
      door.reject(`data.${split}`, `${asked} is more than the ${held} images that "${source}" holds`);
    else return readNumber(door, asked, `data.${split}`, spec, Math.min(held, spec.default));
    return held;
  };
  return { source, train: count('train'), test: count('test') };
}

function readNet(door: Validation, raw: unknown): TrainingChoice['net'] {
  const rows: Readonly<Record<string, (typeof nets)[keyof typeof nets]>> = nets;
  const named = typeof raw === 'object' && raw !== null && 'name' in raw ? raw.name : undefined;
  const name = readChoice(door, named, 'net.name', Object.keys(rows), 'small-cnn');
  const own = Object.entries<ParamSpec>(rows[name]?.specs ?? {});
  const given = readObject(door, raw, 'net', ['name', ...own.map(([key]) => key)]);
  return { name, ...Object.fromEntries(own.map(([key, spec]) => [key, readNumber(door, given[key], `net.${key}`, spec)])) };
}

function readAttack(door: Validation, raw: unknown, method: MethodChoice): InnerAttackChoice {
  const trades = method === 'trades';
  const attack = readObject(door, raw, 'attack', ['norm', 'epsilon', 'steps', 'stepSize', 'beta']);
  if (attack['beta'] !== undefined && !trades) door.reject('attack.beta', `belongs to the method "trades", and the method is "${method}"`);
  return {
    norm: readChoice<'inf' | 2>(door, attack['norm'], 'attack.norm', ['inf', 2], 'inf'),
    epsilon: readNumber(door, attack['epsilon'], 'attack.epsilon', specs.attack.epsilon),
    steps: readNumber(door, attack['steps'], 'attack.steps', specs.attack.steps),
    stepSize: readNumber(door, attack['stepSize'], 'attack.stepSize', specs.attack.stepSize),
    ...(trades && { beta: readNumber(door, attack['beta'], 'attack.beta', specs.trades.beta) }),
  };
}

/** Nothing where it is null or missing; its own defaults where it is an object. */
function readAwp(door: Validation, raw: unknown): AwpChoice | null {
  if (raw === undefined || raw === null) return null;
  const awp = readObject(door, raw, 'awp', ['size', 'warmup']);
  return {
    size: readNumber(door, awp['size'], 'awp.size', specs.awp.size),
    warmup: readNumber(door, awp['warmup'], 'awp.warmup', specs.awp.warmup),
  };
}

function readOptimiser(door: Validation, raw: unknown): OptimiserChoice {
  const named = typeof raw === 'object' && raw !== null && 'name' in raw ? raw.name : undefined;
  const name = readChoice<OptimiserChoice['name']>(door, named, 'optimiser.name', ['sgd', 'entropy-sgd', 'entropy-sgd-2'], 'sgd');
  const entropic = name !== 'sgd';
  const plain = ['name', ...Object.keys(specs.optimiser), 'nesterov'];
  const given = readObject(door, raw, 'optimiser', entropic ? [...plain, ...Object.keys(specs.entropy), 'form', 'warmup', 'until'] : plain);
  const number = (key: keyof typeof specs.optimiser): number => readNumber(door, given[key], `optimiser.${key}`, specs.optimiser[key]);
  const own = (key: keyof typeof specs.entropy): number => readNumber(door, given[key], `optimiser.${key}`, specs.entropy[key]);
  return {
    name,
    lr: number('lr'),
    momentum: number('momentum'),
    nesterov: readChoice(door, given['nesterov'], 'optimiser.nesterov', [true, false], entropic), // the authors' EntropySGD has it, AWP's and TRADES's SGD have not
    weightDecay: number('weightDecay'),
    ...(entropic && {
      gamma: own('gamma'),
      scoping: own('scoping'),
      innerLr: own('innerLr'),
      noise: own('noise'),
      alpha: own('alpha'),
      L: own('L'),
      ...(given['form'] !== undefined && {
        form: readChoice<'paper' | 'published' | 'code'>(door, given['form'], 'optimiser.form', ['paper', 'published', 'code'], 'paper'),
      }),
      ...(given['warmup'] !== undefined && { warmup: readNumber(door, given['warmup'], 'optimiser.warmup', specs.warmup.warmup) }),
      ...(given['until'] !== undefined && { until: readNumber(door, given['until'], 'optimiser.until', specs.until.until) }),
    }),
  };
}

function readSchedule(door: Validation, raw: unknown): TrainingChoice['schedule'] {
  const schedule = readObject(door, raw, 'schedule', ['milestones', 'factor']);
  const factor = readNumber(door, schedule['factor'], 'schedule.factor', specs.schedule.factor);
  if (schedule['milestones'] === undefined) return { milestones: [0.5, 0.75], factor };
  const items = readList(door, schedule['milestones'], 'schedule.milestones', [0, MOST], 'numbers');
  const milestones = items.map((item, i) => {
    if (item === null) door.reject(`schedule.milestones[${i}]`, 'null is not a number');
    return readNumber(door, item ?? undefined, `schedule.milestones[${i}]`, specs.schedule.milestone);
  });
  milestones.forEach((share, i) => {
    if (i > 0 && share <= (milestones[i - 1] ?? 0)) door.reject('schedule.milestones', `${show(milestones)} does not rise`);
  });
  return { milestones, factor };
}

function readSeeds(door: Validation, raw: unknown): readonly number[] {
  const items = readList(door, raw, 'seeds', [1, MOST], 'whole numbers');
  const seeds = items.map((item, i) => {
    if (item === null) door.reject(`seeds[${i}]`, 'null is not a number');
    return readNumber(door, item ?? undefined, `seeds[${i}]`, specs.run.seed);
  });
  const twice = seeds.find((seed, i) => seeds.indexOf(seed) !== i);
  if (twice !== undefined && door.problems.every(({ key }) => !key.startsWith('seeds'))) door.reject('seeds', `${twice} stands there twice`);
  return seeds;
}

function readEvaluate(door: Validation, raw: unknown, data: TrainingChoice['data']): TrainingChoice['evaluate'] {
  const given = readObject(door, raw, 'evaluate', ['every', 'steps', 'count', 'autoattack']);
  const count = readNumber(door, given['count'], 'evaluate.count', specs.evaluate.count, Math.min(specs.evaluate.count.default, data.test));
  if (count > data.test) door.reject('evaluate.count', `${count} is more than the ${data.test} test images of this document`);
  const autoattack = readChoice(door, given['autoattack'], 'evaluate.autoattack', [true, false], false);
  if (autoattack) door.reject('evaluate.autoattack', 'true is not possible yet: this version measures robust accuracy by PGD only');
  return {
    every: readNumber(door, given['every'], 'evaluate.every', specs.evaluate.every),
    steps: readNumber(door, given['steps'], 'evaluate.steps', specs.evaluate.steps),
    count,
    autoattack,
  };
}

/** Most methods of one file or address. */
const TRAIN_LIST_MOST = 100;

export type ParsedTrainings =
  { readonly ok: true; readonly documents: readonly TrainingDocument[] } | { readonly ok: false; readonly problems: readonly ValidationError[] };

/** Whether a value says that it trains: a training document, or a list that begins with one. */
export function isTraining(raw: unknown): boolean {
  const first: unknown = Array.isArray(raw) ? raw[0] : raw;
  return typeof first === 'object' && first !== null && 'kind' in first && first.kind === 'training';
}

/** One training document, or a list of them, a method each; every wrong value refused by its key, `[1].epochs` in a list. */
export function parseTrainings(raw: unknown): ParsedTrainings {
  if (!Array.isArray(raw)) {
    const parsed = parseTraining(raw);
    return parsed.ok ? { ok: true, documents: [parsed.document] } : parsed;
  }
  const items: readonly unknown[] = raw;
  if (items.length === 0 || items.length > TRAIN_LIST_MOST)
    return {
      ok: false,
      problems: [{ key: 'document', message: `a list of ${items.length} is not a list of 1 to ${TRAIN_LIST_MOST} training documents` }],
    };
  const parsed = items.map(parseTraining);
  const problems = parsed.flatMap((one, i) => (one.ok ? [] : one.problems.map(({ key, message }) => ({ key: `[${i}].${key}`, message }))));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, documents: parsed.flatMap((one) => (one.ok ? [one.document] : [])) };
}
