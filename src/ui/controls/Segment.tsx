import { type ReactNode, useId } from 'react';

export interface SegmentProps<V extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: V; readonly label: ReactNode; readonly name?: string | undefined }[];
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
        <label key={option.value}>
          <input
            type="radio"
            name={group}
            value={option.value}
            checked={option.value === value}
            aria-label={option.name}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
