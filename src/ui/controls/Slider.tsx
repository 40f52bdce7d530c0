import type { ParamSpec } from '../../math/core/paramSpec';
import { useGesture } from '../session/session';
import { keyOf } from '../session/input';
import { formatField, accessibleName } from './specText';
import type { CSSProperties, KeyboardEvent } from 'react';

/** Mapping between values and positions on a slider, as fractions of its length in [0, 1]. */
export interface Scale {
  toFraction(value: number): number;
  toValue(fraction: number): number;
}

export function scaleOf(spec: ParamSpec): Scale {
  const [min, max] = spec.slider;
  if (spec.scale === 'linear')
    return { toFraction: (value) => clamp((value - min) / (max - min)), toValue: (fraction) => min + fraction * (max - min) };
  return { toFraction: (value) => clamp(Math.log(value / min) / Math.log(max / min)), toValue: (fraction) => min * (max / min) ** fraction };
}

/** Scale of the exponent p from 1 to ∞ with 2 in the middle: the fraction is 1 − 1/p. */
export const exponentScale: Scale = { toFraction: (p) => clamp(1 - 1 / p), toValue: (fraction) => 1 / (1 - fraction) };

/** A slider's value rounded to the digits that its number field shows, so that the displayed value is the one computed with. */
export function roundToDigits(spec: ParamSpec, value: number): number {
  if (spec.integer) return Math.round(value);
  if (!Number.isFinite(value)) return value;
  const digits = spec.scale === 'log' ? Math.max(spec.digits, 2 - Math.floor(Math.log10(Math.abs(value) || 1))) : spec.digits + 1;
  return Number(value.toFixed(Math.min(digits, 12)));
}

function clamp(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}

const keyDirections: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/** Slider movement of a key as a fraction of its length: 1 % for an arrow, 10 % with Shift, 0.1 % with Alt; undefined for other keys. */
export function keyStep(event: KeyboardEvent): number | undefined {
  const steps = keyDirections[keyOf(event)];
  return steps && steps * (event.shiftKey ? 0.1 : event.altKey ? 0.001 : 0.01);
}

export interface SliderProps {
  readonly spec: ParamSpec;
  readonly scale: Scale;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly disabled: boolean;
}

interface SliderStyle extends CSSProperties {
  '--fill': string;
  '--tick': number;
}

/** A range input filled up to its thumb, with a tick at the default; keys as in `keyStep`, a double click resets. */
export function Slider({ spec, scale, value, onChange, disabled }: SliderProps) {
  const { beginGesture, endGesture } = useGesture();
  const fraction = scale.toFraction(value);
  const move = (to: number) => {
    const next = roundToDigits(spec, scale.toValue(clamp(to)));
    if (next !== value) onChange(next); // releasing the thumb repeats the last value, which must not add an undo step
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = keyStep(event);
    if (by === undefined) return;
    event.preventDefault();
    beginGesture();
    const next = roundToDigits(spec, scale.toValue(clamp(fraction + by)));
    onChange(next === value && spec.integer ? Math.min(spec.slider[1], Math.max(spec.slider[0], value + Math.sign(by))) : next);
  };
  const style: SliderStyle = { '--fill': `calc(6px + (100% - 12px) * ${fraction})`, '--tick': scale.toFraction(spec.default) };
  const shown = formatField(value, spec.digits);
  return (
    <span className="slider" style={style}>
      <i />
      <input
        type="range"
        min={0}
        max={1}
        step="any"
        value={fraction}
        disabled={disabled}
        aria-label={accessibleName(spec)}
        aria-valuetext={spec.unit ? `${shown} ${spec.unit}` : shown}
        onChange={(event) => move(event.target.valueAsNumber)}
        onKeyDown={onKeyDown}
        onKeyUp={() => endGesture()}
        onBlur={() => endGesture()}
        onDoubleClick={() => onChange(spec.default)}
      />
    </span>
  );
}
