import type { Metrics } from '../engine/netProtocol';
import { bestOf, spreadsOf, type Spreads } from '../experiment/trainResults';
import type { TrainingDocument } from '../experiment/training';
import { shortest } from './csv';

/** One seed of a document, evaluated. */
export interface SeedRun {
  readonly seed: number;
  readonly metrics: readonly Metrics[];
  readonly backend: string;
}

/** Columns of metrics.csv after the seed, and where they come from. */
const columns = {
  epoch: 'epoch',
  seconds: 'seconds',
  lr: 'lr',
  train_loss: 'trainLoss',
  train_clean: 'trainClean',
  train_robust: 'trainRobust',
  test_clean: 'testClean',
  test_robust: 'testRobust',
} as const satisfies Record<string, keyof Metrics>;

/** The header of metrics.csv after the seed. */
export const metricsHeader = `seed,${Object.keys(columns).join(',')}`;
/** A row an evaluated epoch, in the shortest form that reads back. */
export const metricsRows = ({ seed, metrics }: Pick<SeedRun, 'seed' | 'metrics'>): string[] =>
  metrics.map((row) => [seed, ...Object.values(columns).map((name) => shortest(row[name]))].join(','));

/** metrics.csv of the contract: seeds one after the other. */
export const metricsCsvOf = (runs: readonly SeedRun[]): string => [metricsHeader, ...runs.flatMap(metricsRows), ''].join('\n');

/** Mean and sample standard deviation (n − 1; null with one seed) over seeds at the early-stopping epoch, and all that made them. */
export function summaryOf(document: TrainingDocument, runs: readonly SeedRun[], version: string): string {
  const rows = runs.flatMap(({ seed, metrics }) => {
    const best = bestOf(metrics);
    return best ? [{ seed, best }] : [];
  });
  const over = spreadsOf(rows.map(({ best }) => best));
  const named = <T>(of: (name: keyof Metrics) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(columns).map(([column, name]) => [column, of(name)]));
  const part = (key: keyof Spreads[keyof Spreads]) => named((name) => over[name][key]);
  const summary = {
    smoothscape: document.smoothscape,
    version,
    backend: [...new Set(runs.map(({ backend }) => backend))].join(', '),
    early_stopping: 'the first epoch of the highest test_robust',
    mean: part('mean'),
    std: part('std'),
    seeds: rows.map(({ seed, best }) => ({ seed, ...named((name) => best[name]) })),
    document,
  };
  return `${JSON.stringify(summary, null, 2)}\n`;
}
