import { useRef } from 'react';
import { methodNames } from '../../experiment/parseRace';
import { optimisers, type OptimiserName } from '../../math/optimisers';
import type { ParamSpec } from '../../math/params';
import type { Values } from '../../math/optimisers/kinds';
import { letter } from '../controls/door';
import { field } from '../controls/numbers';
import { Section } from '../panels/Section';
import { useDocument, useEdit } from '../session';
import { useDark } from '../theme';
import { raceOf, withMethod } from './choice';
import { Swatch } from './Mark';

/** Which methods run, and which one the knobs below belong to. */
export function MethodsPanel({ chosen, onChoose }: { readonly chosen: OptimiserName; readonly onChoose: (name: OptimiserName) => void }) {
  const methods = useDocument((document) => raceOf(document).methods);
  const edit = useEdit();
  const dark = useDark();
  const dropped = useRef<Partial<Record<OptimiserName, Values>>>({}); // knobs of methods that were taken out
  const toggle = (name: OptimiserName) => {
    const values = methods[name];
    if (values) dropped.current[name] = values;
    edit((document) => withMethod(document, name, values ? undefined : (dropped.current[name] ?? {})));
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
              <input type="checkbox" aria-label={`Run ${row.label}`} checked={methods[name] !== undefined} onChange={() => toggle(name)} />
              <button type="button" aria-pressed={name === chosen} aria-label={`Knobs of ${row.label}`} onClick={() => onChoose(name)}>
                <Swatch stroke={row.stroke} dark={dark} />
                <span>{row.label}</span>
                <small>{brief(row.specs, name, methods[name] ?? {})}</small>
              </button>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

/** The knob that matters most, in a few letters. */
function brief(specs: Readonly<Record<string, ParamSpec>>, name: OptimiserName, values: Values): string {
  const own = { sam: ['radius'], awp: ['size'], momentum: ['stepSize', 'momentum'], 'entropy-sgd': ['gamma'], 'entropy-sgd-2': ['gamma'] };
  const keys = (name in own && own[name as keyof typeof own]) || ['stepSize'];
  const texts = keys.flatMap((key, i) => {
    const spec = specs[key];
    if (!spec) return [];
    const value = values[key] ?? spec.default;
    const text = typeof value === 'number' ? field(value, 0) : value;
    return [i === 0 && name !== 'awp' ? `${letter(spec)} ${text}` : name === 'awp' ? `size ${text}` : text];
  });
  return texts.join(', ') + (values['mean'] === 'langevin' ? ', walk' : name === 'entropy-sgd' ? ', exact' : '');
}
