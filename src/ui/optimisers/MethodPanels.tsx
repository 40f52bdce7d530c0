import { methodNames } from '../../documents/parseView';
import type { ParamSpec } from '../../math/core/paramSpec';
import { type OptimiserName, optimisers } from '../../math/optimisers';
import type { EnumSpec, HyperparameterValues } from '../../math/optimisers/types';
import { raceOf, withMethod, withMethodValue } from '../../state/race';
import type { RaceResult } from '../../worker/rpc/protocol';
import { Knob } from '../controls/Knob';
import { Section } from '../controls/Section';
import { Segment } from '../controls/Segment';
import { scaleOf } from '../controls/Slider';
import { StrokeSwatch } from '../controls/StrokeMark';
import { Tex, TexText } from '../controls/Tex';
import { formatField, plainSymbol } from '../controls/specText';
import { Select } from '../controls/Select';
import { useDocument, useEdit } from '../session/session';
import { useDark } from '../session/theme';
import { type CSSProperties, useRef } from 'react';

/** Step-size limit 2/C of Eq. 4, marked on the slider of the step size. */
interface StepSizeLimit {
  /** The limit; absent where Eq. 4 gives none for the method or the surface. */
  readonly value?: number;
  readonly tex: string;
  /** Conditions of the limit, or why there is none. */
  readonly note: string;
}

const noLimit = (note: string): StepSizeLimit => ({ tex: '2/C', note });

/** Step-size limit of a method: 2/γ where it descends F of Eq. 10, else 2/C with C over the level set of the start. */
function stepSizeLimit(name: OptimiserName, values: HyperparameterValues, bound: RaceResult['bound']): StepSizeLimit {
  if (name === 'entropy-sgd') {
    const { gamma, form } = optimisers[name].withDefaults(values);
    if (form === 'published') return { value: 2 / gamma, tex: '2/\\ga', note: 'since ∇²F ⪯ γI' };
    return { value: 2, tex: '2/C', note: 'since the code leaves out γ; without momentum' };
  }
  if (name === 'entropy-sgd-2') return { value: 2, tex: '2/C', note: 'for Newton’s step on a bowl' };
  if (name === 'adam') return noLimit('Adam rescales every coordinate: Eq. 4 has no number for its step');
  if (!bound) return noLimit('not known: the worst case over a ball has creases of its own');
  if (!Number.isFinite(bound.bound)) return noLimit('unbounded: no curvature in the level set');
  const source = bound.creased ? 'off the creases; on one no C exists' : `Eq. 4, from ${bound.inside} nodes`;
  if (name !== 'momentum') return { value: bound.bound, tex: '2/C', note: source };
  const { momentum, form } = optimisers[name].withDefaults(values);
  if (form === 'nesterov') return { value: bound.bound, tex: '2/C', note: `${source}, without momentum` };
  return { value: (1 + momentum) * bound.bound, tex: '2(1+\\mu)/C', note: `for a bowl; ${source}` };
}

