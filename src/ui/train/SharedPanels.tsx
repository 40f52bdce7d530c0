import type { TrainingDocument } from '../../documents/trainingDocument';
import { trainingSpecs as specs } from '../../documents/trainingDocument';
import type { ParamSpec } from '../../math/core/paramSpec';
import { Knob } from '../controls/Knob';
import { Section } from '../controls/Section';
import { Segment } from '../controls/Segment';
import { formatField } from '../controls/specText';
import { usePlan, useTraining } from './useTraining';

/** Common attacks by number of steps; others are set by the knobs. */
const attackOptions = [
  { value: '1', label: 'FGSM' },
  { value: '4', label: 'PGD-4' },
  { value: '10', label: 'PGD-10' },
] as const;

/** Spec of a pixel length in units of 1/255, as is usual in the field; `top` is the end of the slider. */
const byteSpec = (spec: ParamSpec, top: number): ParamSpec => ({
  ...spec,
  slider: [0, top],
  allowed: { min: 0, max: 25_500 },
  default: Math.round(spec.default * 255),
  unit: '/ 255',
  digits: 0,
});
const byteSpecs = { epsilon: byteSpec(specs.attack.epsilon, 24), stepSize: byteSpec(specs.attack.stepSize, 8) };
const toBytes = (value: number): number => Number((value * 255).toFixed(6));

/** Panel of the training attack, shared by all methods. */
export function InnerAttackPanel() {
  const { plan } = useTraining();
  const attack = usePlan(({ shared }) => shared.attack);
  const set = (change: Partial<TrainingDocument['attack']>) => plan.setShared({ attack: { ...attack, ...change } });
  return (
    <Section title="Attack in training" note={attack.norm === 2 ? 'L2' : 'L∞'}>
      <Segment
        label="Attack in training"
        options={attackOptions}
        value={String(attack.steps) as '1'}
        onChange={(value) => set({ steps: Number(value), ...(value === '1' && { stepSize: attack.epsilon }) })}
      />
      <Knob id="attack.epsilon" spec={byteSpecs.epsilon} value={toBytes(attack.epsilon)} onChange={(value) => set({ epsilon: value / 255 })} />
      <Knob id="attack.steps" spec={specs.attack.steps} value={attack.steps} onChange={(steps) => set({ steps })} />
      <Knob id="attack.stepSize" spec={byteSpecs.stepSize} value={toBytes(attack.stepSize)} onChange={(value) => set({ stepSize: value / 255 })} />
      <Segment
        label="Norm of the attack"
        options={[
          { value: 'inf', label: 'L∞' },
          { value: '2', label: 'L2' },
        ]}
        value={attack.norm === 2 ? '2' : 'inf'}
        onChange={(value) => set({ norm: value === '2' ? 2 : 'inf' })}
      />
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
        <Knob id="evaluate.steps" spec={specs.evaluate.steps} value={evaluate.steps} onChange={(steps) => changeEvaluation({ steps })} />
        <Knob id="evaluate.count" spec={specs.evaluate.count} value={evaluate.count} onChange={(count) => changeEvaluation({ count })} />
        <Knob id="evaluate.every" spec={specs.evaluate.every} value={evaluate.every} onChange={(every) => changeEvaluation({ every })} />
        <p className="caption">
          The attack above with this many steps, on the first test images and half as many training images. The paper: PGD-20 on all 10,000 test
          images. EntropySGD is measured at its centre.
        </p>
      </Section>
    </>
  );
}
