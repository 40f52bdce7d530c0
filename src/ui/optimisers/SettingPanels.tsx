import { modelName, smoothings } from '../../documents/labels';
import { raceSpecs } from '../../documents/parseView';
import { leastLossSentence } from '../../figures/charts/raceStates';
import { creasedRace, raceOf, withRace } from '../../state/race';
import type { RaceResult } from '../../worker/rpc/protocol';
import { Knob } from '../controls/Knob';
import { NumberField } from '../controls/NumberField';
import { Section } from '../controls/Section';
import { Tex } from '../controls/Tex';
import { formatField, formatWeights, plainSymbol } from '../controls/specText';
import { normTex } from '../panels/AttackPanel';
import { navigate } from '../session/addressSync';
import { useDocument, useEdit, useExperiment, useSession } from '../session/session';

/** Panel of the start θ of all methods. */
export function StartPanel() {
  const start = useDocument((document) => raceOf(document).start);
  const edit = useEdit();
  return (
    <Section title="Start">
      <div className="start-fields">
        {([0, 1] as const).map((i) => (
          <StartField
            key={i}
            index={i}
            value={start[i]}
            onChange={(value) =>
              edit((document) => withRace(document, { start: i === 0 ? [value, raceOf(document).start[1]] : [raceOf(document).start[0], value] }))
            }
          />
        ))}
      </div>
      <p className="caption">or drag the ring on the surface</p>
    </Section>
  );
}

function StartField({ index, value, onChange }: { readonly index: 0 | 1; readonly value: number; readonly onChange: (value: number) => void }) {
  const { experiment } = useSession();
  const spec = { ...raceSpecs[index === 0 ? 'theta1' : 'theta2'], unit: index === 0 ? 'θ₁' : 'θ₂' };
  const id = `race.start[${index}]`;
  const refused = useExperiment((state) => state.rejected[id]);
  return (
    <div>
      <NumberField
        spec={spec}
        name={`Start ${spec.unit}`}
        value={value}
        onChange={(next) => {
          experiment.setRejected(id, undefined);
          onChange(next);
        }}
        onInvalid={(sentence) =>
          experiment.setRejected(id, sentence ? { sentence, lastValid: `${plainSymbol(spec)} = ${formatField(value, 2)}` } : undefined)
        }
        invalid={refused !== undefined}
        disabled={false}
      />
      {refused && (
        <p className="error" role="alert">
          {refused.sentence}
        </p>
      )}
    </div>
  );
}

/** Panel that describes the surface of the race, which is edited in the Lab. */
export function SurfacePanel({
  minimum,
  isMinimumOnCrease,
}: {
  readonly minimum: RaceResult['minimum'] | undefined;
  readonly isMinimumOnCrease: boolean;
}) {
  const session = useSession();
  const document = useDocument((whole) => whole);
  const { attack, grid, points, smoothing, model } = document;
  return (
    <Section
      title="Surface"
      note={
        <button type="button" className="link" onClick={() => navigate(session, 'lab')}>
          open in Lab
        </button>
      }
    >
      <p className="caption">
        {capitalised(modelName(model))},{' '}
        {attack.norm === 'none' ? (
          'no attack'
        ) : (
          <>
            <Tex>{`L_{${normTex(attack.norm)}}`}</Tex>, <Tex>{`\\ep=${Number(attack.epsilon.toFixed(4))}`}</Tex>
          </>
        )}
        , {points.length === 1 ? 'one point' : `${points.length} points`}
        {smoothing.kind === 'none' ? '' : `, smoothed by ${smoothings[smoothing.kind].label}`}.{' '}
        {minimum &&
          (isMinimumOnCrease
            ? `The minimum ${formatWeights(minimum.theta, grid)} lies on a crease, so a fixed step cannot settle.`
            : leastLossSentence(minimum, grid))}
      </p>
      {(minimum?.edge ?? false) && (
        <button type="button" className="link" onClick={() => navigate(session, 'optimisers', creasedRace)}>
          Try three points with a minimum on a crease
        </button>
      )}
    </Section>
  );
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Panel of the number of steps and the seed. */
export function RunPanel() {
  const race = useDocument(raceOf);
  const edit = useEdit();
  return (
    <Section title="Run">
      {(['steps', 'seed'] as const).map((key) => (
        <Knob
          key={key}
          id={`race.${key}`}
          spec={raceSpecs[key]}
          value={race[key]}
          onChange={(value) => edit((document) => withRace(document, { [key]: value }))}
        />
      ))}
    </Section>
  );
}
