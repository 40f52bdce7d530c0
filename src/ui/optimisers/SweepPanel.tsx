import { useEffect, useEffectEvent, useState, type CSSProperties } from 'react';
import { NumberField } from '../controls/NumberField';
import { keyStep } from '../controls/keyStep';
import { field } from '../controls/numbers';
import { useMedia } from '../media';
import { Section } from '../panels/Section';
import { useDocument, useEdit, useGesture } from '../session';
import { between, knobsOf, SWEEP } from './sweeping';

interface Fill extends CSSProperties {
  '--fill': string;
}

/** One number of the document moved between two values, by a bar or by itself; all of it is one step of undo. */
export function SweepPanel() {
  const document = useDocument((whole) => whole);
  const edit = useEdit();
  const { hold, release } = useGesture();
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const knobs = knobsOf(document);
  const [id, setId] = useState('epsilon');
  const knob = knobs.find((one) => one.id === id) ?? knobs[0];
  const [ends, setEnds] = useState<Readonly<Record<string, readonly [number, number]>>>({});
  const [share, setShare] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [wrong, setWrong] = useState<string>();

  const move = (next: number) => {
    if (!knob) return;
    const [from, to] = ends[knob.id] ?? knob.spec.slider;
    const value = between(knob.spec, from, to, next);
    setShare(next);
    if (value !== knob.get(document)) edit((whole) => knob.set(whole, value));
  };
  const stop = () => {
    setPlaying(false);
    release();
  };
  const tick = useEffectEvent((ms: number) => {
    const next = Math.min(1, share + ms / 1000 / SWEEP);
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
  const fill: Fill = { '--fill': `calc(6px + (100% - 12px) * ${share})` };
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
