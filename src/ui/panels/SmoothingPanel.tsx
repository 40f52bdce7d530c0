import { glossary } from '../../documents/article/glossary';
import { smoothings, strengthOf, withStrength } from '../../documents/labels';
import type { SmoothingChoice } from '../../documents/surfaceDocument';
import { specs } from '../../documents/surfaceSpecs';
import { Knob } from '../controls/Knob';
import { Section } from '../controls/Section';
import { Segment } from '../controls/Segment';
import { Tex } from '../controls/Tex';
import { useHelp } from '../session/help';
import { useDocument, useEdit } from '../session/session';
import { NormChooser } from './AttackPanel';
import { useRef } from 'react';

type Kind = SmoothingChoice['kind'];
const smoothingKinds: readonly Kind[] = ['none', 'entropy-sgd', 'gaussian-mean', 'worst-case'];
const smoothingFormulas: Readonly<Record<Kind, string>> = {
  none: '',
  'entropy-sgd': '-\\log\\mathbb{E}\\,e^{-L(\\theta+z/\\sqrt{\\ga})}',
  'gaussian-mean': '\\mathbb{E}\\,L(\\theta+\\si z)',
  'worst-case': '\\max_{\\lVert v\\rVert\\le\\ra}L(\\theta+v)',
};

export function SmoothingPanel() {
  const smoothing = useDocument((document) => document.smoothing);
  const edit = useEdit();
  const note = smoothingFormulas[smoothing.kind];
  return (
    <Section title="Smoothing" note={note && <Tex>{note}</Tex>}>
      <SmoothingChooser smoothing={smoothing} onChange={(next) => edit((document) => ({ ...document, smoothing: next }))} />
    </Section>
  );
}

/** Chooser of the kind and strength of the smoothing; each kind remembers its last settings. */
export function SmoothingChooser({
  smoothing,
  onChange,
}: {
  readonly smoothing: SmoothingChoice;
  readonly onChange: (smoothing: SmoothingChoice) => void;
}) {
  const lastOfKind = useRef<Partial<Record<Kind, SmoothingChoice>>>({});
  const normalisedHelp = useHelp(glossary.normalised);
  const row = smoothings[smoothing.kind];
  const choose = (kind: Kind) => {
    lastOfKind.current[smoothing.kind] = smoothing;
    onChange(lastOfKind.current[kind] ?? smoothings[kind].start);
  };
  const strength = strengthOf(smoothing);
  const spec = specs[row.strength];
  return (
    <>
      <Segment
        label="Smoothing"
        options={smoothingKinds.map((kind) => ({ value: kind, label: smoothings[kind].label, ...(kind === 'entropy-sgd' && { term: kind }) }))}
        value={smoothing.kind}
        onChange={choose}
      />
      <Knob
        id={row.strength}
        spec={spec}
        value={strength ?? spec.default}
        disabled={strength === undefined}
        onChange={(value) => onChange(withStrength(smoothing, value))}
      />
      {smoothing.kind === 'entropy-sgd' && (
        <label className="check" {...normalisedHelp}>
          <input type="checkbox" checked={smoothing.normalised} onChange={(event) => onChange({ ...smoothing, normalised: event.target.checked })} />
          <span>normalised</span>
          <small>tends to L as γ grows</small>
        </label>
      )}
      {smoothing.kind === 'worst-case' && (
        <div className="stack">
          <NormChooser
            none={false}
            label="Norm of the neighbourhood"
            norm={smoothing.norm}
            onChange={(norm) => norm !== 'none' && onChange({ ...smoothing, norm })}
          />
        </div>
      )}
    </>
  );
}
