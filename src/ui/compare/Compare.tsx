import type { SurfaceChoice, View } from '../../documents/surfaceDocument';
import { gradientNorm, subtract } from '../../figures/base/gridSampling';
import { symmetricRange, sharedRange } from '../../figures/base/ticks';
import type { Pair } from '../../math/core/types';
import type { PageChoices } from '../../state/choices';
import type { Experiment } from '../../state/experimentStore';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { Section } from '../controls/Section';
import { Segment } from '../controls/Segment';
import { ColourChooser, MarkChooser } from '../panels/PlanePanel';
import { ColourBar, JumpLegend } from '../panes/Pane';
import { paddedRange, useSharedKinks } from '../panes/useMainSurface';
import { useDocument, useEdit, useExperiment, useSession } from '../session/session';
import { hasOneSurfaceRow, ComparePane, type ComparePaneProps } from './ComparePane';
import { counterpartId, paneId, paneTitles } from '../../figures/charts/paneTitles';
import { usePanes } from './panes';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';

/** Section that links camera, loss range and cursor of the panes. */
export function LinkedSection() {
  const { experiment } = useSession();
  const linked = useExperiment((state) => state.linked);
  const labels = { camera: 'Camera', range: 'Loss range', cursor: 'Cursor θ' } as const;
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

/** Panes side by side with linked camera, loss range and cursor. */
export function Compare() {
  const count = useDocument((document) => document.panes?.length ?? 0);
  const view = useDocument((document) => document.view);
  const linked = useExperiment((state) => state.linked);
  const [results, twins] = [useResults(count, paneId), useResults(count, counterpartId)];
  const smoothed = view.second === 'smoothed';
  const range = useMemo(() => {
    const all = [...results, ...(smoothed ? twins : [])].flatMap((result) => result ?? []);
    return linked.range && all.length > 0 ? paddedRange(all) : undefined;
  }, [results, twins, smoothed, linked.range]);
  const kinks = useSharedKinks(useKinkSlots(count, smoothed));
  const second = useSecondRange(view.second, results);
  const titles = useDrawnTitles(count);
  const columns = count <= 3 ? count : count === 5 || count === 6 || count === 9 ? 3 : 4;
  // in the pane head where a contour or a narrow scene leaves no room for a vertical bar
  const flat = columns === 4 || (hasOneSurfaceRow(view.second) ? view.kind !== 'surface' : view.kind === 'contour');
  const bar = lastRowColourBar(view, range, second, flat);
  return (
    <div className={`compare columns-${columns}${kinks ? ' keyed' : ''}`}>
      {kinks && (
        <p className="compare-key">
          <JumpLegend {...kinks} />
        </p>
      )}
      {Array.from({ length: count }, (_, pane) => (
        <ComparePane
          key={pane}
          pane={pane}
          title={titles[pane] ?? ''}
          range={range}
          scales={kinks?.scales}
          second={second}
          bar={pane === count - 1 && linked.range ? bar : undefined}
        />
      ))}
    </div>
  );
}

/** Slots of all surfaces that are drawn with their kinks. */
const useKinkSlots = (count: number, twins: boolean): readonly string[] =>
  useMemo(() => Array.from({ length: count }, (_, pane) => [paneId(pane), ...(twins ? [counterpartId(pane)] : [])]).flat(), [count, twins]);

/** Colour bar of the last row. */
function lastRowColourBar({ second: row, colours }: View, range: Pair | undefined, second: Pair | undefined, flat: boolean): ComparePaneProps['bar'] {
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

/** Common range of the second row where it shows another quantity than the loss. */
function useSecondRange(second: string, results: readonly (SurfaceResult | undefined)[]): Pair | undefined {
  return useMemo(() => {
    const available = results.flatMap((result) => result ?? []);
    const [first] = available;
    if (!first || (second !== 'difference' && second !== 'gradient')) return undefined;
    return second === 'difference'
      ? symmetricRange(available.map((result) => subtract(result, first)))
      : sharedRange(available.filter((result) => result.gradient).map(gradientNorm));
  }, [second, results]);
}
