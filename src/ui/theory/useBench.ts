import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { BenchState } from '../../experiment/bench';
import { theoryOf } from '../../experiment/parseTheory';
import { surfaceOf } from '../../experiment/requests';
import type { Experiment } from '../../experiment/store';
import type { TheoryView } from '../../experiment/document';
import type { Pair } from '../../math/kinds';
import { flatSpec } from '../../math/theory/options';
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
  const change = (part: TheoryView) =>
    edit((document) => ({ ...document, view: { ...document.view, theory: { ...document.view.theory, ...part } } }));
  /** θ⁰, or back to where the bench puts it. */
  const start = (theta0: Pair | undefined) =>
    edit((document) => {
      const { theta0: _old, ...rest } = document.view.theory ?? {};
      return { ...document, view: { ...document.view, theory: theta0 ? { ...rest, theta0 } : rest } };
    });
  return { options: theoryOf(view), flat: view.theory?.flat ?? flatSpec.default, change, start };
}
