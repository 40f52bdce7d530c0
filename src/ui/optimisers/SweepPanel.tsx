import { exponentOf, normOfExponent, strengthOf, withStrength } from '../../documents/labels';
import { methodNames, raceSpecs } from '../../documents/parseView';
import type { SurfaceDocument } from '../../documents/surfaceDocument';
import { specs } from '../../documents/surfaceSpecs';
import { type ParamSpec, rangeError } from '../../math/core/paramSpec';
import type { Pair } from '../../math/core/types';
import { optimisers } from '../../math/optimisers';
import type { PageChoices } from '../../state/choices';
import { methodValue, raceOf, withMethodValue, withRace } from '../../state/race';
import { NumberField } from '../controls/NumberField';
import { Section } from '../controls/Section';
import { keyStep, scaleOf, roundToDigits } from '../controls/Slider';
import { formatField } from '../controls/specText';
import { Select } from '../controls/Select';
import { useChoice, useDocument, useEdit, useGesture } from '../session/session';
import { REDUCED_MOTION_QUERY, useMedia } from '../session/theme';
import { type CSSProperties, useEffect, useEffectEvent, useState } from 'react';

/** A numeric parameter of the document that can be swept, with its lens. */
interface SweepParameter {
  readonly id: string;
  readonly label: string;
  readonly spec: ParamSpec;
  get(document: SurfaceDocument): number;
  set(document: SurfaceDocument, value: number): SurfaceDocument;
}

/** All numeric parameters of a document. */
export function sweepParameters(document: SurfaceDocument): SweepParameter[] {
  const parameters: SweepParameter[] = [];
  const { attack, smoothing } = document;
  if (attack.norm !== 'none') {
    parameters.push({
      id: 'epsilon',
      label: 'ε radius',
      spec: specs.epsilon,
      get: (d) => d.attack.epsilon,
      set: (d, v) => withAttack(d, { epsilon: v }),
    });
    const p = exponentOf(attack.norm);
    if (p !== undefined && Number.isFinite(p))
      parameters.push({
        id: 'p',
        label: 'p exponent',
        spec: specs.p,
        get: (d) => exponentOf(d.attack.norm) ?? 2,
        set: (d, v) => withAttack(d, { norm: normOfExponent(v) }),
      });
  }
  const strength = { none: undefined, 'entropy-sgd': 'gamma', 'gaussian-mean': 'sigma', 'worst-case': 'radius' } as const;
  const key = strength[smoothing.kind];
  if (key)
    parameters.push({
      id: key,
      label: `${specs[key].label} of the smoothing`,
      spec: specs[key],
      get: (d) => strengthOf(d.smoothing) ?? specs[key].default,
      set: (d, v) => ({ ...d, smoothing: withStrength(d.smoothing, v) }),
    });
  ([0, 1] as const).forEach((i) => {
    parameters.push({
      id: `start${i + 1}`,
      label: `θ${i === 0 ? '₁' : '₂'} of the start`,
      spec: raceSpecs[i === 0 ? 'theta1' : 'theta2'],
      get: (d) => raceOf(d).start[i],
      set: (d, v) => withRace(d, { start: i === 0 ? [v, raceOf(d).start[1]] : [raceOf(d).start[0], v] }),
    });
  });
  parameters.push({ id: 'seed', label: 'seed', spec: raceSpecs.seed, get: (d) => raceOf(d).seed, set: (d, v) => withRace(d, { seed: v }) });
  for (const name of methodNames) {
    const row = optimisers[name];
    if (!raceOf(document).methods[name]) continue;
    for (const [knob, spec] of Object.entries<ParamSpec>(row.specs))
      parameters.push({
        id: `${name}.${knob}`,
        label: `${row.label}: ${spec.label}`,
        spec,
        get: (d) => methodValue(d, name, knob) ?? spec.default,
        set: (d, v) => withMethodValue(d, name, knob, v),
      });
  }
  return parameters;
}

function withAttack(document: SurfaceDocument, change: Partial<SurfaceDocument['attack']>): SurfaceDocument {
  return { ...document, attack: { ...document.attack, ...change } };
}

/** Interpolation between two values on the scale of the parameter; `fraction` in [0, 1]. */
export function interpolate(spec: ParamSpec, from: number, to: number, fraction: number): number {
  const scale = scaleOf(spec);
  if (fraction <= 0) return from;
  if (fraction >= 1) return to;
  const log = spec.scale === 'log' && from > 0 && to > 0;
  const value = log ? from * (to / from) ** fraction : from + fraction * (to - from);
  return roundToDigits(spec, spec.slider[0] < value && value < spec.slider[1] ? scale.toValue(scale.toFraction(value)) : value);
}

