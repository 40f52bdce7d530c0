import type { SurfaceChoice } from '../../documents/surfaceDocument';
import { heldRange, type ShownRange } from '../../figures/base/heldRange';
import { jumpScales, type JumpScales, type KinkedSurface as Merged, scaleFor, withKinks } from '../../figures/base/kinks';
import { sceneRange, valueRange } from '../../figures/base/ticks';
import type { FigureStyle } from '../../figures/base/types';
import { rangeDecimals } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import { cursorOf, type Experiment } from '../../state/experimentStore';
import { type JobResult, kinksRequest, paneSurface, surfaceRequest } from '../../state/jobResults';
import { requestKey } from '../../worker/rpc/latestRequest';
import type { KinksRequest, SurfaceRequest } from '../../worker/rpc/protocol';
import { useHeld } from '../session/held';
import { useDocument, useExperiment, useFollowedJob, useJobResult, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';

/** The pinned θ, referentially stable while its coordinates do not change. */
export function useCursor(): Pair {
  const t1 = useExperiment((state) => cursorOf(state)[0]);
  const t2 = useExperiment((state) => cursorOf(state)[1]);
  return useMemo(() => [t1, t2], [t1, t2]);
}

/** Figure style from document and theme; without the camera, which the renderer moves without a redraw. */
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
  const [minJump, maxJump] = jumps ?? [];
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
      ...(minJump !== undefined && maxJump !== undefined && { jumps: [minJump, maxJump] as const }),
    }),
    [dark, colours, size, creases, minimum, arrows, lo, hi, cursor, along, smoothed, minJump, maxJump],
  );
}

/** The range of a figure: the natural one of its values, and while a control is held the one before, grown where `values` leave it. */
export function useHeldRange(natural: Pair | undefined, values: Pair | undefined): ShownRange | undefined {
  const range = useMemo(() => natural && { range: natural, grown: false }, [natural]);
  return useHeld<ShownRange | undefined>(range, (before) => (before && values ? heldRange(before, values) : (before ?? range)));
}

/** Least width of a range of losses that is more than rounding, in nats. */
const LEAST_LOSS_RANGE = 1e-7;

/** Decimals that tell the losses of a surface apart, and at least `least`. */
export function useLossDecimals(slot: string, least: number): number {
  const result = useJobResult(useSession().runs.surface, slot).last?.result;
  return useMemo(() => {
    const [lo, hi] = result ? valueRange([result]) : [0, 0];
    return hi - lo > LEAST_LOSS_RANGE ? rangeDecimals([lo, hi], least) : least;
  }, [result, least]);
}

/** The range of losses that the document locks. */
export const useLockedRange = (): Pair | undefined => useDocument((document) => document.view.range);

/** The range of losses of a figure: the locked one, also before there are losses, else as `useHeldRange` gives it. */
export function useLossRange(natural: Pair | undefined, values: Pair | undefined): ShownRange | undefined {
  const locked = useLockedRange();
  const held = useHeldRange(natural, values);
  return useMemo(() => (locked ? { range: locked, grown: false } : held), [held, locked]);
}

const mainRequest = (state: Experiment): SurfaceRequest => surfaceRequest(state.document, state.backend, state.document.view.arrows);

/** Result of the single surface, the loss range that its panes share, and its kinks. */
export function useMainSurface() {
  const { runs } = useSession();
  const run = useFollowedJob(runs.surface, 'A', mainRequest);
  const on = useDocument((document) => document.view.jumps);
  const kinked = useSurfaceWithKinks(run, useFollowedJob(runs.kinks, 'A', documentKinksRequest), on);
  const result = run.last?.result;
  const shown = useLossRange(
    useMemo(() => result && sceneRange([result]), [result]),
    useMemo(() => result && valueRange([result]), [result]),
  );
  return { run, range: shown?.range, grown: shown?.grown === true, kinked };
}

export type MainSurface = ReturnType<typeof useMainSurface>;

/** Whether the last result is smoothed by a mean, which leaves no creases; the worst case does not remove them. */
export function isSmoothed({ last }: JobResult<'surface'>): boolean {
  const kind = last?.request.surface.smoothing.kind;
  return kind === 'entropy-sgd' || kind === 'gaussian-mean';
}

/** Request of the kinks of the document, where its view shows them; not for the worst case, whose own kinks are not computed. */
const documentKinksRequest = ({ document }: Experiment): KinksRequest | undefined =>
  document.view.jumps && !document.panes && document.smoothing.kind !== 'worst-case' ? kinksRequest(document) : undefined;

