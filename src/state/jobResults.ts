import { paneSurfaces } from '../documents/panes';
import type { NormChoice, SmoothingChoice, SurfaceChoice, SurfaceDocument } from '../documents/surfaceDocument';
import { specs } from '../documents/surfaceSpecs';
import type { InputWindow } from '../math/attack/inputContours';
import type { Pair } from '../math/core/types';
import type { BackendChoice } from '../worker/rpc/backendNames';
import type { WorkerClient } from '../worker/rpc/client';
import { latestRequest, requestKey, requestOnce } from '../worker/rpc/latestRequest';
import type { InputRequest, JobKind, Jobs, KinksRequest, LineRequest, MapRequest, PointRequest, SurfaceRequest } from '../worker/rpc/protocol';
import type { Experiment } from './experimentStore';
import { createStore, type StoreApi } from 'zustand/vanilla';

const entropySgd: SmoothingChoice = { kind: 'entropy-sgd', gamma: specs.gamma.default, normalised: true };

/** Exactly what numerics need: the view, the panes and the version are dropped. */
export function surfaceOf({ model, points, attack, smoothing, grid, seed }: SurfaceChoice): SurfaceChoice {
  return { model, points, attack, smoothing, grid, seed };
}

export function surfaceRequest(surface: SurfaceChoice, backend: BackendChoice, gradient = false): SurfaceRequest {
  return { surface: surfaceOf(surface), backend, gradient };
}

export function pointRequest(surface: SurfaceChoice, theta: Pair): PointRequest {
  return { surface: surfaceOf(surface), theta };
}

/** Radius of the ball that is drawn about a point. */
export const attackRadius = ({ attack }: Pick<SurfaceChoice, 'attack'>): number => (attack.norm === 'none' ? 0 : attack.epsilon);

export function inputRequest(surface: SurfaceChoice, theta: Pair, second?: Pair, window?: InputWindow): InputRequest {
  return { surface: surfaceOf(surface), theta, ...(second && { second }), ...(window && { window }) };
}

/** The same surface with its attack frozen as it is at one weight. */
export function frozenRequest(surface: SurfaceChoice, backend: BackendChoice, frozenAt: Pair): SurfaceRequest {
  return { ...surfaceRequest(surface, backend), frozenAt };
}

/** The loss through two weights without smoothing, and with the document's, or with EntropySGD where it has none. */
export function lineRequest(surface: SurfaceChoice, from: Pair, to: Pair, frozenAt?: Pair): LineRequest {
  const smoothing = surface.smoothing.kind === 'none' ? entropySgd : surface.smoothing;
  return { surface: { ...surfaceOf(surface), smoothing: { kind: 'none' } }, smoothing, from, to, ...(frozenAt && { frozenAt }) };
}

/** The surface of one pane; the document's own where there are no panes. */
export function paneSurface(document: SurfaceDocument, pane: number): SurfaceChoice | undefined {
  if (!document.panes) return pane === 0 ? document : undefined;
  return paneSurfaces(document)[pane];
}

/** The surface under pane A′: A smoothed as the document says, or, where A is smoothed itself, A without smoothing. */
export function counterpartOf(document: SurfaceDocument, surface: SurfaceChoice): SurfaceChoice {
  if (surface.smoothing.kind !== 'none') return { ...surface, smoothing: { kind: 'none' } };
  return { ...surface, smoothing: document.smoothing.kind === 'none' ? entropySgd : document.smoothing };
}

/** The lines drawn beside the chosen surface in a cut: what it would be otherwise. */
export function cutSurfaces(surface: SurfaceChoice): readonly { readonly slot: string; readonly surface: SurfaceChoice }[] {
  const plain: SurfaceChoice = { ...surface, smoothing: { kind: 'none' } };
  const under = (norm: NormChoice): SurfaceChoice => ({ ...plain, attack: { ...surface.attack, norm } });
  const { norm } = surface.attack;
  const others =
    surface.smoothing.kind !== 'none'
      ? [plain, under('none')]
      : norm === 'none'
        ? [under('inf'), under(2)]
        : [under(norm === 'inf' ? 2 : 'inf'), under('none')];
  return others.map((other, i) => ({ slot: `cut ${i + 1}`, surface: other }));
}

/** The kinks of a surface, whatever its resolution; under EntropySGD also how the largest one fades with γ. */
export function kinksRequest(surface: SurfaceChoice): KinksRequest {
  return { surface: { ...surfaceOf(surface), grid: { ...surface.grid, n: 3 } }, smoothingCurve: surface.smoothing.kind === 'entropy-sgd' };
}

