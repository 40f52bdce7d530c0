import { models } from '../../documents/labels';
import { coordinateSpec, searches } from '../../documents/parseView';
import type { SurfaceDocument } from '../../documents/surfaceDocument';
import { specs } from '../../documents/surfaceSpecs';
import { verdictLabels } from '../../figures/charts/theoremVerdicts';
import type { ParamSpec } from '../../math/core/paramSpec';
import type { Pair } from '../../math/core/types';
import { theoremNames } from '../../math/theory/catalogue';
import { benchSpecs, defaultStart } from '../../math/theory/options';
import { cursorOf } from '../../state/experimentStore';
import { Knob } from '../controls/Knob';
import { Section } from '../controls/Section';
import { Segment } from '../controls/Segment';
import { formatFixed } from '../controls/specText';
import { NormChooser } from '../panels/AttackPanel';
import { useChoice, useDocument, useEdit, useSession } from '../session/session';
import { DRAWER_QUERY, PHONE_QUERY, useMedia } from '../session/theme';
import { TheoremCards } from './TheoremCards';
import { PairAndMaps } from './WorstPair';
import { useBench, useFollowBench, useTheoryOptions } from './theoryHooks';
import { type Filter, verdictCounts } from './verdicts';
import { useState } from 'react';

const views = [
  { value: 'statements', label: 'Statements' },
  { value: 'pair', label: 'Pair and maps' },
  { value: 'knobs', label: 'Knobs' },
] as const;

/** The Theory tab: options on the left, cards of the theorems, worst pair or maps on the right; one of the three at a time on a phone. */
export function TheoryPage() {
  useFollowBench();
  const phone = useMedia(PHONE_QUERY);
  const drawer = useMedia(DRAWER_QUERY);
  const [open, setOpen] = useState(false);
  const [filter, setFilter] = useChoice('filter');
  const [view, setView] = useChoice('theoryPart');
  const chosen = useBench((state) => state.chosen);
  if (phone)
    return (
      <div className="theory-phone">
        <div className="phone-tabs">
          <Segment label="View" options={views} value={view} onChange={setView} />
        </div>
        {view === 'statements' && <TheoremCards filter={filter} opensPair />}
        {view === 'pair' && (
          <aside className="readouts" aria-label="Worst pair">
            <PairAndMaps key={chosen} id={chosen} />
          </aside>
        )}
        {view === 'knobs' && (
          <aside className="sheet" aria-label="Knobs">
            <TheoryPanel filter={filter} onFilter={setFilter} />
          </aside>
        )}
      </div>
    );
  return (
    <div className="lab-frame">
      {(!drawer || open) && (
        <aside className="knobs" aria-label="Knobs">
          <TheoryPanel filter={filter} onFilter={setFilter} />
        </aside>
      )}
      <TheoremCards filter={filter} onDrawer={drawer ? () => setOpen(!open) : undefined} />
      <aside className="readouts" aria-label="Worst pair">
        <PairAndMaps key={chosen} id={chosen} />
      </aside>
    </div>
  );
}

const filterOrder = ['all', 'confirmed', 'breaks-outside', 'corrected', 'does-not-apply', 'broken'] as const satisfies readonly Filter[];

/** Filter of the cards by verdict, with counts; `broken` is listed only when it occurs. */
function VerdictFilters({ filter, onFilter }: { readonly filter: Filter; readonly onFilter: (filter: Filter) => void }) {
  const trials = useBench((state) => state.runs);
  const count = verdictCounts(theoremNames.map((id) => trials[id]));
  return (
    <Section title="Show">
      <div className="filters">
        {filterOrder
          .filter((name) => name !== 'broken' || count.broken > 0)
          .map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === filter}
              className={name === 'broken' ? 'error' : ''}
              onClick={() => onFilter(name)}
            >
              <span>{name === 'all' ? 'all' : verdictLabels[name].filter}</span>
              <span>{count[name]}</span>
            </button>
          ))}
      </div>
    </Section>
  );
}

