import { glossary, type Term } from '../../documents/article/glossary';
import { useHelp } from '../session/help';
import { type ReactNode, useId } from 'react';

/** A choice; one with a `term` of the glossary explains itself. */
export interface SegmentOption<V extends string> {
  readonly value: V;
  readonly label: ReactNode;
  readonly name?: string | undefined;
  readonly term?: Term;
}

export interface SegmentProps<V extends string> {
  readonly label: string;
  readonly options: readonly SegmentOption<V>[];
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly disabled?: boolean;
}

/** A radio group of at most five choices on one line (a segmented control). */
export function Segment<V extends string>({ label, options, value, onChange, disabled = false }: SegmentProps<V>) {
  const group = useId();
  return (
    <fieldset className="segment" role="radiogroup" aria-label={label} disabled={disabled}>
      {options.map((option) => (
        <Choice key={option.value} option={option} group={group} checked={option.value === value} onChange={() => onChange(option.value)} />
      ))}
    </fieldset>
  );
}

function Choice<V extends string>({
  option: { value, label, name, term },
  group,
  checked,
  onChange,
}: {
  readonly option: SegmentOption<V>;
  readonly group: string;
  readonly checked: boolean;
  readonly onChange: () => void;
}) {
  return (
    <label {...useHelp(term && glossary[term])}>
      <input type="radio" name={group} value={value} checked={checked} aria-label={name} onChange={onChange} />
      {label}
    </label>
  );
}
