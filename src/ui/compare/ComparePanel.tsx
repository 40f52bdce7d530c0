import { normName, smoothings, strengthOf, withStrength } from '../../documents/labels';
import type { Pane, SmoothingChoice, SurfaceChoice, SurfaceDocument } from '../../documents/surfaceDocument';
import { MAX_PANES, specs } from '../../documents/surfaceSpecs';
import { counterpartOf } from '../../state/jobResults';
import type { Point } from '../../math/core/types';
import { withPoints } from '../../documents/panes';
import { Knob } from '../controls/Knob';
import { Section } from '../controls/Section';
import { formatField } from '../controls/specText';
import { NormChooser, SolverChooser } from '../panels/AttackPanel';
import { ModelChooser } from '../panels/ModelPanel';
import { GridKnobs } from '../panels/PlanePanel';
import { PointsPanel } from '../panels/PointsPanel';
import { RecipeSection } from '../panels/RecipeSection';
import { SmoothingChooser } from '../panels/SmoothingPanel';
import { useDocument, useEdit, useExperiment, useSession } from '../session/session';
import { LinkedSection, SecondRowSection } from './Compare';
import { paneId } from '../../figures/charts/paneTitles';
import { paneElementId } from './ComparePane';
import { usePanes, usePaneTitles } from './panes';

/** Spec of ε of one pane, with another accessible name than the shared one. */
const paneEpsilonSpec = { ...specs.epsilon, label: 'radius of this pane' };

/** Knobs of a comparison: settings of the chosen pane, then those shared by all panes. */
export function ComparePanel() {
  const surfaces = usePanes();
  const pane = useExperiment((state) => Math.min(state.pane, surfaces.length - 1));
  const surface = surfaces[pane];
  return (
    <>
      <PaneList surfaces={surfaces} chosen={pane} />
      {surface && <ChosenPaneSection key={pane} pane={pane} surface={surface} />}
      {surface && <SharedSection pane={pane} surface={surface} surfaces={surfaces} />}
      {surface && <PanePoints key={`points ${pane}`} pane={pane} points={surface.points} />}
      <LinkedSection />
      <SecondRowSection surfaces={surfaces} />
      <RecipeSection />
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
  const choose = (pane: number) => {
    experiment.store.setState({ pane });
    document.getElementById(paneElementId(pane))?.scrollIntoView({ block: 'nearest' });
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
          <button key={i} type="button" aria-pressed={i === chosen} onClick={() => choose(i)}>
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

/** Changes a pane and removes the given titles, which may no longer describe the panes. */
function changePane(document: SurfaceDocument, at: number, part: Pane): SurfaceDocument {
  const panes = document.panes?.map(({ title: _title, ...pane }, i) => (i === at ? { ...pane, ...part } : pane));
  return panes ? { ...document, panes } : document;
}

function ChosenPaneSection({ pane, surface }: { readonly pane: number; readonly surface: SurfaceChoice }) {
  const edit = useEdit();
  const paneSettings = useDocument((document) => document.panes?.[pane]);
  const changeAttack = (part: Pane['attack']) => change({ attack: { ...paneSettings?.attack, ...part } });
  const change = (part: Pane) => edit((document) => changePane(document, pane, part));
  return (
    <Section title={`What differs in ${paneId(pane)}`} note={normName(surface.attack.norm)}>
      <NormChooser norm={surface.attack.norm} onChange={(norm) => changeAttack({ norm })} />
      <details
        className="more"
        open={
          paneSettings?.model !== undefined ||
          paneSettings?.attack?.epsilon !== undefined ||
          paneSettings?.attack?.solver === 'pgd' ||
          (paneSettings?.smoothing !== undefined && paneSettings.smoothing.kind !== 'none')
        }
      >
        <summary>radius, model, solver, smoothing</summary>
        <Knob
          id="epsilon of a pane"
          spec={paneEpsilonSpec}
          value={surface.attack.epsilon}
          disabled={surface.attack.norm === 'none'}
          onChange={(epsilon) => changeAttack({ epsilon })}
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

/** The points of the chosen pane: its own, or those that all panes without share. */
function PanePoints({ pane, points }: { readonly pane: number; readonly points: readonly Point[] }) {
  const edit = useEdit();
  const isOwn = useDocument((document) => document.panes?.[pane]?.points !== undefined);
  const change = (next: readonly Point[]) => edit((document) => withPoints(document, pane, next));
  return <PointsPanel title={isOwn ? `Points of ${paneId(pane)}` : 'Points'} points={points} onChange={change} />;
}

/** Settings shared by all panes; a change of ε or strength also sets it in panes that override it. */
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
  const twin = useDocument((document) => counterpartOf(document, { ...surface, smoothing: { kind: 'none' } }).smoothing);
  const row = smoothings[twin.kind];
  const showsSmoothing = useDocument((document) => document.view.second === 'smoothed' || document.smoothing.kind !== 'none');
  const setEpsilon = (epsilon: number) =>
    edit((document) => ({
      ...document,
      attack: { ...document.attack, epsilon },
      ...(document.panes && {
        panes: document.panes.map((other) => (other.attack?.epsilon === undefined ? other : { ...other, attack: { ...other.attack, epsilon } })),
      }),
    }));
  const setStrength = (value: number) =>
    edit((document) => ({
      ...document,
      smoothing: withStrength(twin, value),
      ...(document.panes && { panes: document.panes.map((other) => withSharedStrength(document, other, twin.kind, value)) }),
    }));
  const strength = strengthOf(twin);
  const { epsilon } = (surface.attack.norm === 'none' ? (surfaces.find(({ attack }) => attack.norm !== 'none') ?? surface) : surface).attack;
  const hasOneEpsilon = surfaces.every(({ attack }) => attack.norm === 'none' || attack.epsilon === epsilon);
  return (
    <Section title="Shared by all panes" note={points === 1 ? 'one point' : `${points} points`} key={pane}>
      {hasOneEpsilon && <Knob id="epsilon" spec={specs.epsilon} value={epsilon} onChange={setEpsilon} />}
      {!hasOneEpsilon && (
        <button type="button" className="link" onClick={() => setEpsilon(epsilon)}>
          ε = {formatField(epsilon, specs.epsilon.digits)} in all panes
        </button>
      )}
      {strength !== undefined && showsSmoothing && (
        <Knob id={row.strength} spec={{ ...specs[row.strength], label: row.label }} value={strength} onChange={setStrength} />
      )}
      <GridKnobs />
    </Section>
  );
}

/** A pane after a change of the shared strength: its smoothing of that kind takes the value, an unsmoothed pane stays unsmoothed. */
function withSharedStrength(document: SurfaceDocument, pane: Pane, kind: SmoothingChoice['kind'], value: number): Pane {
  const smoothing = pane.smoothing ?? (document.smoothing.kind === 'none' ? ({ kind: 'none' } as const) : undefined);
  if (!smoothing) return pane;
  if (smoothing.kind !== kind) return { ...pane, smoothing };
  return { ...pane, smoothing: { ...smoothing, [smoothings[kind].strength]: value } };
}
