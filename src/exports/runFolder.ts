import { parseJson } from '../documents/fieldReaders';
import { parseTraining } from '../documents/parseTraining';
import type { TrainingDocument } from '../documents/trainingDocument';
import type { Metrics } from '../nets/training/types';
import { columns, metricsHeader } from './trainingExport';
import { parse } from 'papaparse';

/** The content of a summary.json: its document, and the early-stopping epoch of every seed. */
export interface RunSummary {
  readonly document: TrainingDocument;
  readonly best: readonly { readonly seed: number; readonly epoch: number; readonly testRobust: number }[];
}
/** The content of a metrics.csv: the evaluated epochs of every seed. */
export type MetricsTable = ReadonlyMap<number, readonly Metrics[]>;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads a summary.json; undefined for any other text. Throws a sentence where its document is refused. */
export function summaryIn(text: string): RunSummary | undefined {
  if (!text.includes('"early_stopping"')) return undefined;
  const whole: unknown = parseJson(text);
  if (!isRecord(whole) || !('document' in whole) || !Array.isArray(whole['seeds'])) return undefined;
  const parsed = parseTraining(whole['document']);
  if (!parsed.ok) throw new Error(`its document is wrong: ${parsed.problems.map(({ key, message }) => `document.${key}: ${message}`).join('; ')}`);
  const seeds: readonly unknown[] = whole['seeds'];
  const best = seeds.map((row) => {
    if (!isRecord(row)) throw new Error('its seeds are no objects');
    const { seed, epoch, test_robust: testRobust } = row;
    if (typeof seed !== 'number' || typeof epoch !== 'number' || typeof testRobust !== 'number')
      throw new Error('its seeds have no seed, epoch and test_robust');
    return { seed, epoch, testRobust };
  });
  return { document: parsed.document, best };
}

/** Reads a metrics.csv, also as a spreadsheet has written it; undefined for any other text. Throws a sentence for a cell that is no number. */
export function metricsIn(text: string): MetricsTable | undefined {
  const [header = [], ...rows] = parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: true }).data;
  if (header.join(',') !== metricsHeader) return undefined;
  const table = new Map<number, Metrics[]>();
  rows.forEach((row, i) => {
    const numbers = row.map((cell) => (cell.trim() === '' ? NaN : Number(cell)));
    const wrong = header.findIndex((_, column) => !Number.isFinite(numbers[column]));
    if (wrong >= 0) throw new Error(`line ${i + 2}, ${header[wrong]}: “${row[wrong] ?? ''}” is not a number`);
    const [seed = 0, ...values] = numbers;
    const of = (name: keyof typeof columns): number => values[Object.keys(columns).indexOf(name)] ?? NaN;
    const metrics = {
      epoch: of('epoch'),
      seconds: of('seconds'),
      lr: of('lr'),
      trainLoss: of('train_loss'),
      trainClean: of('train_clean'),
      trainRobust: of('train_robust'),
      testClean: of('test_clean'),
      testRobust: of('test_robust'),
    };
    const rowsOfSeed = table.get(seed) ?? [];
    rowsOfSeed.push(metrics);
    table.set(seed, rowsOfSeed);
  });
  return table;
}

/** Whether a table holds the best epoch of every seed of a summary: both were written by one training. */
export const belongsTo = (table: MetricsTable, { best }: RunSummary): boolean =>
  best.length > 0 &&
  best.every(({ seed, epoch, testRobust }) => table.get(seed)?.some((row) => row.epoch === epoch && row.testRobust === testRobust) === true);
