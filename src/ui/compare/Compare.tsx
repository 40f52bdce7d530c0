import { paneRows, scaleGroups } from '../../documents/panes';
import type { SurfaceChoice, View } from '../../documents/surfaceDocument';
import { gradientNorm, subtract } from '../../figures/base/gridSampling';
import { sceneRange, symmetricRange, sharedRange } from '../../figures/base/ticks';
import type { Pair } from '../../math/core/types';
import type { PageChoices } from '../../state/choices';
import type { Experiment } from '../../state/experimentStore';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { Section } from '../controls/Section';
import { Segment } from '../controls/Segment';
import { ColourChooser, MarkChooser } from '../panels/PlanePanel';
import { ColourBar, JumpLegend } from '../panes/Pane';
import { useSharedKinks } from '../panes/useMainSurface';
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
  const own = on || !eye ? {} : Object.fromEntries((document.panes ?? []).map((_, pane) => [String(pane), eye]));
  return { linked: { ...linked, [key]: on }, ...(key === 'camera' && { eyes: on ? undefined : own }) };
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
  const ranges = useRanges(groups, view.second, linked);
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
            range={ranges[pane]?.range}
            second={ranges[pane]?.second}
            scales={kinks?.scales}
            bar={column === row.length - 1 && linked ? lastRowColourBar(view, ranges[pane], flat) : undefined}
          />
        )),
      )}
    </div>
  );
}

/** Slots of all surfaces that are drawn with their kinks. */
const useKinkSlots = (count: number, twins: boolean): readonly string[] =>
  useMemo(() => Array.from({ length: count }, (_, pane) => [paneId(pane), ...(twins ? [counterpartId(pane)] : [])]).flat(), [count, twins]);

/** Colour bar of the lowest figure of a pane. */
function lastRowColourBar({ second: row, colours }: View, ranges: PaneRanges | undefined, flat: boolean): ComparePaneProps['bar'] {
  const { range, second } = ranges ?? {};
  const node =
    row === 'difference'
      ? second && <ColourBar range={second} colours="diverging" unit="difference, nats" flat={flat} />
      : row === 'gradient'
        ? second && <ColourBar range={second} colours={colours} unit="nats per weight" flat={flat} />
        : range && <ColourBar range={range} colours={colours} flat={flat} />;
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

/** Ranges of every pane: of the loss where they are linked, and of the second row where it shows another quantity. `groups`: the panes with which each shares them. */
function useRanges(groups: readonly (readonly number[])[], second: View['second'], linked: boolean): readonly PaneRanges[] {
  const [results, twins] = [useResults(groups.length, paneId), useResults(groups.length, counterpartId)];
  return useMemo(() => {
    const [reference] = results;
    const rangesOf = (group: readonly number[]): PaneRanges => {
      const own = group.flatMap((pane) => results[pane] ?? []);
      const all = second === 'smoothed' ? [...own, ...group.flatMap((pane) => twins[pane] ?? [])] : own;
      return { range: linked && all.length > 0 ? sceneRange(all) : undefined, second: secondRange(second, own, reference) };
    };
    const byGroup = new Map([...new Set(groups)].map((group) => [group, rangesOf(group)]));
    return groups.map((group) => byGroup.get(group) ?? rangesOf(group));
  }, [groups, results, twins, second, linked]);
}

/** Common range of the second row of panes where it shows another quantity than the loss. */
function secondRange(second: View['second'], results: readonly SurfaceResult[], reference: SurfaceResult | undefined): Pair | undefined {
  if (results.length === 0) return undefined;
  if (second === 'difference') return reference && symmetricRange(results.map((result) => subtract(result, reference)));
  return second === 'gradient' ? sharedRange(results.filter((result) => result.gradient).map(gradientNorm)) : undefined;
}
