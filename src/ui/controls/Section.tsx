import type { ParamSpec, Specs } from '../../math/core/paramSpec';
import { Knob } from './Knob';
import { type ReactNode, useId } from 'react';

/** A headed group of controls; hairlines divide sections. */
export function Section({ title, note, children }: { readonly title: ReactNode; readonly note?: ReactNode; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {note && <span className="note">{note}</span>}
      </header>
      {children}
    </section>
  );
}

type Values = Readonly<Record<string, number | undefined>>;

/** A knob for each spec; it knows none of them by name. `defaults` stand in for a spec's own where it depends on other numbers. */
export function ParamPanel({
  specs,
  values,
  defaults = {},
  onChange,
}: {
  readonly specs: Specs;
  readonly values: Values;
  readonly defaults?: Values;
  readonly onChange: (key: string, value: number) => void;
}) {
  return Object.entries(specs).map(([key, spec]) => {
    const fallback = defaults[key] ?? spec.default;
    return <Knob key={key} id={key} spec={spec} fallback={fallback} value={values[key] ?? fallback} onChange={(value) => onChange(key, value)} />;
  });
}

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
