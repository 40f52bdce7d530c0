import { createContext, useContext, useEffect, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Port } from '../engine/client';
import type { JobKind, Jobs, SurfaceKind } from '../engine/protocol';
import type { SurfaceDocument } from '../experiment/document';
import { openBench, type Bench } from '../experiment/bench';
import { openRuns, type Run, type Runs } from '../experiment/runs';
import type { Experiment, ExperimentStore } from '../experiment/store';
import type { Training } from '../experiment/trainTab';
import { theoremNames } from '../math/theory';

/** What the page holds: what the user chose, and what came of it. */
export interface Session {
  readonly experiment: ExperimentStore;
  readonly runs: { readonly [K in SurfaceKind]: Runs<K> };
  readonly bench: Bench;
  readonly training: Training;
}

export function openSession(port: Port, experiment: ExperimentStore, training: Training): Session {
  return {
    experiment,
    training,
    bench: openBench(
      theoremNames,
      'lemma-3',
      (request, hearer) => port.ask('theorem', request, hearer),
      () => performance.now(),
    ),
    runs: {
      surface: openRuns(port, 'surface'),
      point: openRuns(port, 'point'),
      input: openRuns(port, 'input'),
      line: openRuns(port, 'line'),
      race: openRuns(port, 'race'),
      walk: openRuns(port, 'walk'),
      theorem: openRuns(port, 'theorem'),
      map: openRuns(port, 'map'),
      kinks: openRuns(port, 'kinks'),
    },
  };
}

const SessionContext = createContext<Session | undefined>(undefined);

export function SessionProvider({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('The page has no session.');
  return session;
}

export function useExperiment<T>(select: (state: Experiment) => T): T {
  return useStore(useSession().experiment.store, select);
}

export function useDocument<T>(select: (document: SurfaceDocument) => T): T {
  return useExperiment((state) => select(state.document));
}

/** Changes the document; the change is one step of undo, or part of the gesture that is going on. */
export function useEdit(): (change: (document: SurfaceDocument) => SurfaceDocument) => void {
  return useSession().experiment.edit;
}

export function useGesture(): { readonly hold: () => void; readonly release: () => void } {
  return useSession().experiment;
}

const idle = { busy: false } as const;

export function useRun<K extends JobKind>(runs: Runs<K>, slot: string): Run<K> {
  return useStore(runs.store, (state) => state.runs[slot] ?? idle);
}

/** Follows the experiment in a slot for as long as the caller is on screen. `requestOf` must not change from render to render. */
export function useFollow<K extends JobKind>(runs: Runs<K>, slot: string, requestOf: (state: Experiment) => Jobs[K]['request'] | undefined): Run<K> {
  const { experiment } = useSession();
  useEffect(() => runs.follow(slot, experiment.store, requestOf), [runs, slot, experiment, requestOf]);
  return useRun(runs, slot);
}
