import type { ParamSpec } from '../../math/core/paramSpec';
import { useGesture } from '../session/session';
import { field, spoken } from './specText';
import type { CSSProperties, KeyboardEvent } from 'react';

/** How a value lies along a slider: `to` a share of its length in [0, 1], `from` it back. */
export interface Scale {
  toFraction(value: number): number;
  toValue(share: number): number;
}

export function scaleOf(spec: ParamSpec): Scale {
  const [min, max] = spec.slider;
  if (spec.scale === 'linear') return { toFraction: (value) => clamp((value - min) / (max - min)), toValue: (share) => min + share * (max - min) };
  return { toFraction: (value) => clamp(Math.log(value / min) / Math.log(max / min)), toValue: (share) => min * (max / min) ** share };
}

/** p from 1 to ∞, with 2 in the middle: the share is 1 − 1/p. */
export const exponentScale: Scale = { toFraction: (p) => clamp(1 - 1 / p), toValue: (share) => 1 / (1 - share) };

/** A slider's value with no more digits than the field shows, so that what is read is what is computed. */
export function roundToDigits(spec: ParamSpec, value: number): number {
  if (spec.integer) return Math.round(value);
  if (!Number.isFinite(value)) return value;
  const digits = spec.scale === 'log' ? Math.max(spec.digits, 2 - Math.floor(Math.log10(Math.abs(value) || 1))) : spec.digits + 1;
  return Number(value.toFixed(Math.min(digits, 12)));
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

const keyDirections: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/** The share of a slider by which a key moves it: 1 % an arrow, with Shift 10 %, with Alt 0.1 %; nothing for other keys. */
export function keyStep(event: KeyboardEvent): number | undefined {
  const steps = keyDirections[event.key];
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

/** Filled to the thumb, a tick at the default. Arrows move by 1 % of its length, with shift 10 %, with alt 0.1 %. */
export function Slider({ spec, scale, value, onChange, disabled }: SliderProps) {
  const { hold, release } = useGesture();
  const share = scale.toFraction(value);
  const move = (to: number) => {
    const next = roundToDigits(spec, scale.toValue(Math.min(1, Math.max(0, to))));
    if (next !== value) onChange(next); // letting go repeats the last value, which is no step of undo
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = keyStep(event);
    if (by === undefined) return;
    event.preventDefault();
    hold();
    const next = roundToDigits(spec, scale.toValue(Math.min(1, Math.max(0, share + by))));
    onChange(next === value && spec.integer ? Math.min(spec.slider[1], Math.max(spec.slider[0], value + Math.sign(by))) : next);
  };
  const style: SliderStyle = { '--fill': `calc(6px + (100% - 12px) * ${share})`, '--tick': scale.toFraction(spec.default) };
  const shown = field(value, spec.digits);
  return (
    <span className="slider" style={style}>
      <i />
      <input
        type="range"
        min={0}
        max={1}
        step="any"
        value={share}
        disabled={disabled}
        aria-label={spoken(spec)}
        aria-valuetext={spec.unit ? `${shown} ${spec.unit}` : shown}
        onChange={(event) => move(event.target.valueAsNumber)}
        onPointerDown={hold}
        onPointerUp={release}
        onPointerCancel={release}
        onKeyDown={onKeyDown}
        onKeyUp={release}
        onBlur={release}
        onDoubleClick={() => onChange(spec.default)}
      />
    </span>
  );
}
