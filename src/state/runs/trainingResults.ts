import { methodKey, methodLabel } from '../../documents/trainingDocument';
import { type Spread, spreadOf } from '../../math/core/statistics';
import { optimisers } from '../../math/optimisers';
import type { LineStyle } from '../../math/optimisers/types';
import { attackWarnings, learningRateAt } from '../../nets/training/schedule';
import type { Metrics, TrainingChoice } from '../../nets/training/types';

/** A metric that every evaluated epoch has. */
export type MetricName = Exclude<keyof Metrics, 'testStalled'>;
/** Mean and deviation of each metric over seeds. */
export type Spreads = { readonly [K in MetricName]: Spread };

/** One row of the table of results: a method with its seeds, each at its early-stopping epoch. */
export interface MethodResult {
  readonly key: string;
  readonly label: string;
  readonly runs: readonly { readonly seed: number; readonly best: Metrics }[];
  readonly spreads: Spreads;
}

/** The epoch of early stopping: the first with the highest robust test accuracy. */
export function bestOf(metrics: readonly Metrics[]): Metrics | undefined {
  return metrics.reduce<Metrics | undefined>((best, row) => (best === undefined || row.testRobust > best.testRobust ? row : best), undefined);
}

/** What a reader of a run's numbers has to know, one sentence each: weak attacks, images without a gradient, rates of a run that was shorter. */
export function runWarnings(document: TrainingChoice, metrics: readonly Metrics[]): string[] {
  const stalled = bestOf(metrics)?.testStalled ?? 0;
  const shorter = metrics.filter(({ epoch, lr }) => lr !== learningRateAt(document, epoch - 1)).at(-1)?.epoch;
  const share = `${Number((100 * stalled).toPrecision(3))} %`;
  return [
    ...attackWarnings(document),
    ...(stalled > 0 ? [`Gradients: on ${share} of the test images the gradient of the attack was zero, so their robustness was not tested`] : []),
    ...(shorter === undefined
      ? []
      : [`epochs: up to epoch ${shorter} the learning rates are those of a shorter schedule, from which the run was extended`]),
  ];
}

export function spreadsOf(rows: readonly Metrics[]): Spreads {
  const of = (name: MetricName): Spread => spreadOf(rows.map((row) => row[name]));
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

/** One run a seed of each method: of several, as a file beside the run that it was saved from, the one with most evaluated epochs, then the first. */
export function distinctSeeds<T extends Evaluated>(runs: readonly T[]): readonly T[] {
  const bySeed = new Map<string, T>();
  for (const run of runs) {
    const key = `${run.seed} ${methodKey(run.document)}`;
    const other = bySeed.get(key);
    if (!other || run.metrics.length > other.metrics.length) bySeed.set(key, run);
  }
  return [...bySeed.values()];
}

/** Runs by method, highest mean robust test accuracy first, without runs that have no evaluated epoch yet. */
export function methodResults(runs: readonly Evaluated[]): readonly MethodResult[] {
  const groups = new Map<string, { label: string; runs: { seed: number; best: Metrics }[] }>();
  for (const { document, seed, metrics } of distinctSeeds(runs)) {
    const best = bestOf(metrics);
    if (!best) continue;
    const group = groups.get(methodKey(document)) ?? { label: methodLabel(document), runs: [] };
    group.runs.push({ seed, best });
    groups.set(methodKey(document), group);
  }
  return [...groups]
    .map(([key, group]): MethodResult => ({ key, ...group, spreads: spreadsOf(group.runs.map(({ best }) => best)) }))
    .sort((a, b) => b.spreads.testRobust.mean - a.spreads.testRobust.mean);
}

const trades: LineStyle = { light: '#00805C', dark: '#3DBE93', width: 1.8, dash: [10, 3, 3, 3], marker: 'square' };

/** Line style of a method; a combination (AWP, EnSGD) takes the colour of the latter and the dash of the former. */
export function methodStroke({ method, awp, optimiser }: Pick<TrainingChoice, 'method' | 'awp' | 'optimiser'>): LineStyle {
  const stroke = optimiser.name === 'sgd' ? baseOf(method, awp !== null) : optimisers[optimiser.name].stroke;
  if (optimiser.name === 'sgd') return method === 'trades' && awp ? { ...stroke, ...dashOf(optimisers.awp.stroke) } : stroke;
  if (method === 'trades') return { ...stroke, ...dashOf(awp ? optimisers.sam.stroke : trades) };
  return awp ? { ...stroke, ...dashOf(optimisers.awp.stroke) } : stroke;
}

const dashOf = ({ dash, marker }: LineStyle): Pick<LineStyle, 'dash' | 'marker'> => ({ dash, marker });

function baseOf(method: TrainingChoice['method'], awp: boolean): LineStyle {
  if (method === 'trades') return trades;
  if (awp) return optimisers.awp.stroke;
  return method === 'at' ? optimisers.sgd.stroke : optimisers.momentum.stroke;
}

/** Dashes of the second, third, … method of one name. */
const repeatDashes: readonly (readonly number[])[] = [[2, 3], [6, 3], [10, 3, 2, 3], [4, 6]]; // prettier-ignore

/** Unique name and line style of each choice; one with the name of an earlier one is numbered and dashed differently. */
export function uniqueMethodNames(
  choices: readonly Pick<TrainingChoice, 'method' | 'awp' | 'optimiser'>[],
): readonly { readonly label: string; readonly stroke: LineStyle }[] {
  const seen = new Map<string, number>();
  return choices.map((choice) => {
    const [label, stroke] = [methodLabel(choice), methodStroke(choice)];
    const before = seen.get(label) ?? 0;
    seen.set(label, before + 1);
    return before === 0
      ? { label, stroke }
      : { label: `${label} (${before + 1})`, stroke: { ...stroke, dash: repeatDashes[(before - 1) % repeatDashes.length] ?? [] } };
  });
}
