import type { GridChoice, View } from '../../documents/surfaceDocument';
import { MAX_THETA, minRangeWidth, specs } from '../../documents/surfaceSpecs';
import { colourAt } from '../../figures/base/colours';
import type { Pair } from '../../math/core/types';
import { Knob } from '../controls/Knob';
import { Section } from '../controls/Section';
import { type Scale, scaleOf } from '../controls/Slider';
import { Select } from '../controls/Select';
import { useDocument, useEdit } from '../session/session';

export const colourMaps = ['tide', 'viridis', 'cividis', 'grey'] as const;

/** Scale of the resolution, odd numbers only: then nodes lie on the axes, where creases are. */
const oddScale: Scale = {
  toFraction: scaleOf(specs.n).toFraction,
  toValue: (fraction) => 2 * Math.round((scaleOf(specs.n).toValue(fraction) - 1) / 2) + 1,
};

function midpoint([lo, hi]: Pair): number {
  return (lo + hi) / 2;
}

export function PlanePanel() {
  return (
    <Section title="Plane">
      <GridKnobs />
      <ColourChooser />
      <MarkChooser />
    </Section>
  );
}

/** Knobs of the range and resolution of the plane; a plane off the origin keeps its centre. */
export function GridKnobs() {
  const grid = useDocument((document) => document.grid);
  const edit = useEdit();
  const change = (part: Partial<GridChoice>) => edit((document) => ({ ...document, grid: { ...document.grid, ...part } }));
  const [a, b] = [midpoint(grid.theta1), midpoint(grid.theta2)];
  const half = Math.max(grid.theta1[1] - grid.theta1[0], grid.theta2[1] - grid.theta2[0]) / 2;
  const offset = Math.max(Math.abs(a), Math.abs(b));
  const allowed = { min: minRangeWidth(offset, offset), max: MAX_THETA - offset, open: true } as const;
  const setRange = (x: number, y: number, r: number) => change({ theta1: [x - r, x + r], theta2: [y - r, y + r] });
  return (
    <>
      <Knob id="theta" spec={{ ...specs.theta, allowed }} prefix="±" value={half} onChange={(r) => setRange(a, b, r)} />
      {(a !== 0 || b !== 0) && (
        <button type="button" className="link" onClick={() => setRange(0, 0, half)}>
          Centre on 0
        </button>
      )}
      <Knob id="n" spec={specs.n} scale={oddScale} value={grid.n} onChange={(n) => change({ n })} />
    </>
  );
}

function useView(): [View, (part: Partial<View>) => void] {
  const edit = useEdit();
  return [useDocument((document) => document.view), (part) => edit((document) => ({ ...document, view: { ...document.view, ...part } }))];
}

export function ColourChooser() {
  const [{ colours }, change] = useView();
  const stops = Array.from({ length: 17 }, (_, i) => colourAt(colours, i / 16));
  return (
    <label className="row">
      <span>colours</span>
      <span className="swatch" style={{ background: `linear-gradient(to right, ${stops.join(', ')})` }} />
      <Select value={colours} options={colourMaps.map((map) => ({ value: map, label: map }))} onChange={(map) => change({ colours: map })} />
    </label>
  );
}

const markOptions = [
  { key: 'creases', label: 'creases' },
  { key: 'jumps', label: 'jumps of ∇L' },
  { key: 'minimum', label: 'minimum' },
  { key: 'arrows', label: 'arrows −∇L' },
] as const;

export function MarkChooser() {
  const [view, change] = useView();
  return (
    <div className="marks" role="group" aria-label="Marks">
      {markOptions.map(({ key, label }) => (
        <label key={key} className="check">
          <input type="checkbox" checked={view[key]} onChange={(event) => change({ [key]: event.target.checked })} />
          <span>{label}</span>
        </label>
      ))}
    </div>
  );
}
