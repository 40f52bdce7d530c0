import type { Specs } from '../../math/core/paramSpec';
import { Knob } from './Knob';
import { type ReactNode, useId } from 'react';

/** A titled group of controls; a line divides it from the one above. */
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

export interface ParamKnobsProps {
  /** Prefix of the keys under which rejected inputs are stored. */
  readonly group?: string;
  readonly specs: Specs;
  readonly values: object;
  /** Defaults in place of those of the specs, where they depend on other parameters. */
  readonly defaults?: Readonly<Record<string, number | undefined>>;
  readonly onChange: (change: Readonly<Record<string, number>>) => void;
}

/** One knob for each spec; a missing value is shown at its default. */
export function ParamKnobs({ group, specs, values, defaults = {}, onChange }: ParamKnobsProps) {
  const given = new Map<string, unknown>(Object.entries(values));
  return Object.entries(specs).map(([key, spec]) => {
    const value = given.get(key);
    const fallback = defaults[key] ?? spec.default;
    return (
      <Knob
        key={key}
        id={group === undefined ? key : `${group}.${key}`}
        spec={spec}
        fallback={fallback}
        value={typeof value === 'number' ? value : fallback}
        onChange={(next) => onChange({ [key]: next })}
      />
    );
  });
}
