import { paneRows, scaleGroups } from '../../documents/panes';
import type { SurfaceChoice, SurfaceDocument, View } from '../../documents/surfaceDocument';
import { gradientNorm, subtract } from '../../figures/base/gridSampling';
import { heldRange, type ShownRange } from '../../figures/base/heldRange';
import { sceneRange, symmetricRange, sharedRange, valueRange } from '../../figures/base/ticks';
import type { Pair } from '../../math/core/types';
import type { PageChoices } from '../../state/choices';
import type { Experiment } from '../../state/experimentStore';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { Section } from '../controls/Section';
import { Segment } from '../controls/Segment';
import { ColourChooser, MarkChooser } from '../panels/PlanePanel';
import { ColourBar, JumpLegend } from '../panes/Pane';
import { useSharedKinks } from '../panes/useMainSurface';
import { useHeld } from '../session/held';
import { useDocument, useEdit, useExperiment, useSession } from '../session/session';
import { hasOneSurfaceRow, ComparePane, type ComparePaneProps, type PaneRanges } from './ComparePane';
import { counterpartId, paneId, paneTitles } from '../../figures/charts/paneTitles';
import { usePanes } from './panes';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';

/** Section that links camera, loss range and cursor of the panes. */
export function LinkedSection() {
  const { experiment } = useSession();
  const linked = useExperiment((state) => state.linked);
  const labels = { camera: 'Camera', range: 'Loss range, of a row', cursor: 'Cursor θ' } as const;
  return (
    <Section title="Linked">
      {(['camera', 'range', 'cursor'] as const).map((key) => (
        <label key={key} className="check">
          <input
            type="checkbox"
            checked={linked[key]}
            onChange={(event) => experiment.choose(withLink(experiment.store.getState(), key, event.target.checked))}
          />
          <span>{labels[key]}</span>
        </label>
      ))}
    </Section>
  );
}

/** What panes have in common after a link is set or cut; cameras part where the shared one stood. */
function withLink({ linked, eye, document }: Experiment, key: keyof Experiment['linked'], on: boolean): Partial<PageChoices> {
  const eyes = on || !eye ? {} : Object.fromEntries((document.panes ?? []).map((_, pane) => [String(pane), eye]));
  return { linked: { ...linked, [key]: on }, ...(key === 'camera' && { eyes: on ? undefined : eyes }) };
}

/** Label of the row of twins: the smoothed surfaces, or the unsmoothed ones of panes that are smoothed. */
function twinLabel(surfaces: readonly SurfaceChoice[]): string {
  const smoothedCount = surfaces.filter(({ smoothing }) => smoothing.kind !== 'none').length;
  return smoothedCount === 0 ? 'smoothed' : smoothedCount === surfaces.length ? 'plain' : 'twins';
}

/** Section for the second row of the comparison and the common style of the figures. */
export function SecondRowSection({ surfaces }: { readonly surfaces: readonly SurfaceChoice[] }) {
  const edit = useEdit();
  const second = useDocument((document) => document.view.second);
  const label = twinLabel(surfaces);
  const options: readonly { readonly value: View['second']; readonly label: string; readonly name?: string }[] = [
    { value: 'none', label: 'none' },
    { value: 'smoothed', label },
    { value: 'difference', label: '− A', name: 'difference from A' },
    { value: 'gradient', label: 'slope', name: 'length of the gradient' },
    { value: 'inputs', label: 'inputs' },
  ];
  return (
    <Section title="Second row">
      <Segment
        label="Second row"
        options={options}
        value={second}
        onChange={(next) => edit((document) => ({ ...document, view: { ...document.view, second: next } }))}
      />
      {second === 'smoothed' && label === 'twins' && <p className="note">Each pane smoothed, or plain where it is smoothed itself.</p>}
      <ColourChooser />
      <MarkChooser />
    </Section>
  );
}

/** Panes by rows, with linked camera and cursor, and one loss range for a row and its twins. */
export function Compare() {
  const count = useDocument((document) => document.panes?.length ?? 0);
  const view = useDocument((document) => document.view);
  const linked = useExperiment((state) => state.linked.range);
  const surfaces = usePanes();
  const rows = useMemo(() => paneRows(surfaces), [surfaces]);
  const groups = useMemo(() => scaleGroups(surfaces), [surfaces]);
  const ranges = useRanges(surfaces, groups, view.second, linked);
  const kinks = useSharedKinks(useKinkSlots(count, view.second === 'smoothed'));
  const titles = useDrawnTitles(count);
  const columns = Math.max(...rows.map((row) => row.length));
  const figureRows = (view.kind === 'both' ? 2 : 1) + (view.second === 'none' ? 0 : 1);
  // in the pane head where a contour or a narrow scene leaves no room for a vertical bar
  const flat = columns === 4 || (hasOneSurfaceRow(view.second) ? view.kind !== 'surface' : view.kind === 'contour');
  return (
    <div className={`compare columns-${columns} figures-${figureRows}${kinks ? ' keyed' : ''}`}>
      {kinks && (
        <p className="compare-key">
          <JumpLegend {...kinks} />
        </p>
      )}
      {rows.flatMap((row) =>
        row.map((pane, column) => (
          <ComparePane
            key={pane}
            pane={pane}
            title={titles[pane] ?? ''}
            startsRow={column === 0}
            ranges={ranges[pane]}
            scales={kinks?.scales}
            bar={
              column === row.length - 1 && (linked || surfaces[pane]?.view.range)
                ? lastRowColourBar(view, ranges[pane], flat, groups[pane])
                : undefined
            }
          />
        )),
      )}
    </div>
  );
}

