import { useCallback } from 'react';
import type { InputRequest, InputResult } from '../../engine/protocol';
import type { TheoremRequest } from '../../experiment/bench';
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
  const { runs } = useSession();
  const [[a1, a2], [b1, b2]] = theta;
  const { last } = useFollow(
    runs.input,
    'pair',
    useCallback(() => {
      const { norm, epsilon } = surface.attack;
      return inputRequest({ ...surface, attack: { norm, epsilon, solver: 'exact' }, smoothing: { kind: 'none' } }, [a1, a2], [b1, b2]);
    }, [surface, a1, a2, b1, b2]),
  );
  if (surface.attack.norm === 'none' || !last?.result.second) return undefined;
  const { request, result } = last;
  const { distances } = result.second ?? { distances: [] };
  const chosen = distances.reduce((best, distance, n) => (distance > (distances[best] ?? 0) ? n : best), 0);
  const count = request.surface.points.length;
  return { request, result, chosen, distance: distances[chosen] ?? 0, ...(count > 1 && { of: [chosen + 1, count] as const }) };
}
