import { type CSSProperties, type KeyboardEvent } from 'react';
import type { ParamSpec } from '../../math/params';
import { useGesture } from '../session';
import { spoken } from './door';
import { keyStep } from './keyStep';
import { field } from './numbers';
import { settle, type Scale } from './scale';

export interface SliderProps {
  readonly spec: ParamSpec;
  readonly scale: Scale;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly disabled: boolean;
}

interface Fill extends CSSProperties {
  '--fill': string;
  '--tick': number;
}

/** Filled to the thumb, a tick at the default. Arrows move by 1 % of its length, with shift 10 %, with alt 0.1 %. */
export function Slider({ spec, scale, value, onChange, disabled }: SliderProps) {
  const { hold, release } = useGesture();
  const share = scale.to(value);
  const move = (to: number) => {
    const next = settle(spec, scale.from(Math.min(1, Math.max(0, to))));
    if (next !== value) onChange(next); // letting go repeats the last value, which is no step of undo
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = keyStep(event);
    if (by === undefined) return;
    event.preventDefault();
    hold();
    const next = settle(spec, scale.from(Math.min(1, Math.max(0, share + by))));
    onChange(next === value && spec.integer ? Math.min(spec.slider[1], Math.max(spec.slider[0], value + Math.sign(by))) : next);
  };
  const style: Fill = { '--fill': `calc(6px + (100% - 12px) * ${share})`, '--tick': scale.to(spec.default) };
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
