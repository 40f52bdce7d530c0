import { useMemo } from 'react';
import type { SurfaceRequest, SurfaceResult } from '../../engine/protocol';
import { surfaceRequest } from '../../experiment/requests';
import type { Run } from '../../experiment/runs';
import type { Experiment } from '../../experiment/store';
import { sharedRange } from '../../figures/range';
import type { Pair } from '../../math/kinds';
import { useDocument, useFollow, useSession } from '../session';
import { kinksOfDocument, useKinked } from './kinks';

const requestOf = (state: Experiment): SurfaceRequest => surfaceRequest(state.document, state.backend, state.document.view.arrows);

/** The run of the single surface, and the range that its panes share. */
export function useMain() {
  const { runs } = useSession();
  const run = useFollow(runs.surface, 'A', requestOf);
  const on = useDocument((document) => document.view.jumps);
  const kinked = useKinked(run, useFollow(runs.kinks, 'A', kinksOfDocument), on);
  const result = run.last?.result;
  const range = useMemo(() => (result ? roomy([result]) : undefined), [result]);
  return { run, range, kinked };
}

/** One loss range with a hair of room on top: a plateau that lies in the plane of the box's lid would flicker. */
export function roomy(results: readonly SurfaceResult[]): Pair {
  const [lo, hi] = sharedRange(results);
  return [lo, hi + 0.004 * (hi - lo)];
}

export type Main = ReturnType<typeof useMain>;

/** Whether what was drawn last has no creases left: both means iron them out, the worst case does not. */
export function smoothedIn({ last }: Run<'surface'>): boolean {
  const kind = last?.request.surface.smoothing.kind;
  return kind === 'entropy-sgd' || kind === 'gaussian-mean';
}
