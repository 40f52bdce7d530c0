import type { Metrics } from '../engine/netProtocol';
import type { Pair } from '../math/kinds';

/** What a training curve shows of an epoch. */
export type Shown = 'testRobust' | 'testClean' | 'trainRobust' | 'trainClean' | 'trainLoss' | 'lr';

/** Several seeds of one method: their mean against epochs or seconds, and how far they spread. */
export interface Curve {
  readonly key: string;
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Sample standard deviation over the seeds that have this epoch; 0 for one of them. */
  readonly spread: readonly number[];
  readonly seeds: number;
}

interface Runs {
  readonly key: string;
  readonly label: string;
  readonly runs: readonly (readonly Metrics[])[];
}

/** The curve of a method: at every epoch that a seed has, the mean over those seeds (accuracies in %, losses in nats). */
export function curveOf({ key, label, runs }: Runs, shown: Shown, against: 'epoch' | 'seconds'): Curve {
  const epochs = [...new Set(runs.flatMap((metrics) => metrics.map(({ epoch }) => epoch)))].sort((a, b) => a - b);
  const rows = epochs.map((epoch) => runs.flatMap((metrics) => metrics.filter((row) => row.epoch === epoch)));
  const scale = shown === 'trainLoss' || shown === 'lr' ? 1 : 100;
  return {
    key,
    label,
    x: rows.map((row) => mean(row.map((metrics) => metrics[against]))),
    y: rows.map((row) => scale * mean(row.map((metrics) => metrics[shown]))),
    spread: rows.map((row) => scale * deviation(row.map((metrics) => metrics[shown]))),
    seeds: runs.length,
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number =>
  values.length < 2 ? 0 : Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1));

/** Ends of the axes: from 0 to the last epoch or second, and to the highest value with its deviation; percent end at 100. */
export function reachOf(curves: readonly Curve[], shown: Shown, reach: number): { readonly x: Pair; readonly y: Pair } {
  const last = Math.max(reach, ...curves.flatMap(({ x }) => [...x]));
  const values = curves.flatMap(({ y, spread }) => y.map((value, i) => value + (spread[i] ?? 0)));
  const top = Math.max(...values, shown === 'trainLoss' ? 1 : shown === 'lr' ? 0.001 : 10) * 1.06;
  return { x: [0, last], y: [0, shown === 'trainLoss' || shown === 'lr' ? top : Math.min(100, top)] };
}