/** The same for a pane of a comparison or its twin, without the curve of the curvature against γ. */
export function paneKinksRequest({ document }: Experiment, pane: number, as: (surface: SurfaceChoice) => SurfaceChoice): KinksRequest | undefined {
  const shown = document.view.jumps ? paneSurface(document, pane) : undefined;
  const surface = shown && as(shown);
  return surface && surface.smoothing.kind !== 'worst-case' ? { ...kinksRequest(surface), smoothingCurve: false } : undefined;
}

/** Kinks of several surfaces with their common colour scales; `grown` where jumps left these while a control is held. */
export interface SharedKinks {
  readonly all: readonly Merged[];
  readonly scales: JumpScales;
  readonly grown: boolean;
}

type ShownScales = Pick<SharedKinks, 'scales' | 'grown'>;

/** Colour scales of kinks as shown: the natural ones, and while a control is held those before, grown where jumps leave them. */
function useHeldScales(all: readonly Merged[]): ShownScales {
  const natural = useMemo(() => ({ scales: jumpScales(all), grown: false }), [all]);
  return useHeld<ShownScales>(natural, (before) => {
    const grownScale = (key: keyof JumpScales): ShownRange | undefined => {
      const { [key]: old = natural.scales[key] } = before.scales;
      return old && heldRange({ range: old, grown: before.grown }, natural.scales[key] ?? old);
    };
    const [jumps, curvature] = [grownScale('jumps'), grownScale('curvature')];
    if (jumps?.range === before.scales.jumps && curvature?.range === before.scales.curvature) return before;
    const scales = { ...(jumps && { jumps: jumps.range }), ...(curvature && { curvature: curvature.range }) };
    return { scales, grown: jumps?.grown === true || curvature?.grown === true };
  });
}

/** A surface result merged with its kinks, and the range of their colours. */
export interface SurfaceWithKinks {
  readonly run: JobResult<'surface'>;
  readonly jumps: Pair;
  readonly key: SharedKinks;
}

/** Surface and kinks merged; undefined while the two results belong to different surfaces. */
function mergedKinks(run: JobResult<'surface'>, kinks: JobResult<'kinks'>): Merged | undefined {
  const [surface, last] = [run.last, kinks.last];
  if (!surface || !last || requestKey(kinksRequest(surface.request.surface).surface) !== requestKey(last.request.surface)) return undefined;
  const smoothed = surface.request.surface.smoothing.kind !== 'none';
  return smoothed && !last.result.curvature ? undefined : withKinks(surface.result, last.result, smoothed);
}

/** Result of a surface with its kinks where they are shown (`on`); `scales` are the colours shared with other surfaces. */
export function useSurfaceWithKinks(
  run: JobResult<'surface'>,
  kinks: JobResult<'kinks'>,
  on: boolean,
  scales?: JumpScales,
): SurfaceWithKinks | undefined {
  const merged = useMemo(() => (on ? mergedKinks(run, kinks) : undefined), [run, kinks, on]);
  const all = useMemo(() => (merged ? [merged] : []), [merged]);
  const held = useHeldScales(all);
  return useMemo(() => {
    const shown = scales ? { scales, grown: false } : held;
    const jumps = merged && scaleFor(merged, shown.scales);
    return merged && jumps && run.last && { run: { ...run, last: { ...run.last, result: merged.result } }, jumps, key: { all, ...shown } };
  }, [run, merged, all, scales, held]);
}

/** Kinks of the surfaces in these slots with common colour scales; undefined where the view does not show them. */
export function useSharedKinks(slots: readonly string[]): SharedKinks | undefined {
  const { runs } = useSession();
  const on = useDocument((document) => document.view.jumps);
  const surfaces = useStore(runs.surface.store, useShallow((state) => slots.map((slot) => state.results[slot]?.last))); // prettier-ignore
  const kinks = useStore(runs.kinks.store, useShallow((state) => slots.map((slot) => state.results[slot]?.last))); // prettier-ignore
  const all = useMemo(
    () =>
      on ? surfaces.flatMap((last, k) => (last && kinks[k] ? (mergedKinks({ busy: false, last }, { busy: false, last: kinks[k] }) ?? []) : [])) : [],
    [on, surfaces, kinks],
  );
  const held = useHeldScales(all);
  return useMemo(() => (all.length > 0 ? { all, ...held } : undefined), [all, held]);
}