/** List of the methods: checkboxes of those that run, and the selection that the knobs below edit. */
export function MethodsPanel({ chosen, onChoose }: { readonly chosen: OptimiserName; readonly onChoose: (name: OptimiserName) => void }) {
  const methods = useDocument((document) => raceOf(document).methods);
  const edit = useEdit();
  const dark = useDark();
  const removedValues = useRef<Partial<Record<OptimiserName, HyperparameterValues>>>({}); // so that a method is added again with its values
  const toggle = (name: OptimiserName) => {
    const values = methods[name];
    if (values) removedValues.current[name] = values;
    edit((document) => withMethod(document, name, values ? undefined : (removedValues.current[name] ?? {})));
    if (!values) onChoose(name);
  };
  const running = methodNames.filter((name) => methods[name]);
  return (
    <Section title="Methods" note={`${running.length} of ${methodNames.length}`}>
      <ul className="methods">
        {methodNames.map((name) => {
          const row = optimisers[name];
          return (
            <li key={name} className={name === chosen ? 'chosen' : ''}>
              <label className="tick">
                <input type="checkbox" aria-label={`Run ${row.label}`} checked={methods[name] !== undefined} onChange={() => toggle(name)} />
              </label>
              <button type="button" aria-pressed={name === chosen} aria-label={`Knobs of ${row.label}`} onClick={() => onChoose(name)}>
                <StrokeSwatch stroke={row.stroke} dark={dark} />
                <span>{row.label}</span>
                <small>{methodSummary(row.specs, name, methods[name] ?? {})}</small>
              </button>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

/** Short text of the most important parameters of a method. */
function methodSummary(specs: Readonly<Record<string, ParamSpec>>, name: OptimiserName, values: HyperparameterValues): string {
  const keysOf = { sam: ['radius'], awp: ['size'], momentum: ['stepSize', 'momentum'], 'entropy-sgd': ['gamma'], 'entropy-sgd-2': ['gamma'] };
  const keys = (name in keysOf && keysOf[name as keyof typeof keysOf]) || ['stepSize'];
  const texts = keys.flatMap((key, i) => {
    const spec = specs[key];
    if (!spec) return [];
    const value = values[key] ?? spec.default;
    const text = typeof value === 'number' ? formatField(value, 0) : value;
    return [i === 0 && name !== 'awp' ? `${plainSymbol(spec)} ${text}` : name === 'awp' ? `size ${text}` : text];
  });
  return texts.join(', ') + (values['mean'] === 'langevin' ? ', walk' : name === 'entropy-sgd' ? ', exact' : '');
}

/** Knobs of one method: a control for each choice, a knob for each number. */
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
  const unusedKeys = row.idle(values);
  const limit = stepSizeLimit(name, values, bound);
  return (
    <Section title={row.label} note="selected">
      <p className="caption rule">
        <TexText>{row.note}</TexText>
      </p>
      {Object.entries<EnumSpec>(row.choices).map(([key, choice]) => (
        <div key={key} className="choice">
          <ChoiceControl
            name={`${row.label}, ${choice.label}`}
            choice={choice}
            value={String(values[key] ?? choice.default)}
            onChange={(value) => set(key, value)}
          />
        </div>
      ))}
      {Object.entries<ParamSpec>(row.specs)
        .filter(([key]) => !unusedKeys.includes(key))
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

interface MarkStyle extends CSSProperties {
  '--at': number;
}
const markStyle = (fraction: number): MarkStyle => ({ '--at': Math.min(1, Math.max(0, fraction)) });

/** Mark of the step-size limit under the slider with its value, or why there is none. */
function LimitMark({ limit: { value, tex, note }, spec }: { readonly limit: StepSizeLimit; readonly spec: ParamSpec }) {
  if (value === undefined)
    return (
      <p className="limit">
        <Tex>{tex}</Tex>: {note}
      </p>
    );
  const position = value > spec.slider[1] ? ', beyond the slider' : value < spec.slider[0] ? ', below the slider' : '';
  return (
    <p className="limit" style={markStyle(scaleOf(spec).toFraction(value))}>
      <i aria-hidden />
      <span>
        <Tex>{tex}</Tex> = {formatField(Number(value.toPrecision(3)), 2)}, {note}
        {position}
      </span>
    </p>
  );
}

interface ChoiceControlProps {
  readonly name: string;
  readonly choice: EnumSpec;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Control of a choice: a segment for two options, a select for more. */
function ChoiceControl({ name, choice, value, onChange }: ChoiceControlProps) {
  const options = Object.entries(choice.options).map(([id, label]) => ({ value: id, label }));
  if (options.length < 3) return <Segment label={name} options={options} value={value} onChange={onChange} />;
  return (
    <label className="row">
      {choice.label}
      <Select label={name} value={value} options={options} onChange={onChange} />
    </label>
  );
}
