import type { CSSProperties } from 'react';
import { optimisers, type OptimiserName } from '../../math/optimisers';
import type { Choice } from '../../math/optimisers/kinds';
import type { ParamSpec } from '../../math/params';
import { Knob } from '../controls/Knob';
import { field } from '../controls/numbers';
import { scaleOf } from '../controls/scale';
import { Segment } from '../controls/Segment';
import { Section } from '../panels/Section';
import { useDocument, useEdit } from '../session';
import { Tex, TexText } from '../Tex';
import { raceOf, withMethodValue } from './choice';
import { limitOf, type Limit } from './limit';
import type { RaceResult } from '../../engine/protocol';

/** The knobs of one method: a segment for each choice, a knob for each number. */
export function KnobsPanel({ name, bound }: { readonly name: OptimiserName; readonly bound: RaceResult['bound'] }) {
  const edit = useEdit();
  const values = useDocument((document) => raceOf(document).methods[name]);
  const row = optimisers[name];
  if (!values)
    return (
      <Section title={row.label} note="off">
        <p className="caption">Tick it above to let it run.</p>
      </Section>
    );
  const set = (key: string, value: number | string) => edit((whole) => withMethodValue(whole, name, key, value));
  const idle = row.idle(values);
  const limit = limitOf(name, values, bound);
  return (
    <Section title={row.label} note="selected">
      <p className="caption rule">
        <TexText>{row.note}</TexText>
      </p>
      {Object.entries<Choice>(row.choices).map(([key, choice]) => (
        <div key={key} className="choice">
          <Chooser
            name={`${row.label}, ${choice.label}`}
            choice={choice}
            value={String(values[key] ?? choice.default)}
            onChange={(value) => set(key, value)}
          />
        </div>
      ))}
      {Object.entries<ParamSpec>(row.specs)
        .filter(([key]) => !idle.includes(key))
        .map(([key, spec]) => {
          const value = values[key];
          return (
            <div key={key} className="marked">
              <Knob id={`${name}.${key}`} spec={spec} value={typeof value === 'number' ? value : spec.default} onChange={(next) => set(key, next)} />
              {key === 'stepSize' && <LimitMark limit={limit} spec={spec} />}
            </div>
          );
        })}
    </Section>
  );
}

interface Place extends CSSProperties {
  '--at': number;
}
const at = (share: number): Place => ({ '--at': Math.min(1, Math.max(0, share)) });

/** The step size that Eq. 4 allows: a stroke under the slider and its number, or why there is none. */
function LimitMark({ limit: { value, tex, note }, spec }: { readonly limit: Limit; readonly spec: ParamSpec }) {
  if (value === undefined)
    return (
      <p className="limit">
        <Tex>{tex}</Tex>: {note}
      </p>
    );
  const beyond = value > spec.slider[1] ? ', beyond the slider' : value < spec.slider[0] ? ', below the slider' : '';
  return (
    <p className="limit" style={at(scaleOf(spec).to(value))}>
      <i aria-hidden />
      <span>
        <Tex>{tex}</Tex> = {field(Number(value.toPrecision(3)), 2)}, {note}
        {beyond}
      </span>
    </p>
  );
}

interface ChooserProps {
  readonly name: string;
  readonly choice: Choice;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Two choices stand side by side, more of them in a list. */
function Chooser({ name, choice, value, onChange }: ChooserProps) {
  const options = Object.entries(choice.options).map(([id, label]) => ({ value: id, label }));
  if (options.length < 3) return <Segment label={name} options={options} value={value} onChange={onChange} />;
  return (
    <label className="row">
      {choice.label}
      <select className="select" aria-label={name} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
