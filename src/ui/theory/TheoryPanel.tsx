import { searches } from '../../experiment/parseTheory';
import { models } from '../../experiment/choices';
import type { SurfaceDocument } from '../../experiment/document';
import { specs } from '../../experiment/specs';
import { benchSpecs } from '../../math/theory/options';
import { Knob } from '../controls/Knob';
import { Segment } from '../controls/Segment';
import { fixed } from '../controls/numbers';
import { NormChooser } from '../panels/NormChooser';
import { Section } from '../panels/Section';
import { useDocument, useEdit } from '../session';
import { Filters } from './Filters';
import { StartPanel } from './StartPanel';
import { useTheoryKnobs } from './useBench';
import type { Filter } from './verdicts';

const searchOptions = searches.map((value) => ({ value, label: value }));
const inputOptions = [
  { value: '2', label: 'both inputs' },
  { value: '1', label: 'one input' },
] as const;

/** What the statements are checked against, and how hard we try to break them. */
export function TheoryPanel({ filter, onFilter }: { readonly filter: Filter; readonly onFilter: (filter: Filter) => void }) {
  const { options, change } = useTheoryKnobs();
  return (
    <>
      <CheckedAgainst />
      <AttackKnobs />
      <Section title="Pairs">
        <Knob id="thetaMin" spec={benchSpecs.thetaMin} value={options.thetaMin} onChange={(thetaMin) => change({ thetaMin })} />
        <Knob id="pairs" spec={benchSpecs.pairs} value={options.pairs} onChange={(pairs) => change({ pairs })} />
        <Knob id="seed" spec={benchSpecs.seed} value={options.seed} onChange={(seed) => change({ seed })} />
        <Knob id="alpha" spec={benchSpecs.alpha} value={options.alpha} onChange={(alpha) => change({ alpha })} />
      </Section>
      <StartPanel />
      <Section title="Search" note="of the assumptions">
        <Segment label="Search" options={searchOptions} value={options.search} onChange={(search) => change({ search })} />
        <p className="caption theory-words">
          Inside its assumptions a statement must hold; a break there is our bug and is said loudly. Outside, we look for the break the paper
          predicts.
        </p>
        <Segment
          label="Input dimensions of Lemma 4"
          options={inputOptions}
          value={options.inputs === 1 ? '1' : '2'}
          onChange={(inputs) => change({ inputs: inputs === '1' ? 1 : 2 })}
        />
        <p className="caption theory-words">
          For Lemma 4 alone. It speaks of an attack with one input dimension, so of points with x₂ = 0; with two its Hessian is singular.
        </p>
      </Section>
      <Filters filter={filter} onFilter={onFilter} />
    </>
  );
}

function CheckedAgainst() {
  const words = useDocument(documentWords);
  const comparing = useDocument((document) => document.panes !== undefined);
  return (
    <Section title="Checked against" note="this document">
      <p>{words}</p>
      {comparing && <p className="note">The base of the comparison; its panes are changed in the Lab.</p>}
    </Section>
  );
}

function documentWords({ model, points }: SurfaceDocument): string {
  const name = typeof model === 'string' ? (models.find(({ id }) => id === model)?.label ?? model) : `φ(z) = ${model.formula}`;
  const [first] = points;
  const data =
    points.length === 1 && first
      ? `one point x = (${first.x.map((v) => fixed(v, 2).replace(/\.?0+$/, '')).join(', ')}), y = ${first.y > 0 ? '+1' : '−1'}`
      : `${points.length} points`;
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} model, ${data}`;
}

/** Norm and ε of the document's attack; γ of its smoothing, or the bench's own where it smooths otherwise. */
function AttackKnobs() {
  const { options, change } = useTheoryKnobs();
  const attack = useDocument((document) => document.attack);
  const smoothing = useDocument((document) => document.smoothing);
  const edit = useEdit();
  const own = smoothing.kind === 'entropy-sgd';
  return (
    <Section title="Attack">
      <NormChooser norm={attack.norm} onChange={(norm) => edit((document) => ({ ...document, attack: { ...document.attack, norm } }))} />
      <Knob
        id="epsilon"
        spec={specs.epsilon}
        value={attack.epsilon}
        off={attack.norm === 'none'}
        onChange={(epsilon) => edit((document) => ({ ...document, attack: { ...document.attack, epsilon } }))}
      />
      <Knob
        id="gamma"
        spec={benchSpecs.gamma}
        value={own ? smoothing.gamma : options.gamma}
        onChange={(gamma) => (own ? edit((document) => ({ ...document, smoothing: { ...smoothing, gamma } })) : change({ gamma }))}
      />
    </Section>
  );
}
