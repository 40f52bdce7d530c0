import { type TrainingDocument, trainingSpecs, trainingSpecs as specs } from '../../documents/trainingDocument';
import type { ParamSpec } from '../../math/core/paramSpec';
import { attackText, defaultStepSize, DIAMETERS, normText, USUAL_RADII, weaknesses } from '../../nets/attacks/attackNumbers';
import type { Ball, PgdOptions } from '../../nets/attacks/ball';
import { Knob } from '../controls/Knob';
import { Section } from '../controls/Section';
import { Segment } from '../controls/Segment';
import { formatField } from '../controls/specText';
import { standardAutoAttack } from './EvaluationPane';
import { usePlan, useTraining } from './useTraining';

/** Levels of a pixel's range: L∞ lengths are shown as numerators of it, as is usual in the field; L2 lengths as they are. */
const LEVELS = 255;
const units = {
  inf: { factor: LEVELS, spec: { unit: `/ ${LEVELS}`, denominator: LEVELS, digits: 0 }, radius: 24, step: 8 },
  2: { factor: 1, spec: { unit: 'L2', digits: 2 }, radius: 2, step: 0.5 },
} as const;

/** A length in pixels as its field shows it, and back. */
export const shownLength = (norm: Ball['norm'], length: number): number => Number((length * units[norm].factor).toPrecision(6));
export const lengthOf = (norm: Ball['norm'], shown: number): number => shown / units[norm].factor;

/** Spec of the radius in the unit of its norm; a ball that contains every image is out of range. */
export function radiusSpec(norm: Ball['norm']): ParamSpec {
  const { factor, spec, radius } = units[norm];
  const max = Number((DIAMETERS[norm] * factor - (norm === 'inf' ? 1 : 0.1)).toPrecision(4));
  return { ...trainingSpecs.attack.epsilon, ...spec, slider: [0, radius], allowed: { min: 0, max }, default: shownLength(norm, USUAL_RADII[norm]) };
}

/** Spec of the step size in the unit of its norm; its default follows from radius and steps. */
export function stepSpec({ norm, epsilon, steps }: PgdOptions): ParamSpec {
  const { factor, spec, step } = units[norm];
  const { stepSize } = trainingSpecs.attack;
  const usual = shownLength(norm, defaultStepSize(epsilon, steps));
  return { ...stepSize, ...spec, slider: [0, step], allowed: { ...stepSize.allowed, max: 2 * DIAMETERS[norm] * factor }, default: usual };
}

/** Common attacks by number of steps; others are set by the knobs. */
const attackOptions = [
  { value: '1', label: 'FGSM' },
  { value: '4', label: 'PGD-4' },
  { value: '10', label: 'PGD-10' },
] as const;

const normOptions = [
  { value: 'inf', label: 'L∞' },
  { value: '2', label: 'L2' },
] as const;
const unitNotes = {
  inf: 'ε and step are changes of a pixel in 255ths of its range, 0 to 255; 8 and 8/255 are the same.',
  2: 'ε and step are lengths over all pixels, each in [0, 1]; 128/255 may be typed.',
} as const;

interface AttackKnobsProps {
  /** "attack" or "evaluate": where the numbers are in a document. */
  readonly group: string;
  /** Accessible name of the choice of the norm. */
  readonly normLabel: string;
  readonly attack: PgdOptions;
  readonly stepsSpec: ParamSpec;
  readonly onChange: (change: Partial<PgdOptions>) => void;
}

/** Knobs of an attack by PGD: radius, steps, step size and norm, the unit of its lengths, and what weakens it. */
function AttackKnobs({ group, normLabel, attack, stepsSpec, onChange }: AttackKnobsProps) {
  const { norm, epsilon, steps, stepSize } = attack;
  return (
    <>
      <Knob
        id={`${group}.epsilon`}
        spec={radiusSpec(norm)}
        value={shownLength(norm, epsilon)}
        onChange={(shown) => onChange({ epsilon: lengthOf(norm, shown) })}
      />
      <Knob id={`${group}.steps`} spec={stepsSpec} value={steps} onChange={(value) => onChange({ steps: value })} />
      <Knob
        id={`${group}.stepSize`}
        spec={stepSpec(attack)}
        value={shownLength(norm, stepSize)}
        onChange={(shown) => onChange({ stepSize: lengthOf(norm, shown) })}
      />
      <Segment
        label={normLabel}
        options={normOptions}
        value={norm === 2 ? '2' : 'inf'}
        onChange={(value) => onChange({ norm: value === '2' ? 2 : 'inf' })}
      />
      <p className="caption">{unitNotes[norm]}</p>
      {weaknesses(group, attack).map((sentence) => (
        <p key={sentence} className="warning" role="status">
          {sentence}.
        </p>
      ))}
    </>
  );
}

