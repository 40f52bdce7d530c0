import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { BenchState } from '../../experiment/bench';
import { theoryOf } from '../../experiment/parseTheory';
import { surfaceOf } from '../../experiment/requests';
import type { Experiment } from '../../experiment/store';
import type { BenchOptions } from '../../math/theory/kinds';
import { useDocument, useEdit, useSession } from '../session';

const questionOf = ({ document }: Experiment) => ({ surface: surfaceOf(document), options: theoryOf(document.view) });

/** Tries the statements on the document for as long as the caller is on screen. */
export function useFollowBench(): void {
  const { bench, experiment } = useSession();
  useEffect(() => bench.follow(experiment.store, questionOf), [bench, experiment]);
}

export function useBench<T>(select: (state: BenchState) => T): T {
  return useStore(useSession().bench.store, select);
}

/** The bench's knobs, and a way to turn them. */
export function useTheoryKnobs() {
  const view = useDocument((document) => document.view);
  const edit = useEdit();
  const change = (part: Partial<Omit<BenchOptions, 'theta0'>>) =>
    edit((document) => ({ ...document, view: { ...document.view, theory: { ...document.view.theory, ...part } } }));
  return { options: theoryOf(view), change };
}
