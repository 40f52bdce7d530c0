import { useStore } from 'zustand';
import type { TrainPlan } from '../../experiment/trainPlan';
import type { TrainRun, TrainRunsState } from '../../experiment/trainRuns';
import type { Training } from '../../experiment/trainTab';
import { useSession } from '../session';

/** What is chosen to train, and the runs that came of it. */
export const useTraining = (): Training => useSession().training;

export function usePlan<T>(select: (plan: TrainPlan) => T): T {
  return useStore(useTraining().plan.store, select);
}

export function useQueue<T>(select: (state: TrainRunsState) => T): T {
  return useStore(useTraining().runs.store, select);
}

/** The run that runs, else the one to go on with, else the newest. */
export function currentOf(runs: readonly TrainRun[]): TrainRun | undefined {
  const latest = [...runs].reverse();
  return (
    runs.find(({ status }) => status === 'running') ??
    runs.find(({ status }) => status === 'paused') ??
    latest.find(({ metrics }) => metrics.length > 0) ??
    latest[0]
  );
}
