import {
  isObject,
  parseJson,
  readChoice,
  readList,
  readNumber,
  readObject,
  readVersion,
  startValidation,
  type Validation,
} from '../../documents/fieldReaders';
import { parseTraining } from '../../documents/parseTraining';
import type { AutoAttackShares, PaperRun } from '../../state/runs/paperResults';
import type { WeightSlice } from '../../state/runs/weightSlices';
import { backendOrder } from '../../worker/rpc/backendNames';
import { metricsIn, type MetricsTable } from '../runFolder';

/** A seed of a shipped training. */
export interface ShippedRun extends PaperRun {
  /** File of its best weights beside the index, in half precision. */
  readonly weights: { readonly file: string };
}

/** The runs that the page ships. */
export interface ShippedRuns {
  /** How the documents were chosen, in sentences. */
  readonly note: string;
  readonly runs: readonly ShippedRun[];
}

type NumberSpec = Parameters<typeof readNumber>[3];
const SHARE: NumberSpec = { allowed: { min: 0, max: 1 }, default: 0 };
const WHOLE: NumberSpec = { allowed: { min: 0, max: Number.MAX_SAFE_INTEGER }, integer: true, default: 0 };
/** A number that must be there. */
const given = (validation: Validation, raw: unknown, key: string, spec: NumberSpec): number => readNumber(validation, raw ?? null, key, spec);
const MAX_TRAININGS = 200;
const FILE_NAME = /^[\w-]+\.safetensors$/;

/** Reads the index.json of shipped runs; throws one sentence that names key, value and cause. */
export function shippedRuns(text: string): ShippedRuns {
  let raw: unknown;
  try {
    raw = parseJson(text);
  } catch (error) {
    throw new Error(`The shipped runs are damaged: index.json is not JSON (${error instanceof Error ? error.message : String(error)})`, {
      cause: error,
    });
  }
  const validation = startValidation();
  const index = readObject(validation, raw ?? null, '', ['smoothscape', 'kind', 'note', 'trainings']);
  readVersion(validation, index);
  if (index['kind'] !== 'runs') validation.reject('kind', `${JSON.stringify(index['kind'])} is not "runs"`);
  const trainings = readList(validation, index['trainings'], 'trainings', [0, MAX_TRAININGS], 'trainings');
  const runs = trainings.flatMap((training, i) => readTraining(validation, training, `trainings[${i}]`));
  const [first] = validation.problems;
  if (first) throw new Error(`The shipped runs are damaged: index.json, ${first.key}: ${first.message}`);
  return { note: textOf(index['note']), runs };
}

const textOf = (raw: unknown): string => (typeof raw === 'string' ? raw : '');

function readTraining(validation: Validation, raw: unknown, key: string): readonly ShippedRun[] {
  const training = readObject(validation, raw ?? null, key, ['name', 'version', 'backend', 'document', 'metrics', 'seeds']);
  const parsed = parseTraining(training['document'] ?? null);
  if (!parsed.ok) parsed.problems.forEach((problem) => validation.reject(`${key}.document.${problem.key}`, problem.message));
  const table = readMetrics(validation, training['metrics'], `${key}.metrics`);
  const seeds = readList(validation, training['seeds'], `${key}.seeds`, [1, MAX_TRAININGS], 'seeds');
  return seeds.flatMap((item, i): readonly ShippedRun[] => {
    const at = `${key}.seeds[${i}]`;
    const entry = readObject(validation, item, at, ['seed', 'weights', 'autoattack', 'slices']);
    const seed = given(validation, entry['seed'], `${at}.seed`, WHOLE);
    const [file, metrics] = [textOf(entry['weights']), table?.get(seed)];
    if (!FILE_NAME.test(file)) validation.reject(`${at}.weights`, `${JSON.stringify(entry['weights'])} is not the name of a safetensors file`);
    if (table && !metrics) validation.reject(`${at}.seed`, `${seed} has no row in the metrics`);
    if (!parsed.ok || !metrics) return [];
    const backend = textOf(training['backend']);
    const autoattack = entry['autoattack'] === undefined ? undefined : readShares(validation, entry['autoattack'], `${at}.autoattack`);
    const slices = entry['slices'] === undefined ? undefined : readSlices(validation, entry['slices'], `${at}.slices`);
    return [{ document: { ...parsed.document, seeds: [seed] }, seed, metrics, backend, weights: { file }, autoattack, slices }];
  });
}

function readMetrics(validation: Validation, raw: unknown, key: string): MetricsTable | undefined {
  try {
    const table = typeof raw === 'string' ? metricsIn(raw) : undefined;
    if (!table) validation.reject(key, 'is not the content of a metrics.csv');
    return table;
  } catch (error) {
    validation.reject(key, error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function readShares(validation: Validation, raw: unknown, key: string): AutoAttackShares {
  const { clean, robust, by, count } = readObject(validation, raw, key, ['clean', 'robust', 'by', 'count']);
  const after = Object.entries(isObject(by) ? by : {});
  return {
    clean: given(validation, clean, `${key}.clean`, SHARE),
    robust: given(validation, robust, `${key}.robust`, SHARE),
    by: Object.fromEntries(after.map(([name, value]) => [name, given(validation, value, `${key}.by.${name}`, SHARE)])),
    count: given(validation, count, `${key}.count`, WHOLE),
  };
}

const MAX_POINTS = 1001;
const FINITE: NumberSpec = { allowed: { min: -1e9, max: 1e9 }, default: 0 };

/** Slices of the loss around the weights, of training and of test images. */
function readSlices(validation: Validation, raw: unknown, key: string): Readonly<Record<'train' | 'test', WeightSlice>> {
  const { train, test } = readObject(validation, raw, key, ['train', 'test']);
  const slice = (one: unknown, at: string): WeightSlice => {
    const entry = readObject(validation, one ?? null, at, ['a', 'loss', 'error', 'images', 'sha256', 'epoch', 'backend', 'checked']);
    const numbers = (name: string, spec: NumberSpec): readonly number[] =>
      readList(validation, entry[name], `${at}.${name}`, [2, MAX_POINTS], 'numbers').map((value, i) =>
        given(validation, value, `${at}.${name}[${i}]`, spec),
      );
    const [a, loss, error] = [numbers('a', FINITE), numbers('loss', FINITE), numbers('error', SHARE)];
    if (a.length !== loss.length || a.length !== error.length)
      validation.reject(at, `has ${a.length} places, ${loss.length} losses, ${error.length} errors`);
    const [images, epoch] = [given(validation, entry['images'], `${at}.images`, WHOLE), given(validation, entry['epoch'], `${at}.epoch`, WHOLE)];
    return {
      a,
      loss,
      error,
      images,
      epoch,
      sha256: textOf(entry['sha256']),
      backend: readChoice(validation, entry['backend'], `${at}.backend`, backendOrder, 'wasm'),
      checked: entry['checked'] === true,
    };
  };
  return { train: slice(train, `${key}.train`), test: slice(test, `${key}.test`) };
}
