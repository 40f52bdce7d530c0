import { useCallback, useMemo } from 'react';
import type { InputRequest, InputResult } from '../../engine/protocol';
import type { TheoremRequest } from '../../experiment/bench';
import type { SurfaceChoice } from '../../experiment/document';
import { inputRequest } from '../../experiment/requests';
import type { Worst } from '../../math/theory/kinds';
import { useFollow, useSession } from '../session';

/** The plane of inputs at the worst pair, and the data point whose attack moves most between the two weights. */
export interface Landed {
  readonly request: InputRequest;
  readonly result: InputResult;
  readonly chosen: number;
  readonly distance: number;
  /** Number of the point and of all, when there are several. */
  readonly of?: readonly [number, number];
}

/** Both attacks at the worst pair, from the worker; undefined without an attack or while they are on their way. */
export function useLanded({ surface }: TheoremRequest, { theta }: Worst): Landed | undefined {
  const attacked = useMemo<SurfaceChoice>(() => {
    const { norm, epsilon } = surface.attack;
    return { ...surface, attack: { norm, epsilon, solver: 'exact' }, smoothing: { kind: 'none' } };
  }, [surface]);
  const last = usePlane(attacked, theta);
  if (surface.attack.norm === 'none' || !last?.result.second) return undefined;
  const { request, result } = last;
  const { distances } = result.second ?? { distances: [] };
  const chosen = distances.reduce((best, distance, n) => (distance > (distances[best] ?? 0) ? n : best), 0);
  const count = request.surface.points.length;
  return { request, result, chosen, distance: distances[chosen] ?? 0, ...(count > 1 && { of: [chosen + 1, count] as const }) };
}

/** The worst inputs of a statement over weights and inputs, nothing attacked; undefined where it has none or while they are on their way. */
export function useInputs({ surface }: TheoremRequest, { theta, inputs }: Worst) {
  const shown = useMemo<SurfaceChoice>(() => {
    const y = surface.points[0]?.y ?? 1;
    const points = inputs?.map((x) => ({ x, y })) ?? surface.points;
    return { ...surface, points, attack: { ...surface.attack, norm: 'none', epsilon: 0 }, smoothing: { kind: 'none' } };
  }, [surface, inputs]);
  const last = usePlane(shown, theta);
  return inputs && last;
}

/** The plane of inputs at two weights, from the worker. */
function usePlane(surface: SurfaceChoice, [[a1, a2], [b1, b2]]: Worst['theta']) {
  const { runs } = useSession();
  const requestOf = useCallback(() => inputRequest(surface, [a1, a2], [b1, b2]), [surface, a1, a2, b1, b2]);
  return useFollow(runs.input, 'pair', requestOf).last;
}