const specOf = (k: 0 | 1, range: Pair, fallback: number): ParamSpec => ({
  ...coordinateSpec,
  symbol: `\\theta^0_${k + 1}`,
  label: k === 0 ? 'start, first weight' : 'start, second weight',
  hint: 'Equation 4 speaks of the weights whose loss is at most that at $\\theta^0$.',
  slider: range,
  default: fallback,
  scale: 'linear',
  digits: 2,
  tone: 'theta',
});

/** Starting point θ⁰ of Equation 4: two sliders, or the Lab's cursor. */
function StartingPointPanel() {
  const { options, setStart } = useTheoryOptions();
  const { experiment } = useSession();
  const grid = useDocument((document) => document.grid);
  const fallback = [defaultStart(grid.theta1), defaultStart(grid.theta2)] as const;
  const [a, b] = options.theta0 ?? fallback;
  const takeCursor = () => setStart(cursorOf(experiment.store.getState()));
  return (
    <Section title="Start of Equation 4" note="or press on its contour">
      <Knob id="theta0[0]" spec={specOf(0, grid.theta1, fallback[0])} value={a} onChange={(next) => setStart([next, b])} />
      <Knob id="theta0[1]" spec={specOf(1, grid.theta2, fallback[1])} value={b} onChange={(next) => setStart([a, next])} />
      <p className="start-buttons">
        <button type="button" className="link" onClick={takeCursor}>
          Take the Lab’s cursor
        </button>
        {options.theta0 && (
          <button type="button" className="link" onClick={() => setStart(undefined)}>
            Back to the usual place
          </button>
        )}
      </p>
    </Section>
  );
}

const searchOptions = searches.map((value) => ({ value, label: value }));
const inputOptions = [
  { value: '2', label: 'both inputs' },
  { value: '1', label: 'one input' },
] as const;

/** Options of the bench: document, attack, sample, starting point, search and filter. */
function TheoryPanel({ filter, onFilter }: { readonly filter: Filter; readonly onFilter: (filter: Filter) => void }) {
  const { options, change } = useTheoryOptions();
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
      <StartingPointPanel />
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
      <VerdictFilters filter={filter} onFilter={onFilter} />
    </>
  );
}

function CheckedAgainst() {
  const description = useDocument(describeDocument);
  const comparing = useDocument((document) => document.panes !== undefined);
  return (
    <Section title="Checked against" note="this document">
      <p>{description}</p>
      {comparing && <p className="note">The base of the comparison; its panes are changed in the Lab.</p>}
    </Section>
  );
}

function describeDocument({ model, points }: SurfaceDocument): string {
  const name = typeof model === 'string' ? (models.find(({ id }) => id === model)?.label ?? model) : `φ(z) = ${model.formula}`;
  const [first] = points;
  const data =
    points.length === 1 && first
      ? `one point x = (${first.x.map((v) => formatFixed(v, 2).replace(/\.?0+$/, '')).join(', ')}), y = ${first.y > 0 ? '+1' : '−1'}`
      : `${points.length} points`;
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} model, ${data}`;
}

/** Norm and ε of the document's attack; γ of its EntropySGD, else of the bench's options. */
function AttackKnobs() {
  const { options, change } = useTheoryOptions();
  const attack = useDocument((document) => document.attack);
  const smoothing = useDocument((document) => document.smoothing);
  const edit = useEdit();
  const ofDocument = smoothing.kind === 'entropy-sgd';
  return (
    <Section title="Attack">
      <NormChooser norm={attack.norm} onChange={(norm) => edit((document) => ({ ...document, attack: { ...document.attack, norm } }))} />
      <Knob
        id="epsilon"
        spec={specs.epsilon}
        value={attack.epsilon}
        disabled={attack.norm === 'none'}
        onChange={(epsilon) => edit((document) => ({ ...document, attack: { ...document.attack, epsilon } }))}
      />
      <Knob
        id="gamma"
        spec={benchSpecs.gamma}
        value={ofDocument ? smoothing.gamma : options.gamma}
        onChange={(gamma) => (ofDocument ? edit((document) => ({ ...document, smoothing: { ...smoothing, gamma } })) : change({ gamma }))}
      />
    </Section>
  );
}
