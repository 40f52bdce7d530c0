import { smoothings, strengthOf, withStrength } from '../../documents/labels';
import type { SurfaceDocument } from '../../documents/surfaceDocument';
import { specs } from '../../documents/surfaceSpecs';
import type { EmbedKnob } from '../../state/embedAddress';
import { Knob } from '../controls/Knob';
import { Section } from '../controls/Section';
import { NormChooser } from '../panels/AttackPanel';
import { ModelChooser } from '../panels/ModelPanel';
import { ColourChooser, GridKnobs, MarkChooser } from '../panels/PlanePanel';
import { PointsPlane } from '../panels/PointsPlane';
import { SmoothingChooser } from '../panels/SmoothingPanel';
import { useChoice, useDocument, useEdit } from '../session/session';
import type { ComponentType } from 'react';

/** The attack of the document, and a function that changes a part of it. */
function useAttack(): readonly [SurfaceDocument['attack'], (part: Partial<SurfaceDocument['attack']>) => void] {
  const edit = useEdit();
  return [useDocument(({ attack }) => attack), (part) => edit((document) => ({ ...document, attack: { ...document.attack, ...part } }))];
}

function ModelKnob() {
  const model = useDocument((document) => document.model);
  const edit = useEdit();
  return (
    <Section title="Model">
      <ModelChooser model={model} onChange={(next) => edit((document) => ({ ...document, model: next }))} />
    </Section>
  );
}

function PointsKnob() {
  const points = useDocument((document) => document.points);
  const edit = useEdit();
  const [chosen, choose] = useChoice('point');
  return (
    <Section title="Points" note="drag them">
      <PointsPlane
        points={points}
        chosen={Math.min(chosen, points.length - 1)}
        onChoose={choose}
        onChange={(next) => edit((document) => ({ ...document, points: next }))}
      />
    </Section>
  );
}

function NormKnob() {
  const [{ norm }, change] = useAttack();
  return (
    <Section title="Norm of the attack">
      <NormChooser norm={norm} onChange={(next) => change({ norm: next })} />
    </Section>
  );
}

function EpsilonKnob() {
  const [{ norm, epsilon }, change] = useAttack();
  const attacked = useDocument((document) => document.panes !== undefined || norm !== 'none');
  return (
    <Section title="Attack">
      <Knob id="epsilon" spec={specs.epsilon} value={epsilon} disabled={!attacked} onChange={(next) => change({ epsilon: next })} />
    </Section>
  );
}

function SmoothingKnob() {
  const smoothing = useDocument((document) => document.smoothing);
  const edit = useEdit();
  return (
    <Section title="Smoothing">
      <SmoothingChooser smoothing={smoothing} onChange={(next) => edit((document) => ({ ...document, smoothing: next }))} />
    </Section>
  );
}

function StrengthKnob() {
  const smoothing = useDocument((document) => document.smoothing);
  const edit = useEdit();
  const row = smoothings[smoothing.kind];
  const [spec, strength] = [specs[row.strength], strengthOf(smoothing)];
  return (
    <Section title="Smoothing" note={row.label}>
      <Knob
        id={row.strength}
        spec={spec}
        value={strength ?? spec.default}
        disabled={strength === undefined}
        onChange={(value) => edit((document) => ({ ...document, smoothing: withStrength(document.smoothing, value) }))}
      />
    </Section>
  );
}

const RangeKnobs = () => (
  <Section title="Plane">
    <GridKnobs />
  </Section>
);

const MarkKnobs = () => (
  <Section title="Drawing">
    <ColourChooser />
    <MarkChooser />
  </Section>
);

const knobs: Readonly<Record<EmbedKnob, ComponentType>> = {
  model: ModelKnob,
  points: PointsKnob,
  norm: NormKnob,
  epsilon: EpsilonKnob,
  smoothing: SmoothingKnob,
  strength: StrengthKnob,
  range: RangeKnobs,
  marks: MarkKnobs,
};

/** The controls that the author of an embed left open; the strength of a smoothing stands with its kind where both are. */
export function EmbedKnobs({ open }: { readonly open: readonly EmbedKnob[] }) {
  return open.map((name) => {
    const Control = knobs[name];
    return name === 'strength' && open.includes('smoothing') ? null : <Control key={name} />;
  });
}