/** Slots of all surfaces that are drawn with their kinks. */
const useKinkSlots = (count: number, twins: boolean): readonly string[] =>
  useMemo(() => Array.from({ length: count }, (_, pane) => [paneId(pane), ...(twins ? [counterpartId(pane)] : [])]).flat(), [count, twins]);

/** Colour bar of the lowest figure of a pane, with the lock of the range of the panes that share it. */
function lastRowColourBar(
  { second: row, colours }: View,
  ranges: PaneRanges | undefined,
  flat: boolean,
  group: readonly number[] | undefined,
): ComparePaneProps['bar'] {
  const [range, second] = [ranges?.range?.range, ranges?.second?.range];
  const node =
    row === 'difference'
      ? second && <ColourBar range={second} colours="diverging" unit="difference, nats" flat={flat} />
      : row === 'gradient'
        ? second && <ColourBar range={second} colours={colours} unit="nats per weight" flat={flat} />
        : range && <ColourBar range={range} colours={colours} flat={flat} lock={group ?? true} />;
  return node && { node, flat };
}

function useResults(count: number, slotOf: (pane: number) => string): readonly (SurfaceResult | undefined)[] {
  const { runs } = useSession();
  return useStore(
    runs.surface.store,
    useShallow((state) => Array.from({ length: count }, (_, pane) => state.results[slotOf(pane)]?.last?.result)),
  );
}

/** Titles of the panes from the surfaces last computed, or from the document before the first result. */
function useDrawnTitles(count: number): readonly string[] {
  const { runs } = useSession();
  const panes = useDocument((document) => document.panes);
  const surfaces = usePanes();
  const drawn = useStore(
    runs.surface.store,
    useShallow((state) => Array.from({ length: count }, (_, pane) => state.results[paneId(pane)]?.last?.request.surface)),
  );
  return useMemo(
    () =>
      paneTitles(
        panes ?? [],
        surfaces.map((surface, pane) => drawn[pane] ?? surface),
      ),
    [panes, surfaces, drawn],
  );
}

/** A range with the values that it has to hold. */
interface NaturalRange {
  readonly range: Pair;
  readonly values: Pair;
}
type NaturalRanges = Readonly<Record<keyof PaneRanges, NaturalRange | undefined>>;

const lossRange = (results: readonly SurfaceResult[]): NaturalRange | undefined =>
  results.length > 0 ? { range: sceneRange(results), values: valueRange(results) } : undefined;

/** Ranges of every pane: of the loss, common to a group of panes where they are linked, and of the second row. `groups`: the panes with which each shares them. */
function useRanges(
  surfaces: readonly SurfaceDocument[],
  groups: readonly (readonly number[])[],
  second: View['second'],
  linked: boolean,
): readonly PaneRanges[] {
  const [results, twins] = [useResults(groups.length, paneId), useResults(groups.length, counterpartId)];
  const natural = useMemo(
    () =>
      groups.map((group, pane): NaturalRanges => {
        const of = (all: typeof results, panes: readonly number[]) => panes.flatMap((k) => all[k] ?? []);
        const drawnTwins = second === 'smoothed' ? twins : [];
        const common = linked ? lossRange([...of(results, group), ...of(drawnTwins, group)]) : undefined;
        return {
          range: common ?? lossRange(of(results, [pane])),
          twin: common ?? lossRange(of(drawnTwins, [pane])),
          second: secondRange(second, of(results, group), results[0]),
        };
      }),
    [groups, results, twins, second, linked],
  );
  const held = useHeldRanges(natural);
  return useMemo(
    () =>
      held.map((ranges, pane) => {
        const locked = surfaces[pane]?.view.range;
        const range = locked && { range: locked, grown: false };
        return range ? { ...ranges, range: ranges.range && range, twin: ranges.twin && range } : ranges;
      }),
    [surfaces, held],
  );
}

const rangeKeys = ['range', 'twin', 'second'] as const satisfies readonly (keyof PaneRanges)[];

/** The ranges that stand while a control is held. */
function useHeldRanges(natural: readonly NaturalRanges[]): readonly PaneRanges[] {
  const shown = useMemo(() => natural.map((ranges) => mapRanges(({ range }) => ({ range, grown: false }), ranges)), [natural]);
  return useHeld<readonly PaneRanges[]>(shown, (before) => {
    const next = natural.map((ranges, pane) => {
      const old = before[pane];
      return mapRanges(({ range, values }, key) => (old?.[key] ? heldRange(old[key], values) : { range, grown: false }), ranges);
    });
    const stands = next.length === before.length && next.every((ranges, pane) => rangeKeys.every((key) => ranges[key] === before[pane]?.[key]));
    return stands ? before : next;
  });
}

function mapRanges(shownOf: (natural: NaturalRange, key: keyof PaneRanges) => ShownRange, natural: NaturalRanges): PaneRanges {
  const of = (key: keyof PaneRanges) => natural[key] && shownOf(natural[key], key);
  return { range: of('range'), twin: of('twin'), second: of('second') };
}

/** Common range of the second row of panes where it shows another quantity than the loss. */
function secondRange(second: View['second'], results: readonly SurfaceResult[], reference: SurfaceResult | undefined): NaturalRange | undefined {
  if (results.length === 0) return undefined;
  if (second === 'difference' && reference) {
    const differences = results.map((result) => subtract(result, reference));
    return { range: symmetricRange(differences), values: valueRange(differences) };
  }
  if (second !== 'gradient') return undefined;
  const slopes = results.filter((result) => result.gradient).map(gradientNorm);
  return { range: sharedRange(slopes), values: valueRange(slopes) };
}
