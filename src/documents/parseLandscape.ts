import { datasets } from '../nets/datasets';
import type { DatasetRow } from '../nets/datasets/types';
import { directionKinds, type DirectionKind } from '../nets/landscape/directions';
import { type LossKind, lossKinds } from '../nets/landscape/lossKinds';
import {
  choiceField,
  defaultField,
  type FieldReader,
  isObject,
  optionalField,
  pairField,
  type Raw,
  readChoice,
  readDocument,
  readList,
  readNumber,
  readObject,
  readRecord,
  type Validation,
} from './fieldReaders';
import { type LandscapeChoice, landscapeSpecs as specs, type ParsedLandscape } from './landscapeDocument';
import { readNet, readPgd } from './parseTraining';
import { formatValue } from '../math/core/paramSpec';

const KEYS = ['weights', 'net', 'data', 'directions', 'grid', 'loss', 'attack', 'batchNorm', 'smoothing', 'seed'];
/** Most files that a document names, and characters of a name. */
const MAX_FILES = 100;
const MAX_NAME_LENGTH = 1000;

/** Whether a value declares itself a landscape document. */
export const isLandscape = (raw: unknown): boolean => isObject(raw) && raw['kind'] === 'landscape';

/** Validates a landscape document given as plain JSON: defaults filled in, or one error for every wrong value. */
export const parseLandscape = (raw: unknown): ParsedLandscape =>
  readDocument(raw, 'landscape', KEYS, (validation, whole) => ({
    weights: whole['weights'] === undefined ? 'weights-1.safetensors' : readName(validation, whole['weights'], 'weights'),
    ...readLandscape(validation, whole),
  }));

function readLandscape(validation: Validation, whole: Raw): LandscapeChoice {
  const grid = readGrid(validation, whole['grid']);
  return {
    net: readNet(validation, whole['net']),
    data: readData(validation, whole['data']),
    directions: readDirections(validation, whole['directions'], grid.b ? 2 : 1),
    grid,
    loss: readChoice(validation, whole['loss'], 'loss', Object.keys(lossKinds) as LossKind[], 'adversarial'),
    attack: readAttack(validation, whole['attack']),
    batchNorm: readChoice<LandscapeChoice['batchNorm']>(validation, whole['batchNorm'], 'batchNorm', ['trained', 'recalibrated'], 'trained'),
    smoothing: readSmoothing(validation, whole['smoothing']),
    seed: readNumber(validation, whole['seed'], 'seed', specs.seed),
  };
}

const readName: FieldReader<string> = (validation, raw, key) => {
  if (typeof raw === 'string' && raw !== '' && raw.length <= MAX_NAME_LENGTH) return raw;
  validation.reject(key, `${formatValue(raw)} is not the name of a file`);
  return '';
};

function readData(validation: Validation, raw: unknown): LandscapeChoice['data'] {
  const rows: Readonly<Record<string, DatasetRow>> = datasets;
  const data = readObject(validation, raw, 'data', ['source', 'split', 'from', 'count']);
  const source = readChoice(validation, data['source'], 'data.source', Object.keys(rows), 'cifar10');
  const split = readChoice<'train' | 'test'>(validation, data['split'], 'data.split', ['train', 'test'], 'test');
  const from = readNumber(validation, data['from'], 'data.from', specs.from);
  const available = rows[source]?.counts[split] ?? specs.count.allowed.max;
  if (from >= available) validation.reject('data.from', `${from} is no image of the ${available} ${split} images of "${source}", counted from 0`);
  const left = Math.max(1, available - from);
  const count = readNumber(validation, data['count'], 'data.count', specs.count, Math.min(left, specs.count.default));
  if (from < available && count > left)
    validation.reject('data.count', `${count} images from ${from} on are more than the ${available} ${split} images of "${source}"`);
  return { source, split, from, count };
}

function readDirections(validation: Validation, raw: unknown, dimensions: 1 | 2): LandscapeChoice['directions'] {
  const readFiles: FieldReader<readonly string[]> = (_, files, key) =>
    readList(validation, files, key, [1, MAX_FILES], 'names of files').map((file, k) => readName(validation, file ?? null, `${key}[${k}]`));
  const directions = readRecord(validation, raw, 'directions', {
    kind: choiceField(Object.keys(directionKinds) as DirectionKind[], 'filter-normalised'),
    seed: defaultField((_, seed, key) => readNumber(validation, seed, key, specs.directionSeed), specs.directionSeed.default),
    vectors: choiceField(['fixed', 'moved'], 'fixed'),
    files: optionalField(readFiles),
  });
  const { kind, files } = directions;
  const least = kind === 'path' ? dimensions + 1 : dimensions;
  if (files && kind === 'hessian') validation.reject('directions.files', 'belong to other kinds: "hessian" is computed from the weights');
  else if (files && (kind === 'path' ? files.length < least : files.length !== least))
    validation.reject(
      'directions.files',
      `${files.length} ${files.length === 1 ? 'name' : 'names'} where "${kind}" in ${dimensions === 1 ? 'one dimension' : 'two dimensions'} needs ${kind === 'path' ? 'at least ' : ''}${least}`,
    );
  return directions;
}

function readGrid(validation: Validation, raw: unknown): LandscapeChoice['grid'] {
  if (raw === undefined) return { a: [-1, 1], b: [-1, 1], n: specs.n.default };
  const range = pairField(specs.coordinate);
  const grid = readRecord(validation, raw, 'grid', {
    a: defaultField(range, [-1, 1]),
    b: optionalField(range),
    n: (_, n, key) => readNumber(validation, n, key, specs.n),
  });
  for (const key of ['a', 'b'] as const) {
    const ends = grid[key];
    if (ends && !(ends[0] < ends[1]) && validation.problems.every((problem) => !problem.key.startsWith(`grid.${key}`)))
      validation.reject(`grid.${key}`, `${formatValue(ends)} is not a range from a smaller to a larger number`);
  }
  return grid;
}

function readAttack(validation: Validation, raw: unknown): LandscapeChoice['attack'] {
  const given = readObject(validation, raw, 'attack', ['norm', 'epsilon', 'steps', 'stepSize', 'start']);
  const attack = readPgd(validation, given, 'attack', { norm: 'inf', epsilon: specs.epsilon.default, steps: specs.steps.default });
  return { ...attack, start: readChoice<'random' | 'zero'>(validation, given['start'], 'attack.start', ['random', 'zero'], 'random') };
}

function readSmoothing(validation: Validation, raw: unknown): LandscapeChoice['smoothing'] {
  const given = readObject(validation, raw, 'smoothing', ['kind', 'gamma']);
  const kind = readChoice<'none' | 'entropy-sgd'>(validation, given['kind'], 'smoothing.kind', ['none', 'entropy-sgd'], 'none');
  if (kind === 'entropy-sgd') return { kind, gamma: readNumber(validation, given['gamma'], 'smoothing.gamma', specs.gamma) };
  if (given['gamma'] !== undefined)
    validation.reject('smoothing.gamma', `${formatValue(given['gamma'])} belongs to the kind "entropy-sgd", and the kind is "none"`);
  return { kind };
}
