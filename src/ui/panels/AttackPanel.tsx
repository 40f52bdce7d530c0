import { isTerm } from '../../documents/article/glossary';
import { exponentOf, normOfExponent, solvers } from '../../documents/labels';
import type { AttackChoice, NormChoice } from '../../documents/surfaceDocument';
import { specs } from '../../documents/surfaceSpecs';
import { Knob } from '../controls/Knob';
import { ParamKnobs, Section } from '../controls/Section';
import { Segment } from '../controls/Segment';
import { exponentScale } from '../controls/Slider';
import { Tex } from '../controls/Tex';
import { useDocument, useEdit } from '../session/session';

/** Exponent p when "p" is chosen. */
const DEFAULT_EXPONENT = 3;

const normOptions = [
  { value: '1', label: '1', name: 'L1', term: 'dual-norm' },
  { value: '2', label: '2', name: 'L2', term: 'dual-norm' },
  { value: 'inf', label: '∞', name: 'L∞', term: 'dual-norm' },
  { value: 'p', label: <Tex>p</Tex>, name: 'any p', term: 'p' },
] as const;
const normOptionsWithNone = [{ value: 'none', label: 'none', name: 'no attack' }, ...normOptions] as const;
/** Spec of the exponent of a ball other than the attack's, with an accessible name of its own. */
const ballExponentSpec = { ...specs.p, label: 'exponent of the ball' };
type NormOption = (typeof normOptionsWithNone)[number]['value'];

function optionOfNorm(norm: NormChoice): NormOption {
  return norm === 'none' || norm === 'inf' ? norm : norm === 1 ? '1' : norm === 2 ? '2' : 'p';
}

function normOfOption(name: NormOption): NormChoice {
  return name === 'none' || name === 'inf' ? name : name === 'p' ? DEFAULT_EXPONENT : Number(name);
}

/** Chooser of the norm, none | 1 | 2 | ∞ | p, with a knob for p from 1 to ∞. */
export function NormChooser({
  norm,
  onChange,
  none = true,
  label = 'Norm of the attack',
}: {
  readonly norm: NormChoice;
  readonly onChange: (norm: NormChoice) => void;
  readonly none?: boolean;
  readonly label?: string;
}) {
  const p = exponentOf(norm);
  return (
    <>
      <Segment<NormOption>
        label={label}
        options={none ? normOptionsWithNone : normOptions}
        value={optionOfNorm(norm)}
        onChange={(name) => onChange(normOfOption(name))}
      />
      <Knob
        id={`${label} p`}
        spec={none ? specs.p : ballExponentSpec}
        scale={exponentScale}
        value={p ?? specs.p.default}
        fallback={p ?? specs.p.default}
        disabled={p === undefined}
        onChange={(value) => onChange(normOfExponent(value))}
      />
    </>
  );
}

/** Subscript of the norm in TeX. */
export function normTex(norm: AttackChoice['norm']): string {
  return norm === 'none'
    ? ''
    : norm === 'inf'
      ? '\\infty'
      : norm === 1 || norm === 2
        ? String(norm)
        : `\\htmlClass{tone-p}{${Number(norm.toFixed(2))}}`;
}

export function AttackPanel() {
  const attack = useDocument(({ attack }) => attack);
  const seed = useDocument((document) => document.seed);
  const edit = useEdit();
  const randomStarts = attack.norm !== 'none' && attack.solver === 'pgd' && (attack.restarts ?? 1) > 1;
  const setAttack = (part: Partial<AttackChoice>) => edit((document) => ({ ...document, attack: { ...document.attack, ...part } }));
  const note = attack.norm === 'none' ? 'the standard loss' : <Tex>{`\\lVert\\de\\rVert_{${normTex(attack.norm)}}\\le\\ep`}</Tex>;
  return (
    <Section title="Attack" note={note}>
      <NormChooser norm={attack.norm} onChange={(norm) => setAttack({ norm })} />
      <Knob
        id="epsilon"
        spec={specs.epsilon}
        value={attack.epsilon}
        disabled={attack.norm === 'none'}
        onChange={(epsilon) => setAttack({ epsilon })}
      />
      <SolverChooser attack={attack} onChange={(next) => edit((document) => ({ ...document, attack: next }))} />
      {randomStarts && <Knob id="seed" spec={specs.seed} value={seed} onChange={(next) => edit((document) => ({ ...document, seed: next }))} />}
    </Section>
  );
}

export function SolverChooser({ attack, onChange }: { readonly attack: AttackChoice; readonly onChange: (attack: AttackChoice) => void }) {
  const row = solvers.find(({ id }) => id === attack.solver);
  const { norm, epsilon } = attack;
  const { steps, stepSize = epsilon / 25, restarts } = attack;
  const disabled = norm === 'none';
  return (
    <div className="stack">
      <Segment
        label="Solver of the attack"
        disabled={disabled}
        options={solvers.map(({ id, label }) => ({ value: id, label, ...(isTerm(id) && { term: id }) }))}
        value={attack.solver}
        onChange={(solver) => onChange({ norm, epsilon, solver })}
      />
      {row && !disabled && (
        <ParamKnobs
          specs={row.specs}
          values={{ steps, stepSize, restarts }}
          defaults={{ stepSize: epsilon / 25 }}
          onChange={(change) => onChange({ ...attack, ...change })}
        />
      )}
    </div>
  );
}
