import { theoryOf } from '../../documents/parseView';
import type { SurfaceChoice, TheoryView } from '../../documents/surfaceDocument';
import type { Pair } from '../../math/core/types';
import { flatSpec } from '../../math/theory/options';
import type { WorstPair } from '../../math/theory/types';
import type { Experiment } from '../../state/experimentStore';
import { inputRequest, surfaceOf } from '../../state/jobResults';
import type { BenchState, TheoremRequest } from '../../state/theoremBench';
import type { InputRequest, InputResult } from '../../worker/rpc/protocol';
import { useDocument, useEdit, useFollowedJob, useSession } from '../session/session';
import { useCallback, useEffect, useMemo } from 'react';
import { useStore } from 'zustand';

const questionOf = ({ document }: Experiment) => ({ surface: surfaceOf(document), options: theoryOf(document.view) });

/** Keeps the theorems checked on the current document while the caller is mounted. */
export function useFollowBench(): void {
  const { bench, experiment } = useSession();
  useEffect(() => bench.follow(experiment.store, questionOf), [bench, experiment]);
}

export function useBench<T>(select: (state: BenchState) => T): T {
  return useStore(useSession().bench.store, select);
}

/** Options of the bench with their setters. */
export function useTheoryOptions() {
  const view = useDocument((document) => document.view);
  const edit = useEdit();
  const change = (part: TheoryView) =>
    edit((document) => ({ ...document, view: { ...document.view, theory: { ...document.view.theory, ...part } } }));
  /** Sets θ⁰; undefined restores the default. */
  const setStart = (theta0: Pair | undefined) =>
    edit((document) => {
      const { theta0: _previous, ...rest } = document.view.theory ?? {};
      return { ...document, view: { ...document.view, theory: theta0 ? { ...rest, theta0 } : rest } };
    });
  return { options: theoryOf(view), flat: view.theory?.flat ?? flatSpec.default, change, setStart };
}

/** The plane of inputs at the worst pair, and the data point whose attack moves most between both weights. */
export interface AttackPair {
  readonly request: InputRequest;
  readonly result: InputResult;
  readonly chosen: number;
  readonly distance: number;
  /** Number of the point and count of points, where there are several. */
  readonly of?: readonly [number, number];
}

/** The attacks at both weights of the worst pair; undefined without an attack or until the worker replies. */
export function useAttackPair({ surface }: TheoremRequest, { theta }: WorstPair): AttackPair | undefined {
  const attackedSurface = useMemo<SurfaceChoice>(() => {
    const { norm, epsilon } = surface.attack;
    return { ...surface, attack: { norm, epsilon, solver: 'exact' }, smoothing: { kind: 'none' } };
  }, [surface]);
  const last = useInputPlane(attackedSurface, theta);
  if (surface.attack.norm === 'none' || !last?.result.second) return undefined;
  const { request, result } = last;
  const { distances } = result.second ?? { distances: [] };
  const chosen = distances.reduce((best, distance, n) => (distance > (distances[best] ?? 0) ? n : best), 0);
  const count = request.surface.points.length;
  return { request, result, chosen, distance: distances[chosen] ?? 0, ...(count > 1 && { of: [chosen + 1, count] as const }) };
}

/** The plane of the worst inputs, unattacked; undefined where the inequality has none or until the worker replies. */
export function useWorstInputs({ surface }: TheoremRequest, { theta, inputs }: WorstPair) {
  const inputSurface = useMemo<SurfaceChoice>(() => {
    const y = surface.points[0]?.y ?? 1;
    const points = inputs?.map((x) => ({ x, y })) ?? surface.points;
    return { ...surface, points, attack: { ...surface.attack, norm: 'none', epsilon: 0 }, smoothing: { kind: 'none' } };
  }, [surface, inputs]);
  const last = useInputPlane(inputSurface, theta);
  return inputs && last;
}

/** The plane of inputs at two weights, computed by the worker. */
function useInputPlane(surface: SurfaceChoice, [[a1, a2], [b1, b2]]: WorstPair['theta']) {
  const { runs } = useSession();
  const requestOf = useCallback(() => inputRequest(surface, [a1, a2], [b1, b2]), [surface, a1, a2, b1, b2]);
  return useFollowedJob(runs.input, 'pair', requestOf).last;
}
