import { trainingSpecs as specs } from '../../documents/trainingDocument';
import type { LineStyle } from '../../math/optimisers/types';
import { attackText } from '../../nets/attacks/attackNumbers';
import type { TrainingChoice } from '../../nets/training/types';
import type { TrainPlan } from '../../state/trainingPlan';
import { distinctSeeds, uniqueMethodNames } from '../../state/runs/trainingResults';
import { runKey, type TrainRun, type TrainingQueueState } from '../../state/runs/trainingRun';
import type { TrainingSession } from '../../state/trainingSession';
import { formatField } from '../controls/specText';
import { useExperiment, useSession } from '../session/session';
import { useStore } from 'zustand';

/** Short text of the parameters that distinguish a training method. */
export function recipeSummary({
  awp,
  optimiser,
  method,
  beta,
}: Pick<TrainingChoice, 'method' | 'awp' | 'optimiser'> & { readonly beta?: number }): string {
  const entropy = `γ ${formatField(optimiser.gamma ?? specs.entropy.gamma.default, 0)}, L ${optimiser.L ?? specs.entropy.L.default}`;
  return [
    optimiser.name === 'sgd' ? `η ${formatField(optimiser.lr, 0)}` : entropy,
    ...(awp ? [`size ${formatField(awp.size, 0)}`] : []),
    ...(method === 'trades' ? [`β ${formatField(beta ?? specs.trades.beta.default, 0)}`] : []),
  ].join(', ');
}

/** The runs of one method. */
export interface MethodGroup {
  readonly key: string;
  readonly label: string;
  readonly setting: string;
  /** The attack that robust accuracy is measured with. */
  readonly judge: string;
  readonly stroke: LineStyle;
  /** One a seed. */
  readonly runs: readonly TrainRun[];
  /** With files that were opened of the same seeds. */
  readonly all: readonly TrainRun[];
}

/** Runs grouped by method, in the order in which the methods were added. */
export function groupByMethod(runs: readonly TrainRun[]): readonly MethodGroup[] {
  const groups = new Map<string, TrainRun[]>();
  for (const run of [...runs].sort((a, b) => a.order - b.order)) {
    const key = runKey(run);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const documents = [...groups.values()].flatMap(([first]) => (first ? [first.document] : []));
  const names = uniqueMethodNames(documents);
  return [...groups].flatMap(([key, runsOfMethod], i) => {
    const [name, document] = [names[i], documents[i]];
    if (!name || !document) return [];
    const [run, judge] = [runsOfMethod[0], attackText(document.evaluate)];
    const foreign = run?.foreign;
    const setting = foreign ? `${document.net.name}, weights from a file` : recipeSummary(document);
    return [{ key, ...name, ...(foreign && { label: foreign.origin }), setting, judge, runs: distinctSeeds(runsOfMethod), all: runsOfMethod }];
  });
}

/** The stores of the training plan and of its runs. */
export const useTraining = (): TrainingSession => useSession().training;

export function usePlan<T>(select: (plan: TrainPlan) => T): T {
  return useExperiment(({ plan }) => select(plan));
}

export function useQueue<T>(select: (state: TrainingQueueState) => T): T {
  return useStore(useTraining().runs.store, select);
}

/** The running run, else a paused one, else the newest with metrics, else the newest. */
export function currentRun(all: readonly TrainRun[]): TrainRun | undefined {
  const runs = all.filter(({ foreign }) => !foreign);
  const latest = [...runs].reverse();
  return (
    runs.find(({ status }) => status === 'running') ??
    runs.find(({ status }) => status === 'paused') ??
    latest.find(({ metrics }) => metrics.length > 0) ??
    latest[0]
  );
}
