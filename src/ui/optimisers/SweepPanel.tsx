import { exponentOf, normOfExponent, strengthOf, withStrength } from '../../documents/labels';
import { methodNames, raceSpecs } from '../../documents/parseView';
import type { SurfaceDocument } from '../../documents/surfaceDocument';
import { specs } from '../../documents/surfaceSpecs';
import type { ParamSpec } from '../../math/core/paramSpec';
import { optimisers } from '../../math/optimisers';
import { methodValue, raceOf, withMethodValue, withRace } from '../../state/race';
import { NumberField } from '../controls/NumberField';
import { Section } from '../controls/Section';
import { keyStep, scaleOf, roundToDigits } from '../controls/Slider';
import { field } from '../controls/specText';
import { useDocument, useEdit, useGesture } from '../session/session';
import { useMedia } from '../session/theme';
import { type CSSProperties, useEffect, useEffectEvent, useState } from 'react';

/** A number of the document that can be swept. */
export interface SweepParameter {
  readonly id: string;
  readonly label: string;
  readonly spec: ParamSpec;
  get(document: SurfaceDocument): number;
  set(document: SurfaceDocument, value: number): SurfaceDocument;
}

/** Every numeric knob that this document has. */
export function sweepParameters(document: SurfaceDocument): SweepParameter[] {
  const found: SweepParameter[] = [];
  const { attack, smoothing } = document;
  if (attack.norm !== 'none') {
    found.push({ id: 'epsilon', label: 'ε radius', spec: specs.epsilon, get: (d) => d.attack.epsilon, set: (d, v) => withAttack(d, { epsilon: v }) });
    const p = exponentOf(attack.norm);
    if (p !== undefined && Number.isFinite(p))
      found.push({
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
    found.push({
      id: key,
      label: `${specs[key].label} of the smoothing`,
      spec: specs[key],
      get: (d) => strengthOf(d.smoothing) ?? specs[key].default,
      set: (d, v) => ({ ...d, smoothing: withStrength(d.smoothing, v) }),
    });
  ([0, 1] as const).forEach((i) => {
    found.push({
      id: `start${i + 1}`,
      label: `θ${i === 0 ? '₁' : '₂'} of the start`,
      spec: raceSpecs[i === 0 ? 'theta1' : 'theta2'],
      get: (d) => raceOf(d).start[i],
      set: (d, v) => withRace(d, { start: i === 0 ? [v, raceOf(d).start[1]] : [raceOf(d).start[0], v] }),
    });
  });
  found.push({ id: 'seed', label: 'seed', spec: raceSpecs.seed, get: (d) => raceOf(d).seed, set: (d, v) => withRace(d, { seed: v }) });
  for (const name of methodNames) {
    const row = optimisers[name];
    if (!raceOf(document).methods[name]) continue;
    for (const [knob, spec] of Object.entries<ParamSpec>(row.specs))
      found.push({
        id: `${name}.${knob}`,
        label: `${row.label}: ${spec.label}`,
        spec,
        get: (d) => methodValue(d, name, knob) ?? spec.default,
        set: (d, v) => withMethodValue(d, name, knob, v),
      });
  }
  return found;
}

function withAttack(document: SurfaceDocument, change: Partial<SurfaceDocument['attack']>): SurfaceDocument {
  return { ...document, attack: { ...document.attack, ...change } };
}

/** The value at a share of the way between two, on the knob's own scale. */
export function interpolate(spec: ParamSpec, from: number, to: number, share: number): number {
  const scale = scaleOf(spec);
  if (share <= 0) return from;
  if (share >= 1) return to;
  const log = spec.scale === 'log' && from > 0 && to > 0;
  const value = log ? from * (to / from) ** share : from + share * (to - from);
  return roundToDigits(spec, spec.slider[0] < value && value < spec.slider[1] ? scale.toValue(scale.toFraction(value)) : value);
}

/** Seconds of one sweep. */
export const SWEEP_SECONDS = 6;

interface SliderStyle extends CSSProperties {
  '--fill': string;
}

/** One number of the document moved between two values, by a bar or by itself; all of it is one step of undo. */
export function SweepPanel() {
  const document = useDocument((whole) => whole);
  const edit = useEdit();
  const { hold, release } = useGesture();
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const knobs = sweepParameters(document);
  const [id, setId] = useState('epsilon');
  const knob = knobs.find((one) => one.id === id) ?? knobs[0];
  const [ends, setEnds] = useState<Readonly<Record<string, readonly [number, number]>>>({});
  const [share, setShare] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [wrong, setWrong] = useState<string>();

  const move = (next: number) => {
    if (!knob) return;
    const [from, to] = ends[knob.id] ?? knob.spec.slider;
    const value = interpolate(knob.spec, from, to, next);
    setShare(next);
    if (value !== knob.get(document)) edit((whole) => knob.set(whole, value));
  };
  const stop = () => {
    setPlaying(false);
    release();
  };
  const tick = useEffectEvent((ms: number) => {
    const next = Math.min(1, share + ms / 1000 / SWEEP_SECONDS);
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
  useEffect(() => release, [release]);

  if (!knob) return null;
  const [from, to] = ends[knob.id] ?? knob.spec.slider;
  const toggle = () => {
    if (still) return move(share >= 1 ? 0 : Math.min(1, share + 0.1));
    if (playing) return stop();
    hold();
    if (share >= 1) setShare(0);
    setPlaying(true);
  };
  const fill: SliderStyle = { '--fill': `calc(6px + (100% - 12px) * ${share})` };
  const setEnd = (i: 0 | 1, value: number) => {
    setWrong(undefined);
    setEnds({ ...ends, [knob.id]: i === 0 ? [value, to] : [from, value] });
  };
  return (
    <Section title="Sweep" note={`${knob.label.replace(/^.*: /, '')} ${field(knob.get(document), knob.spec.digits)}`}>
      <select
        className="select"
        aria-label="Number to sweep"
        value={knob.id}
        onChange={(event) => {
          stop();
          setShare(0);
          setId(event.target.value);
        }}
      >
        {knobs.map((one) => (
          <option key={one.id} value={one.id}>
            {one.label}
          </option>
        ))}
      </select>
      <div className="sweep-ends">
        {([0, 1] as const).map((i) => (
          <NumberField
            key={`${knob.id}${i}`}
            spec={knob.spec}
            name={i === 0 ? 'Sweep from' : 'Sweep to'}
            value={i === 0 ? from : to}
            onChange={(value) => setEnd(i, value)}
            onRefuse={setWrong}
            refused={false}
            disabled={playing}
          />
        ))}
        <button type="button" className="button" onClick={toggle}>
          {still ? 'Step' : playing ? 'Pause' : 'Play'}
          <span className="hidden"> the sweep</span>
        </button>
      </div>
      {wrong && (
        <p className="error" role="alert">
          {wrong}
        </p>
      )}
      <span className={`slider tone-${knob.spec.tone}`} style={fill}>
        <input
          type="range"
          min={0}
          max={1}
          step="any"
          value={share}
          aria-label="Sweep position"
          aria-valuetext={`${knob.label} ${field(knob.get(document), knob.spec.digits)}`}
          onKeyDown={(event) => {
            const by = keyStep(event);
            if (by === undefined) return;
            event.preventDefault();
            setPlaying(false);
            move(Math.min(1, Math.max(0, share + by)));
          }}
          onPointerDown={hold}
          onPointerUp={release}
          onChange={(event) => {
            setPlaying(false);
            move(event.target.valueAsNumber);
          }}
        />
      </span>
    </Section>
  );
}
