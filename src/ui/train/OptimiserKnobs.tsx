import { trainingSpecs as specs } from '../../documents/trainingSpecs';
import { entropyDefaults } from '../../state/trainingPlan';
import { Knob } from '../controls/Knob';
import { Knobs } from '../controls/Section';
import { Segment } from '../controls/Segment';
import type { OptimiserChoice } from '../../nets/training/types';

const names = [
  { value: 'sgd', label: 'SGD' },
  { value: 'entropy-sgd', label: 'EnSGD' },
  { value: 'entropy-sgd-2', label: '2nd order' },
] as const;
const forms = [
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

/** Which optimiser, its numbers, the form of EntropySGD, and the epoch at which plain SGD takes over. */
export function OptimiserKnobs({ optimiser, epochs, onChange }: OptimiserKnobsProps) {
  const entropic = optimiser.name !== 'sgd';
  const { form = 'paper', nesterov = entropic, warmup = 0, until } = optimiser;
  const tune = (change: Partial<OptimiserChoice>) => onChange({ ...optimiser, ...change });
  const switched = () => {
    const { until: had, ...rest } = optimiser;
    onChange(had === undefined ? { ...rest, until: Math.max(1, Math.round(0.75 * epochs)) } : rest);
  };
  return (
    <>
      <Segment
        label="Optimiser"
        options={names}
        value={optimiser.name}
        onChange={(name) => {
          const { lr, momentum, weightDecay } = optimiser;
          onChange({ name, lr, momentum, weightDecay, ...(name !== 'sgd' && entropyDefaults) });
        }}
      />
      <Knobs group="optimiser" specs={specs.optimiser} values={optimiser} onChange={tune} />
      <label className="check">
        <input type="checkbox" checked={nesterov} onChange={() => tune({ nesterov: !nesterov })} />
        Nesterov’s momentum
      </label>
      {entropic && (
        <>
          <Segment label="Form of EntropySGD" options={forms} value={form} onChange={(value) => tune({ form: value })} />
          <p className="caption">{formNotes[form]}</p>
          <Knobs group="optimiser" specs={specs.entropy} values={optimiser} onChange={tune} />
          <Knob
            id="optimiser.warmup"
            spec={specs.warmup.warmup}
            value={warmup}
            onChange={(value) => {
              const { warmup: had, ...rest } = optimiser;
              onChange(value === 0 && had !== undefined ? rest : { ...optimiser, warmup: value });
            }}
          />
          <label className="check">
            <input type="checkbox" checked={until !== undefined} onChange={switched} />
            Go on with plain SGD (“tuned”)
          </label>
          {until !== undefined && (
            <Knob id="optimiser.until" spec={specs.until.until} fallback={until} value={until} onChange={(value) => tune({ until: value })} />
          )}
          {until !== undefined && until >= epochs && <p className="caption">Not within {epochs} epochs: EntropySGD trains to the end.</p>}
        </>
      )}
    </>
  );
}
