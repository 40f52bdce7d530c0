import { normName, smoothings, strengthOf, withStrength } from '../../experiment/choices';
import type { Pane, SmoothingChoice, SurfaceChoice, SurfaceDocument, View } from '../../experiment/document';
import { twinOf } from '../../experiment/requests';
import { MAX_PANES, specs } from '../../experiment/specs';
import { Knob } from '../controls/Knob';
import { Segment } from '../controls/Segment';
import { SolverChooser } from '../panels/AttackPanel';
import { ModelChooser } from '../panels/ModelPanel';
import { NormChooser } from '../panels/NormChooser';
import { ColourChooser, GridKnobs, MarkChooser } from '../panels/PlanePanel';
import { Section } from '../panels/Section';
import { SmoothingChooser } from '../panels/SmoothingPanel';
import { useDocument, useEdit, useExperiment, useSession } from '../session';
import { paneId, paneTitle } from './panes';
import { usePanes } from './usePanes';

const rows: readonly { readonly value: View['second']; readonly label: string }[] = [
  { value: 'none', label: 'none' },
  { value: 'smoothed', label: 'smoothed' },
  { value: 'difference', label: 'difference' },
  { value: 'gradient', label: 'gradient' },
];

/** Knobs of a comparison: what differs in the chosen pane, then what all panes share. */
export function ComparePanel() {
  const surfaces = usePanes();
  const pane = useExperiment((state) => Math.min(state.pane, surfaces.length - 1));
  const surface = surfaces[pane];
  return (
    <>
      <PaneList surfaces={surfaces} chosen={pane} />
      {surface && <Differs key={pane} pane={pane} surface={surface} />}
      {surface && <Shared pane={pane} surface={surface} />}
      <Linked />
      <SecondRow />
    </>
  );
}

function PaneList({ surfaces, chosen }: { readonly surfaces: readonly SurfaceChoice[]; readonly chosen: number }) {
  const { experiment } = useSession();
  const panes = useDocument((document) => document.panes);
  const copy = () => {
    experiment.edit((document) => ({ ...document, panes: [...(document.panes ?? []), ...(document.panes?.slice(chosen, chosen + 1) ?? [])] }));
    experiment.store.setState({ pane: surfaces.length });
  };
  const close = () => {
    experiment.edit((document) => ({ ...document, panes: (document.panes ?? []).filter((_, i) => i !== chosen) }));
    experiment.store.setState({ pane: Math.max(0, chosen - 1) });
  };
  const add = (
    <button type="button" className="link" disabled={surfaces.length >= MAX_PANES} onClick={copy}>
      Add pane
    </button>
  );
  return (
    <Section title="Panes" note={add}>
      <div className="pane-list">
        {surfaces.map((surface, i) => (
          <button key={i} type="button" aria-pressed={i === chosen} onClick={() => experiment.store.setState({ pane: i })}>
            <b>{paneId(i)}</b>
            <span>{paneTitle(panes?.[i], surface)}</span>
            {i === chosen && <small>editing</small>}
          </button>
        ))}
      </div>
      {surfaces.length > 1 && (
        <button type="button" className="link" onClick={close}>
          Remove {paneId(chosen)}
        </button>
      )}
    </Section>
  );
}

/** Titles name what a pane was made with, so a pane that is changed loses its own. */
function changePane(document: SurfaceDocument, at: number, part: Pane): SurfaceDocument {
  const panes = document.panes?.map((pane, i) => {
    const { title: _title, ...rest } = pane;
    return i === at ? { ...rest, ...part } : pane;
  });
  return panes ? { ...document, panes } : document;
}

