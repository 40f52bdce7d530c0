import { methodLabel } from '../../experiment/trainingNames';
import { entropyDefaults, recipeOf, type Recipe } from '../../experiment/trainPlan';
import { trainingPresets } from '../../experiment/trainingPresets';
import { strokeOf } from '../../experiment/trainStrokes';
import { trainingSpecs as specs } from '../../experiment/trainingSpecs';
import type { OptimiserChoice } from '../../experiment/training';
import type { ParamSpec } from '../../math/params';
import { Knob } from '../controls/Knob';
import { Segment } from '../controls/Segment';
import { Swatch } from '../optimisers/Mark';
import { Section } from '../panels/Section';
import { useDark } from '../theme';
import { brief } from './brief';
import { PresetNote } from './PresetNote';
import { usePlan, useTraining } from './useTraining';

/** Which methods run, and which one the knobs below belong to. */
export function EntriesPanel() {
  const { plan } = useTraining();
  const { entries, chosen, shared } = usePlan((state) => state);
  const dark = useDark();
  return (
    <Section title="Methods" note={`× ${shared.seeds.length} ${shared.seeds.length === 1 ? 'seed' : 'seeds'}`}>
      <ul className="methods">
        {entries.map(({ on, recipe }, i) => {
          const label = methodLabel(recipe);
          return (
            <li key={i} className={i === chosen ? 'chosen' : ''}>
              <input type="checkbox" aria-label={`Train ${label}`} checked={on} onChange={() => plan.turn(i, !on)} />
              <button type="button" aria-pressed={i === chosen} aria-label={`Knobs of ${label}`} onClick={() => plan.choose(i)}>
                <Swatch stroke={strokeOf(recipe)} dark={dark} />
                <span>{label}</span>
                <small>{brief(recipe)}</small>
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

const losses = [
  { value: 'standard', label: 'Standard' },
  { value: 'at', label: 'AT' },
  { value: 'trades', label: 'TRADES' },
] as const;
const optimiserNames = [
  { value: 'sgd', label: 'SGD' },
  { value: 'entropy-sgd', label: 'EnSGD' },
  { value: 'entropy-sgd-2', label: '2nd order' },
] as const;

/** The knobs of the chosen method. */
export function EntryPanel() {
  const { plan } = useTraining();
  const { entries, chosen } = usePlan((state) => state);
  const entry = entries[chosen];
  if (!entry) return null;
  const { recipe } = entry;
  const { method, awp, optimiser, beta } = recipe;
  const set = (change: Partial<Recipe>) => plan.change(chosen, change);
  const tune = (change: Partial<OptimiserChoice>) => set({ optimiser: { ...optimiser, ...change } });
  return (
    <Section
      title={methodLabel(recipe)}
      note={
        entries.length > 1 && (
          <button type="button" className="link" onClick={() => plan.drop(chosen)}>
            take out
          </button>
        )
      }
    >
      {entry.preset && <PresetNote preset={entry.preset} />}
      <Segment label="Training loss" options={losses} value={method} onChange={(value) => set({ method: value })} />
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
      {awp && <Knobs group="awp" specs={specs.awp} values={awp} onChange={(change) => set({ awp: { ...awp, ...change } })} />}
      <Segment
        label="Optimiser"
        options={optimiserNames}
        value={optimiser.name}
        onChange={(name) => {
          const { lr, momentum, weightDecay } = optimiser;
          set({ optimiser: { name, lr, momentum, weightDecay, ...(name !== 'sgd' && entropyDefaults) } });
        }}
      />
      <Knobs group="optimiser" specs={specs.optimiser} values={optimiser} onChange={tune} />
      {optimiser.name !== 'sgd' && <Knobs group="optimiser" specs={specs.entropy} values={optimiser} onChange={tune} />}
    </Section>
  );
}

function Knobs({
  group,
  specs: own,
  values,
  onChange,
}: {
  readonly group: string;
  readonly specs: Readonly<Record<string, ParamSpec>>;
  readonly values: object;
  readonly onChange: (change: Readonly<Record<string, number>>) => void;
}) {
  const known = new Map<string, unknown>(Object.entries(values));
  return Object.entries(own).map(([key, spec]) => {
    const value = known.get(key);
    return (
      <Knob
        key={key}
        id={`${group}.${key}`}
        spec={spec}
        value={typeof value === 'number' ? value : spec.default}
        onChange={(next) => onChange({ [key]: next })}
      />
    );
  });
}
