import { useMemo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { KinksRequest } from '../../engine/protocol';
import { kinksRequest, paneSurface } from '../../experiment/requests';
import type { Run } from '../../experiment/runs';
import type { Experiment } from '../../experiment/store';
import { jumpScales, scaleFor, withKinks, type JumpScales, type Kinked as Merged } from '../../figures/kinked';
import type { SurfaceChoice } from '../../experiment/document';
import type { Pair } from '../../math/kinds';
import { useDocument, useSession } from '../session';

/** The kinks of the document, where its view asks for them; the worst case nearby has others, which nobody computes. */
export const kinksOfDocument = ({ document }: Experiment): KinksRequest | undefined =>
  document.view.jumps && !document.panes && document.smoothing.kind !== 'worst-case' ? kinksRequest(document) : undefined;

/** The same of one pane, or of its twin; no pane draws how a jump fades. */
export function kinksOfPane({ document }: Experiment, pane: number, as: (surface: SurfaceChoice) => SurfaceChoice): KinksRequest | undefined {
  const own = document.view.jumps ? paneSurface(document, pane) : undefined;
  const surface = own && as(own);
  return surface && surface.smoothing.kind !== 'worst-case' ? { ...kinksRequest(surface), fade: false } : undefined;
}

/** The kinks of surfaces that share their colours. */
export interface SharedKinks {
  readonly all: readonly Merged[];
  readonly scales: JumpScales;
}

/** A surface whose creases are all its kinks, and the range of their colours; nothing while the two belong to different surfaces. */
export interface Kinked {
  readonly run: Run<'surface'>;
  readonly jumps: Pair;
  readonly key: SharedKinks;
}

function mergedOf(run: Run<'surface'>, kinks: Run<'kinks'>): Merged | undefined {
  const [own, found] = [run.last, kinks.last];
  if (!own || !found || JSON.stringify(kinksRequest(own.request.surface).surface) !== JSON.stringify(found.request.surface)) return undefined;
  const smoothed = own.request.surface.smoothing.kind !== 'none';
  return smoothed && !found.result.curvature ? undefined : withKinks(own.result, found.result, smoothed);
}

/** `scales` where the colours are shared with other surfaces. */
export function useKinked(run: Run<'surface'>, kinks: Run<'kinks'>, on: boolean, scales?: JumpScales): Kinked | undefined {
  return useMemo(() => {
    const merged = on ? mergedOf(run, kinks) : undefined;
    const all = merged ? [merged] : [];
    const shared = scales ?? jumpScales(all);
    const jumps = merged && scaleFor(merged, shared);
    return merged && jumps && run.last && { run: { ...run, last: { ...run.last, result: merged.result } }, jumps, key: { all, scales: shared } };
  }, [run, kinks, on, scales]);
}

/** What is known of the kinks in these slots; nothing where the view does not ask for them. */
export function useSharedKinks(slots: readonly string[]): SharedKinks | undefined {
  const { runs } = useSession();
  const on = useDocument((document) => document.view.jumps);
  const surfaces = useStore(runs.surface.store, useShallow((state) => slots.map((slot) => state.runs[slot]?.last))); // prettier-ignore
  const kinks = useStore(runs.kinks.store, useShallow((state) => slots.map((slot) => state.runs[slot]?.last))); // prettier-ignore
  return useMemo(() => {
    if (!on) return undefined;
    const all = surfaces.flatMap((last, k) => (last && kinks[k] ? (mergedOf({ busy: false, last }, { busy: false, last: kinks[k] }) ?? []) : []));
    return all.length > 0 ? { all, scales: jumpScales(all) } : undefined;
  }, [on, surfaces, kinks]);
}
