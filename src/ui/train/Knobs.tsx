import type { ParamSpec } from '../../math/params';
import { Knob } from '../controls/Knob';

export interface KnobsProps {
  readonly group: string;
  readonly specs: Readonly<Record<string, ParamSpec>>;
  readonly values: object;
  readonly onChange: (change: Readonly<Record<string, number>>) => void;
}

/** One knob a spec; a value that is missing stands at its default. */
export function Knobs({ group, specs, values, onChange }: KnobsProps) {
  const known = new Map<string, unknown>(Object.entries(values));
  return Object.entries(specs).map(([key, spec]) => {
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