/** The kinks that a picture of one surface needs; nothing where its view does not colour them, nor under the worst case nearby. */
export function viewKinksRequest(document: SurfaceDocument): KinksRequest | undefined {
  return document.view.jumps && document.smoothing.kind !== 'worst-case' ? { ...kinksRequest(document), smoothingCurve: false } : undefined;
}

export function mapRequest(surface: SurfaceChoice, name: MapRequest['name']): MapRequest {
  return { surface: surfaceOf(surface), name };
}

/** State of one slot's job. `last` pairs request and result; it stays when a later request fails. */
export interface JobResult<K extends JobKind> {
  readonly busy: boolean;
  /** Fraction of the current job done, from 0 to 1, where it takes long. */
  readonly fraction?: number;
  readonly last?: { readonly request: Jobs[K]['request']; readonly result: Jobs[K]['result'] };
  readonly error?: string;
}

interface JobResultsState<K extends JobKind> {
  readonly results: Readonly<Record<string, JobResult<K>>>;
  /** Slots that are visible on screen. */
  readonly watched: readonly string[];
}

export interface JobResults<K extends JobKind> {
  readonly store: StoreApi<JobResultsState<K>>;
  /** One request outside any slot, as an export needs it. */
  once(request: Jobs[K]['request']): Promise<Jobs[K]['result']>;
  /** Subscribes a slot to the experiment; returns its unsubscribe function. An equal request is sent once. */
  follow(slot: string, experiment: StoreApi<Experiment>, requestOf: (state: Experiment) => Jobs[K]['request'] | undefined): () => void;
}

const idle = { busy: false } as const;

/** The result without its running state. */
function idleResult<K extends JobKind>({ fraction: _share, ...run }: JobResult<K>): JobResult<K> {
  return { ...run, busy: false };
}

export function createJobResults<K extends JobKind>(port: WorkerClient, kind: K): JobResults<K> {
  const store = createStore<JobResultsState<K>>(() => ({ results: {}, watched: [] }));
  const done = new Map<string, string>(); // slot → key of the request that its result belongs to
  const set = (slot: string, run: JobResult<K>) => store.setState((state) => ({ results: { ...state.results, [slot]: run } }));
  const get = (slot: string): JobResult<K> => store.getState().results[slot] ?? idle;

  return {
    store,
    once: (request) => requestOnce(port, kind, request),
    follow(slot, experiment, requestOf) {
      let requestedKey = done.get(slot);
      const work = latestRequest(port, kind, {
        part: (result, request) => set(slot, { busy: true, last: { request, result } }),
        progress: (fraction) => set(slot, { ...get(slot), fraction }),
        end: (request) => {
          const key = requestKey(request);
          done.set(slot, key);
          if (key === requestedKey) set(slot, idleResult(get(slot)));
        },
        failed: (message, request) => {
          if (requestKey(request) === requestedKey) set(slot, { ...idleResult(get(slot)), error: message });
        },
      });
      const check = (state: Experiment) => {
        const request = requestOf(state);
        if (!request) return;
        const key = requestKey(request);
        if (key === requestedKey) return;
        requestedKey = key;
        done.delete(slot);
        set(slot, { ...get(slot), busy: true });
        work.ask(request);
      };
      store.setState((state) => ({ watched: [...state.watched, slot] }));
      check(experiment.getState());
      const unsubscribe = experiment.subscribe(check);
      return () => {
        unsubscribe();
        work.stop();
        if (get(slot).busy) set(slot, idleResult(get(slot)));
        store.setState((state) => ({ watched: state.watched.filter((other) => other !== slot) }));
      };
    },
  };
}

/** The latest result of one kind of job with its request; it stays while the next one is computed. */
interface LatestState<K extends JobKind> {
  readonly busy: boolean;
  readonly last?: { readonly request: Jobs[K]['request']; readonly result: Jobs[K]['result'] };
  readonly error?: string | undefined;
}

export interface LatestResult<K extends JobKind> {
  readonly store: StoreApi<LatestState<K>>;
  /** Sends a request unless it equals the last one at the same `version`; a newer request replaces a waiting one. */
  ask(request: Jobs[K]['request'], version?: number): void;
}

export function createLatestResult<K extends JobKind>(port: WorkerClient, kind: K): LatestResult<K> {
  const store = createStore<LatestState<K>>(() => ({ busy: false }));
  let requestedKey = '';
  const queue = latestRequest(port, kind, {
    part: (result, request) => store.setState({ last: { request, result }, error: undefined }),
    end: () => store.setState({ busy: false }),
    failed: (error) => store.setState({ busy: false, error }),
  });
  return {
    store,
    ask: (request, version = 0) => {
      const key = requestKey([request, version]);
      if (key === requestedKey) return;
      requestedKey = key;
      store.setState({ busy: true });
      queue.ask(request);
    },
  };
}
