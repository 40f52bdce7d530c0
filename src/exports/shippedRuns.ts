import { isObject, parseJson, readList, readNumber, readObject, readVersion, startValidation, type Validation } from '../documents/fieldReaders';
import { parseTraining } from '../documents/parseTraining';
import type { AutoAttackShares, PaperRun } from '../state/paperResults';
import { metricsIn, type MetricsTable } from './runFolder';

/** A seed of a shipped training. */
export interface ShippedRun extends PaperRun {
  /** File of its best weights beside the index, in half precision. */
  readonly weights: string;
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
    const own = readObject(validation, item, at, ['seed', 'weights', 'autoattack']);
    const seed = given(validation, own['seed'], `${at}.seed`, WHOLE);
    const [weights, metrics] = [textOf(own['weights']), table?.get(seed)];
    if (!FILE_NAME.test(weights)) validation.reject(`${at}.weights`, `${JSON.stringify(own['weights'])} is not the name of a safetensors file`);
    if (table && !metrics) validation.reject(`${at}.seed`, `${seed} has no row in the metrics`);
    if (!parsed.ok || !metrics) return [];
    const backend = textOf(training['backend']);
    const autoattack = own['autoattack'] === undefined ? undefined : readShares(validation, own['autoattack'], `${at}.autoattack`);
    return [{ document: { ...parsed.document, seeds: [seed] }, seed, metrics, backend, weights, autoattack }];
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
