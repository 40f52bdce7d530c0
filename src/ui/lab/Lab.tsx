import { modelName } from '../../documents/labels';
import { Compare } from '../compare/Compare';
import { ComparePanel } from '../compare/ComparePanel';
import { Segment } from '../controls/Segment';
import { Tex } from '../controls/Tex';
import { formatFixed, formatWeights } from '../controls/specText';
import { InputSpace } from '../inputSpace/InputSpace';
import { AttackPanel, normTex } from '../panels/AttackPanel';
import { ModelPanel } from '../panels/ModelPanel';
import { PlanePanel } from '../panels/PlanePanel';
import { DocumentPoints } from '../panels/PointsPanel';
import { RecipeSection } from '../panels/RecipeSection';
import { SmoothingPanel } from '../panels/SmoothingPanel';
import { JumpLegend } from '../panes/Pane';
import { equations, singleLineTex } from '../panes/readoutFormulas';
import { type SurfaceWithKinks, useLossDecimals, useMainSurface } from '../panes/useMainSurface';
import { useChoice, useDocument, useExperiment, useJobResult, useSession } from '../session/session';
import { DRAWER_QUERY, PHONE_QUERY, useMedia } from '../session/theme';
import { CutPane } from './CutPane';
import { jumpTex, useNearKink } from './KinkSection';
import { CompareButton, LabTitle } from './LabTitle';
import { Readout, useReading } from './Readout';
import { ContourPane, FrozenPane, SinglePanes, SurfacePane } from './SinglePanes';
import { useState } from 'react';

/** The page of one surface or comparison: knobs, figures and readout side by side. */
export function Lab() {
  const phone = useMedia(PHONE_QUERY);
  const drawer = useMedia(DRAWER_QUERY);
  const [open, setOpen] = useState(false);
  const comparing = useDocument((document) => document.panes !== undefined);
  if (phone) return <PhoneLab />;
  return (
    <div className={comparing ? 'lab-frame comparing' : 'lab-frame'}>
      {(!drawer || open) && (
        <aside className="knobs" aria-label="Knobs">
          {comparing ? <ComparePanel /> : <Knobs />}
        </aside>
      )}
      <div className="lab-centre">
        <LabTitle onDrawer={drawer ? () => setOpen(!open) : undefined} />
        {comparing ? <Compare /> : <SinglePanes />}
      </div>
      {!comparing && (
        <aside className="readouts" aria-label="Readout">
          <Readout />
        </aside>
      )}
    </div>
  );
}

function Knobs() {
  return (
    <>
      <ModelPanel />
      <DocumentPoints />
      <AttackPanel />
      <SmoothingPanel />
      <PlaneGroup />
    </>
  );
}

/** The plane of the figure, and the ways out of the page. */
function PlaneGroup() {
  return (
    <>
      <PlanePanel />
      <RecipeSection />
    </>
  );
}

const figureOptions = [
  { value: 'surface', label: 'Surface' },
  { value: 'contour', label: 'Contour' },
  { value: 'input', label: 'Input space' },
  { value: 'cut', label: 'Cut' },
] as const;
const knobGroups = [
  { value: 'attack', label: 'Attack', panel: AttackPanel },
  { value: 'smoothing', label: 'Smoothing', panel: SmoothingPanel },
  { value: 'model', label: 'Model', panel: ModelPanel },
  { value: 'points', label: 'Points', panel: DocumentPoints },
  { value: 'plane', label: 'Plane', panel: PlaneGroup },
] as const;

/** Layout of the Lab below 600 px: one figure, a one-line readout, and the knobs by group. */
function PhoneLab() {
  const comparing = useDocument((document) => document.panes !== undefined);
  if (!comparing) return <PhoneSingle />;
  return (
    <div className="phone comparing">
      <div className="phone-panes">
        <LabTitle />
        <Compare />
      </div>
      <aside className="sheet" aria-label="Knobs">
        <ComparePanel />
      </aside>
    </div>
  );
}

function PhoneSingle() {
  const main = useMainSurface();
  const [figure, setFigure] = useChoice('phoneFigure');
  const frozen = useExperiment((state) => state.viewState.frozen !== undefined);
  const [group, setGroup] = useChoice('phoneKnobs');
  const Group = knobGroups.find(({ value }) => value === group)?.panel ?? AttackPanel;
  return (
    <div className="phone">
      <div className="phone-tabs">
        <Segment label="Figure" options={figureOptions} value={figure} onChange={setFigure} />
      </div>
      <PhoneTitle />
      <div className={figure === 'input' ? 'phone-figure input' : 'phone-figure'}>
        {figure === 'surface' && <SurfacePane main={main} size="phone" />}
        {figure === 'contour' && <ContourPane main={main} size="phone" />}
        {figure === 'input' && <InputSpace side={290} />}
        {figure === 'cut' && <CutPane main={main} />}
      </div>
      {figure === 'surface' && frozen && (
        <div className="phone-figure">
          <FrozenPane main={main} size="phone" />
        </div>
      )}
      <PhoneReading />
      {main.kinked && <PhoneJumps kinked={main.kinked} />}
      <aside className="sheet" aria-label="Knobs">
        <i className="handle" aria-hidden />
        <Segment label="Knobs" options={knobGroups} value={group} onChange={setGroup} />
        <Group />
      </aside>
    </div>
  );
}

function PhoneTitle() {
  const { model, attack, points, smoothing } = useDocument((document) => document);
  const loss = attack.norm === 'none' ? 'Standard loss' : 'Adversarial loss';
  return (
    <header className="phone-title">
      <h1>{smoothing.kind === 'none' ? loss : `${loss}, smoothed`}</h1>
      <p className="caption">
        {modelName(model)}
        {attack.norm !== 'none' && (
          <>
            , <Tex>{`L_{${normTex(attack.norm)}}`}</Tex>
          </>
        )}
        , {points.length === 1 ? 'one point' : `${points.length} points`}
      </p>
      <CompareButton />
    </header>
  );
}

/** Legend of the creases and the jump at θ. */
function PhoneJumps({ kinked }: { readonly kinked: SurfaceWithKinks }) {
  const near = useNearKink(useJobResult(useSession().runs.kinks, 'A').last?.result);
  return (
    <section className="phone-reading" aria-label="Where the gradient jumps">
      <div className="legend">
        <JumpLegend {...kinked.key} />
      </div>
      {near && (
        <div className="equation">
          <Tex>{jumpTex(near)}</Tex>
        </div>
      )}
    </section>
  );
}

function PhoneReading() {
  const { last } = useReading();
  const decimals = useLossDecimals('A', 4);
  if (!last) return null;
  const equation = equations(last.request.surface, last.result).at(-1);
  return (
    <section className="phone-reading" aria-label="At the cursor">
      <p>
        <span>
          <Tex>{'\\th'}</Tex> = {formatWeights(last.result.theta, last.request.surface.grid)}
        </span>
        <span>
          loss <b>{formatFixed(last.result.shown, decimals)}</b>
        </span>
      </p>
      <div className="equation">{equation && <Tex>{singleLineTex(equation)}</Tex>}</div>
    </section>
  );
}
