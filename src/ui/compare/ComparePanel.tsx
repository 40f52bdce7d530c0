import { normName, smoothings, strengthOf, withStrength } from '../../documents/labels';
import type { Pane, SmoothingChoice, SurfaceChoice, SurfaceDocument } from '../../documents/surfaceDocument';
import { MAX_PANES, specs } from '../../documents/surfaceSpecs';
import { twinOf } from '../../state/requests';
import { Knob } from '../controls/Knob';
import { Section } from '../controls/Section';
import { field } from '../controls/specText';
import { NormChooser, SolverChooser } from '../panels/AttackPanel';
import { ModelChooser } from '../panels/ModelPanel';
import { GridKnobs } from '../panels/PlanePanel';
import { SmoothingChooser } from '../panels/SmoothingPanel';
import { useDocument, useEdit, useExperiment, useSession } from '../session/session';
import { LinkedSection, SecondRowSection } from './Compare';
import { paneId, usePanes, usePaneTitles } from './paneTitles';

/** ε of one pane: it must not be read aloud like the one that all share. */
const paneEpsilonSpec = { ...specs.epsilon, label: 'radius of this pane' };

/** Knobs of a comparison: what differs in the chosen pane, then what all panes share. */
export function ComparePanel() {
  const surfaces = usePanes();
  const pane = useExperiment((state) => Math.min(state.pane, surfaces.length - 1));
  const surface = surfaces[pane];
  return (
    <>
      <PaneList surfaces={surfaces} chosen={pane} />
      {surface && <ChosenPaneSection key={pane} pane={pane} surface={surface} />}
      {surface && <SharedSection pane={pane} surface={surface} surfaces={surfaces} />}
      <LinkedSection />
      <SecondRowSection surfaces={surfaces} />
    </>
  );
}

function PaneList({ surfaces, chosen }: { readonly surfaces: readonly SurfaceChoice[]; readonly chosen: number }) {
  const { experiment } = useSession();
  const titles = usePaneTitles();
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
        {titles.map((title, i) => (
          <button key={i} type="button" aria-pressed={i === chosen} onClick={() => experiment.store.setState({ pane: i })}>
            <b>{paneId(i)}</b>
            <span>{title}</span>
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

/** Titles name what the panes were made with, so a change takes them away; then each is called by what differs. */
function changePane(document: SurfaceDocument, at: number, part: Pane): SurfaceDocument {
  const panes = document.panes?.map(({ title: _title, ...pane }, i) => (i === at ? { ...pane, ...part } : pane));
  return panes ? { ...document, panes } : document;
}

function ChosenPaneSection({ pane, surface }: { readonly pane: number; readonly surface: SurfaceChoice }) {
  const edit = useEdit();
  const mine = useDocument((document) => document.panes?.[pane]);
  const attack = (part: Pane['attack']) => change({ attack: { ...mine?.attack, ...part } });
  const change = (part: Pane) => edit((document) => changePane(document, pane, part));
  return (
    <Section title={`What differs in ${paneId(pane)}`} note={normName(surface.attack.norm)}>
      <NormChooser norm={surface.attack.norm} onChange={(norm) => attack({ norm })} />
      <details
        className="more"
        open={
          mine?.model !== undefined ||
          mine?.attack?.epsilon !== undefined ||
          mine?.attack?.solver === 'pgd' ||
          (mine?.smoothing !== undefined && mine.smoothing.kind !== 'none')
        }
      >
        <summary>radius, model, solver, smoothing</summary>
        <Knob
          id="epsilon of a pane"
          spec={paneEpsilonSpec}
          value={surface.attack.epsilon}
          disabled={surface.attack.norm === 'none'}
          onChange={(epsilon) => attack({ epsilon })}
        />
        <ModelChooser model={surface.model} onChange={(model) => change({ model })} />
        <SolverChooser attack={surface.attack} onChange={(next) => change({ attack: next })} />
        <div className="stack">
          <SmoothingChooser smoothing={surface.smoothing} onChange={(smoothing) => change({ smoothing })} />
        </div>
      </details>
    </Section>
  );
}

/** One number for all: a pane that had its own gives it up. */
function SharedSection({
  pane,
  surface,
  surfaces,
}: {
  readonly pane: number;
  readonly surface: SurfaceChoice;
  readonly surfaces: readonly SurfaceChoice[];
}) {
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
      ...(document.panes && { panes: document.panes.map((own) => withSharedStrength(document, own, twin.kind, value)) }),
    }));
  const strength = strengthOf(twin);
  const { epsilon } = (surface.attack.norm === 'none' ? (surfaces.find(({ attack }) => attack.norm !== 'none') ?? surface) : surface).attack;
  const oneEpsilon = surfaces.every(({ attack }) => attack.norm === 'none' || attack.epsilon === epsilon);
  return (
    <Section title="Shared by all panes" note={points === 1 ? 'one point' : `${points} points`} key={pane}>
      {oneEpsilon && <Knob id="epsilon" spec={specs.epsilon} value={epsilon} onChange={setEpsilon} />}
      {!oneEpsilon && (
        <button type="button" className="link" onClick={() => setEpsilon(epsilon)}>
          ε = {field(epsilon, specs.epsilon.digits)} in all panes
        </button>
      )}
      {strength !== undefined && smooths && (
        <Knob id={row.strength} spec={{ ...specs[row.strength], label: row.label }} value={strength} onChange={setStrength} />
      )}
      <GridKnobs />
    </Section>
  );
}

/** A pane after the shared strength changed: its own smoothing of that kind follows, an unsmoothed one stays unsmoothed. */
function withSharedStrength(document: SurfaceDocument, own: Pane, kind: SmoothingChoice['kind'], value: number): Pane {
  const smoothing = own.smoothing ?? (document.smoothing.kind === 'none' ? ({ kind: 'none' } as const) : undefined);
  if (!smoothing) return own;
  if (smoothing.kind !== kind) return { ...own, smoothing };
  return { ...own, smoothing: { ...smoothing, [smoothings[kind].strength]: value } };
}