function Differs({ pane, surface }: { readonly pane: number; readonly surface: SurfaceChoice }) {
  const edit = useEdit();
  const own = useDocument((document) => document.panes?.[pane]);
  const change = (part: Pane) => edit((document) => changePane(document, pane, part));
  return (
    <Section title={`What differs in ${paneId(pane)}`} note={normName(surface.attack.norm)}>
      <NormChooser norm={surface.attack.norm} onChange={(norm) => change({ attack: { ...own?.attack, norm } })} />
      <details
        className="more"
        open={own?.model !== undefined || own?.attack?.solver === 'pgd' || (own?.smoothing !== undefined && own.smoothing.kind !== 'none')}
      >
        <summary>model, solver, smoothing</summary>
        <ModelChooser model={surface.model} onChange={(model) => change({ model })} />
        <SolverChooser attack={surface.attack} onChange={(attack) => change({ attack })} />
        <div className="stack">
          <SmoothingChooser smoothing={surface.smoothing} onChange={(smoothing) => change({ smoothing })} />
        </div>
      </details>
    </Section>
  );
}

/** One number for all: a pane that had its own gives it up. */
function Shared({ pane, surface }: { readonly pane: number; readonly surface: SurfaceChoice }) {
  const edit = useEdit();
  const points = useDocument((document) => document.points.length);
  const twin = useDocument((document) => twinOf(document, { ...surface, smoothing: { kind: 'none' } }).smoothing);
  const row = smoothings[twin.kind];
  const smooths = useDocument((document) => document.view.second === 'smoothed' || document.smoothing.kind !== 'none');
  const setEpsilon = (epsilon: number) =>
    edit((document) => ({
      ...document,
      attack: { ...document.attack, epsilon },
      ...(document.panes && {
        panes: document.panes.map((own) => (own.attack?.epsilon === undefined ? own : { ...own, attack: { ...own.attack, epsilon } })),
      }),
    }));
  const setStrength = (value: number) =>
    edit((document) => ({
      ...document,
      smoothing: withStrength(twin, value),
      ...(document.panes && { panes: document.panes.map((own) => restrength(document, own, twin.kind, value)) }),
    }));
  const strength = strengthOf(twin);
  return (
    <Section title="Shared by all panes" note={points === 1 ? 'one point' : `${points} points`} key={pane}>
      <Knob id="epsilon" spec={specs.epsilon} value={surface.attack.epsilon} onChange={setEpsilon} />
      {strength !== undefined && smooths && (
        <Knob id={row.strength} spec={{ ...specs[row.strength], label: row.word }} value={strength} onChange={setStrength} />
      )}
      <GridKnobs />
    </Section>
  );
}

/** A pane after the shared strength changed: its own smoothing of that kind follows, an unsmoothed one stays unsmoothed. */
function restrength(document: SurfaceDocument, own: Pane, kind: SmoothingChoice['kind'], value: number): Pane {
  const smoothing = own.smoothing ?? (document.smoothing.kind === 'none' ? ({ kind: 'none' } as const) : undefined);
  if (!smoothing) return own;
  if (smoothing.kind !== kind) return { ...own, smoothing };
  return { ...own, smoothing: { ...smoothing, [smoothings[kind].strength]: value } };
}

function Linked() {
  const { experiment } = useSession();
  const linked = useExperiment((state) => state.linked);
  const words = { camera: 'Camera', range: 'Loss range', cursor: 'Cursor θ' } as const;
  return (
    <Section title="Linked">
      {(['camera', 'range', 'cursor'] as const).map((key) => (
        <label key={key} className="check">
          <input
            type="checkbox"
            checked={linked[key]}
            onChange={(event) => experiment.store.setState({ linked: { ...linked, [key]: event.target.checked } })}
          />
          <span>{words[key]}</span>
        </label>
      ))}
    </Section>
  );
}

function SecondRow() {
  const edit = useEdit();
  const second = useDocument((document) => document.view.second);
  return (
    <Section title="Second row">
      <Segment
        label="Second row"
        options={rows}
        value={second}
        onChange={(next) => edit((document) => ({ ...document, view: { ...document.view, second: next } }))}
      />
      <ColourChooser />
      <MarkChooser />
    </Section>
  );
}
