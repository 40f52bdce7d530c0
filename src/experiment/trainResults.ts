import type { Metrics } from '../engine/netProtocol';
import type { TrainingChoice } from './training';
import { methodKey, methodLabel } from './trainingNames';

/** Mean and sample standard deviation (n − 1) over seeds; no deviation of a single seed. */
export interface Spread {
  readonly mean: number;
  readonly std: number | null;
}
export type Spreads = { readonly [K in keyof Metrics]: Spread };

/** One row of the table of results: a method with its seeds, each at its early-stopping epoch. */
export interface Standing {
  readonly key: string;
  readonly label: string;
  readonly runs: readonly { readonly seed: number; readonly best: Metrics }[];
  readonly over: Spreads;
}

/** Where early stopping stops: the first epoch of the highest robust test accuracy. */
export function bestOf(metrics: readonly Metrics[]): Metrics | undefined {
  return metrics.reduce<Metrics | undefined>((best, row) => (best === undefined || row.testRobust > best.testRobust ? row : best), undefined);
}

export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null };
}

export const metricNames = ['epoch', 'seconds', 'lr', 'trainLoss', 'trainClean', 'trainRobust', 'testClean', 'testRobust'] as const;

export function spreadsOf(rows: readonly Metrics[]): Spreads {
  const of = (name: keyof Metrics): Spread => spreadOf(rows.map((row) => row[name]));
  return {
    epoch: of('epoch'),
    seconds: of('seconds'),
    lr: of('lr'),
    trainLoss: of('trainLoss'),
    trainClean: of('trainClean'),
    trainRobust: of('trainRobust'),
    testClean: of('testClean'),
    testRobust: of('testRobust'),
  };
}

interface Evaluated {
  readonly document: TrainingChoice;
  readonly seed: number;
  readonly metrics: readonly Metrics[];
}

/** Runs by method, highest mean robust test accuracy first. Runs that have no evaluated epoch yet are left out. */
export function standingsOf(runs: readonly Evaluated[]): readonly Standing[] {
  const groups = new Map<string, { label: string; runs: { seed: number; best: Metrics }[] }>();
  for (const { document, seed, metrics } of runs) {
    const best = bestOf(metrics);
    if (!best) continue;
    const group = groups.get(methodKey(document)) ?? { label: methodLabel(document), runs: [] };
    group.runs.push({ seed, best });
    groups.set(methodKey(document), group);
  }
  return [...groups]
    .map(([key, group]): Standing => ({ key, ...group, over: spreadsOf(group.runs.map(({ best }) => best)) }))
    .sort((a, b) => b.over.testRobust.mean - a.over.testRobust.mean);
}
