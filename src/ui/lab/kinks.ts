import { useMemo } from 'react';
import type { KinksRequest, KinksResult, SurfaceResult } from '../../engine/protocol';
import { kinksRequest } from '../../experiment/requests';
import type { Run } from '../../experiment/runs';
import type { Experiment } from '../../experiment/store';
import { extremes } from '../../figures/range';
import type { Pair } from '../../math/kinds';

/** The kinks of the document, where its view asks for them; the worst case nearby has others, which nobody computes. */
export const kinksOfDocument = ({ document }: Experiment): KinksRequest | undefined =>
  document.view.jumps && !document.panes && document.smoothing.kind !== 'worst-case' ? kinksRequest(document) : undefined;

/** A surface whose creases are all its kinks, and the range of their colours; nothing while the two belong to different surfaces. */
export interface Kinked {
  readonly run: Run<'surface'>;
  readonly jumps: Pair;
}

export function useKinked(run: Run<'surface'>, kinks: Run<'kinks'>, on: boolean): Kinked | undefined {
  return useMemo(() => {
    const [own, found] = [run.last, kinks.last];
    if (!on || !own || !found || JSON.stringify(kinksRequest(own.request.surface).surface) !== JSON.stringify(found.request.surface))
      return undefined;
    const smoothed = own.request.surface.smoothing.kind !== 'none';
    const creases = smoothed ? bendsOf(found.result) : found.result.kinks.map(({ theta, jump, order }) => ({ theta, jump, order }));
    const [least, most] = extremes(creases.flatMap(({ order, jump }) => (order === 2 ? [] : jump)));
    return { run: { ...run, last: { ...own, result: { ...own.result, creases } } }, jumps: [Math.min(0, least), Math.max(most, 1e-9)] };
  }, [run, kinks.last, on]);
}

/** The curvature that stands where the gradient jumped. */
const bendsOf = ({ kinks, curvature = [] }: KinksResult): SurfaceResult['creases'] =>
  kinks.flatMap(({ theta }, k) => {
    const jump = curvature[k];
    return jump ? [{ theta, jump, order: 1 as const }] : [];
  });

/** "jump of ∇L", or what has taken its place. */
export const jumpUnit = ({ run }: Kinked): string =>
  run.last?.request.surface.smoothing.kind === 'none' ? 'jump of ∇L' : 'curvature in place of the jump';
