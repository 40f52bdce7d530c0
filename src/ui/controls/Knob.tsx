import { knobEntry } from '../../documents/article/glossary';
import type { ParamSpec } from '../../math/core/paramSpec';
import { useHelp } from '../session/help';
import { useExperiment, useSession } from '../session/session';
import { NumberField } from './NumberField';
import { type Scale, scaleOf, Slider } from './Slider';
import { Tex, TexText } from './Tex';
import { formatField, plainSymbol, accessibleName } from './specText';
import { useId, useMemo } from 'react';

export interface KnobProps {
  /** Key under which a rejected input is stored. */
  readonly id: string;
  readonly spec: ParamSpec;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly scale?: Scale;
  readonly prefix?: string;
  /** Set where the parameter has no effect. */
  readonly disabled?: boolean;
  readonly fallback?: number;
}

/** A labelled numeric control of one parameter: symbol, label, reset button, number field and slider. */
export function Knob({ id, spec, value, onChange, scale = scaleOf(spec), prefix, disabled = false, fallback = spec.default }: KnobProps) {
  const { experiment } = useSession();
  const refused = useExperiment((state) => state.rejected[id]);
  const hintId = useId();
  const entry = useMemo(() => ({ ...knobEntry(spec), note: rangeOf(spec, scale) }), [spec, scale]);
  const { onKeyDown, ...pointer } = useHelp(entry);
  const change = (next: number) => {
    experiment.setRejected(id, undefined);
    onChange(next);
  };
  const refuse = (sentence: string | undefined, standing: number) =>
    experiment.setRejected(id, sentence ? { sentence, lastValid: `${plainSymbol(spec)} = ${formatField(standing, spec.digits)}` } : undefined);
  return (
    <div
      className={`knob tone-${spec.tone}${disabled ? ' off' : ''}`}
      role="group"
      aria-label={accessibleName(spec)}
      aria-describedby={hintId}
      aria-disabled={disabled}
      onKeyDown={onKeyDown}
    >
      <div className="knob-head">
        <span className="knob-name" {...pointer}>
          <span className="knob-symbol" aria-hidden>
            <Tex>{spec.symbol}</Tex>
          </span>
          <span className="knob-word">{spec.label}</span>
        </span>
        {!disabled && value !== fallback && (
          <button type="button" className="reset" aria-label={`Reset ${accessibleName(spec)}`} onClick={() => change(fallback)}>
            ↺
          </button>
        )}
        <NumberField
          spec={spec}
          value={value}
          onChange={change}
          onInvalid={refuse}
          invalid={refused !== undefined}
          prefix={prefix}
          disabled={disabled}
        />
      </div>
      <Slider spec={spec} scale={scale} value={value} onChange={change} disabled={disabled} />
      {refused && (
        <p className="error" role="alert">
          {refused.sentence}
        </p>
      )}
      <p className="hidden" id={hintId}>
        <TexText>{spec.hint}</TexText> <small>{rangeOf(spec, scale)}</small>
      </p>
    </div>
  );
}

/** "Slider 0 to 2, typed from 0; double click for 0.50." */
function rangeOf(spec: ParamSpec, scale: Scale): string {
  const { min, max, open } = spec.allowed;
  const ends = [scale.toValue(0), scale.toValue(1)].map((end) => formatField(end, 0)).join(' to ');
  const typed = `${open ? 'above' : 'from'} ${formatField(Math.abs(min) < 1e-100 ? 0 : min, 0)}${Number.isFinite(max) ? ` to ${formatField(max, 0)}` : ''}`;
  return `Slider ${ends}, typed ${typed}; double click for ${formatField(spec.default, spec.digits)}.`;
}
