import { useCallback } from 'react';
import type { PointRequest } from '../../engine/protocol';
import type { TheoremRequest } from '../../experiment/bench';
import { pointRequest } from '../../experiment/requests';
import type { Pair, Point } from '../../math/kinds';
import type { Worst } from '../../math/theory/kinds';
import { useFollow, useSession } from '../session';

/** The data point whose attack moves most between the two weights, and both attacks on it. */
export interface Landed {
  readonly point: Point;
  readonly norm: number;
  readonly epsilon: number;
  readonly theta: readonly [Pair, Pair];
  readonly delta: readonly [Pair, Pair];
  readonly distance: number;
  /** Number of the point and of all, when there are several. */
  readonly of?: readonly [number, number];
}

/** Both attacks at the worst pair, from the worker; undefined without an attack or while they are on their way. */
export function useLanded({ surface }: TheoremRequest, { theta }: Worst): Landed | undefined {
  const { runs } = useSession();
  const [[a1, a2], [b1, b2]] = theta;
  const exact = useCallback(
    (at: Pair): PointRequest => {
      const { norm, epsilon } = surface.attack;
      return pointRequest({ ...surface, attack: { norm, epsilon, solver: 'exact' }, smoothing: { kind: 'none' } }, at);
    },
    [surface],
  );
  const first = useFollow(
    runs.point,
    'pair 1',
    useCallback(() => exact([a1, a2]), [exact, a1, a2]),
  ).last;
  const second = useFollow(
    runs.point,
    'pair 2',
    useCallback(() => exact([b1, b2]), [exact, b1, b2]),
  ).last;
  const { norm, epsilon } = surface.attack;
  if (norm === 'none' || !first || !second) return undefined;
  const { deltas: one } = first.result;
  const { deltas: two } = second.result;
  const { points } = first.request.surface;
  if (one.length !== two.length || points.length !== one.length) return undefined;
  const moved = one.map((delta, n) => Math.hypot(delta[0] - (two[n]?.[0] ?? NaN), delta[1] - (two[n]?.[1] ?? NaN)));
  const most = moved.reduce((best, distance, n) => (distance > (moved[best] ?? 0) ? n : best), 0);
  const [point, from, to] = [points[most], one[most], two[most]];
  if (!point || !from || !to) return undefined;
  return {
    point,
    norm: norm === 'inf' ? Infinity : norm,
    epsilon,
    theta: [first.result.theta, second.result.theta],
    delta: [from, to],
    distance: moved[most] ?? 0,
    ...(points.length > 1 && { of: [most + 1, points.length] as const }),
  };
}