/** Both ends of a sweep: those typed, where the number can take them, else those of its slider. */
const endsOf = ({ ends }: PageChoices['sweep'], spec: ParamSpec): Pair =>
  ends?.every((end) => rangeError(end, spec) === undefined) ? ends : [spec.slider[0], spec.slider[1]];

/** Duration of one sweep. */
const SWEEP_SECONDS = 6;

interface SliderStyle extends CSSProperties {
  '--fill': string;
}

/** Panel that sweeps one parameter between two values, by slider or animation; a sweep is one undo step. */
export function SweepPanel() {
  const document = useDocument((whole) => whole);
  const edit = useEdit();
  const { beginGesture, endGesture } = useGesture();
  const reducedMotion = useMedia(REDUCED_MOTION_QUERY);
  const parameters = sweepParameters(document);
  const [sweep, setSweep] = useChoice('sweep');
  const parameter = parameters.find((each) => each.id === sweep.number) ?? parameters[0];
  const fraction = sweep.position;
  const [playing, setPlaying] = useState(false);
  const [error, setError] = useState<string>();

  const move = (next: number) => {
    if (!parameter) return;
    const [from, to] = endsOf(sweep, parameter.spec);
    const value = interpolate(parameter.spec, from, to, next);
    beginGesture(); // the position and the number that follows from it are one step, and so is a whole sweep
    setSweep({ ...sweep, position: next });
    if (value !== parameter.get(document)) edit((whole) => parameter.set(whole, value));
  };
  const stop = () => {
    setPlaying(false);
    endGesture();
  };
  const tick = useEffectEvent((ms: number) => {
    const next = Math.min(1, fraction + ms / 1000 / SWEEP_SECONDS);
    move(next);
    if (next >= 1) stop();
  });
  useEffect(() => {
    if (!playing) return undefined;
    let before = performance.now();
    let frame = requestAnimationFrame(function next(now) {
      tick(Math.min(250, now - before));
      before = now;
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing]);
  useEffect(() => () => endGesture(), [endGesture]);

  if (!parameter) return null;
  const [from, to] = endsOf(sweep, parameter.spec);
  const toggle = () => {
    if (reducedMotion) {
      move(fraction >= 1 ? 0 : Math.min(1, fraction + 0.1));
      return endGesture();
    }
    if (playing) return stop();
    if (fraction >= 1) move(0);
    setPlaying(true);
  };
  const fill: SliderStyle = { '--fill': `calc(6px + (100% - 12px) * ${fraction})` };
  const setEnd = (i: 0 | 1, value: number) => {
    setError(undefined);
    setSweep({ ...sweep, number: parameter.id, ends: i === 0 ? [value, to] : [from, value] });
  };
  return (
    <Section title="Sweep" note={`${parameter.label.replace(/^.*: /, '')} ${formatField(parameter.get(document), parameter.spec.digits)}`}>
      <Select
        label="Number to sweep"
        value={parameter.id}
        options={parameters.map(({ id, label }) => ({ value: id, label }))}
        onChange={(number) => {
          stop();
          setSweep({ number, position: 0 });
        }}
      />
      <div className="sweep-ends">
        {([0, 1] as const).map((i) => (
          <NumberField
            key={`${parameter.id}${i}`}
            spec={parameter.spec}
            name={i === 0 ? 'Sweep from' : 'Sweep to'}
            value={i === 0 ? from : to}
            onChange={(value) => setEnd(i, value)}
            onInvalid={setError}
            invalid={false}
            disabled={playing}
          />
        ))}
        <button type="button" className="button" onClick={toggle}>
          {reducedMotion ? 'Step' : playing ? 'Pause' : 'Play'}
          <span className="hidden"> the sweep</span>
        </button>
      </div>
      {error && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
      <span className={`slider tone-${parameter.spec.tone}`} style={fill}>
        <input
          type="range"
          min={0}
          max={1}
          step="any"
          value={fraction}
          aria-label="Sweep position"
          aria-valuetext={`${parameter.label} ${formatField(parameter.get(document), parameter.spec.digits)}`}
          onKeyDown={(event) => {
            const by = keyStep(event);
            if (by === undefined) return;
            event.preventDefault();
            setPlaying(false);
            move(Math.min(1, Math.max(0, fraction + by)));
          }}
          onPointerUp={() => endGesture()}
          onKeyUp={() => endGesture()}
          onChange={(event) => {
            setPlaying(false);
            move(event.target.valueAsNumber);
          }}
        />
      </span>
    </Section>
  );
}
