import type { LandscapeDocument } from '../../documents/landscapeDocument';
import { methodLabel } from '../../documents/trainingDocument';
import {
  chosenLandscape,
  type ChosenLandscape,
  type ShownSlice,
  shownSlices,
  type WeightSource,
  weightSources,
} from '../../state/runs/landscapeSubjects';
import { useShippedRuns } from '../session/paperRuns';
import { useChoice, useSession } from '../session/session';
import { groupByMethod, useQueue } from '../train/useTraining';
import { useMemo } from 'react';
import { useStore } from 'zustand';

/** Weights to choose from, and their names. */
export function useWeightSources(): { readonly sources: readonly WeightSource[]; readonly ready: boolean; readonly nameOf: (id: string) => string } {
  const runs = useQueue((state) => state.runs);
  const ready = useQueue((state) => state.ready);
  const shipped = useShippedRuns();
  return useMemo(() => {
    const sources = weightSources(runs, shipped);
    const own = groupByMethod(runs).flatMap(({ label, all }) =>
      all.map((run) => [run.id, run.foreign ? label : `${label}, seed ${run.seed}`] as const),
    );
    const served = sources.flatMap(({ id, document, seed, file }) =>
      file === undefined ? [] : [[id, `${methodLabel(document)}, seed ${seed}`] as const],
    );
    const names = new Map([...own, ...served]);
    return { sources, ready, nameOf: (id) => names.get(id) ?? '' };
  }, [runs, shipped, ready]);
}

/** The chosen landscape and the slices that are shown; nothing where there are no weights. */
export function useLandscape(): { readonly chosen: ChosenLandscape | undefined; readonly slices: readonly ShownSlice[] } {
  const { landscapes } = useSession().training;
  const [landscape] = useChoice('landscape');
  const [comparison] = useChoice('landscapeComparison');
  const { sources } = useWeightSources();
  const byKey = useStore(landscapes.store, (state) => state.byKey);
  const drawn = useStore(landscapes.drawn);
  const chosen = useMemo(() => chosenLandscape(landscape, comparison, sources), [landscape, comparison, sources]);
  const slices = useMemo(() => (chosen ? shownSlices(chosen, byKey, drawn) : []), [chosen, byKey, drawn]);
  return { chosen, slices };
}

/** A function that changes the landscape document: one undo step, or part of that of the current gesture. */
export function useEditLandscape(): (change: Partial<LandscapeDocument>) => void {
  const [, choose] = useChoice('landscape');
  const { chosen } = useLandscape();
  return (change) => chosen && choose({ ...chosen.document, ...change });
}
