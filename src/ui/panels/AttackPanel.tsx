import { solvers } from '../../experiment/choices';
import type { AttackChoice } from '../../experiment/document';
import { specs } from '../../experiment/specs';
import { Knob } from '../controls/Knob';
import { Segment } from '../controls/Segment';
import { useDocument, useEdit } from '../session';
import { Tex } from '../Tex';
import { NormChooser } from './NormChooser';
import { ParamPanel } from './ParamPanel';
import { Section } from './Section';

/** The norm's TeX subscript. */
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
  const random = attack.norm !== 'none' && attack.solver === 'pgd' && (attack.restarts ?? 1) > 1;
  const change = (part: Partial<AttackChoice>) => edit((document) => ({ ...document, attack: { ...document.attack, ...part } }));
  const note = attack.norm === 'none' ? 'the standard loss' : <Tex>{`\\lVert\\de\\rVert_{${normTex(attack.norm)}}\\le\\ep`}</Tex>;
  return (
    <Section title="Attack" note={note}>
      <NormChooser norm={attack.norm} onChange={(norm) => change({ norm })} />
      <Knob id="epsilon" spec={specs.epsilon} value={attack.epsilon} off={attack.norm === 'none'} onChange={(epsilon) => change({ epsilon })} />
      <SolverChooser attack={attack} onChange={(next) => edit((document) => ({ ...document, attack: next }))} />
      {random && <Knob id="seed" spec={specs.seed} value={seed} onChange={(next) => edit((document) => ({ ...document, seed: next }))} />}
    </Section>
  );
}

export function SolverChooser({ attack, onChange }: { readonly attack: AttackChoice; readonly onChange: (attack: AttackChoice) => void }) {
  const row = solvers.find(({ id }) => id === attack.solver);
  const { norm, epsilon } = attack;
  const { steps, stepSize = epsilon / 25, restarts } = attack;
  const off = norm === 'none';
  return (
    <div className="stack">
      <Segment
        label="Solver of the attack"
        disabled={off}
        options={solvers.map(({ id, label }) => ({ value: id, label }))}
        value={attack.solver}
        onChange={(solver) => onChange({ norm, epsilon, solver })}
      />
      {row && !off && (
        <ParamPanel
          specs={row.specs}
          values={{ steps, stepSize, restarts }}
          defaults={{ stepSize: epsilon / 25 }}
          onChange={(key, value) => onChange({ ...attack, [key]: value })}
        />
      )}
    </div>
  );
}
