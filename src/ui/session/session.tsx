import type { SurfaceDocument } from '../../documents/surfaceDocument';
import { theoremNames } from '../../math/theory/catalogue';
import type { PageChoices } from '../../state/choices';
import type { Embed } from '../../state/embedAddress';
import type { Experiment, ExperimentStore } from '../../state/experimentStore';
import { createJobResults, type JobResult, type JobResults } from '../../state/jobResults';
import { createLessons, type Lessons } from '../../state/lessons';
import { createPointOffers, type PointOffers } from '../../state/pointOffer';
import { createRemovals, type Removals } from '../../state/runs/removals';
import { type TheoremBench, createTheoremBench } from '../../state/theoremBench';
import type { TrainingSession } from '../../state/trainingSession';
import type { WorkerClient } from '../../worker/rpc/client';
import type { JobKind, Jobs, SurfaceKind } from '../../worker/rpc/protocol';
import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { type StoreApi, useStore } from 'zustand';

/** The figure that another page holds in a frame: what its author left open, and the document that Reset returns to. */
export interface EmbedSession extends Embed {
  readonly home: StoreApi<{ readonly document: SurfaceDocument }>;
}

/** State of the page: the stores of what the user chose and of the results of its jobs. */
export interface Session {
  readonly experiment: ExperimentStore;
  readonly runs: { readonly [K in SurfaceKind]: JobResults<K> };
  readonly bench: TheoremBench;
  readonly training: TrainingSession;
  readonly removals: Removals;
  readonly pointOffers: PointOffers;
  readonly lessons: Lessons;
  /** Absent in the page itself. */
  readonly embed: EmbedSession | undefined;
}

export function createSession(port: WorkerClient, experiment: ExperimentStore, training: TrainingSession, embed?: EmbedSession): Session {
  const bench = createTheoremBench(
    theoremNames,
    experiment.store.getState().statement,
    (request, listener) => port.ask('theorem', request, listener),
    () => performance.now(),
  );
  training.runs.setBackend(experiment.store.getState().trainingBackend);
  experiment.store.subscribe(({ statement, trainingBackend }, before) => {
    if (statement !== before.statement) bench.choose(statement);
    if (trainingBackend !== before.trainingBackend) training.runs.setBackend(trainingBackend);
  });
  return {
    experiment,
    training,
    removals: createRemovals(() => experiment.history.getState().pastStates.at(-1)),
    pointOffers: createPointOffers(),
    lessons: createLessons(),
    embed,
    bench,
    runs: {
      surface: createJobResults(port, 'surface'),
      point: createJobResults(port, 'point'),
      input: createJobResults(port, 'input'),
      line: createJobResults(port, 'line'),
      race: createJobResults(port, 'race'),
      walk: createJobResults(port, 'walk'),
      theorem: createJobResults(port, 'theorem'),
      map: createJobResults(port, 'map'),
      kinks: createJobResults(port, 'kinks'),
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

/** A choice of the page and its setter; a change is one undo step, or part of that of the current gesture. */
export function useChoice<K extends keyof PageChoices>(key: K): readonly [PageChoices[K], (value: PageChoices[K]) => void] {
  const { experiment } = useSession();
  const value = useExperiment((state): PageChoices[K] => state[key]);
  return [value, (next) => experiment.choose({ [key]: next })];
}

/** A function that edits the document; an edit is one undo step, or part of that of the current gesture. */
export function useEdit(): (change: (document: SurfaceDocument) => SurfaceDocument) => void {
  return useSession().experiment.edit;
}

export function useGesture(): Pick<ExperimentStore, 'beginGesture' | 'endGesture'> {
  return useSession().experiment;
}

const idleResult = { busy: false } as const;

export function useJobResult<K extends JobKind>(runs: JobResults<K>, slot: string): JobResult<K> {
  return useStore(runs.store, (state) => state.results[slot] ?? idleResult);
}

/** Subscribes a slot of job results to the experiment while the component is mounted. `requestOf` must be stable across renders. */
export function useFollowedJob<K extends JobKind>(
  runs: JobResults<K>,
  slot: string,
  requestOf: (state: Experiment) => Jobs[K]['request'] | undefined,
): JobResult<K> {
  const { experiment } = useSession();
  useEffect(() => runs.follow(slot, experiment.store, requestOf), [runs, slot, experiment, requestOf]);
  return useJobResult(runs, slot);
}
