import type { SurfaceChoice } from '../../documents/surfaceDocument';
import { jumpScales, type JumpScales, type KinkedSurface as Merged, scaleFor, withKinks } from '../../figures/base/mergeKinks';
import { sharedRange } from '../../figures/base/ticks';
import type { FigureStyle } from '../../figures/base/types';
import type { Pair } from '../../math/core/types';
import { cursorOf, type Experiment } from '../../state/experimentStore';
import type { JobResult } from '../../state/jobResults';
import { kinksRequest, paneSurface, surfaceRequest } from '../../state/requests';
import type { KinksRequest, SurfaceRequest, SurfaceResult } from '../../worker/rpc/protocol';
import { useDocument, useExperiment, useFollowedJob, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';

/** The pinned θ, the same pair for as long as it stays where it is. */
export function useCursor(): Pair {
  const t1 = useExperiment((state) => cursorOf(state)[0]);
  const t2 = useExperiment((state) => cursorOf(state)[1]);
  return useMemo(() => [t1, t2], [t1, t2]);
}

/** How the document and the theme want a figure drawn, but for camera and cursor, which Plot moves without a redraw. */
export function useFigureStyle({
  size,
  range,
  cursor,
  along,
  smoothed,
  jumps,
}: {
  readonly size: FigureStyle['size'];
  readonly range?: Pair | undefined;
  readonly cursor?: Pair | undefined;
  readonly along?: FigureStyle['along'] | undefined;
  readonly smoothed?: boolean | undefined;
  readonly jumps?: Pair | undefined;
}): FigureStyle {
  const dark = useDark();
  const colours = useDocument((document) => document.view.colours);
  const creases = useDocument((document) => document.view.creases);
  const minimum = useDocument((document) => document.view.minimum);
  const arrows = useDocument((document) => document.view.arrows);
  const [lo, hi] = range ?? [];
  const [least, most] = jumps ?? [];
  return useMemo(
    () => ({
      dark,
      colours,
      size,
      creases,
      minimum,
      arrows,
      ...(lo !== undefined && hi !== undefined && { range: [lo, hi] as const }),
      ...(cursor && { cursor }),
      ...(along && { along }),
      ...(smoothed && { smoothed }),
      ...(least !== undefined && most !== undefined && { jumps: [least, most] as const }),
    }),
    [dark, colours, size, creases, minimum, arrows, lo, hi, cursor, along, smoothed, least, most],
  );
}

const mainRequest = (state: Experiment): SurfaceRequest => surfaceRequest(state.document, state.backend, state.document.view.arrows);

/** The run of the single surface, and the range that its panes share. */
export function useMainSurface() {
  const { runs } = useSession();
  const run = useFollowedJob(runs.surface, 'A', mainRequest);
  const on = useDocument((document) => document.view.jumps);
  const kinked = useSurfaceWithKinks(run, useFollowedJob(runs.kinks, 'A', documentKinksRequest), on);
  const result = run.last?.result;
  const range = useMemo(() => (result ? paddedRange([result]) : undefined), [result]);
  return { run, range, kinked };
}

/** One loss range with a hair of room on top: a plateau that lies in the plane of the box's lid would flicker. */
export function paddedRange(results: readonly SurfaceResult[]): Pair {
  const [lo, hi] = sharedRange(results);
  return [lo, hi + 0.004 * (hi - lo)];
}

export type MainSurface = ReturnType<typeof useMainSurface>;

/** Whether what was drawn last has no creases left: both means iron them out, the worst case does not. */
export function isSmoothed({ last }: JobResult<'surface'>): boolean {
  const kind = last?.request.surface.smoothing.kind;
  return kind === 'entropy-sgd' || kind === 'gaussian-mean';
}

/** The kinks of the document, where its view asks for them; the worst case nearby has others, which nobody computes. */
export const documentKinksRequest = ({ document }: Experiment): KinksRequest | undefined =>
  document.view.jumps && !document.panes && document.smoothing.kind !== 'worst-case' ? kinksRequest(document) : undefined;

/** The same of one pane, or of its twin; no pane draws how a jump fades. */
export function paneKinksRequest({ document }: Experiment, pane: number, as: (surface: SurfaceChoice) => SurfaceChoice): KinksRequest | undefined {
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
export interface SurfaceWithKinks {
  readonly run: JobResult<'surface'>;
  readonly jumps: Pair;
  readonly key: SharedKinks;
}

function mergedKinks(run: JobResult<'surface'>, kinks: JobResult<'kinks'>): Merged | undefined {
  const [own, found] = [run.last, kinks.last];
  if (!own || !found || JSON.stringify(kinksRequest(own.request.surface).surface) !== JSON.stringify(found.request.surface)) return undefined;
  const smoothed = own.request.surface.smoothing.kind !== 'none';
  return smoothed && !found.result.curvature ? undefined : withKinks(own.result, found.result, smoothed);
}

/** `scales` where the colours are shared with other surfaces. */
export function useSurfaceWithKinks(
  run: JobResult<'surface'>,
  kinks: JobResult<'kinks'>,
  on: boolean,
  scales?: JumpScales,
): SurfaceWithKinks | undefined {
  return useMemo(() => {
    const merged = on ? mergedKinks(run, kinks) : undefined;
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
    const all = surfaces.flatMap((last, k) => (last && kinks[k] ? (mergedKinks({ busy: false, last }, { busy: false, last: kinks[k] }) ?? []) : []));
    return all.length > 0 ? { all, scales: jumpScales(all) } : undefined;
  }, [on, surfaces, kinks]);
}
