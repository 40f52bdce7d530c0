import { methodLabel, trainingSpecs as specs } from '../../documents/trainingDocument';
import { type TrainingPreset, trainingPresets } from '../../documents/trainingPresets';
import type { OptimiserChoice } from '../../nets/training/types';
import { documentOf, entropyDefaults, type Recipe, recipeOf } from '../../state/trainingPlan';
import { methodStroke } from '../../state/runs/trainingResults';
import { Knob } from '../controls/Knob';
import { ParamKnobs, Section } from '../controls/Section';
import { Segment } from '../controls/Segment';
import { StrokeSwatch } from '../controls/StrokeMark';
import { useSession } from '../session/session';
import { useDark } from '../session/theme';
import { PytorchLinks } from './PytorchLinks';
import { recipeSummary, usePlan, useTraining } from './useTraining';

const provenanceLabels = { stated: 'stated', code: 'in the code it follows', inferred: 'inferred', unknown: 'not known' } as const;

/** The settings of the paper for a row of its tables, their provenance, and what is scaled down in the page. */
function PresetNote({ preset }: { readonly preset: TrainingPreset }) {
  const { plan } = useTraining();
  const { title, paper, scalingNote, document } = preset;
  return (
    <details className="preset-note">
      <summary>{title}: the paper’s values</summary>
      <table>
        <tbody>
          {paper.map(({ name: setting, value, provenance }) => (
            <tr key={setting}>
              <th scope="row">{setting}</th>
              <td>
                {value} <small>{provenanceLabels[provenance]}</small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="caption">{scalingNote}</p>
      <button type="button" className="link" onClick={() => plan.setShared(document)}>
        take its data, attack and schedule too
      </button>
    </details>
  );
}

/** List of the methods: checkboxes of those to train, and the selection that the knobs below edit. */
export function EntriesPanel() {
  const { plan } = useTraining();
  const { entries, chosen, shared } = usePlan((state) => state);
  const dark = useDark();
  return (
    <Section title="Methods" note={`× ${shared.seeds.length} ${shared.seeds.length === 1 ? 'seed' : 'seeds'}`}>
      <ul className="methods">
        {entries.map(({ enabled, recipe }, i) => {
          const label = methodLabel(recipe);
          return (
            <li key={i} className={i === chosen ? 'chosen' : ''}>
              <label className="tick">
                <input type="checkbox" aria-label={`Train ${label}`} checked={enabled} onChange={() => plan.setEnabled(i, !enabled)} />
              </label>
              <button type="button" aria-pressed={i === chosen} aria-label={`Knobs of ${label}`} onClick={() => plan.choose(i)}>
                <StrokeSwatch stroke={methodStroke(recipe)} dark={dark} />
                <span>{label}</span>
                <small>{recipeSummary(recipe)}</small>
              </button>
            </li>
          );
        })}
      </ul>
      <label className="row">
        Add
        <select
          className="select"
          aria-label="Add a method from the paper’s tables"
          value=""
          onChange={(event) => {
            const preset = trainingPresets[event.target.value];
            if (preset) plan.add(recipeOf(preset.document), preset);
          }}
        >
          <option value="">a row of Tables 1–3 …</option>
          {Object.entries(trainingPresets).map(([id, preset]) => (
            <option key={id} value={id}>
              {preset.title}
            </option>
          ))}
        </select>
      </label>
    </Section>
  );
}

const lossOptions = [
  { value: 'standard', label: 'Standard' },
  { value: 'at', label: 'AT' },
  { value: 'trades', label: 'TRADES' },
] as const;

/** Knobs of the selected method. */
export function EntryPanel() {
  const { training, removals } = useSession();
  const { plan } = training;
  const { entries, chosen, shared } = usePlan((state) => state);
  const entry = entries[chosen];
  if (!entry) return null;
  const { recipe } = entry;
  const { method, awp, optimiser, beta } = recipe;
  const set = (change: Partial<Recipe>) => plan.change(chosen, change);
  return (
    <Section
      title={methodLabel(recipe)}
      note={
        entries.length > 1 && (
          <button
            type="button"
            className="link"
            onClick={() => removals.offer({ sentence: `${methodLabel(recipe)} was taken out of the plan.`, undo: plan.remove(chosen) })}
          >
            take out
          </button>
        )
      }
    >
      {entry.preset ? (
        <PresetNote preset={entry.preset} />
      ) : (
        <p className="caption">Our setting: a small network learns with it in a few epochs. The rows of Tables 1–3 bring the paper’s values.</p>
      )}
      <Segment label="Training loss" options={lossOptions} value={method} onChange={(value) => set({ method: value })} />
      {method === 'trades' && (
        <Knob id="attack.beta" spec={specs.trades.beta} value={beta ?? specs.trades.beta.default} onChange={(value) => set({ beta: value })} />
      )}
      <label className="check">
        <input
          type="checkbox"
          checked={awp !== null}
          onChange={() => set({ awp: awp ? null : { size: specs.awp.size.default, warmup: specs.awp.warmup.default } })}
        />
        Adversarial weight perturbation (AWP)
      </label>
      {awp && <ParamKnobs group="awp" specs={specs.awp} values={awp} onChange={(change) => set({ awp: { ...awp, ...change } })} />}
      {awp && awp.warmup > 0 && (
        <p className="caption">
          {awp.warmup < shared.epochs
            ? `From epoch ${awp.warmup + 1} of ${shared.epochs}.`
            : `Never within ${shared.epochs} epochs: the warm-up is as long.`}
        </p>
      )}
      <OptimiserKnobs optimiser={optimiser} epochs={shared.epochs} onChange={(next) => set({ optimiser: next })} />
      <PytorchLinks document={documentOf(shared, recipe)} />
    </Section>
  );
}

const optimiserOptions = [
  { value: 'sgd', label: 'SGD' },
  { value: 'entropy-sgd', label: 'EnSGD' },
  { value: 'entropy-sgd-2', label: '2nd order' },
] as const;
const formOptions = [
  { value: 'paper', label: 'Algorithm 1' },
  { value: 'published', label: '2017' },
  { value: 'code', label: 'their code' },
] as const;
const formNotes = {
  paper: 'As the paper’s Algorithm 1 has it.',
  published: 'As published by Chaudhari et al. in 2017.',
  code: 'As in the Python file of Chaudhari et al.: one more gradient call a step.',
} as const;

interface OptimiserKnobsProps {
  readonly optimiser: OptimiserChoice;
  /** Epochs of a run. */
  readonly epochs: number;
  readonly onChange: (optimiser: OptimiserChoice) => void;
}

/** Knobs of the optimiser: its kind and parameters, the form of EntropySGD, and the epoch of the switch to SGD. */
function OptimiserKnobs({ optimiser, epochs, onChange }: OptimiserKnobsProps) {
  const isEntropy = optimiser.name !== 'sgd';
  const { form = 'paper', nesterov = isEntropy, warmup = 0, until } = optimiser;
  const changeOptimiser = (change: Partial<OptimiserChoice>) => onChange({ ...optimiser, ...change });
  const toggleSwitch = () => {
    const { until: previous, ...rest } = optimiser;
    onChange(previous === undefined ? { ...rest, until: Math.max(1, Math.round(0.75 * epochs)) } : rest);
  };
  return (
    <>
      <Segment
        label="Optimiser"
        options={optimiserOptions}
        value={optimiser.name}
        onChange={(name) => {
          const { lr, momentum, weightDecay } = optimiser;
          onChange({ name, lr, momentum, weightDecay, ...(name !== 'sgd' && entropyDefaults) });
        }}
      />
      <ParamKnobs group="optimiser" specs={specs.optimiser} values={optimiser} onChange={changeOptimiser} />
      <label className="check">
        <input type="checkbox" checked={nesterov} onChange={() => changeOptimiser({ nesterov: !nesterov })} />
        Nesterov’s momentum
      </label>
      {isEntropy && (
        <>
          <Segment label="Form of EntropySGD" options={formOptions} value={form} onChange={(value) => changeOptimiser({ form: value })} />
          <p className="caption">{formNotes[form]}</p>
          <ParamKnobs group="optimiser" specs={specs.entropy} values={optimiser} onChange={changeOptimiser} />
          <Knob
            id="optimiser.warmup"
            spec={specs.warmup.warmup}
            value={warmup}
            onChange={(value) => {
              const { warmup: previous, ...rest } = optimiser;
              onChange(value === 0 && previous !== undefined ? rest : { ...optimiser, warmup: value });
            }}
          />
          <label className="check">
            <input type="checkbox" checked={until !== undefined} onChange={toggleSwitch} />
            Go on with plain SGD (“tuned”)
          </label>
          {until !== undefined && (
            <Knob
              id="optimiser.until"
              spec={specs.until.until}
              fallback={until}
              value={until}
              onChange={(value) => changeOptimiser({ until: value })}
            />
          )}
          {until !== undefined && until >= epochs && <p className="caption">Not within {epochs} epochs: EntropySGD trains to the end.</p>}
        </>
      )}
    </>
  );
}
