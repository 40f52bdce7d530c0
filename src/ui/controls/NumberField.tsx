import type { ParamSpec } from '../../math/core/paramSpec';
import { useGesture } from '../session/session';
import { formatField, inputError, accessibleName, parseTyped } from './specText';
import { type KeyboardEvent, useState } from 'react';

export interface NumberFieldProps {
  readonly spec: ParamSpec;
  readonly value: number;
  readonly onChange: (value: number) => void;
  /** Called with the validation error of the typed text and the value that stays, or with undefined when the text is valid. */
  readonly onInvalid: (sentence: string | undefined, standing: number) => void;
  readonly invalid: boolean;
  readonly prefix?: string | undefined;
  readonly disabled: boolean;
  readonly name?: string;
}

/** A text input of a number. Valid input takes effect while typing; incomplete input is an error only on blur or Enter; a refused one leaves what was there before. */
export function NumberField({ spec, value, onChange, onInvalid, invalid, prefix = '', disabled, name }: NumberFieldProps) {
  const { beginGesture, endGesture } = useGesture();
  const [draft, setDraft] = useState<string>();
  const [editing, setEditing] = useState(false);
  const [before, setBefore] = useState(value);
  const formatted = prefix + formatField(value, spec.digits);
  const onInput = (text: string) => {
    beginGesture('typing');
    const typedOn = editing && draft !== undefined && text.startsWith(draft);
    const standing = typedOn ? before : value;
    setBefore(standing);
    setEditing(true);
    setDraft(text);
    const number = parseTyped(text, spec.denominator);
    const sentence = number === undefined ? undefined : inputError(spec, text);
    if (sentence && value !== standing) onChange(standing); // a valid beginning of the text has been taken
    onInvalid(sentence, standing);
    if (number !== undefined && !sentence) onChange(number);
  };
  const commit = () => {
    if (editing && draft !== undefined) onInvalid(inputError(spec, draft), value);
    setEditing(false);
    endGesture('typing');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') commit();
    if (event.key === 'Escape') {
      setEditing(false);
      onInvalid(undefined, value);
    }
  };
  return (
    <label className={spec.unit && spec.unit.length > 3 ? 'field wide' : 'field'}>
      <input
        type="text"
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        aria-label={name ?? `${accessibleName(spec)}, value`}
        aria-invalid={invalid}
        disabled={disabled}
        value={(editing || invalid) && draft !== undefined ? draft : formatted}
        onChange={(event) => onInput(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={commit}
        onKeyDown={onKeyDown}
      />
      {spec.unit && <span>{spec.unit}</span>}
    </label>
  );
}