/** Panel of the training attack, shared by all methods. */
export function InnerAttackPanel() {
  const { plan } = useTraining();
  const attack = usePlan(({ shared }) => shared.attack);
  return (
    <Section title="Attack in training" note={normText(attack.norm)}>
      <Segment
        label="Attack in training"
        options={attackOptions}
        value={String(attack.steps) as '1'}
        onChange={(value) => plan.setAttack({ steps: Number(value), stepSize: defaultStepSize(attack.epsilon, Number(value)) })}
      />
      <AttackKnobs group="attack" normLabel="Norm of the attack" attack={attack} stepsSpec={specs.attack.steps} onChange={plan.setAttack} />
      <p className="caption">
        From a random start, pixels kept in [0, 1]. Batch norm, where the network has it, is in eval mode during the attack: as in TRADES’s code; the
        code that the paper’s AT follows leaves it in train mode.
      </p>
    </Section>
  );
}

const scheduleOptions = [
  { value: 'never', label: 'never' },
  { value: 'halves', label: '½, ¾' },
  { value: 'paper', label: 'late' },
] as const;
const milestonesOf = { never: [], halves: [0.5, 0.75], paper: [0.75, 0.9] } as const;
const scheduleNames = ['never', 'halves', 'paper'] as const;

/** Panels of the schedule (epochs, batch size, seeds, learning rate) and of the evaluation. */
export function SchedulePanel() {
  const { plan } = useTraining();
  const { epochs, batch, seeds, schedule, evaluate } = usePlan(({ shared }) => shared);
  const { milestones } = schedule;
  const scheduleName = scheduleNames.find((name) => JSON.stringify(milestonesOf[name]) === JSON.stringify(milestones)) ?? 'own';
  const milestoneText = milestones.map((fraction) => `${formatField(100 * fraction, 0)} %`).join(', ');
  const [first = 1] = seeds;
  const seedCountSpec: ParamSpec = {
    ...specs.run.seed,
    symbol: '\\#',
    label: 'seeds',
    slider: [1, 5],
    allowed: { min: 1, max: 20 },
    default: 1,
    digits: 0,
  };
  const changeEvaluation = (change: Partial<TrainingDocument['evaluate']>) => plan.setShared({ evaluate: { ...evaluate, ...change } });
  return (
    <>
      <Section title="Schedule" note="shared by all methods">
        <Knob id="epochs" spec={specs.run.epochs} value={epochs} onChange={(value) => plan.setShared({ epochs: value })} />
        <Knob id="batch" spec={specs.run.batch} value={batch} onChange={(value) => plan.setShared({ batch: value })} />
        <Knob
          id="seeds"
          spec={seedCountSpec}
          value={seeds.length}
          onChange={(count) => plan.setShared({ seeds: Array.from({ length: count }, (_, i) => first + i) })}
        />
        <p className="caption">
          {milestones.length === 0
            ? 'The rate stays as it is.'
            : `The rate is multiplied by ${formatField(schedule.factor, 1)} after ${milestoneText} of the epochs.`}
        </p>
        <Segment
          label="The learning rate falls"
          options={scheduleName === 'own' ? [...scheduleOptions, { value: 'own', label: 'own' }] : scheduleOptions}
          value={scheduleName}
          onChange={(value) => value !== 'own' && plan.setShared({ schedule: { ...schedule, milestones: milestonesOf[value] } })}
        />
      </Section>
      <Section title="Measured by" note={`PGD-${evaluate.steps}`}>
        <AttackKnobs
          group="evaluate"
          normLabel="Norm of the evaluation"
          attack={evaluate}
          stepsSpec={specs.evaluate.steps}
          onChange={plan.setEvaluationAttack}
        />
        <Knob id="evaluate.count" spec={specs.evaluate.count} value={evaluate.count} onChange={(count) => changeEvaluation({ count })} />
        <Knob id="evaluate.every" spec={specs.evaluate.every} value={evaluate.every} onChange={(every) => changeEvaluation({ every })} />
        <p className="caption">
          {attackText(evaluate)}, on the first test images and half as many training images. Its numbers are its own: ε follows the attack in training
          while both are alike. The paper: PGD-20 on all 10,000 test images. EntropySGD is measured at its centre.
        </p>
        <label className="check">
          <input
            type="checkbox"
            checked={evaluate.autoattack !== false}
            onChange={(event) => changeEvaluation({ autoattack: event.target.checked && standardAutoAttack })}
          />
          <span>AutoAttack at the end</span>
          <small>on the best weights of each run</small>
        </label>
      </Section>
    </>
  );
}
